"""An application command, its options and their choices, each with its own limits.

https://discord.com/developers/docs/interactions/application-commands#application-command-object
"""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Literal, Self, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from sandbox.rules.command_names import (
    ChatName,
    ChatNames,
    ChoiceName,
    ChoiceNames,
    Description,
    Descriptions,
    MenuName,
    MenuNames,
    Named,
    same_names,
)
from sandbox.rules.component_forms import ChannelType
from sandbox.rules.file_types import FileTypes
from sandbox.rules.forms import Form, Snowflake, between, length, mistake

# Whole numbers that a double holds exactly.
LARGEST_NUMBER = 2**53 - 1
LONGEST_TEXT = 6000

WholeNumber = Annotated[int, between(-LARGEST_NUMBER, LARGEST_NUMBER)]
AnyNumber = Annotated[float, between(-LARGEST_NUMBER, LARGEST_NUMBER)]


def _distinct(code: str) -> AfterValidator:
    """Return the check for parts of which no two are called the same, in any language."""

    def check(parts: Sequence[Named] | None) -> Sequence[Named] | None:
        for index in same_names(parts or ()):
            raise mistake(code, "Each name must be unique.", f"{index}.name")
        return parts

    return AfterValidator(check)


class Choice(Form):
    """One of the values that an option may have: its name is shown, its value is sent."""

    name: ChoiceName
    name_localizations: ChoiceNames = None


class TextChoice(Choice):
    """A choice of a text."""

    value: Annotated[str, length(0, 100)]


class WholeNumberChoice(Choice):
    """A choice of an integer."""

    value: WholeNumber


class NumberChoice(Choice):
    """A choice of any number."""

    value: AnyNumber


UNIQUE_CHOICES = _distinct("APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS")


class Option(Form):
    """What all options share."""

    name: ChatName
    name_localizations: ChatNames = None
    description: Description
    description_localizations: Descriptions = None
    required: bool | None = None


class PlainOption(Option):
    """True or false, a user, a role, or anything mentionable."""

    type: Literal[5, 6, 8, 9]


class AttachmentOption(Option):
    """A file."""

    type: Literal[11]
    file_types: FileTypes = None


class ChannelOption(Option):
    """A channel of one of these types."""

    type: Literal[7]
    channel_types: list[ChannelType] | None = None


T = TypeVar("T", bound=Option)


def _consistent(option: T, *, both: bool, low: float | None, high: float | None) -> T:
    """Check that an option has choices or completes what is typed, and its least is not above its most."""
    if both:
        said = "Choices and autocomplete exclude each other."
        raise mistake("APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID", said, "autocomplete")
    if low is not None and high is not None and low > high:
        raise mistake("APPLICATION_COMMAND_OPTIONS_RANGE_INVALID", f"{low} is more than {high}.")
    return option


class TextOption(Option):
    """A text."""

    type: Literal[3]
    autocomplete: bool | None = None
    choices: Annotated[list[TextChoice] | None, length(0, 25), UNIQUE_CHOICES] = None
    min_length: Annotated[int | None, between(0, LONGEST_TEXT)] = None
    max_length: Annotated[int | None, between(1, LONGEST_TEXT)] = None

    @model_validator(mode="after")
    def _checked(self) -> Self:
        both = bool(self.autocomplete and self.choices)
        return _consistent(self, both=both, low=self.min_length, high=self.max_length)


class WholeNumberOption(Option):
    """An integer."""

    type: Literal[4]
    autocomplete: bool | None = None
    choices: Annotated[list[WholeNumberChoice] | None, length(0, 25), UNIQUE_CHOICES] = None
    min_value: WholeNumber | None = None
    max_value: WholeNumber | None = None

    @model_validator(mode="after")
    def _checked(self) -> Self:
        both = bool(self.autocomplete and self.choices)
        return _consistent(self, both=both, low=self.min_value, high=self.max_value)


