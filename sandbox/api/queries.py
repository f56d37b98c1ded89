"""What is asked for in the query of a request, read in one way: a wrong value is refused, and never another one in its place."""

import re

from aiohttp import web

from sandbox.rules.refusal import invalid_form

_NUMBER = re.compile(r"[0-9]{1,20}")  # a snowflake has 64 bits


def limit_of(request: web.Request, *, default: int, most: int) -> int:
    """Return how many are asked for at most: 1 to `most`. Raises Refused."""
    said = request.query.get("limit", str(default))
    if not _NUMBER.fullmatch(said) or not 1 <= int(said) <= most:
        raise invalid_form({"limit": ("NUMBER_TYPE_MAX", f"int value should be between 1 and {most}.")})
    return int(said)


def snowflake_of(request: web.Request, name: str) -> int | None:
    """Return the id that is given as that part of the query; None where none is. Raises Refused."""
    said = request.query.get(name)
    if said is None:
        return None
    if not _NUMBER.fullmatch(said):
        raise invalid_form({name: ("NUMBER_TYPE_COERCE", f'Value "{said[:100]}" is not snowflake.')})
    return int(said)
