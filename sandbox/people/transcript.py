"""What people have done, in order and with times, as JSON in which no id means anything: it can be done again elsewhere."""

import base64
import binascii
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, field_validator

from sandbox.people.acting import (
    Acting,
    Action,
    Command,
    Delete,
    Done,
    FileTicket,
    Menu,
    Press,
    React,
    Submit,
)
from sandbox.people.exchange import Exchange
from sandbox.people.landmarks import Landmarks, MessageName, Part, names, part_named
from sandbox.people.outcomes import Outcome, Outcomes
from sandbox.people.person import Person, Stage
from sandbox.rules.options import Upload
from sandbox.rules.wrong_forms import of_kind
from sandbox.wire import Json, timestamp
from sandbox.world.message import Message
from sandbox.world.reading import read_file

VERSION = 1
MOST_ACTS = 5000
MOST_BYTES = 64 << 20  # of all that is kept
LARGEST_FILE = 2 * MOST_BYTES  # of a transcript: base64 takes a third more
_OURS = {"request", "custom_id", "interaction"}  # what says nothing elsewhere, or is named otherwise
_LONGEST_SHOWN = 60  # characters of an option, in a line
_LARGE = 1 << 53  # what many languages cannot read as a number
_OPTIONED = {3, 21, 22}  # selects of texts, radio groups, groups of checkboxes


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SavedFile(_Form):
    """A file that somebody has sent."""

    name: str
    content: str  # base64

    @field_validator("content")
    @classmethod
    def _is_base64(cls, content: str) -> str:
        try:
            base64.b64decode(content, validate=True)
        except binascii.Error as error:
            raise ValueError(f"it is no base64: {error}") from None
        return content

    @property
    def upload(self) -> Upload:
        """The file itself."""
        return Upload(self.name, base64.b64decode(self.content))


