"""Who and what there is: guilds with their channels, roles and members, conversations, the application. Plain state."""

import base64
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from sandbox.rules.command_permissions import Overwrite
from sandbox.rules.intents import granted
from sandbox.world.clock import Clock
from sandbox.world.ids import Snowflakes
from sandbox.world.permissions import EVERYTHING, NOTHING, ORDINARY, Permission
from sandbox.world.plan import DESIGNERS, EVERYONE, ChannelPlan, GuildPlan, Plan

TEXT = 0
DM = 1
GROUP = 3
THREAD = 11
_IN_CONVERSATIONS = ORDINARY | Permission.PIN_MESSAGES  # where nobody is more than another


@dataclass(slots=True, eq=False)
class User:
    """An account: a person or a bot."""

    id: int
    name: str
    display_name: str
    bot: bool = False
    locale: str = "en-GB"  # of their client


@dataclass(frozen=True, slots=True)
class Role:
    """Permissions that members share. The role with the guild's own id is everyone's."""

    id: int
    name: str
    permissions: Permission
    position: int
    bot_id: int | None = None


@dataclass(slots=True)
class Member:
    """A user in the guild."""

    user: User
    roles: list[Role]
    joined_at: float


@dataclass(slots=True)
class Channel:
    """A guild's text channel, a thread in one, or a conversation outside of guilds."""

    id: int
    name: str
    type: int = TEXT
    position: int = 0
    guild_id: int | None = None
    parent_id: int | None = None  # of a thread
    archived: bool = False  # of a thread: nothing changes there until it is opened again
    locked: bool = False  # of a thread: only who manages threads may write there, or open it again
    nsfw: bool = False  # for adults alone, as its settings say; a thread is as its channel
    people: tuple[User, ...] = ()  # whose conversation it is
    owner_id: int | None = None  # who began the thread
    archived_after: int = 1440  # minutes in which nobody writes in the thread, as its settings say
    joined: dict[int, float] = field(default_factory=dict[int, float])  # since when somebody is in the thread
    last_message_id: int | None = None  # of the last one that all there saw, even if it is gone
    overwrites: dict[int, tuple[Permission, Permission]] = field(
        default_factory=dict[int, tuple[Permission, Permission]]
    )

    def allow(self, who: int, permissions: Permission) -> None:
        """Give a member or a role permissions that hold in this channel."""
        allowed, denied = self.overwrites.get(who, (NOTHING, NOTHING))
        self.overwrites[who] = (allowed | permissions, denied & ~permissions)

    def deny(self, who: int, permissions: Permission) -> None:
        """Take permissions in this channel from a member or a role."""
        allowed, denied = self.overwrites.get(who, (NOTHING, NOTHING))
        self.overwrites[who] = (allowed & ~permissions, denied | permissions)


@dataclass(slots=True)
class Guild:
    """A server, as people call it."""

    id: int
    name: str
    owner_id: int
    created_at: float
    roles: list[Role]
    members: dict[int, Member]
    channels: dict[int, Channel]
    threads: dict[int, Channel] = field(default_factory=dict[int, Channel])
    # By the id of a command, or of the application.
    command_permissions: dict[int, tuple[Overwrite, ...]] = field(
        default_factory=dict[int, tuple[Overwrite, ...]]
    )
    locale: str = "en-US"  # https://discord.com/developers/docs/resources/guild#guild-object

    @property
    def channel(self) -> Channel:
        """The first channel."""
        return next(iter(self.channels.values()))

    @property
    def everyone(self) -> Role:
        """The role that all have."""
        return self.roles[0]

    def permissions(self, user_id: int, channel: Channel | None = None) -> Permission:
        """Return what a member may do here, by Discord's own order: everyone, roles, overwrites of each."""
        member = self.members.get(user_id)
        if member is None:
            return NOTHING
        granted = self.everyone.permissions
        for role in member.roles:
            granted |= role.permissions
        if user_id == self.owner_id or Permission.ADMINISTRATOR in granted:
            return EVERYTHING
        if channel is not None and channel.parent_id is not None:
            channel = self.channels[channel.parent_id]
        return granted if channel is None else _overwritten(granted, channel, self.id, member)


@dataclass(slots=True, eq=False)
class Application:
    """The bot's application, as the developer portal holds it."""

    id: int
    name: str
    bot: User
    token: str
    intents: int  # the privileged ones that it was granted
    permissions: Permission  # that the role permits with which it is added to a guild


