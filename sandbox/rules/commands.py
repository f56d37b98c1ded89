"""The rules for an application's commands, as Discord applies them to a bulk overwrite.

https://discord.com/developers/docs/interactions/application-commands
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from typing import Annotated, Any, Generic, TypeVar, cast

from pydantic import Field, TypeAdapter

from sandbox.rules.command_forms import ChatCommand, Choice, Menu, NumberChoice, TextChoice, WholeNumberChoice
from sandbox.rules.command_names import same_names
from sandbox.rules.forms import Form, length, parts, read
from sandbox.rules.refusal import NotSpoken, Refused, invalid_form

CHAT_INPUT, USER, MESSAGE, ENTRY_POINT = 1, 2, 3, 4
MOST = {CHAT_INPUT: 100, USER: 15, MESSAGE: 15}
# Names, descriptions and values of a command and of everything in it.
LARGEST_COMMAND = 8000
SAME_NAME = ("APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
GUILD_CONTEXT = 0
# What a command has that says nothing about it. Applications are made for servers and for members alike.
DEFAULTS: dict[str, object] = {
    "name_localizations": None,
    "description": "",
    "description_localizations": None,
    "options": [],
    "default_member_permissions": None,
    "dm_permission": True,
    "nsfw": False,
    "contexts": None,
    "integration_types": [0, 1],
}

Command = ChatCommand | Menu
_COMMANDS = TypeAdapter(list[Annotated[Command, Field(discriminator="type")]])


C = TypeVar("C", bound=Choice)


class Suggestions(Form, Generic[C]):
    """What the bot offers to a member who is typing."""

    choices: Annotated[list[C] | None, length(0, 25)] = None


# By the type of the option that the member is typing.
_SUGGESTIONS: dict[int, TypeAdapter[Suggestions[Any]]] = {
    3: TypeAdapter(Suggestions[TextChoice]),
    4: TypeAdapter(Suggestions[WholeNumberChoice]),
    10: TypeAdapter(Suggestions[NumberChoice]),
}


def check_commands(payload: object) -> list[dict[str, object]]:
    """Return the commands of a bulk overwrite with Discord's defaults filled in, or Refused.

    Every command has type, name, description, options, default_member_permissions (text or None), nsfw, contexts
    and integration_types afterwards; ids and versions are the server's to give.
    """
    commands = read(_COMMANDS, _with_types(payload))
    check_count(command.type for command in commands)
    problems = dict([*_same_names(commands), *_too_large(commands)])
    if problems:
        raise invalid_form(problems)
    return [_filled(command) for command in commands]


def check_command(payload: object) -> dict[str, object]:
    """Return a command by itself in the same way."""
    try:
        [command] = check_commands([payload])
    except Refused as refused:
        problems = {path.removeprefix("0").removeprefix("."): said for path, said in refused.problems.items()}
        raise (invalid_form(problems) if problems else refused) from None
    return command


def check_count(kinds: Iterable[int]) -> None:
    """Refuse more commands of a type than there may be."""
    for kind, count in Counter(kinds).items():
        if count > MOST[kind]:
            raise Refused(400, 30032, f"Maximum number of application commands reached ({MOST[kind]}).")


def duplicate_name() -> Refused:
    """Return the refusal of a name that another command of its type has already."""
    return invalid_form({"name": SAME_NAME})


def _filled(command: Command) -> dict[str, object]:
    """Return a command with Discord's defaults. The old word for direct messages holds where no contexts are named."""
    filled = deepcopy(DEFAULTS) | command.model_dump(exclude_none=True)
    if command.contexts is None and command.dm_permission is False:
        filled["contexts"] = [GUILD_CONTEXT]
    return filled


def check_choices(data: object, option_type: int) -> list[dict[str, object]]:
    """Return the answer to an autocomplete (callback type 8): at most 25 choices of the option's type, or Refused."""
    suggestions = read(_SUGGESTIONS[option_type], data)
    return [choice.model_dump(exclude_none=True) for choice in suggestions.choices or ()]


def _with_types(payload: object) -> object:
    """Take what names no type as typed after a slash."""
    if not isinstance(payload, list):
        return payload
    return [_with_type(command) for command in cast("list[object]", payload)]


def _with_type(command: object) -> object:
    if not isinstance(command, dict):
        return command
    said = cast("dict[str, object]", command)
    if said.get("type") == ENTRY_POINT:
        raise NotSpoken("The sandbox does not speak entry points (commands of type 4).")
    return {**said, "type": CHAT_INPUT} if said.get("type") is None else said


def _same_names(commands: Sequence[Command]) -> Iterator[tuple[str, tuple[str, str]]]:
    for kind in MOST:
        places = [index for index, command in enumerate(commands) if command.type == kind]
        for place in same_names([commands[index] for index in places]):
            yield f"{places[place]}.name", SAME_NAME


def _too_large(commands: Sequence[Command]) -> Iterator[tuple[str, tuple[str, str]]]:
    for index, command in enumerate(commands):
        size = _size(command)
        if size > LARGEST_COMMAND:
            yield (
                str(index),
                ("APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({LARGEST_COMMAND})"),
            )


def _size(command: Command) -> int:
    return sum(
        _longest(part, "name") + _longest(part, "description") + len(str(getattr(part, "value", "")))
        for _, part in parts(command)
    )


def _longest(form: Form, name: str) -> int:
    """Of a text in several languages only the longest counts."""
    text = cast("str | None", getattr(form, name, None)) or ""
    others = cast("dict[str, str] | None", getattr(form, f"{name}_localizations", None)) or {}
    return max(len(text), *(len(other) for other in others.values()), 0)
