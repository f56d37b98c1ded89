"""The gateway's events, as discord.py reads them: one that it cannot read is lost alone, and the connection stays."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from bot.told import complete, misfit

log = logging.getLogger(__name__)

Parser = Callable[[Any], None]
NEEDED = "READY"  # without it there is no session
INTERACTION = "INTERACTION_CREATE"


def passing_over(parsers: Mapping[str, Parser], unread: Parser) -> dict[str, Parser]:
    """Return parsers, by event, that pass over what has not the form that it should have; an interaction goes to `unread`.

    discord.py lets what they raise end the client (2.7.1, gateway.py, received_message).
    """
    kept = {
        event: parser if event == NEEDED else _passing_over(event, parser)
        for event, parser in parsers.items()
    }
    return kept | {INTERACTION: _interactions(parsers[INTERACTION], unread)}


def _passing_over(event: str, parser: Parser) -> Parser:
    def parse(data: Any) -> None:  # noqa: ANN401 - whatever came
        _read(event, parser, data)

    return parse


def _interactions(parser: Parser, unread: Parser) -> Parser:
    """Return one that reads none of which it can be said before that it, or a part of ours, would stumble over it."""

    def parse(data: Any) -> None:  # noqa: ANN401 - whatever came
        complete(data)
        if wrong := misfit(data):
            log.warning("an interaction has not the form that it should have, and is passed over: %s", wrong)
        if wrong or not _read(INTERACTION, parser, data):
            unread(data)

    return parse


def _read(event: str, parser: Parser, data: Any) -> bool:  # noqa: ANN401 - whatever came
    """Return whether it could be read."""
    try:
        parser(data)
    except Exception:
        log.exception("Discord's event %s has not the form that it should have, and is passed over", event)
        return False
    return True
