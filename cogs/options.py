"""From the options of a command to a request: checked again, since a client can send what it likes."""

import secrets
from collections.abc import Mapping
from typing import TypeVar

from annotated_types import Ge, Le, MaxLen
from pydantic import ValidationError

from domain.catalogue import Catalogue
from domain.errors import BadOption
from domain.request import SEED_MAX, RestyleRequest, Size

NO_STYLE = "-"  # in place of a style's name; no style is called so
Number = TypeVar("Number", int, float)


def _limits() -> dict[str, tuple[float, float]]:
    """Return the least and the most of each option that has bounds, from the request itself."""
    found: dict[str, tuple[float, float]] = {}
    for name, field in RestyleRequest.model_fields.items():
        least = [one.ge for one in field.metadata if isinstance(one, Ge)]
        most = [one.le for one in field.metadata if isinstance(one, Le)]
        least += [0] if any(isinstance(one, MaxLen) for one in field.metadata) else []
        most += [one.max_length for one in field.metadata if isinstance(one, MaxLen)]
        if least and most:
            found[name] = (float(str(least[0])), float(str(most[0])))
    return found


LIMITS = _limits()


def new_seed() -> int:
    """Return a seed of our own, so that the result can be asked for again whatever the host answers."""
    return secrets.randbelow(SEED_MAX + 1)


def to_request(options: Mapping[str, object], styles: Catalogue) -> RestyleRequest:
    """Return the request of these options; None means that one was not given. Raises BadOption or UnknownStyle."""
    given = {name: value for name, value in options.items() if value is not None}
    given.setdefault("seed", new_seed())
    if "width" in given and "height" in given:
        given.setdefault("size", Size.CUSTOM)
    if isinstance(style := given.get("style"), str):
        given["style"] = found = styles.find(style).style
        if found.strength is not None:
            given.setdefault("strength", found.strength)
    try:
        return RestyleRequest.model_validate(given)
    except ValidationError as error:
        raise _bad_option(error) from None


def changed(request: RestyleRequest, changes: Mapping[str, object]) -> RestyleRequest:
    """Return a request with some options changed; None keeps one, but for a style it means none, for a seed a new one.

    Raises BadOption.
    """
    kept = request.model_dump(exclude={"expanded"})
    given = {name: value for name, value in changes.items() if value is not None or name == "style"}
    if "seed" in changes:
        given.setdefault("seed", new_seed())
    try:
        return RestyleRequest.model_validate(kept | given)
    except ValidationError as error:
        raise _bad_option(error) from None


def within(option: str, value: Number, least: float, most: float) -> Number:
    """Return an option that is within its bounds. Raises BadOption."""
    if not least <= value <= most:
        raise BadOption(option, "range", (least, most))
    return value


def _bad_option(error: ValidationError) -> BadOption:
    """Return the first thing that is wrong."""
    first = error.errors(include_input=False, include_url=False)[0]
    if first["type"] == "no_words":
        return BadOption("prompt", "empty")
    if not first["loc"]:
        return BadOption("size", "sides")
    option = str(first["loc"][0])
    match first["type"]:
        case "string_too_long":
            return BadOption(option, "too_long", LIMITS.get(option))
        case "string_unicode":
            return BadOption(option, "unreadable")
        case _:
            return BadOption(option, "range" if option in LIMITS else "choice", LIMITS.get(option))
