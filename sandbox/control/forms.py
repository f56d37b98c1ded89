"""What a program can ask for besides what people do, checked at the edge."""

import contextlib
import json
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from sandbox.gateway.gateway import Ending
from sandbox.people.acting import ACTION, Action
from sandbox.rules.options import WrongInput
from sandbox.rules.wrong_forms import first_fault, of_kind
from sandbox.world.clock import Seconds

LONGEST_WAIT = 60.0
_LONGEST_PATH = 500

T = TypeVar("T")
_Word = Annotated[str | Path, of_kind("a text or a path")]
Wait = Annotated[float, Field(ge=0, le=LONGEST_WAIT, allow_inf_nan=False)]


class _Form(BaseModel):
    """What a body says: a number is no text, and true or false is no number."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Advance(_Form):
    """Move the clock on."""

    seconds: Seconds


class Fail(_Form):
    """Let the next requests fail that have this method, and this text in their path: in one way, or late, or both."""

    method: Literal["*", "GET", "POST", "PUT", "PATCH", "DELETE"] = "*"
    path: Annotated[str, Field(max_length=_LONGEST_PATH)] = ""
    times: Annotated[int, Field(ge=1, le=10_000)] = 1
    status: Annotated[int, Field(ge=400, le=599)] | None = None
    retry_after: Seconds | None = None
    scope: Literal["user", "global", "shared"] = "user"
    delay: Seconds = 0
    late: Seconds = 0
    drop: bool = False
    lose_answer: bool = False
    cut_answer: bool = False

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        ways = (
            self.status is not None,
            self.retry_after is not None,
            self.drop,
            self.lose_answer,
            self.cut_answer,
        )
        if sum(ways) > 1 or not (any(ways) or self.delay or self.late):
            raise ValueError(
                "it takes one of status, retry_after, drop, lose_answer and cut_answer, or delay, or late"
            )
        return self


class Disconnect(_Form):
    """End the bot's connections."""

    how: Ending = "drop"


class Waiting(_Form):
    """How long a test waits."""

    timeout: Seconds


class Asked(_Form):
    """Who acts, how long their caller waits for what comes of it, and what they do (`people/acting`)."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    person: Annotated[str, Field(alias="as", max_length=100)]
    wait: Wait = 10

    @property
    def action(self) -> Action:
        """What they do; WrongInput where it is nothing of that kind."""
        return checked(ACTION, json.dumps(self.model_extra))


def _truth(value: object) -> object:
    """Read true and false as JSON has them, and no other word."""
    return {"true": True, "false": False}.get(value) if isinstance(value, str) else value


class Query(BaseModel):
    """The words of a query, all texts: who looks, at which channel, from where on, and how long for something new."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    person: Annotated[str, Field(alias="as", min_length=1, max_length=100)] = ""
    channel: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    name: str = ""
    after: Annotated[int, Field(ge=0, lt=1 << 64)] = 0
    wait: Wait = 0
    commands: Annotated[bool, BeforeValidator(_truth)] = (
        True  # whether a bot is waited for until it has registered some
    )


QUERY = TypeAdapter(Query)


class Starting(_Form):
    """A command that starts a bot, and variables for it, as a test says."""

    command: Annotated[tuple[_Word, ...], Field(min_length=1)]
    environment: dict[str, _Word]


def read_query(query: Mapping[str, str]) -> Query:
    """Return what a query says."""
    return checked(QUERY, json.dumps(dict(query)))


def checked(form: TypeAdapter[T], content: str | bytes) -> T:
    """Return what a JSON text says, or WrongInput with a sentence."""
    with _in_a_sentence():
        return form.validate_json(content)


def taken(form: TypeAdapter[T], asked: Mapping[str, object]) -> T:
    """Return the same of what a program in Python asks for."""
    with _in_a_sentence():
        return form.validate_python(asked)


@contextlib.contextmanager
def _in_a_sentence() -> Generator[None]:
    try:
        yield
    except ValidationError as error:
        raise WrongInput(first_fault(error)) from None
