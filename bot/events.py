"""The gateway's events, as discord.py reads them: one that it cannot read is lost alone, and the connection stays."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

log = logging.getLogger(__name__)

Parser = Callable[[Any], None]
NEEDED = "READY"  # without it there is no session


def passing_over(parsers: Mapping[str, Parser]) -> dict[str, Parser]:
    """Return parsers, by event, that pass over what has not the form that it should have.

    discord.py lets what they raise end the client (2.7.1, gateway.py, received_message).
    """
    return {
        event: parser if event == NEEDED else _passing_over(event, parser)
        for event, parser in parsers.items()
    }


def _passing_over(event: str, parser: Parser) -> Parser:
    def parse(data: Any) -> None:  # noqa: ANN401 - whatever came
        try:
            parser(data)
        except Exception:
            log.exception(
                "Discord's event %s has not the form that it should have, and is passed over", event
            )

    return parse
