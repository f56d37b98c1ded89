"""What somebody can ask to do, checked at the edge, and done as them: for the page, and for whoever drives this Discord."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, model_validator

from sandbox.people.exchange import Exchange
from sandbox.people.modal import Modal
from sandbox.people.person import Person, Stage
from sandbox.people.uploads import Uploads
from sandbox.rules.command_permissions import MOST
from sandbox.rules.message_forms import LONGEST_CONTENT, MOST_FILES
from sandbox.rules.options import WrongInput
from sandbox.rules.wrong_forms import of_kind
from sandbox.world.feed import Acknowledged, Event, ModalOpened
from sandbox.world.message import Message

_LONGEST_EMOJI = 20  # signs: families are put together of many
_LONGEST_NAME = 100
_MOST_FORMS = 100  # that are open at once
_DIGITS = 20  # of 64 bits


def _as_discord_writes_it(value: object) -> object:
    """Take an id as a text, which it is in all that Discord says: numbers of JSON are too short for it in many languages."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= _DIGITS:
        return int(value)
    return value


_Number = Annotated[int, Field(ge=0, lt=1 << 64)]
_Id = Annotated[_Number, BeforeValidator(_as_discord_writes_it)]
Id = Annotated[_Id, of_kind("an id")]
MessageId = Annotated[_Id, of_kind("the id of a message")]
# A channel or somebody, by id or by name; the channel "dm" is one's own conversation with the bot.
Named = Annotated[
    _Number | Annotated[str, Field(min_length=1, max_length=_LONGEST_NAME)], of_kind("an id or a name")
]


class Form(BaseModel):
    """What is asked for, each value of its own type. `request` is the asking window's own number for it."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    request: int = 0


class FileTicket(BaseModel):
    """A file that was uploaded before."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    ticket: str


One = bool | int | float | str | FileTicket
Value = Annotated[One, of_kind("a text, a number, true, false or a file's ticket")]
Values = Annotated[
    One | list[One], of_kind("a text, a number, true, false, a file's ticket, or a list of these")
]


class Say(Form):
    """Write a message."""

    op: Literal["say"]
    channel: Named | None = None
    text: Annotated[str, Field(max_length=LONGEST_CONTENT)] = ""
    files: Annotated[list[FileTicket], Field(max_length=MOST_FILES)] = []


class Command(Form):
    """Use a slash command; with `focused`, only type into one of its options."""

    op: Literal["command"]
    channel: Named | None = None
    name: str
    options: dict[str, Value] = {}
    focused: str | None = None


class Menu(Form):
    """Use an entry of the menu on a message or on a member."""

    op: Literal["menu"]
    channel: Named | None = None
    name: str
    message: MessageId | None = None
    user: Named | None = None

    @model_validator(mode="after")
    def _is_on_one(self) -> Self:
        if (self.message is None) == (self.user is None):
            raise ValueError("it takes one of message and user")
        return self


class Press(Form):
    """Press a button, or choose in a select: by its custom_id, or by what it is called."""

    op: Literal["press"]
    message: MessageId
    custom_id: str
    values: list[Named] | None = None


class Submit(Form):
    """Send the form that an interaction has opened, with values by the custom_ids of its fields, or by their labels."""

    op: Literal["submit"]
    interaction: Id
    values: dict[str, Values] = {}


class Install(Form):
    """Have the application for oneself, or no longer."""

    op: Literal["install"]
    on: bool


class Delete(Form):
    """Delete a message."""

    op: Literal["delete"]
    message: MessageId


class React(Form):
    """Put an emoji under a message, or take it away."""

    op: Literal["react"]
    message: MessageId
    emoji: Annotated[str, Field(max_length=_LONGEST_EMOJI)]
    on: bool


class Language(Form):
    """Choose the language of one's client, or of the server."""

    op: Literal["language"]
    locale: str
    of: Literal["me", "server"] = "me"


class Permit(Form):
    """Say who may use a command or all of them, and where: by the ids of roles, members and channels."""

    op: Literal["permit"]
    command: str | None = None
    allowed: Annotated[dict[Id, bool], Field(max_length=MOST)]


Action = Say | Command | Menu | Press | Submit | Install | Delete | React | Language | Permit
ACTION: TypeAdapter[Action] = TypeAdapter(Annotated[Action, Field(discriminator="op")])


Done = Exchange | Message | None
Listener = Callable[[Person, Action, Done], None]  # who did what, and what came of it so far


