"""What members do all day, on the local Discord: requests, and whatever else there is to press."""

import random
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from benchmarks.load import has_ended
from benchmarks.pictures import encoded, photo
from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.world.message import Message

PATIENCE = 120.0  # seconds until what has not ended counts as lost

Doing = Callable[[Person], Awaitable[object]]


@dataclass
class Crowd:
    """Members who do this and that; and what became of it."""

    people: Sequence[Person]
    results: deque[Message] = field(default_factory=lambda: deque[Message](maxlen=100))
    became: Counter[str] = field(default_factory=Counter[str])
    sent: int = 0

    def picture(self) -> Upload:
        """Another one each time."""
        self.sent += 1
        made = photo(96, 96, turn=self.sent)
        made.putpixel((0, 0), (0, *divmod(self.sent % 65536, 256)))
        return Upload("photo.jpg", encoded(made, "PNG"))

    async def request(self, person: Person) -> None:
        """Ask for a picture."""
        await self._end(await self._ask(person))

    async def variation(self, person: Person) -> None:
        """Press it under a result."""
        await self._press("1 · Vary", person)

    async def again(self, person: Person) -> None:
        """Press it under a result."""
        await self._press("Again", person)

    async def batch(self, person: Person) -> None:
        """Ask for two at once."""
        form = await (await person.command("restyle-batch")).modal_shown()
        filled = {"pictures": [self.picture(), self.picture()], "prompt": "ink"}
        await self._end(await person.submit(form, filled))

    async def cancel(self, person: Person) -> None:
        """Ask, and think better of it."""
        asked = await self._ask(person)
        with suppress(TimeoutError):  # it may be there before it can be cancelled
            waiting = await asked.until(lambda one: bool(_button(one, "Cancel")), 5)
            (await person.click(waiting, _button(waiting, "Cancel"))).leave()
        await self._end(asked)

    async def no_picture(self, person: Person) -> None:
        """Send what is none."""
        asked = await person.command("restyle", {"image": Upload("a.png", b"none"), "prompt": "ink"})
        await asked.until_followup(lambda one: one.ephemeral and bool(one.text), PATIENCE)
        asked.leave()

    async def pages(self, person: Person) -> None:
        """Look at one's own things."""
        for command in ("history", "usage", "queue"):
            shown = await person.command(command)
            await shown.message_shown(PATIENCE)
            shown.leave()

    async def menu(self, person: Person) -> None:
        """Open what else there is about a result."""
        if result := self._one_with("⋯"):
            shown = await person.click(result, _button(result, "⋯"))
            await shown.message_shown(PATIENCE)
            shown.leave()

    def next(self) -> Doing:
        """Return a request of some kind."""
        kinds = {self.request: 12, self.variation: 3, self.again: 2, self.batch: 1, self.cancel: 2}
        [kind] = random.choices(list(kinds), list(kinds.values()))
        return kind

    def beside(self) -> Doing:
        """Return something that is no request."""
        return random.choice((self.no_picture, self.pages, self.menu))

    async def do(self, what: Doing, person: Person) -> None:
        """Let somebody do something."""
        try:
            await what(person)
        except TimeoutError as error:
            self.became["lost"] += 1
            print(f"lost: {error}")

    async def _ask(self, person: Person) -> Exchange:
        return await person.command("restyle", {"image": self.picture(), "prompt": f"ink {self.sent}"})

    def _one_with(self, label: str) -> Message | None:
        """A result with such a button; under those that some pictures of a set are still to come to, there are others."""
        fitting = [one for one in self.results if _button(one, label)]
        return random.choice(fitting) if fitting else None

    async def _press(self, label: str, person: Person) -> None:
        if result := self._one_with(label):
            await self._end(await person.click(result, _button(result, label)))

    async def _end(self, asked: Exchange) -> None:
        ended = await asked.until(has_ended, PATIENCE)
        asked.leave()
        self.became["pictures" if ended.pictures else "told why not"] += 1
        if ended.pictures:
            self.results.append(ended)


def _button(message: Message, label: str) -> str:
    return next((one.custom_id or "" for one in message.buttons if one.label == label), "")
