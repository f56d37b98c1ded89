"""Doing again what people did on another Discord, as soon as what they did it with is there."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from sandbox.people.acting import ACTION, Acting, Action
from sandbox.people.exchange import Exchange
from sandbox.people.landmarks import Answer, Landmarks, MessageName, names, part_found
from sandbox.people.modal import Modal
from sandbox.people.outcomes import Outcome, outcome_of
from sandbox.people.person import Person, Stage
from sandbox.people.transcript import Act, Saved, told
from sandbox.rules.options import WrongInput
from sandbox.rules.wrong_forms import first_fault
from sandbox.wire import Json
from sandbox.world.clock import Seconds
from sandbox.world.message import Message

T = TypeVar("T")
SECONDS_TO_WAIT = 60.0  # for a message, a button or a form that an act needs
_SECONDS = TypeAdapter(Seconds)
_ID = re.compile(r"\d{15,20}")


class Departed(Exception):
    """Something was otherwise than when it was done first; the text says in which act, and what."""


class Replay:
    """Does the acts of a transcript in their order, each as soon as it can be done. Their times are for the reader."""

    def __init__(
        self, stage: Stage, acting: Acting, people: Callable[[str], Person], patience: float
    ) -> None:
        self._stage = stage
        self._acting = acting
        self._people = people
        self._patience = patience
        self._landmarks = Landmarks(stage)
        self._exchanges: dict[int, Exchange] = {}
        self._files: list[str] = []
        self._ids: Mapping[str, str] = {}

    async def run(self, saved: Saved, tell: Callable[[str], None] = lambda _: None) -> None:
        """Do all of it, and wait until the bot has answered the last act. Departed where one cannot be done."""
        self._files = [self._acting.uploads.keep(file.upload) for file in saved.files]
        for number, act in enumerate(saved.acts):
            self._ids = {name: number for number, name in names(self._stage.world)}
            tell(told(act))
            try:
                for earlier in act.after:
                    await self._ended(earlier, saved)
                await self._do(number, act, saved.names)
            except (WrongInput, TimeoutError) as error:
                raise Departed(f"act {number} ({told(act)}): {error}") from None
            except ValidationError as error:
                raise Departed(f"act {number} ({told(act)}): {first_fault(error)}") from None

    async def _do(self, number: int, act: Act, known: Mapping[str, str]) -> None:
        if act.op == "clock":
            self._stage.world.clock.advance(_SECONDS.validate_python(act.rest.get("seconds")))
            return
        ask = await self._ask(act, known)
        done = await self._acting.act(self._people(act.by), ask)
        if isinstance(done, Exchange):
            self._landmarks.begin(done.interaction_id, number)
            self._exchanges[number] = done
            await done.settled(self._patience)

    async def _ended(self, number: int, saved: Saved) -> None:
        """Wait until the answer to an act stands as it did."""
        wanted = saved.acts[number].outcome if number in self._exchanges else None
        if wanted is None:
            raise WrongInput(f"No answer to act {number} has begun.")

        def stands() -> bool:
            return outcome_of(self._stage, self._landmarks, number) == wanted

        try:
            await self._landmarks.changed.until(stands, self._patience)
        except TimeoutError:
            found = _seen(outcome_of(self._stage, self._landmarks, number))
            raise WrongInput(f"The answer to act {number} is another by now: {found}.") from None

    async def _ask(self, act: Act, known: Mapping[str, str]) -> Action:
        """Return what is to be asked for, with the ids that things have here."""
        asked: Json = {"op": act.op, **self._here(act.rest, known)}
        if act.message is not None:
            message_id = await self._message(act.message)
            asked["message"] = message_id
            if act.op == "press":
                asked |= await self._pressed(act, message_id, asked.get("values"))
        if act.op == "submit":
            form = await self._form(act.form)
            asked |= {"interaction": form.interaction_id, "values": _filled(form, asked.get("values"))}
        return ACTION.validate_python(asked)

    async def _message(self, name: MessageName) -> int:
        return await self._wait(lambda: self._landmarks.find(name), f"There is no {_described(name)}.")

    async def _pressed(self, act: Act, message_id: int, values: list[str] | None) -> Json:
        """Return the custom_id of what was pressed, once it can be pressed, and the values that were chosen in it."""

        def look() -> Json | None:
            post = self._stage.posts.get(message_id)
            if post is None or act.part is None:
                return None
            return part_found(Message(self._stage.posts.json(post)).raw["components"], act.part)

        part = await self._wait(look, _no_such_part(act))
        chosen = None if values is None else [_value(part, one) for one in values]
        return {"custom_id": part["custom_id"], "values": chosen}

    async def _form(self, act: int | None) -> Modal:
        exchange = self._exchanges.get(-1 if act is None else act)
        if exchange is None:
            raise WrongInput("No act has opened that form.")
        return await exchange.modal_shown(self._patience)

    async def _wait(self, look: Callable[[], T | None], otherwise: str) -> T:
        try:
            return await self._landmarks.changed.until(look, self._patience)
        except TimeoutError:
            raise WrongInput(otherwise) from None

    def _here(self, value: object, known: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON, of any shape
        """Return a value with the ids and the files of this place."""
        if isinstance(value, list):
            return [self._here(one, known) for one in cast("list[object]", value)]
        if isinstance(value, dict):
            named = cast("dict[str, object]", value)
            if named.keys() == {"file"}:
                return {"ticket": self._ticket(named["file"])}
            return {self._moved(name, known): self._here(one, known) for name, one in named.items()}
        return self._moved(value, known) if isinstance(value, str) else value

    def _moved(self, text: str, known: Mapping[str, str]) -> str:
        """Return a text with the ids that things of the same names have here."""
        return _ID.sub(lambda found: self._ids.get(known.get(found[0], ""), found[0]), text)

    def _ticket(self, place: object) -> str:
        if not isinstance(place, int) or not 0 <= place < len(self._files):
            raise WrongInput(f"There is no file {place}.")
        return self._files[place]


def _described(name: MessageName) -> str:
    """Return which message it is, as a reader finds it in the transcript; they are counted from 0 on."""
    if isinstance(name, Answer):
        return f"message {name.place} that act {name.act} has brought"
    return f"message {name.place} of {name.author} in {name.channel}"


def _seen(found: Outcome | None) -> str:
    """Return what can be seen of an answer."""
    if found is None:
        return "it is not there"
    return f"files: {found.files}, buttons: {', '.join(found.buttons) or 'none'}"


def _no_such_part(act: Act) -> str:
    return f"Nothing can be pressed there that is called {act.part.called if act.part else 'nothing'}."


def _filled(form: Modal, values: object) -> Json:
    """Return the values of a form by its fields' custom_ids; what was left alone is left alone."""
    fields = list(form.fields.items())
    given = cast("list[object]", values) if isinstance(values, list) else []
    if len(given) != len(fields):
        raise WrongInput("The form has other fields.")
    pairs = zip(fields, given, strict=True)
    return {name: _chosen(field, value) for (name, field), value in pairs if value is not None}


def _chosen(field: Json, value: object) -> Any:  # noqa: ANN401 - as JSON
    if isinstance(value, list):
        return [_value(field, one) for one in cast("list[object]", value)]
    return _value(field, value)


def _value(part: Json, label: object) -> object:
    """Return the value of what is chosen by what can be read of it."""
    options: list[Json] = part.get("options") or []
    return next((one["value"] for one in options if one["label"] == label), label)