class Act(BaseModel):
    """Something that somebody did: what it is called (`op`), and with what, as it is asked for on the page.

    Instead of ids it has names: the message, the part of it that was pressed, the act whose form was sent. The values of a form
    stand in the order of its fields, and a file is {"file": 0}, by its place among the files.
    What a bot was asked for before takes its time: `after` says of which acts the answers stood as their `outcome` has it.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    at: float  # seconds since the first act
    by: str
    op: str
    message: Annotated[MessageName, of_kind("an act, or a channel and an author, and a place")] | None = None
    part: Part | None = None
    form: int | None = None
    outcome: Outcome | None = None  # how its answer stood in the end
    after: Annotated[list[int], Field(max_length=MOST_ACTS)] = []  # the acts whose answers stood so before it

    @property
    def rest(self) -> dict[str, Any]:
        """What else is said of it."""
        return dict(self.model_extra or {})


class Saved(_Form):
    """A whole transcript. `names` says whose ids stand in the acts."""

    version: Literal[1] = VERSION
    began: str
    whole: bool = True  # whether nothing was left out at its end, because it was too much
    names: dict[str, str]
    files: list[SavedFile]
    acts: Annotated[list[Act], Field(max_length=MOST_ACTS)]


def told(act: Act) -> str:
    """Return who does what in a line."""
    who, rest = act.by or "the clock", act.rest
    match act.op:
        case "clock":
            return f"the clock: {rest.get('seconds')} seconds on"
        case "command":
            return " ".join((f"{who}: /{rest.get('name')}", *_options(rest.get("options"))))
        case "menu":
            return f"{who}: menu, {rest.get('name')}"
        case "press":
            return f"{who}: [{act.part.called if act.part else ''}]"
        case "react":
            return f"{who}: {rest.get('emoji')}" + ("" if rest.get("on") else " taken away")
        case _:
            return f"{who}: {act.op}"


def _options(given: object) -> Iterator[str]:
    """Yield the options of a command, each in short."""
    for name, value in cast("dict[str, object]", given if isinstance(given, dict) else {}).items():
        shown = "…" if isinstance(value, dict | list) else str(value)
        yield f"{name}:{shown if len(shown) <= _LONGEST_SHOWN else shown[:_LONGEST_SHOWN] + '…'}"


def read_transcript(path: Path) -> Saved:
    """Return what a file holds; WrongFile where it is none."""
    return read_file(path, LARGEST_FILE, Saved.model_validate_json)


class Transcript:
    """Keeps what is done by way of `acting`, from the beginning on."""

    def __init__(self, stage: Stage, acting: Acting) -> None:
        self._stage = stage
        self._acting = acting
        self._landmarks = Landmarks(stage)
        self._began = stage.world.clock.time()
        self._acts: list[Act] = []
        self._files: dict[tuple[str, bytes], int] = {}
        self._bytes = 0
        self._whole = True
        self._outcomes = Outcomes(stage, self._landmarks)
        acting.subscribe(self._note)
        stage.world.clock.tell = self._note_time

    def saved(self) -> Saved:
        """Return it as it is now."""
        files = [
            SavedFile(name=name, content=base64.b64encode(content).decode()) for name, content in self._files
        ]
        return Saved(
            began=timestamp(self._began),
            whole=self._whole,
            names=dict(names(self._stage.world)),
            files=files,
            acts=self._ordered(),
        )

    def _ordered(self) -> list[Act]:
        """Return the acts, each with what had come to its end before it."""
        outcomes, after = dict[int, Outcome](), defaultdict[int, list[int]](list)
        for number, outcome, act in self._outcomes.final():
            outcomes[number] = outcome
            after[act].append(number)
        return [
            act.model_copy(update={"outcome": outcomes.get(number), "after": after[number]})
            for number, act in enumerate(self._acts)
        ]

    def _note(self, me: Person, ask: Action, done: Done) -> None:
        if not self._whole or (isinstance(ask, Command) and ask.focused is not None):
            return  # what is suggested while one types is nothing that was done
        if isinstance(done, Exchange):
            self._landmarks.begin(done.interaction_id, len(self._acts))
            self._outcomes.begin(len(self._acts))
        told: Json = _plain({name: getattr(ask, name) for name in ask.model_fields_set - _OURS}, self._file)
        match ask:
            case Press() | Menu() | Delete() | React():
                told |= self._of_message(ask)
            case Submit():
                told |= self._of_form(ask)
            case _:
                pass
        self._add(me.name, told)

    def _note_time(self, seconds: float) -> None:
        """Note that the clock was moved."""
        self._add("", {"op": "clock", "seconds": seconds})

    def _add(self, by: str, told: Json) -> None:
        self._outcomes.look(len(self._acts))
        at = round(self._stage.world.clock.time() - self._began, 3)
        act = Act.model_validate({"at": at, "by": by, **told})
        self._bytes += len(act.model_dump_json())
        self._whole = self._whole and len(self._acts) < MOST_ACTS and self._bytes <= MOST_BYTES
        if self._whole:
            self._acts.append(act)

    def _of_message(self, ask: Press | Menu | Delete | React) -> Json:
        """Return the names of a message and of its part."""
        if ask.message is None:
            return {}
        told: Json = {"message": self._landmarks.name(ask.message)}
        post = self._stage.posts.get(ask.message)
        if isinstance(ask, Press) and post is not None:
            message = Message(self._stage.posts.json(post))
            part = message.part(ask.custom_id) or {}
            told["part"] = part_named(message.raw["components"], part["custom_id"])
            told["values"] = None if ask.values is None else [_label(part, one) for one in ask.values]
        return told

    def _of_form(self, ask: Submit) -> Json:
        """Return the values of a form in the order of its fields."""
        form = self._acting.form(ask.interaction)
        assert form is not None
        given = {form.named(name): value for name, value in ask.values.items()}
        values = [_shown(field, _plain(given.get(name), self._file)) for name, field in form.fields.items()]
        return {"form": self._landmarks.act_of(ask.interaction), "values": values}

    def _file(self, ticket: str) -> Json:
        upload = self._acting.uploads.find(ticket)
        key = upload.name, upload.content
        if key not in self._files:
            self._bytes += len(upload.content)
            if self._bytes > MOST_BYTES:
                return {}  # the act is left out then, and all after it
            self._files[key] = len(self._files)
        return {"file": self._files[key]}


def _plain(value: object, file: Callable[[str], Json]) -> Any:  # noqa: ANN401 - JSON, of any shape
    """Return a value as JSON, with files by their places, and ids as texts, as Discord has them."""
    if isinstance(value, FileTicket):
        return file(value.ticket)
    if isinstance(value, dict):
        named = cast("dict[object, object]", value)
        return {str(name): _plain(one, file) for name, one in named.items()}
    if isinstance(value, list):
        return [_plain(one, file) for one in cast("list[object]", value)]
    return str(value) if isinstance(value, int) and value >= _LARGE else value


def _shown(field: Json, value: Any) -> Any:  # noqa: ANN401 - as JSON
    """Return a field's value by what can be read of it, where one chooses among texts."""
    if field["type"] not in _OPTIONED or value is None:
        return value
    if isinstance(value, list):
        return [_label(field, one) for one in cast("list[object]", value)]
    return _label(field, value)


def _label(part: Json, value: object) -> object:
    options: list[Json] = part.get("options") or []
    return next((one["label"] for one in options if one["value"] == value), value)
