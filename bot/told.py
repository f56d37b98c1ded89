"""What Discord tells of an interaction, as far as discord.py and we take it as it comes: checked before either does."""

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Annotated, Final, Literal, cast

from discord import AppCommandOptionType as OptionType
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError, model_validator

# https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-interaction-type
PING, COMMAND, COMPONENT, AUTOCOMPLETE, FORM = 1, 2, 3, 4, 5
ID_MAX = 2**63 - 1  # also what SQLite keeps
TOKEN_CHARS = 1000

Id = Annotated[int, Field(ge=0, le=ID_MAX)]  # digits on the wire
Objects = Mapping[str, Mapping[str, JsonValue]]
# In which parts of what is resolved is what an option of that type names; discord.py hands on a bare id where it is in none.
NAMED: Final[Mapping[int, Sequence[str]]] = {
    OptionType.user.value: ("users",),
    OptionType.channel.value: ("channels",),
    OptionType.role.value: ("roles",),
    OptionType.mentionable.value: ("users", "roles"),
    OptionType.attachment.value: ("attachments",),
}


class _Named(BaseModel):
    id: Id


class _Message(_Named):
    author: _Named
    flags: int = 0


class _Member(BaseModel):
    user: _Named
    roles: tuple[Id, ...]
    permissions: Annotated[int, Field(ge=0)]


class _Resolved(BaseModel):
    users: Objects = {}
    channels: Objects = {}
    roles: Objects = {}
    attachments: Objects = {}
    messages: Mapping[str, _Message] = {}

    def has(self, option: "_Option") -> bool:
        """Return whether what an option names is there, if it names anything."""
        parts = NAMED.get(option.type, ())
        return not parts or any(str(option.value) in getattr(self, part) for part in parts)


class _Option(BaseModel):
    name: str
    type: int
    value: str | int | float | bool | None = None
    options: "tuple[_Option, ...]" = ()

    @model_validator(mode="after")
    def _is_text_where_it_says_so(self) -> "_Option":
        if self.type == OptionType.string.value and not isinstance(self.value, str):
            raise ValueError("a text is none")
        return self

    def inmost(self) -> "Sequence[_Option]":
        """Return those inside it, of a group or a command in one; else itself."""
        return [each for one in self.options for each in one.inmost()] or [self]


class _Typed(BaseModel):
    """A command that somebody types, to be completed."""

    name: str
    type: Literal[1, 2, 3] = 1
    options: tuple[_Option, ...] = ()


class _Command(_Typed):
    resolved: _Resolved = _Resolved()

    @model_validator(mode="after")
    def _has_what_it_names(self) -> "_Command":
        if all(self.resolved.has(each) for one in self.options for each in one.inmost()):
            return self
        raise ValueError("an option names what is not there")


class _Component(BaseModel):
    custom_id: str
    component_type: int
    values: tuple[str, ...] = ()


class _Form(BaseModel):
    custom_id: str
    components: tuple[JsonValue, ...]
    resolved: _Resolved = _Resolved()


DATA: Final[Mapping[int, type[BaseModel]]] = {
    COMMAND: _Command,
    COMPONENT: _Component,
    AUTOCOMPLETE: _Typed,
    FORM: _Form,
}


class Address(BaseModel):
    """Where an interaction is answered, and in which language."""

    model_config = ConfigDict(frozen=True)

    id: Id
    token: Annotated[str, Field(min_length=1, max_length=TOKEN_CHARS, pattern=r"^[!-~]+$")]
    type: Literal[2, 3, 5]  # what is typed takes no message
    locale: JsonValue = None

    @classmethod
    def of(cls, told: object) -> "Address | None":
        """Return the address of an interaction that may be anything else beside; None where it has none."""
        try:
            return cls.model_validate(told)
        except ValidationError:
            return None


class _Interaction(BaseModel):
    id: Id
    application_id: Id
    token: str
    type: Literal[1, 2, 3, 4, 5]
    channel: _Named
    guild_id: Id | None = None
    member: _Member | None = None
    user: _Named | None = None
    message: _Message | None = None
    locale: str
    guild_locale: str = ""
    data: Mapping[str, JsonValue]

    @model_validator(mode="after")
    def _is_of_somebody(self) -> "_Interaction":
        """Ask for a member in a server, and for a user elsewhere (interaction-object-interaction-structure)."""
        if (self.user if self.guild_id is None else self.member) is None:
            raise ValueError("it is of nobody")
        return self


# What a message has where Discord tells a part of it alone, as with an entry of the menu on it ("partial Message objects":
# interaction-object-resolved-data-structure). discord.py takes some of these as they come, and leaves others out of its own.
_WHOLE: Final[Mapping[str, JsonValue]] = {
    **{name: [] for name in ("attachments", "embeds", "components", "mentions", "mention_roles")},
    **dict.fromkeys(("pinned", "tts", "mention_everyone"), False),
    "content": "",
    "type": 0,
    "flags": 0,
    "timestamp": "1970-01-01T00:00:00+00:00",
    "edited_timestamp": None,
}


def complete(told: object) -> None:
    """Fill in what is left out of the messages that an interaction brings along, of what was forwarded with them too."""
    resolved = _object(_object(told).get("data")).get("resolved")
    whole = {**_WHOLE, "channel_id": _object(_object(told).get("channel")).get("id")}
    for message in (_object(told).get("message"), *_object(_object(resolved).get("messages")).values()):
        snapshots = _object(message).get("message_snapshots")
        forwarded = cast("list[object]", snapshots) if isinstance(snapshots, list) else []
        for one in (message, *(_object(each).get("message") for each in forwarded)):
            missing = {name: copy(value) for name, value in whole.items() if _object(one).get(name) is None}
            _object(one).update(missing)


def _object(value: object) -> dict[str, object]:
    """Return it where it is an object of JSON; else an empty one."""
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def misfit(told: object) -> str:
    """Return what of an interaction has not the form that it should have; an empty text where all has."""
    try:
        interaction = _Interaction.model_validate(told)
        if data := DATA.get(interaction.type):
            data.model_validate(interaction.data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        return f"{'.'.join(map(str, first['loc']))[:100]}: {first['type']}"
    return ""
