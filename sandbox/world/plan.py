"""What a local Discord begins with: the application, people, guilds. From a file, so that a project can describe its own.

The file is TOML; what stands in it is checked whole before anything begins.
"""

import tomllib
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Annotated, Literal, Self, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    model_validator,
)

from sandbox.rules.locales import LOCALES
from sandbox.rules.wrong_forms import of_kind
from sandbox.world.permissions import Permission
from sandbox.world.reading import read_file

LARGEST_FILE = 256 << 10
MOST_PEOPLE, MOST_GUILDS, MOST_CHANNELS, MOST_ROLES, MOST_GROUPS = 100, 20, 100, 50, 20
EVERYONE = "@everyone"  # the role that all have
MOST_IN_A_GROUP = 9  # and the one who made it (https://support.discord.com/hc/en-us/articles/223657667)


def _named(value: object) -> object:
    """Take a name alone for something of that name."""
    if not isinstance(value, str | dict | _Part):
        raise ValueError("it takes a name or a table")  # noqa: TRY004 - pydantic hears of no other
    return {"name": value} if isinstance(value, str) else cast("object", value)


def _spoken(locale: str) -> str:
    if locale not in LOCALES:
        raise ValueError(f"Discord has no language {locale}")
    return locale


def _permission(name: str) -> str:
    if name not in Permission.__members__:
        raise ValueError(f"there is no permission {name}; it is one of {', '.join(Permission.__members__)}")
    return name


def _a_role(name: str) -> str:
    if name == EVERYONE:
        raise ValueError(f"every guild has {EVERYONE} already")
    return name


Permissions = tuple[Annotated[str, AfterValidator(_permission)], ...]
Id = Annotated[int, Field(gt=0, lt=1 << 63)]
Name = Annotated[str, Field(min_length=1, max_length=100)]
# https://discord.com/developers/docs/resources/user#usernames-and-nicknames
UserName = Annotated[
    str, Field(pattern=r"^[a-z0-9_.]{2,32}$"), of_kind("2 to 32 small letters, digits, dots and underscores")
]
Token = Annotated[
    str,
    Field(min_length=1, max_length=200, pattern=r"^[!-~]+$"),
    of_kind("1 to 200 letters, digits and signs, without a space"),
]
Locale = Annotated[str, AfterValidator(_spoken)]
Short = BeforeValidator(_named)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ApplicationPlan(_Part):
    """The bot's application. Its user is called as it is, in small letters.

    `permissions` are what it is added with: what its own role permits besides what everybody may.
    """

    name: Annotated[str, Field(min_length=2, max_length=32)] = "Restyle"
    id: Id | None = None
    token: Token | None = None
    intents: frozenset[Literal["members", "presences", "message_content"]] = (
        frozenset()
    )  # that it was granted
    permissions: Permissions = ()

    @property
    def username(self) -> str:
        """What its user is called."""
        return self.name.lower()


class PersonPlan(_Part):
    """Somebody, and the language of their client."""

    name: UserName
    display_name: Annotated[str, Field(max_length=32)] = ""
    id: Id | None = None
    locale: Locale = "en-GB"


class RolePlan(_Part):
    """A role, what it permits besides what everybody may, and who has it: people, and the bot."""

    name: Annotated[Name, AfterValidator(_a_role)]
    id: Id | None = None
    permissions: Permissions = ()
    members: tuple[UserName, ...] = ()


class ChannelPlan(_Part):
    """A text channel; `only` names the roles that see it, beside the bot, where not everybody does."""

    name: Name
    id: Id | None = None
    nsfw: StrictBool = False
    only: tuple[Name, ...] = ()


