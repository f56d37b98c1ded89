"""Who and what there is: one guild with its channels, roles and members, the application and its bot. Plain state."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.world.clock import Clock
from sandbox.world.ids import Snowflakes
from sandbox.world.permissions import EVERYTHING, NOTHING, ORDINARY, Permission

TEXT = 0
DM = 1


@dataclass(frozen=True, slots=True)
class User:
    """An account: a person or a bot."""

    id: int
    name: str
    display_name: str
    bot: bool = False


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
    locale: str = "en-GB"  # of their client


@dataclass(slots=True)
class Channel:
    """A text channel, or a direct conversation with the bot."""

    id: int
    name: str
    type: int = TEXT
    position: int = 0
    recipient: User | None = None
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
    """The server, as people call it."""

    id: int
    name: str
    owner_id: int
    created_at: float
    roles: list[Role]
    members: dict[int, Member]
    channels: dict[int, Channel]
    locale: str = "en-US"  # https://discord.com/developers/docs/resources/guild#guild-object

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
        return granted if channel is None else _overwritten(granted, channel, self.id, member)


@dataclass(frozen=True, slots=True)
class Application:
    """The bot's application, as the developer portal holds it."""

    id: int
    name: str
    bot: User
    token: str


class World:
    """A small design community, and the application that it has invited."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.ids = Snowflakes(clock)
        self.attachment_size_limit = 10 << 20  # https://discord.com/developers/docs/reference#uploading-files
        bot = User(self.ids.next(), "restyle", "Restyle", bot=True)
        # A bot's user and its application share their id, as they do on Discord for all newer ones.
        self.application = Application(bot.id, "Restyle", bot, f"sandbox.{bot.id}.token")
        self.users = {user.name: user for user in (bot, *self._people())}
        self.guild = self._settle(clock.time())
        self.channels = dict(self.guild.channels)
        self.tell_of_guild: Callable[[], None] = lambda: None
        self._dms: dict[int, Channel] = {}

    def user(self, user_id: int) -> User | None:
        """Return the account of this id."""
        return next((user for user in self.users.values() if user.id == user_id), None)

    def dm(self, user: User) -> Channel:
        """Return the direct conversation between a person and the bot; it is made at its first use."""
        if user.id not in self._dms:
            made = Channel(self.ids.next(), user.name, DM, recipient=user)
            self._dms[user.id] = self.channels[made.id] = made
        return self._dms[user.id]

    def leave(self, user: User) -> None:
        """Somebody leaves the guild. Their account stays, and what they have written."""
        del self.guild.members[user.id]

    def speak(self, locale: str) -> None:
        """Make a language the guild's, as in its settings."""
        self.guild.locale = locale
        self.tell_of_guild()

    def permissions(self, user_id: int, channel: Channel) -> Permission:
        """Return what somebody may do in a channel. Into a direct conversation nobody else can look."""
        if channel.recipient is None:
            return self.guild.permissions(user_id, channel)
        return ORDINARY if user_id in (channel.recipient.id, self.application.bot.id) else NOTHING

    def _people(self) -> list[User]:
        names = ("Olive", "Ada", "Bob", "Mo")
        return [User(self.ids.next(), name.lower(), name) for name in names]

    def _settle(self, now: float) -> Guild:
        guild_id = self.ids.next()
        bot = self.application.bot
        everyone = Role(guild_id, "@everyone", ORDINARY, 0)
        moderator = Role(
            self.ids.next(), "Moderator", Permission.MANAGE_GUILD | Permission.MANAGE_MESSAGES, 1
        )
        bots = Role(self.ids.next(), bot.display_name, ORDINARY, 2, bot_id=bot.id)
        roles = {"mo": [moderator], bot.name: [bots]}
        members = {user.id: Member(user, roles.get(name, []), now) for name, user in self.users.items()}
        names = ("studio", "lounge")
        channels = [Channel(self.ids.next(), name, position=place) for place, name in enumerate(names)]
        return Guild(
            guild_id,
            "Harbour Design",
            self.users["olive"].id,
            now,
            [everyone, moderator, bots],
            members,
            {channel.id: channel for channel in channels},
        )


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
