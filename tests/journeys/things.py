"""What the buttons of the permission matrix are about; all of it is Ada's."""

import io
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial

from PIL import Image

from cogs.custom_ids import Action, ButtonId, FormId
from cogs.options import NO_STYLE
from domain.card import CardRef
from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.world.message import Message
from tests.journeys.matrix import QUICK, Cells, Scene, Seat, allowed, came, let_in, submit, turned_down
from tests.journeys.watching import button, labels, said, seen

FILLED = {"prompt": "ink", "images": "1", "style": NO_STYLE}


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that custom ids name, and a message that has some of them."""

    ref: CardRef
    message: Message | None = None


async def result(scene: Scene) -> Thing:
    """A result that everybody there sees."""
    return _of_message(await scene.result(scene.person("ada"), scene.seats["author"].channel))


async def spare(scene: Scene) -> Thing:
    """One that may be deleted or reported."""
    return await result(scene)


async def running(scene: Scene) -> Thing:
    """A request that does not end by itself, where the renderer stands still."""
    channel = scene.seats["author"].channel
    asked = await scene.person("ada").command("restyle", {"image": scene.picture, **QUICK}, channel=channel)
    return _of_message(await asked.until(lambda one: "Cancel" in labels(one)))


async def pages(scene: Scene) -> Thing:
    """Her own past."""
    await said(await scene.person("ada").command("history"))
    return _newest(scene, "filters")


async def offer(scene: Scene) -> Thing:
    """What a refusal offers to her."""
    member = {"member": scene.person("ada").id}
    await scene.moderate("quota reset", **member)
    await scene.moderate("quota set", pictures=1, **member)
    ask = {"image": scene.picture, **QUICK, "images": 2}
    return _of_message(await said(await scene.person("ada").command("restyle", ask)))


async def pointed(scene: Scene) -> Thing:
    """A picture of hers that she has pointed at."""
    ada = scene.person("ada")
    form = await (await ada.menu("Restyle this", await ada.say("look", scene.picture))).modal_shown()
    opened = FormId.parse(form.custom_id)
    assert opened
    return Thing(opened.about.card)


async def asked(scene: Scene) -> Thing:
    """A question to her."""
    return await _question(scene, scene.guest(), scene.person("ada"))


async def wish(scene: Scene) -> Thing:
    """A question of hers."""
    return await _question(scene, scene.person("ada"), scene.guest())


async def answered(scene: Scene) -> Thing:
    """A question of hers that was answered with yes, when she could not start."""
    author, member = scene.guest(), {"member": scene.person("ada").id}
    thing = await _question(scene, scene.person("ada"), author)
    await scene.moderate("moderation block", **member)
    assert thing.message
    await came(await author.click(thing.message, button(thing.message, "Allow")))
    await scene.moderate("moderation unblock", **member)
    return thing


async def report(scene: Scene) -> Thing:
    """A report about a result of hers."""
    about, seat = await result(scene), scene.seats["member"]
    form = FormId(ButtonId(Action.REPORT, about.ref), scene.discord.world.ids.next())
    await came(submit(scene, seat, str(form), {"reason": "other"}))
    return _newest(scene, "reports")


async def held(scene: Scene) -> Thing:
    """A result that moderators have to look at first."""
    waiting = await scene.person("ada").command("restyle", {"image": scene.picture, **QUICK})
    await waiting.until(lambda one: "A moderator looks at it first" in one.text)
    return _newest(scene, "cards")


async def denied(scene: Scene) -> Thing:
    """One that they have denied."""
    thing = await held(scene)
    form = FormId(ButtonId(Action.DENY, thing.ref), scene.discord.world.ids.next())
    await came(submit(scene, scene.seats["moderator"], str(form), {"reason": "no"}))
    return thing


Using = Callable[[Seat, str, Thing], Exchange]
THINGS: Mapping[str, Callable[[Scene], Awaitable[Thing]]] = {
    make.__name__: make
    for make in (result, spare, running, pages, offer, pointed, asked, wish, answered, report, held, denied)
}
# Of what is used up when it is done, everybody who may gets another.
USED_UP = frozenset({"spare", "running", "offer", "asked", "wish", "answered", "report", "held", "denied"})


async def _question(scene: Scene, asker: Person, author: Person) -> Thing:
    posted = await author.say("look", _unseen(scene))
    form = await (await asker.menu("Restyle this", posted)).modal_shown()
    await came(await asker.submit(form, FILLED))
    question = await seen(
        scene.discord, author, lambda one: "Allow" in labels(one) and f"<@{author.id}>, " in one.text
    )
    return _of_message(question)


def _unseen(scene: Scene) -> Upload:
    """A picture that nobody has been asked about."""
    file, colour = io.BytesIO(), scene.discord.world.ids.next() % 0xFFFFFF
    Image.new("RGB", (96, 64), f"#{colour:06x}").save(file, "PNG")
    return Upload("plain.png", file.getvalue())


def _of_message(message: Message) -> Thing:
    [first, *_] = filter(None, (ButtonId.parse(one.custom_id or "") for one in message.buttons))
    return Thing(first.card, message)


def _newest(scene: Scene, table: str) -> Thing:
    [(number, letters)] = scene.rows(f"SELECT id, letters FROM {table} ORDER BY id DESC LIMIT 1")  # noqa: S608 - ours
    return Thing(CardRef(int(str(number)), str(letters)))


async def played(scene: Scene, rows: Mapping[str, Cells], act: Using) -> list[str]:
    """Play rows whose cell `about` names a thing. Returns what is otherwise."""
    kept, wrong = dict[str, Thing](), list[str]()
    for what, cells in rows.items():
        about, reads = cells["about"], cells["reads"]
        thing = kept.get(about) or await THINGS[about](scene)
        wrong += await turned_down(scene, what, cells, partial(_turned_down, scene, act, what, thing), reads)
        for number, who in enumerate(let_in(cells)):
            if number and about in USED_UP:
                thing = await THINGS[about](scene)
            wrong += await allowed(scene, what, who, act(scene.seats[who], what, thing), reads)
        if about not in USED_UP:
            kept[about] = thing
    return wrong


async def _turned_down(scene: Scene, act: Using, what: str, thing: Thing, who: str) -> Exchange:
    return act(scene.seats[who], what, thing)
