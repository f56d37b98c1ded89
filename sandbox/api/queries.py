"""What is asked for in the path and the query of a request, read in one way: a wrong value is refused by its name."""

import re

from aiohttp import web

from sandbox.rules.refusal import invalid_form

_SNOWFLAKE = re.compile(r"[0-9]{1,20}")  # of 64 bits
_INTEGER = re.compile(r"-?[0-9]{1,20}")
_TRUE, _FALSE = {"true", "1"}, {"false", "0"}
_TEXTS = {"emoji", "token"}  # of a path; all else there is an id
_LONGEST_SHOWN = 100


def check_ids(request: web.Request) -> None:
    """Look at the ids in the path. Raises Refused, with Discord's names of all that are none."""
    said = {name: value for name, value in request.match_info.items() if name not in _TEXTS}
    wrong = {f"{name}_id": _no(value, "snowflake") for name, value in said.items() if not _is_id(value)}
    if wrong:
        raise invalid_form(wrong)


def limit_of(request: web.Request, *, default: int, most: int) -> int:
    """Return how many are asked for at most: 1 to `most`. Raises Refused."""
    said = request.query.get("limit", str(default))
    if not _INTEGER.fullmatch(said):
        raise invalid_form({"limit": _no(said, "int")})
    if not 1 <= int(said) <= most:
        code = "NUMBER_TYPE_MIN" if int(said) < 1 else "NUMBER_TYPE_MAX"
        raise invalid_form({"limit": (code, f"int value should be between 1 and {most}.")})
    return int(said)


def snowflake_of(request: web.Request, name: str) -> int | None:
    """Return the id that is given as that part of the query; None where none is. Raises Refused."""
    said = request.query.get(name)
    if said is None:
        return None
    if not _is_id(said):
        raise invalid_form({name: _no(said, "snowflake")})
    return int(said)


def truth_of(request: web.Request, name: str) -> bool:
    """Return whether that part of the query is true; it is false where it is not there. Raises Refused."""
    said = request.query.get(name, "false").lower()
    if said not in _TRUE | _FALSE:
        raise invalid_form({name: ("BOOLEAN_TYPE_CONVERT", "Must be either true or false.")})
    return said in _TRUE


def _is_id(said: str) -> bool:
    return _SNOWFLAKE.fullmatch(said) is not None


def _no(said: str, kind: str) -> tuple[str, str]:
    return "NUMBER_TYPE_COERCE", f'Value "{said[:_LONGEST_SHOWN]}" is not {kind}.'
