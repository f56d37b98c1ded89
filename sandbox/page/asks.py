"""What the page can ask for besides what people do, checked at the edge."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from sandbox.page.panel import Trouble
from sandbox.people.acting import Action, Form, Id


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


Ask = Action | Older | Watch | MakeTrouble | Dismiss | Typing
ASK: TypeAdapter[Ask] = TypeAdapter(Annotated[Ask, Field(discriminator="op")])
