"""Tells in lines of text what a member sees."""

import re
from collections.abc import Callable

from sandbox.world.feed import Event, Failed, MessageChanged, MessageDeleted, MessageShown, ModalOpened
from sandbox.world.message import Message
from sandbox.world.world import World

# https://discord.com/developers/docs/reference#message-formatting
_MENTION = re.compile(r"<(@[!&]?|#)(\d{1,20})>")
_COMMAND = re.compile(r"<(/[^:>]{1,100}):\d{1,20}>")
_SMALL_PRINT = re.compile(r"^-# ", re.MULTILINE)


class Narrator:
    """Listens to the feed; a message that looks the same in text is not told twice."""

    def __init__(self, member_id: int, world: World, tell: Callable[[str], None]) -> None:
        self._member_id = member_id
        self._world = world
        self._tell = tell
        self._told: dict[int, str] = {}

    def hear(self, event: Event) -> None:
        """Tell of an event, if the member sees it."""
        if event.audience not in {None, self._member_id}:
            return
        match event:
            case MessageShown(message=message) | MessageChanged(message=message):
                self._tell_of(message)
            case MessageDeleted():
                self._tell("(a message was deleted)")
            case ModalOpened(modal=modal):
                self._tell(f"(a form has opened: {modal['title']})")
            case Failed(reason=reason):
                self._tell(reason)
            case _:
                pass

    def _tell_of(self, message: Message) -> None:
        line = _COMMAND.sub(r"\1", _MENTION.sub(self._name, line_of(message)))
        if self._told.get(message.id) != line:
            self._told[message.id] = line
            self._tell(line)

    def _name(self, mention: re.Match[str]) -> str:
        world, (sign, number) = self._world, mention.groups()
        roles = (role for guild in world.guilds.values() for role in guild.roles)
        named = {str(one.id): one.name for one in (*world.users.values(), *world.channels.values(), *roles)}
        return sign[0] + named.get(number, number).removeprefix("@")


def line_of(message: Message) -> str:
    """Return a message in one line, without the marks of small print."""
    if message.loading:
        return f"{message.raw['author']['username']} is thinking…"
    count = len(message.pictures)
    pictures = f"[{count} picture{'s' if count > 1 else ''}]" if count else ""
    private = "(only for you)" if message.ephemeral else ""
    return " ".join([*private.split(), *_SMALL_PRINT.sub("", message.text).split(), *pictures.split()])
