"""The things that a member's input names, as Discord sends them along: files, users, channels, roles, messages."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from sandbox.rules.options import Upload, WrongInput
from sandbox.wire import Json
from sandbox.world.attachments import attachment_json
from sandbox.world.cdn import Cdn
from sandbox.world.payloads import bare_member_json, channel_json, role_json, user_json
from sandbox.world.world import Channel, Guild, Role, User, World

T = TypeVar("T", User, Channel, Role)

FILE_UPLOAD = 19
# Selects of users, roles, mentionables and channels, and the types of the options that take the same.
_LIKE_OPTION = {5: 6, 6: 8, 7: 9, 8: 7}
# https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-resolved-data-structure
_OF_A_CHANNEL = (
    *(
        "id",
        "name",
        "type",
        "last_message_id",
        "last_pin_timestamp",
        "nsfw",
        "parent_id",
        "guild_id",
        "flags",
    ),
    *("rate_limit_per_user", "topic", "position", "thread_metadata"),
)


class Resolved:
    """Collects them while the input is read."""

    def __init__(self, world: World, cdn: Cdn, guild: Guild | None, who: User) -> None:
        self._world = world
        self._who = who  # gives the input
        self._cdn = cdn
        self._channels = list(guild.channels.values()) if guild else []
        self._roles = guild.roles if guild else []
        self._guild = guild
        self.json: dict[str, dict[str, Json]] = {}

    def identify(self, option: Mapping[str, object], what: object) -> str:
        """Return the id of what was given for an option: an Upload, or a user, channel or role by itself, its id or name."""
        match option["type"]:
            case 11:  # an attachment
                return self.keep(what) if isinstance(what, Upload) else str(what)
            case 7:  # a channel
                return self._channel(_found(what, self._channels), option.get("channel_types"))
            case 8:  # a role
                return self._role(_found(what, self._roles))
            case 6:  # a user
                return self.user(_found(what, self._world.users.values()))
            case _:  # a user or a role
                return self._user_or_role(what)

    def pick(self, part: Json, value: object) -> str:
        """Return what stands for a value that was chosen in a component: text as it is, all else by its id."""
        if isinstance(value, Upload) and part["type"] == FILE_UPLOAD:
            return self.keep(value)
        option_type = _LIKE_OPTION.get(part["type"])
        return str(value) if option_type is None else self.identify({**part, "type": option_type}, value)

    def keep(self, upload: Upload) -> str:
        """Store a file that a member gives to a command or a form."""
        if len(upload.content) > self._world.attachment_size_limit:
            raise WrongInput(f"{upload.name} is too large for this server.")
        folder = f"ephemeral-attachments/{self._world.application.id}"
        kept = self._cdn.keep(folder, upload.name, upload.content)
        return self._add("attachments", kept.id, attachment_json(kept, self._cdn.link(kept)))

    def user(self, user: User) -> str:
        """Return a user, and the member that they are here, unless they have left."""
        if self._guild and (member := self._guild.members.get(user.id)):
            granted = {"permissions": str(int(self._guild.permissions(user.id)))}
            self._add("members", user.id, bare_member_json(member) | granted)
        return self._add("users", user.id, user_json(user))

    def message(self, message_id: int, message: Json) -> str:
        """Return the message whose menu was opened."""
        return self._add("messages", message_id, message)

    def beside(self, data: Json) -> Json:
        """Return the data with all that was collected."""
        return data | ({"resolved": self.json} if self.json else {})

    def _channel(self, channel: Channel, types: object) -> str:
        """Return a channel, with what who names it may do there."""
        if isinstance(types, list) and types and channel.type not in types:
            raise WrongInput(f"{channel.name} is a channel of another type.")
        whole = channel_json(self._world, channel, self._world.application.bot)
        told = {key: whole[key] for key in _OF_A_CHANNEL if key in whole}
        granted = str(int(self._world.permissions(self._who.id, channel)))
        return self._add("channels", channel.id, told | {"permissions": granted})

    def _role(self, role: Role) -> str:
        return self._add("roles", role.id, role_json(role))

    def _user_or_role(self, what: object) -> str:
        try:
            return self.user(_found(what, self._world.users.values()))
        except WrongInput:
            return self._role(_found(what, self._roles))

    def _add(self, kind: str, number: int, json: Json) -> str:
        self.json.setdefault(kind, {})[str(number)] = json
        return str(number)


def _found(what: object, among: Iterable[T]) -> T:
    """Return the one of this id or name; a mention's @ or # may stand before the name."""
    what = what.name if isinstance(what, Upload) else what  # which is nobody here
    number = getattr(what, "id", what)
    name = str(what).lstrip("@#").lower()
    for one in among:
        if str(one.id) == str(number) or one.name.lstrip("@").lower() == name:
            return one
    raise WrongInput(f"There is no {what} here.")
