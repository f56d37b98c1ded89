"""How things look on the wire: JSON objects, times, and the ways in which Discord says no."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

from aiohttp import web

from sandbox.rules.refusal import Refused

Json: TypeAlias = dict[str, Any]


def timestamp(seconds: float) -> str:
    """A time as Discord writes it: 2026-11-20T08:15:30.123000+00:00."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")


def answer(
    body: object = None, status: int | None = None, headers: Mapping[str, str] | None = None
) -> web.Response:
    """A JSON answer, or 204 for nothing. Discord names no charset, and discord.py compares the header as a whole."""
    if body is None:
        return web.Response(status=status or 204, headers=headers)
    text = json.dumps(body).encode()
    return web.Response(body=text, status=status or 200, headers=headers, content_type="application/json")


# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
def unknown(what: str) -> Refused:
    """A 404 for a thing that is not there, or that the asker may not know of."""
    codes = {
        "Channel": 10003,
        "Guild": 10004,
        "Member": 10007,
        "Message": 10008,
        "User": 10013,
        "Webhook": 10015,
        "interaction": 10062,
        "application command": 10063,
    }
    return Refused(404, codes[what], f"Unknown {what}")


def unauthorised() -> Refused:
    """No bot token, or a wrong one."""
    return Refused(401, 0, "401: Unauthorized")


def missing_access() -> Refused:
    """A channel that the bot cannot see."""
    return Refused(403, 50001, "Missing Access")


def missing_permissions() -> Refused:
    """A channel that the bot can see, but where it may not do this."""
    return Refused(403, 50013, "Missing Permissions")


def not_the_author() -> Refused:
    """Nobody edits another's words."""
    return Refused(403, 50005, "Cannot edit a message authored by another user")


def invalid_webhook_token() -> Refused:
    """A token that was never given, or whose 15 minutes are over."""
    return Refused(401, 50027, "Invalid Webhook Token")


def already_acknowledged() -> Refused:
    """An interaction has one first answer."""
    return Refused(400, 40060, "Interaction has already been acknowledged.")


def entity_too_large() -> Refused:
    """More bytes than a file or a request may have."""
    return Refused(413, 40005, "Request entity too large")


def too_many_attachments(most: int) -> Refused:
    """More files than a message may have."""
    return Refused(400, 30015, f"Maximum number of attachments in a message reached ({most})")


def invalid_json() -> Refused:
    """A body that is not what its content type says."""
    return Refused(400, 50109, "The request body contains invalid JSON.")
