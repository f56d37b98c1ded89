"""Which rows are of a gateway's servers, said to a database as `domain.shards` says it."""

import json
from collections.abc import Mapping

from domain.shards import Shards
from storage.sqlite import Value

OURS = "(guild_id >> 22) % :shards IN (SELECT CAST(value AS BIGINT) FROM json_each(:ours))"


def named(shards: Shards) -> Mapping[str, Value]:
    """Return the parameters of OURS."""
    return {"shards": shards.of, "ours": json.dumps(shards.numbers)}