class NumberOption(Option):
    """Any number."""

    type: Literal[10]
    autocomplete: bool | None = None
    choices: Annotated[list[NumberChoice] | None, length(0, 25), UNIQUE_CHOICES] = None
    min_value: AnyNumber | None = None
    max_value: AnyNumber | None = None

    @model_validator(mode="after")
    def _checked(self) -> Self:
        both = bool(self.autocomplete and self.choices)
        return _consistent(self, both=both, low=self.min_value, high=self.max_value)


def _required_first(options: list[Option] | None) -> list[Option] | None:
    optional = False
    for index, option in enumerate(options or []):
        if option.required and optional:
            words = "Required options must be placed before non-required options"
            raise mistake("APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", words, str(index))
        optional = not option.required
    return options


UNIQUE_OPTIONS = _distinct("APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS")
Values = TextOption | WholeNumberOption | NumberOption | ChannelOption | PlainOption | AttachmentOption
ValueOptions = Annotated[
    list[Annotated[Values, Field(discriminator="type")]] | None,
    length(0, 25),
    UNIQUE_OPTIONS,
    AfterValidator(_required_first),
]


class Subcommand(Option):
    """A command inside a command."""

    type: Literal[1]
    options: ValueOptions = None


class SubcommandGroup(Option):
    """Subcommands under one name; groups do not nest."""

    type: Literal[2]
    options: Annotated[list[Subcommand] | None, length(0, 25), UNIQUE_OPTIONS] = None


def _permission_bits(value: object) -> object:
    """Discord takes a number or its digits, and answers with digits."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if text is None or (isinstance(text, str) and re.fullmatch("[0-9]{1,19}", text)):
        return text
    raise mistake("NUMBER_TYPE_COERCE", "Value is not a set of permissions.")


def _once_each(values: list[int] | None) -> list[int] | None:
    if values is not None and len(set(values)) < len(values):
        raise mistake("SET_TYPE_CONTAINS_DUPLICATES", "The set has duplicates.")
    return values


def _one_kind(options: list[Option] | None) -> list[Option] | None:
    inner = [isinstance(option, Subcommand | SubcommandGroup) for option in options or []]
    if any(inner) and not all(inner):
        words = "Sub-command and sub-command group option types are mutually exclusive to all other types"
        raise mistake("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", words, str(inner.index(not inner[0])))
    return options


class Command(Form):
    """What commands of all types share. Only an entry point says who handles it."""

    not_spoken: ClassVar[Mapping[str, object]] = {"handler": None}
    id: Snowflake | None = None  # of the command that it was so far, where it is renamed
    default_member_permissions: Annotated[str | None, BeforeValidator(_permission_bits)] = None
    dm_permission: bool | None = None
    nsfw: bool | None = None
    contexts: Annotated[list[Literal[0, 1, 2]] | None, length(1, 3), AfterValidator(_once_each)] = None
    integration_types: Annotated[list[Literal[0, 1]] | None, length(1, 2), AfterValidator(_once_each)] = None


class ChatCommand(Command):
    """A command that is typed after a slash."""

    type: Literal[1]
    name: ChatName
    name_localizations: ChatNames = None
    description: Description
    description_localizations: Descriptions = None
    options: Annotated[
        list[Annotated[Subcommand | SubcommandGroup | Values, Field(discriminator="type")]] | None,
        length(0, 25),
        UNIQUE_OPTIONS,
        AfterValidator(_one_kind),
        AfterValidator(_required_first),
    ] = None


class Menu(Command):
    """An entry in the menu of a user or of a message: a name and nothing more."""

    type: Literal[2, 3]
    not_spoken: ClassVar[Mapping[str, object]] = {"handler": None, "description_localizations": {}}
    name: MenuName
    name_localizations: MenuNames = None
    description: Literal[""] | None = None
    options: Annotated[list[object] | None, length(0, 0)] = None