class Acting:
    """Does what somebody asks for. What Discord's client would not let through is WrongInput."""

    def __init__(self, stage: Stage, people: Callable[[str], Person]) -> None:
        self.uploads = Uploads(lambda: stage.world.attachment_size_limit)
        self._stage = stage
        self._people = people
        self._forms: OrderedDict[int, Modal] = OrderedDict()
        self._listeners: list[Listener] = []
        stage.feed.subscribe(self._hear)

    def subscribe(self, listener: Listener) -> None:
        """Let somebody hear of all that is done."""
        self._listeners.append(listener)

    def form(self, interaction_id: int) -> Modal | None:
        """Return the form that an interaction has opened, until it has been sent and answered, as clients have it."""
        return self._forms.get(interaction_id)

    async def act(self, me: Person, ask: Action) -> Done:
        """Do it. An interaction is followed by whoever wants to; what was written is returned."""
        done = await self._do(me, ask)
        for listener in self._listeners:
            listener(me, ask, done)
        return done

    async def _do(self, me: Person, ask: Action) -> Done:
        match ask:
            case Say():
                return await self._say(me, ask)
            case Install(on=on):
                (me.install_app if on else me.remove_app)()
            case Delete():
                await me.delete(self._message(ask.message))
            case React():
                await (me.react if ask.on else me.unreact)(self._message(ask.message), ask.emoji)
            case Language(locale=locale, of="me"):
                me.locale = locale
            case Language(locale=locale):
                me.choose_server_locale(locale)
            case Permit():
                self._permit(me, ask)
            case Command() | Menu() | Press() | Submit():
                return await self._interact(me, ask)
        return None

    async def _interact(self, me: Person, ask: Command | Menu | Press | Submit) -> Exchange:
        match ask:
            case Command(focused=None):
                return await me.command(ask.name, self._options(ask), channel=me.place(ask.channel))
            case Command():
                place, focused = me.place(ask.channel), ask.focused or ""
                return me.begin_autocomplete(ask.name, self._options(ask), focused=focused, channel=place)
            case Menu():
                return await me.menu(ask.name, self._target(ask), channel=me.place(ask.channel))
            case Press():
                return await me.click(self._message(ask.message), ask.custom_id, ask.values)
            case Submit():
                values = {name: self._plain(value) for name, value in ask.values.items()}
                return await me.submit(self._forms.get(ask.interaction), values)

    async def _say(self, me: Person, ask: Say) -> Message:
        if not ask.text.strip() and not ask.files:
            raise WrongInput("A message says something or carries a file.")
        uploads = [self.uploads.find(file.ticket) for file in ask.files]
        return await me.say(ask.text, *uploads, channel=me.place(ask.channel))

    def _permit(self, me: Person, ask: Permit) -> None:
        allow = [one for one, allowed in ask.allowed.items() if allowed]
        forbid = [one for one, allowed in ask.allowed.items() if not allowed]
        me.set_command_permissions(ask.command, allow=allow, forbid=forbid)

    def _options(self, ask: Command) -> dict[str, object]:
        return {name: self._plain(value) for name, value in ask.options.items()}

    def _plain(self, value: One | list[One]) -> object:
        if isinstance(value, list):
            return [self._plain(one) for one in value]
        return self.uploads.find(value.ticket) if isinstance(value, FileTicket) else value

    def _message(self, message_id: int) -> Message:
        post = self._stage.posts.get(message_id)
        if post is None:
            raise WrongInput("That message is not there.")
        return Message(self._stage.posts.json(post))

    def _target(self, ask: Menu) -> Message | Person:
        if ask.message is not None:
            return self._message(ask.message)
        user = next(
            (one for one in self._stage.world.users.values() if str(ask.user) in {str(one.id), one.name}),
            None,
        )
        if user is None or user.bot:
            raise WrongInput("There is nobody of that kind here.")
        return self._people(user.name)

    def _hear(self, event: Event) -> None:
        if event.interaction_id is None:
            return
        if isinstance(event, ModalOpened):
            self._forms[event.interaction_id] = Modal(event.modal, event.interaction_id)
            while len(self._forms) > _MOST_FORMS:
                self._forms.popitem(last=False)
        elif isinstance(event, Acknowledged):
            answered = self._stage.interactions.get(event.interaction_id)
            if answered is not None and answered.opener is not None:  # a form was sent: it closes
                self._forms.pop(answered.opener.id, None)
