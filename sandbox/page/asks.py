"""What the page can ask for, checked at the edge, and done as the person whose window it is."""

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from sandbox.page.panel import Trouble
from sandbox.people.exchange import Exchange
from sandbox.people.modal import Modal
from sandbox.people.person import Person, Stage
from sandbox.rules.command_permissions import MOST
from sandbox.rules.message_forms import LONGEST_CONTENT, MOST_FILES
from sandbox.rules.options import Upload, WrongInput
from sandbox.rules.refusal import Refused
from sandbox.world.message import Message
from sandbox.world.reactions import read_emoji
from sandbox.world.world import Channel

_LONGEST_EMOJI = 20  # signs: families are put together of many
Id = Annotated[int, Field(ge=0, lt=1 << 64)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FileTicket(_Form):
    """A file that was uploaded before."""

    ticket: str


Value = bool | str | FileTicket


class Say(_Form):
    """Write a message."""

    op: Literal["say"]
    request: int
    channel: Id
    text: Annotated[str, Field(max_length=LONGEST_CONTENT)] = ""
    files: Annotated[list[FileTicket], Field(max_length=MOST_FILES)] = []


class Command(_Form):
    """Use a slash command; with `focused`, only type into one of its options."""

    op: Literal["command"]
    request: int
    channel: Id
    name: str
    options: dict[str, Value] = {}
    focused: str | None = None


class Menu(_Form):
    """Use an entry of the menu on a message or on a member."""

    op: Literal["menu"]
    request: int
    channel: Id
    name: str
    message: Id | None = None
    user: Id | None = None


class Press(_Form):
    """Press a button, or choose in a select."""

    op: Literal["press"]
    request: int
    message: Id
    custom_id: str
    values: list[str] | None = None


class Submit(_Form):
    """Send a form."""

    op: Literal["submit"]
    request: int
    interaction: Id
    values: dict[str, Value | list[Value]] = {}


class Install(_Form):
    """Have the application for oneself, or no longer."""

    op: Literal["install"]
    request: int
    on: bool


class Delete(_Form):
    """Delete a message."""

    op: Literal["delete"]
    request: int
    message: Id


class React(_Form):
    """Put an emoji under a message, or take it away."""

    op: Literal["react"]
    request: int
    message: Id
    emoji: Annotated[str, Field(max_length=_LONGEST_EMOJI)]
    on: bool


class Older(_Form):
    """See what was written in a channel before a message."""

    op: Literal["older"]
    request: int
    channel: Id
    before: Id


class Watch(_Form):
    """Look at what goes over the wire, or no longer."""

    op: Literal["watch"]
    on: bool


class MakeTrouble(_Form):
    """Let something go wrong."""

    op: Literal["trouble"]
    kind: Trouble


class Dismiss(_Form):
    """Look no longer at an ephemeral message."""

    op: Literal["dismiss"]
    message: Id


class Typing(_Form):
    """Let the others see that one is writing."""

    op: Literal["typing"]
    channel: Id


class Language(_Form):
    """Choose the language of one's client, or of the server."""

    op: Literal["language"]
    locale: str
    of: Literal["me", "server"]


class Permit(_Form):
    """Say who may use `/restyle`, and where: by the ids of roles, members and channels."""

    op: Literal["permit"]
    allowed: Annotated[dict[Id, bool], Field(max_length=MOST)]


Action = Say | Command | Menu | Press | Submit | Install | Delete | React
Ask = Action | Older | Watch | MakeTrouble | Dismiss | Typing | Language | Permit
ASK: TypeAdapter[Ask] = TypeAdapter(Annotated[Ask, Field(discriminator="op")])


class Acting:
    """Does what a window asks for. What Discord's client would not let through is WrongInput."""

    def __init__(
        self,
        stage: Stage,
        people: Callable[[str], Person],
        modals: Callable[[int], Modal | None],
        files: Callable[[str], Upload],
    ) -> None:
        self._stage = stage
        self._people = people
        self._modals = modals
        self._files = files

    async def act(self, me: Person, ask: Action) -> Exchange | None:
        """Do it. An interaction is followed by whoever wants to."""
        match ask:
            case Say():
                await self._say(me, ask)
            case Install(on=on):
                (me.install_app if on else me.remove_app)()
            case Delete():
                await me.delete(self._message(ask.message))
            case React():
                await self._react(me, ask)
            case Command(focused=None):
                return await me.command(ask.name, self._options(ask), channel=self.channel(ask.channel))
            case Command(focused=focused):
                channel = self.channel(ask.channel)
                return me.begin_autocomplete(
                    ask.name, self._options(ask), focused=focused or "", channel=channel
                )
            case Menu():
                return await me.menu(ask.name, self._target(ask), channel=self.channel(ask.channel))
            case Press():
                return await me.click(self._message(ask.message), ask.custom_id, ask.values)
            case Submit():
                values = {name: self._plain(value) for name, value in ask.values.items()}
                return await me.submit(self._modals(ask.interaction), values)
        return None

    async def _say(self, me: Person, ask: Say) -> None:
        if not ask.text.strip() and not ask.files:
            raise WrongInput("A message says something or carries a file.")
        uploads = [self._files(file.ticket) for file in ask.files]
        await me.say(ask.text, *uploads, channel=self.channel(ask.channel))

    async def _react(self, me: Person, ask: React) -> None:
        message = self._message(ask.message)
        try:
            emoji = read_emoji(ask.emoji)
            await (me.react(message, emoji) if ask.on else me.unreact(message, emoji))
        except Refused as refused:
            raise WrongInput(f"{refused.message}.") from None

    def _options(self, ask: Command) -> dict[str, object]:
        return {name: self._plain(value) for name, value in ask.options.items()}

    def _plain(self, value: Value | list[Value]) -> object:
        if isinstance(value, list):
            return [self._plain(one) for one in value]
        return self._files(value.ticket) if isinstance(value, FileTicket) else value

    def channel(self, channel_id: int) -> Channel:
        """Return a channel by its id."""
        try:
            return self._stage.world.channels[channel_id]
        except KeyError:
            raise WrongInput("That channel is not there.") from None

    def _message(self, message_id: int) -> Message:
        post = self._stage.posts.get(message_id)
        if post is None:
            raise WrongInput("That message is not there.")
        return Message(self._stage.posts.json(post))

    def _target(self, ask: Menu) -> Message | Person:
        if ask.message is not None:
            return self._message(ask.message)
        user = self._stage.world.user(ask.user or 0)
        if user is None:
            raise WrongInput("There is nobody of that kind here.")
        return self._people(user.name)
