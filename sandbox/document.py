"""Discord's own document, where there is a copy of it and what reads it."""

import os
from functools import cache
from pathlib import Path

from sandbox.api.rest import Document


class NotInstalled(Exception):
    """Something was asked for that needs a library which is not there."""


def document_here() -> Path | None:
    """Return where a copy is, as DISCORD_OPENAPI says, if it does."""
    path = os.environ.get("DISCORD_OPENAPI")
    return Path(path) if path else None


@cache
def document(openapi: Path) -> Document:
    """Return what requests and answers are held against; NotInstalled where what reads it is not there."""
    try:  # only here, since jsonschema is there for development alone
        from sandbox.rules.contract import Contract  # noqa: PLC0415 - see above
    except ImportError:
        raise NotInstalled(
            f"To hold requests against {openapi} (DISCORD_OPENAPI), install jsonschema: pip install jsonschema"
        ) from None

    return Contract.load(openapi)