class World:
    """As it was planned, and what becomes of it."""

    def __init__(self, clock: Clock, plan: Plan = DESIGNERS, token: str | None = None) -> None:
        self.clock = clock
        self.ids = Snowflakes(clock)
        self.attachment_size_limit = 10 << 20  # https://discord.com/developers/docs/reference#uploading-files
        planned = plan.application
        bot = User(planned.id or self.ids.next(), planned.username, planned.name, bot=True)
        # A bot's user and its application share their id, as they do on Discord for all newer ones.
        token = token or planned.token or _token_of(bot)
        self.application = Application(
            bot.id,
            planned.name,
            bot,
            token,
            granted(planned.intents),
            ORDINARY | Permission.of(planned.permissions),
        )
        self.people = tuple(self._people(plan))  # who is there from the beginning
        self.users = {user.name: user for user in (bot, *self.people)}
        self.groups = [tuple(self.users[name] for name in group) for group in plan.groups]
        made = [self._settle(guild, clock.time()) for guild in plan.guilds]
        self.guilds = {guild.id: guild for guild in made}
        self.guild, *self.others = made  # the application's own, and those that it may be in
        self._first = {one: guild for guild in reversed(made) for one in guild.members}
        for guild, planned_guild in zip(made, plan.guilds, strict=True):
            if planned_guild.bot or guild is self.guild:
                self.invite(guild)
                self._give(guild, planned_guild)
        self.channels = {number: channel for guild in made for number, channel in guild.channels.items()}
        self.tell_of_guild: Callable[[], None] = lambda: None
        self.tell_of_thread: Callable[[Channel], None] = lambda _: None
        self.tell_of_command_permissions: Callable[[int], None] = lambda _: None
        self.installed_by = set[int]()  # who has the application for themselves
        self._conversations: dict[frozenset[int], Channel] = {}

    @property
    def owner(self) -> User:
        """Who owns the guild, and the application."""
        return next(user for user in self.users.values() if user.id == self.guild.owner_id)

    def user(self, user_id: int) -> User | None:
        """Return the account of this id."""
        return next((user for user in self.users.values() if user.id == user_id), None)

    def dm(self, user: User) -> Channel:
        """Return the direct conversation between a person and the bot."""
        return self.conversation(user, self.application.bot)

    def conversation(self, *people: User) -> Channel:
        """Return the conversation of two, or of a group, outside of guilds; it is made at its first use."""
        key = frozenset(one.id for one in people)
        if key not in self._conversations:
            name, kind = "-".join(one.name for one in people), DM if len(key) == 2 else GROUP  # noqa: PLR2004 - a pair
            made = Channel(self.ids.next(), name, kind, people=people)
            self._conversations[key] = self.channels[made.id] = made
        return self._conversations[key]

    def first_guild(self, user: User) -> Guild:
        """Return where somebody is at home: the first guild that they began in, or of all."""
        return self._first.get(user.id, self.guild)

    def guild_of(self, channel: Channel) -> Guild | None:
        """Return the guild whose channel it is."""
        return None if channel.guild_id is None else self.guilds[channel.guild_id]

    @property
    def homes(self) -> list[Guild]:
        """Return the guilds that the application is in."""
        return [guild for guild in self.guilds.values() if self.application.bot.id in guild.members]

    def shared(self, user: User) -> list[Guild]:
        """Return the guilds that somebody shares with the application."""
        return [guild for guild in self.homes if user.id in guild.members]

    def is_age_restricted(self, channel: Channel) -> bool:
        """Return whether a channel, or the one that a thread is in, is for adults alone."""
        return channel.nsfw or (channel.parent_id is not None and self.channels[channel.parent_id].nsfw)

    def invite(self, into: Guild | None = None) -> None:
        """Let the application into its guild or another, with a role of its own in the place of one that it had."""
        bot, guild = self.application.bot, into or self.guild
        others = [one for one in guild.roles if one.bot_id != bot.id]
        role = Role(
            self.ids.next(), bot.display_name, self.application.permissions, len(others), bot_id=bot.id
        )
        guild.roles[:] = [*others, role]
        guild.members[bot.id] = Member(bot, [role], self.clock.time())

    def welcome(self, name: str, guild: Guild, *roles: Role) -> User:
        """Let somebody new into a guild, whose account is made where they have none yet."""
        user = self.users.setdefault(name, User(self.ids.next(), name, name.capitalize()))
        guild.members[user.id] = Member(user, list(roles), self.clock.time())
        return user

    def leave(self, user: User) -> None:
        """Somebody leaves the guild. Their account stays, and what they have written."""
        del self.guild.members[user.id]

    def role(self, name: str) -> Role:
        """Return the guild's role of that name; one that is not there yet is made, with nothing that not all have."""
        found = next((role for role in self.guild.roles if role.name == name), None)
        if found is None:
            found = Role(self.ids.next(), name, ORDINARY, len(self.guild.roles))
            self.guild.roles.append(found)
            self.tell_of_guild()
        return found

    def give(self, user: User, role: Role) -> None:
        """Give a member of the guild a role."""
        roles = self.guild.members[user.id].roles
        if role not in roles:
            roles.append(role)

    def take(self, user: User, role: Role) -> None:
        """Take a role from a member of the guild."""
        self.guild.members[user.id].roles.remove(role)

    def speak(self, locale: str) -> None:
        """Make a language the guild's, as in its settings."""
        self.guild.locale = locale
        self.tell_of_guild()

    def open_thread(
        self,
        name: str,
        parent: Channel,
        by: User | None = None,
        *,
        thread_id: int | None = None,
        minutes: int = 1440,
    ) -> Channel:
        """Begin a thread in a channel of a guild; nobody is in it but who began it."""
        owner = by.id if by else self.guild.owner_id
        number = thread_id or self.ids.next()
        thread = Channel(number, name, THREAD, guild_id=parent.guild_id, parent_id=parent.id, owner_id=owner)
        thread.archived_after = minutes
        thread.joined[owner] = self.clock.time()
        guild = self.guild_of(parent)
        assert guild is not None
        guild.threads[thread.id] = self.channels[thread.id] = thread
        self.tell_of_thread(thread)
        return thread

    def remove(self, channel: Channel) -> list[Channel]:
        """Take a channel or a thread of a guild away, with its threads; return all that is gone."""
        guild = self.guilds[channel.guild_id or 0]
        gone = [channel, *(one for one in guild.threads.values() if one.parent_id == channel.id)]
        for one in gone:
            del self.channels[one.id]
        guild.channels.pop(channel.id, None)
        guild.threads = {number: one for number, one in guild.threads.items() if number in self.channels}
        return gone

    def set_command_permissions(self, target: int, overwrites: Sequence[Overwrite]) -> None:
        """Set who may use a command, or all of the application's, in its guild; nothing set is as at first."""
        self.guild.command_permissions[target] = tuple(overwrites)
        self.tell_of_command_permissions(target)

    def permissions(self, user_id: int, channel: Channel) -> Permission:
        """Return what somebody may do in a channel. Into a conversation nobody else can look."""
        if guild := self.guild_of(channel):
            return guild.permissions(user_id, channel)
        return _IN_CONVERSATIONS if any(user_id == one.id for one in channel.people) else NOTHING

    def _people(self, plan: Plan) -> Iterator[User]:
        for one in plan.people:
            shown = one.display_name or one.name.capitalize()
            yield User(one.id or self.ids.next(), one.name, shown, locale=one.locale)

    def _give(self, guild: Guild, plan: GuildPlan) -> None:
        """Give the bot the roles that name it."""
        named = {role.name for role in plan.roles if self.application.bot.name in role.members}
        guild.members[self.application.bot.id].roles.extend(
            role for role in guild.roles if role.name in named
        )

    def _settle(self, plan: GuildPlan, now: float) -> Guild:
        """Found a guild of people."""
        guild_id = plan.id or self.ids.next()
        everyone = Role(guild_id, EVERYONE, ORDINARY, 0)
        roles = {
            role: Role(role.id or self.ids.next(), role.name, Permission.of(role.permissions), place)
            for place, role in enumerate(plan.roles, 1)
        }
        people = [user for user in self.people if not plan.members or user.name in plan.members]
        members = {
            user.id: Member(user, [role for one, role in roles.items() if user.name in one.members], now)
            for user in people
        }
        made = list(roles.values())
        channels = [
            self._channel(channel, place, guild_id, made) for place, channel in enumerate(plan.channels)
        ]
        owner = self.users[plan.owner] if plan.owner else people[0]
        there = {channel.id: channel for channel in channels}
        return Guild(
            guild_id, plan.name, owner.id, now, [everyone, *made], members, there, locale=plan.locale
        )

    def _channel(self, plan: ChannelPlan, place: int, guild_id: int, roles: Sequence[Role]) -> Channel:
        made = Channel(
            plan.id or self.ids.next(), plan.name, position=place, guild_id=guild_id, nsfw=plan.nsfw
        )
        if plan.only:
            made.deny(guild_id, Permission.VIEW_CHANNEL)
            for who in (self.application.id, *(role.id for role in roles if role.name in plan.only)):
                made.allow(who, Permission.VIEW_CHANNEL)
        return made


def _token_of(bot: User) -> str:
    """Return a token of a token's shape: some libraries read the bot's id out of its first part."""
    return f"{base64.b64encode(str(bot.id).encode()).decode().rstrip('=')}.sandbox.token"


def _overwritten(granted: Permission, channel: Channel, everyone: int, member: Member) -> Permission:
    def apply(granted: Permission, *ids: int) -> Permission:
        pairs = [channel.overwrites.get(one, (NOTHING, NOTHING)) for one in ids]
        for _, denied in pairs:
            granted &= ~denied
        for allowed, _ in pairs:
            granted |= allowed
        return granted

    granted = apply(granted, everyone)
    granted = apply(granted, *(role.id for role in member.roles))
    return apply(granted, member.user.id)
