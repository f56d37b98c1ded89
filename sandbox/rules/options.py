"""From what a member types into a command to the options of an interaction, with the client's own checks.

https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-structure
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import cast

SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(
    1, 12
)
IDENTIFIED = {USER, CHANNEL, ROLE, MENTIONABLE, ATTACHMENT}
LONGEST_TEXT = 6000
LARGEST_NUMBER = 1 << 53

Option = Mapping[str, object]
# Asked for the id of an Upload, or of what was typed for a user, channel, role or mentionable. May raise WrongInput.
Identify = Callable[[Option, object], str]


class WrongInput(ValueError):
    """What Discord's own client would not let a member send, in one sentence."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a member attaches."""

    name: str
    content: bytes
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """What a member has put into a command.

    `path` names the subcommand ("show",) or the group and the subcommand. With `focused` the member is still typing
    that option (autocomplete): nothing is required yet, and its text is passed on as it stands. `unchecked` is a
    hostile client: unknown names, wrong types and values out of range go through.
    """

    values: Mapping[str, object]
    path: tuple[str, ...] = ()
    focused: str | None = None
    unchecked: bool = False


def resolve_options(command: Option, typed: Typed, identify: Identify) -> list[dict[str, object]]:
    """Return the `data.options` of the interaction.

    Texts become numbers where the option is one, as in the client.
    """
    declared = command
    for step in typed.path:
        declared = _subcommand(declared, step)
    filled = [_filled(option, value, typed, identify) for option, value in _pairs(declared, typed)]
    return _nested(command, typed.path, filled)


def _subcommand(command: Option, name: str) -> Option:
    found = _options(command).get(name)
    if found is None or found["type"] not in {SUBCOMMAND, GROUP}:
        raise WrongInput(f"/{command['name']} has no subcommand {name}.")
    return found


def _nested(
    command: Option, path: tuple[str, ...], filled: list[dict[str, object]]
) -> list[dict[str, object]]:
    if not path:
        return filled
    inner = _subcommand(command, path[0])
    return [{"type": inner["type"], "name": path[0], "options": _nested(inner, path[1:], filled)}]


def _pairs(declared: Option, typed: Typed) -> Iterable[tuple[Option, object]]:
    """Return each option with its value."""
    options = _options(declared)
    if typed.unchecked:
        return [(options.get(n) or {"name": n, "type": _guess(v)}, v) for n, v in typed.values.items()]
    if any(option["type"] in {SUBCOMMAND, GROUP} for option in options.values()):
        raise WrongInput(f"/{declared['name']} needs one of its subcommands: {', '.join(options)}.")
    given = _given(typed)
    for name in given.keys() - options.keys():
        raise WrongInput(f"/{declared['name']} has no option {name}.")
    for name, option in options.items():
        if option.get("required") and name not in given and typed.focused is None:
            raise WrongInput(f"The option {name} is required.")
    return [(options[name], value) for name, value in given.items()]


def _given(typed: Typed) -> dict[str, object]:
    """Take an empty text for an option left out, as the client sees it, unless the member is about to type it."""
    values = typed.values if typed.focused is None else {typed.focused: "", **typed.values}
    return {name: value for name, value in values.items() if not _empty(value) or name == typed.focused}


def _empty(value: object) -> bool:
    return value is None or value == ""


def _options(command: Option) -> dict[str, Option]:
    options = cast("list[Option] | None", command.get("options")) or []
    return {str(option["name"]): option for option in options}


def _guess(value: object) -> int:
    """Return the type that a value would have if the command had such an option."""
    kinds = ((Upload, ATTACHMENT), (bool, BOOLEAN), (int, INTEGER), (float, NUMBER))
    return next((kind for python, kind in kinds if isinstance(value, python)), STRING)


def _filled(option: Option, value: object, typed: Typed, identify: Identify) -> dict[str, object]:
    entry = {"name": option["name"], "type": option["type"]}
    if typed.unchecked:
        return entry | {"value": _unchecked(option, value, identify)}
    if option["name"] == typed.focused:
        if not option.get("autocomplete"):
            raise WrongInput(f"The option {option['name']} suggests nothing.")
        if isinstance(value, Upload) or (option["type"] == STRING and not isinstance(value, str)):
            raise WrongInput(f"The option {option['name']} takes a text.")
        return entry | {"value": str(value), "focused": True}
    return entry | {"value": _value(option, value, identify)}


def _unchecked(option: Option, value: object, identify: Identify) -> object:
    """Leave it as it is; but what Discord knows by an id still gets it."""
    if option["type"] not in IDENTIFIED and not isinstance(value, Upload):
        return value
    try:
        return identify(option, value)
    except WrongInput:
        if isinstance(value, Upload):
            raise
        return value


def _value(option: Option, value: object, identify: Identify) -> object:
    kind = option["type"]
    if kind == ATTACHMENT and not isinstance(value, Upload):
        raise WrongInput(f"The option {option['name']} takes a file.")
    if kind in IDENTIFIED:
        return identify(option, value)
    if kind == BOOLEAN:
        return _boolean(option, value)
    if kind == STRING and not isinstance(value, str):
        raise WrongInput(f"The option {option['name']} takes a text.")
    if option.get("choices"):
        return _choice(option, value)
    return _text(option, str(value)) if kind == STRING else _number(option, value)


def _choice(option: Option, value: object) -> object:
    """Return the value of a choice: the client shows the names and sends the values."""
    choices = cast("list[Option]", option["choices"])
    for choice in choices:
        if str(value) in {str(choice["value"]), str(choice["name"])}:
            return choice["value"]
    names = ", ".join(str(choice["name"]) for choice in choices)
    raise WrongInput(f"The option {option['name']} must be one of: {names}.")


def _boolean(option: Option, value: object) -> bool:
    try:
        return {"true": True, "false": False}[str(value).lower()]
    except KeyError:
        raise WrongInput(f"The option {option['name']} is true or false.") from None


def _text(option: Option, text: str) -> str:
    low = cast("int", option.get("min_length") or 0)
    high = cast("int", option.get("max_length") or LONGEST_TEXT)
    if not low <= len(text) <= high:
        raise WrongInput(f"The option {option['name']} takes {low} to {high} characters, not {len(text)}.")
    return text


def _number(option: Option, value: object) -> float:
    number = _parsed(option, str(value))
    low = cast("float", -LARGEST_NUMBER if option.get("min_value") is None else option["min_value"])
    high = cast("float", LARGEST_NUMBER if option.get("max_value") is None else option["max_value"])
    if not low <= number <= high:
        raise WrongInput(f"The option {option['name']} must be between {low} and {high}.")
    return number


def _parsed(option: Option, text: str) -> float:
    if option["type"] == INTEGER:
        if re.fullmatch(r"[+-]?[0-9]{1,20}", text):
            return int(text)
        raise WrongInput(f"The option {option['name']} takes a whole number.")
    if re.fullmatch(
        r"[+-]?([0-9]{1,20}\.?[0-9]{0,20}|\.[0-9]{1,20})(e[+-]?[0-9]{1,3})?", text, re.IGNORECASE
    ):
        return float(text)
    raise WrongInput(f"The option {option['name']} takes a number.")