class GuildPlan(_Part):
    """A server. Without `members` everybody is in it; without an `owner` the first of them owns it."""

    name: Name
    id: Id | None = None
    owner: UserName | None = None
    locale: Locale = "en-US"
    bot: StrictBool = True  # whether it has added the application; the first guild always has
    members: tuple[UserName, ...] = ()
    roles: Annotated[tuple[RolePlan, ...], Field(max_length=MOST_ROLES)] = ()
    channels: Annotated[
        tuple[Annotated[ChannelPlan, Short], ...], Field(min_length=1, max_length=MOST_CHANNELS)
    ]

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        _once("channel", (channel.name for channel in self.channels))
        _once("role", (role.name for role in self.roles))
        known = {role.name for role in self.roles}
        for channel in self.channels:
            if strange := [name for name in channel.only if name not in known]:
                raise ValueError(f"the channel {channel.name} is for {strange[0]}, which is no role here")
        return self

    def strangers(self, people: Collection[str], bot: str) -> Iterator[str]:
        """Yield whoever is named and is nobody here: people alone are members and own it, and the bot has roles too."""
        there = set(self.members or people) & set(people)
        named = [*self.members, *([self.owner] if self.owner else [])]
        yield from (name for name in named if name not in there)
        also = {bot} if self.bot else set[str]()
        yield from (name for role in self.roles for name in role.members if name not in there | also)


class Plan(_Part):
    """All of it. In a guild's `members`, in roles and `groups` (conversations outside of guilds) people go by their names."""

    application: ApplicationPlan = ApplicationPlan()
    people: Annotated[tuple[Annotated[PersonPlan, Short], ...], Field(min_length=1, max_length=MOST_PEOPLE)]
    guilds: Annotated[tuple[GuildPlan, ...], Field(min_length=1, max_length=MOST_GUILDS)]
    groups: Annotated[
        tuple[Annotated[tuple[UserName, ...], Field(min_length=2, max_length=MOST_IN_A_GROUP + 1)], ...],
        Field(max_length=MOST_GROUPS),
    ] = ()

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        names = [person.name for person in self.people]
        _once("person", [*names, self.application.username])
        _once("guild", (guild.name for guild in self.guilds))
        if not self.guilds[0].bot:
            raise ValueError(f"{self.guilds[0].name} is the first guild, which always has the bot")
        _once("id", self._ids())
        for guild in self.guilds:
            for stranger in guild.strangers(names, self.application.username):
                raise ValueError(f"{stranger} is nobody in {guild.name}")
        if strange := [name for group in self.groups for name in group if name not in names]:
            raise ValueError(f"{strange[0]} of a group is nobody here")
        return self

    def _ids(self) -> Iterator[int]:
        """Yield every id that is given. The one before a guild's own stands for all of its channels on Discord."""
        guilds = [guild.id for guild in self.guilds if guild.id]
        inside = (part.id for guild in self.guilds for part in (*guild.roles, *guild.channels))
        yield from (one for one in (self.application.id, *(one.id for one in self.people), *inside) if one)
        yield from (one for guild in guilds for one in (guild, guild - 1))


def _once(kind: str, names: "Iterator[object] | list[str]") -> None:
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise ValueError(f"{twice[0]} is there twice as a {kind}")


def read_plan(path: Path) -> Plan:
    """Return what a file describes; WrongFile where it is none."""
    return read_file(path, LARGEST_FILE, _plan)


def _plan(content: bytes) -> Plan:
    try:
        described = tomllib.loads(content.decode())
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ValueError(f"it is no TOML: line {line} is not in UTF-8") from None
    except RecursionError:
        raise ValueError("it is no TOML: something in it is nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"it is no TOML: {error}") from None
    return Plan.model_validate(described)


_MODERATOR = RolePlan(name="Moderator", permissions=("MANAGE_GUILD", "MANAGE_MESSAGES"), members=("mo",))


def _community(name: str, *channels: str, bot: bool) -> GuildPlan:
    there = tuple(ChannelPlan(name=channel) for channel in channels)
    return GuildPlan(name=name, owner="olive", bot=bot, roles=(_MODERATOR,), channels=there)


# A small design community with the application that it has added, and two with the same people that have not.
DESIGNERS = Plan(
    people=tuple(PersonPlan(name=name) for name in ("olive", "ada", "bob", "mo")),
    guilds=(
        _community("Harbour Design", "studio", "lounge", bot=True),
        _community("Letterpress Club", "type", "ink", bot=False),
        _community("Paper Street", "folds", bot=False),
    ),
    groups=(("ada", "bob", "mo"),),
)
