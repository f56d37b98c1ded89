"""From the options of a command to a request: checked again, since a client can send what it likes."""

import secrets
from collections.abc import Mapping

from pydantic import ValidationError

from domain.errors import BadOption
from domain.request import (
    IMAGES_LIMIT,
    PROMPT_LIMIT,
    SEED_MAX,
    SIDE_MAX,
    SIDE_MIN,
    RestyleRequest,
    Size,
)
from domain.styles import Catalogue

LIMITS: dict[str, tuple[float, float]] = {
    "prompt": (1, PROMPT_LIMIT),
    "strength": (0, 1),
    "images": (1, IMAGES_LIMIT),
    "width": (SIDE_MIN, SIDE_MAX),
    "height": (SIDE_MIN, SIDE_MAX),
    "seed": (0, SEED_MAX),
}


def new_seed() -> int:
    """A seed of our own, so that the result can be asked for again whatever the host answers."""
    return secrets.randbelow(SEED_MAX + 1)


def to_request(options: Mapping[str, object], styles: Catalogue) -> RestyleRequest:
    """The request of these options; None means that one was not given. Raises BadOption or UnknownStyle."""
    given = {name: value for name, value in options.items() if value is not None}
    given.setdefault("seed", new_seed())
    if "width" in given and "height" in given:
        given.setdefault("size", Size.CUSTOM)
    if isinstance(style := given.get("style"), str):
        given["style"] = styles.find(style)
    try:
        return RestyleRequest.model_validate(given)
    except ValidationError as error:
        raise _bad_option(error) from None


def _bad_option(error: ValidationError) -> BadOption:
    """The first thing that is wrong."""
    first = error.errors(include_input=False, include_url=False)[0]
    if not first["loc"]:
        return BadOption("size", "sides")
    option = str(first["loc"][0])
    match first["type"]:
        case "string_too_short":
            return BadOption(option, "empty")
        case "string_too_long":
            return BadOption(option, "too_long", LIMITS.get(option))
        case "string_unicode":
            return BadOption(option, "unreadable")
        case _:
            return BadOption(option, "range" if option in LIMITS else "choice", LIMITS.get(option))
