"""What the page can ask for besides what people do, checked at the edge."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from sandbox.page.panel import Trouble
from sandbox.people.acting import Action, Form, Id
from sandbox.rules.command_permissions import MOST


class Older(Form):
    """See what was written in a channel before a message."""

    op: Literal["older"]
    channel: Id
    before: Id


class Watch(Form):
    """Look at what goes over the wire, or no longer."""

    op: Literal["watch"]
    on: bool


class MakeTrouble(Form):
    """Let something go wrong."""

    op: Literal["trouble"]
    kind: Trouble


class Dismiss(Form):
    """Look no longer at an ephemeral message."""

    op: Literal["dismiss"]
    message: Id


class Typing(Form):
    """Let the others see that one is writing."""

    op: Literal["typing"]
    channel: Id


class Language(Form):
    """Choose the language of one's client, or of the server."""

    op: Literal["language"]
    locale: str
    of: Literal["me", "server"]


class Permit(Form):
    """Say who may use a command or all of them, and where: by the ids of roles, members and channels."""

    op: Literal["permit"]
    command: str | None
    allowed: Annotated[dict[Id, bool], Field(max_length=MOST)]


Ask = Action | Older | Watch | MakeTrouble | Dismiss | Typing | Language | Permit
ASK: TypeAdapter[Ask] = TypeAdapter(Annotated[Ask, Field(discriminator="op")])
