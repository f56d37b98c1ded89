"""Who may do what, and where: a table is played cell by cell over the wire, each by somebody's real or forged press.

Where Discord does not offer something, a press of it is forged: whoever speaks Discord's protocol can send any custom id
from any message that they see. It changes nothing, and one sentence says why.
"""

import asyncio
import re
import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

import pytest

from cogs.words import refusals
from cogs.words.words import ENGLISH
from domain import errors
from sandbox.people.allowed import by_message
from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.people.resolved import Resolved
from sandbox.rules.options import Typed, Upload, WrongInput, resolve_options
from sandbox.server import Sandbox
from sandbox.wire import Json
from sandbox.world.installs import owners
from sandbox.world.interactions import Interaction, Kind
from sandbox.world.message import Message
from sandbox.world.registry import CHAT_INPUT
from sandbox.world.world import Channel
from tests.journeys.watching import has_pictures, labels, said
from tests.stage import Bot

# Of somebody's things: others, they themselves, moderators, whom those have blocked, whom Integrations bar from /restyle;
# a moderator of another server that has the bot; and in the bot's direct messages, and where it is their own app alone.
WHO = ("member", "author", "moderator", "blocked", "barred", "foreign", "direct", "own")
HOME = WHO[:5]
YES, FORM, PICTURES = "yes", "form", "pictures"
QUICK = {"prompt": "ink", "speed": "turbo", "acceleration": "high"}
# What goes on by itself after an answer was seen, and what a list keeps to be turned.
RESTLESS = frozenset(
    (
        "jobs",
        "deliveries",
        "pictures",
        "fingerprints",
        "copies",
        "uploads",
        "trail_told",
        "filters",
        "refusals",
    )
)

Cells = Mapping[str, str]
Act = Callable[[str], Awaitable[Exchange]]  # by one of WHO


def table(text: str, *more: str, who: Sequence[str] = WHO) -> dict[str, dict[str, str]]:
    """Read a table: a name, as many cells as there are `more` columns and people; _ is a blank."""
    rows = [[cell.replace("_", " ") for cell in line.split()] for line in text.strip().splitlines()]
    return {name: dict(zip((*more, *who), cells, strict=True)) for name, *cells in rows}


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody, where they are, and a message of the bot that they see there."""

    person: Person
    channel: Channel
    message: Message


@dataclass(frozen=True, slots=True)
class Scene:
    """A world in which everybody of the table is there: `ada` is whose things they are."""

    discord: Sandbox
    bot: Bot
    picture: Upload
    seats: Mapping[str, Seat]

    def person(self, name: str) -> Person:
        return self.discord.person(name)

    def guest(self) -> Person:
        """Somebody whom nobody has met."""
        return self.discord.newcomer(f"guest{len(self.discord.world.users)}")

    async def moderate(self, command: str, **options: object) -> str:
        return (await said(await self.person("mo").command(command, options))).text

    async def result(self, person: Person, channel: Channel | None = None) -> Message:
        ask = {"image": self.picture, **QUICK}
        return await (await person.command("restyle", ask, channel=channel)).until(has_pictures)

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.bot.data / "restyle.db", timeout=30)) as database:
            return database.execute(statement).fetchall()

    def kept(self) -> dict[str, list[tuple[object, ...]]]:
        """All that a refusal leaves as it is."""
        tables = (str(name) for (name,) in self.rows("SELECT name FROM sqlite_schema WHERE type = 'table'"))
        by_somebody = {"events": "WHERE actor <> 0"}  # else they are the bot's own
        return {
            name: self.rows(f"SELECT * FROM {name} {by_somebody.get(name, '')}")  # noqa: S608 - ours
            for name in tables
            if name not in RESTLESS
        }


async def scene(discord: Sandbox, bot: Bot, picture: Upload, *, abroad: str) -> Scene:
    """Let everybody come; `abroad` is who tries it where their server is not."""
    theirs, without = discord.world.others
    discord.add_bot(theirs)
    mo, there = discord.person("mo"), discord.person(abroad)
    there.install_app()
    people = {
        "member": discord.person("bob"),
        "author": discord.person("ada"),
        "moderator": mo,
        "blocked": discord.newcomer("dee"),
        "barred": discord.newcomer("cy"),
        "foreign": discord.newcomer("max", theirs, theirs.roles[1]),
    }
    places = {name: (person, discord.channel) for name, person in people.items()}
    places |= {
        "foreign": (people["foreign"], theirs.channel),
        "direct": (there, there.dm),
        "own": (there, without.channel),
    }
    seats = {
        name: Seat(person, channel, await said(await person.command("usage", channel=channel)))
        for name, (person, channel) in places.items()
    }
    made = Scene(discord, bot, picture, seats)
    await made.moderate("quota set", unlimited=True)
    await made.moderate("quota caps", member_waiting=100)
    await made.moderate("moderation block", member=people["blocked"].id)
    mo.set_command_permissions("restyle", forbid=[people["barred"].user])
    return made


def sentences(scene: Scene, barred_from: str) -> dict[str, str]:
    """What the cells of a table stand for."""
    ada = scene.person("ada").id
    stand_for = {
        "barred": errors.Barred(barred_from),
        "blocked": errors.Blocked(None, ""),
        "mods": errors.ModeratorsOnly(),
        "servers": errors.OnlyInServers(),
        "hers": errors.NotYours(ada, moderators=False),
        "hers/mods": errors.NotYours(ada),
        "gone": errors.Gone("card"),
        "no list": errors.Gone("pages"),
        "no offer": errors.Gone("offer"),
        "no question": errors.Gone("question"),
        "no report": errors.Gone("report"),
        "ended": errors.TooLate(),
        "theirs": errors.NotAllowed(ada, "server"),
        "outside": errors.NotAllowed(ada, "outside"),
    }
    return {name: refusals.sentence(ENGLISH, error) for name, error in stand_for.items()}


async def play(
    scene: Scene, what: str, cells: Cells, act: Act, reads: str, barred_from: str = "/restyle"
) -> list[str]:
    """Play a row: first all who are turned down, then who is not. Returns what is otherwise."""
    wrong = await turned_down(scene, what, cells, act, reads, barred_from)
    for who in let_in(cells):
        wrong += await allowed(scene, what, who, await act(who), reads)
    return wrong


def let_in(cells: Cells) -> list[str]:
    """Who gets what they ask for."""
    return [who for who, cell in cells.items() if cell == YES]


async def allowed(scene: Scene, what: str, who: str, exchange: Exchange, reads: str) -> list[str]:
    """Return what comes of it instead of what should."""
    names = {sentence: name for name, sentence in sentences(scene, "/restyle").items()}
    got = await _came_of(exchange, reads, names)
    return [] if got == YES else [f"{what}: {who} may, and is told: {got}"]


async def turned_down(
    scene: Scene, what: str, cells: Cells, act: Act, reads: str, barred_from: str = "/restyle"
) -> list[str]:
    """Play the cells of a row that refuse. Returns where it is otherwise: each is told once, alone, and nothing changes."""
    names = {sentence: name for name, sentence in sentences(scene, barred_from).items()}
    expected = {who: cells[who].strip("()") for who in scene.seats if cells[who] != YES}
    before, wrong = scene.kept(), list[str]()
    pressed = {who: await act(who) for who in expected}
    for who, exchange in pressed.items():
        got = await _came_of(exchange, reads, names)
        if got != expected[who]:
            wrong.append(f"{what}: {who} is told: {got}, and not: {expected[who]}")
        elif [message.ephemeral for message in exchange.messages] != [True]:
            wrong.append(f"{what}: {who} is told more than once, or not alone")
    after = scene.kept()
    return wrong + [f"{what}: a refusal changes {name}" for name in before if before[name] != after[name]]


async def came(exchange: Exchange) -> None:
    """Wait for whatever comes of a press."""
    await _came_of(exchange, ".", {})


async def _came_of(exchange: Exchange, reads: str, names: Mapping[str, str]) -> str:
    """Return whether somebody gets what they should, or what they are told instead."""
    async with asyncio.timeout(40):
        while True:
            if exchange.failed:
                return exchange.failed
            if exchange.modal:
                return YES if reads == FORM else FORM
            for message in exchange.messages:
                refused = names.get(message.text.split("\n-# ")[0])
                if refused or _fits(message, reads):
                    return refused or YES
                under_way = message.loading or message.text.startswith("⏳")
                if message.ephemeral and message.text and not under_way:
                    return message.text
            await exchange.change()


def _fits(message: Message, reads: str) -> bool:
    if reads == PICTURES:
        return has_pictures(message)
    return re.search(reads, "\n".join((message.text, *labels(message)))) is not None


async def command(
    scene: Scene, seat: Seat, name: str, options: Mapping[str, object], *, hidden: bool
) -> Exchange:
    """Give a command; one that Discord does not offer is forged."""
    if not hidden:
        return await seat.person.command(name, options, channel=seat.channel)
    with pytest.raises(WrongInput):
        await seat.person.command(name, options, channel=seat.channel)
    first, *path = name.split()
    found = scene.discord.registry.find(first, CHAT_INPUT, None)
    assert found
    resolved = _resolved(scene, seat)
    told = resolve_options(found, Typed(options, tuple(path)), resolved.identify)
    data = {"id": found["id"], "name": found["name"], "type": found["type"], "options": told}
    return _forged(scene, seat, Kind.COMMAND, resolved.beside(data))


def press(scene: Scene, seat: Seat, custom_id: str, on: Message | None = None) -> Exchange:
    """Press a button on that message, or where it is not to be seen on one of their own."""
    return _forged(scene, seat, Kind.COMPONENT, {"custom_id": custom_id, "component_type": 2, "id": 1}, on)


CHOSEN = {"images", "style", "reason", "picture"}  # in a select


def submit(scene: Scene, seat: Seat, custom_id: str, filled: Mapping[str, str | Upload]) -> Exchange:
    """Send a form, whether or not it was ever opened."""
    resolved, parts = _resolved(scene, seat), list[Json]()
    for name, value in filled.items():
        if isinstance(value, Upload):
            field: Json = {"type": 19, "values": [resolved.keep(value)]}
        else:
            field = {"type": 3, "values": [value]} if name in CHOSEN else {"type": 4, "value": value}
        field |= {"id": 2 * len(parts) + 2, "custom_id": name}
        parts.append({"type": 18, "id": 2 * len(parts) + 1, "component": field})
    data = resolved.beside({"custom_id": custom_id, "components": parts})
    return _forged(scene, seat, Kind.MODAL, data)


def _resolved(scene: Scene, seat: Seat) -> Resolved:
    world = scene.discord.world
    guild = world.guild_of(seat.channel) or scene.discord.guild
    return Resolved(world, scene.discord.cdn, guild, seat.person.user)


def _forged(scene: Scene, seat: Seat, kind: Kind, data: Json, on: Message | None = None) -> Exchange:
    discord, person = scene.discord, seat.person
    exchange = Exchange(discord.feed, person.id)
    source = None
    if kind is not Kind.COMMAND:
        source = discord.posts.get((on if on and _sees(scene, seat, on, data) else seat.message).id)
    here = owners(discord.world, seat.channel, person.user)
    by = by_message(discord.world, person.user, source) if source else here
    opener = None
    if kind is Kind.MODAL:  # Discord names the press that has opened a form, also where there was none
        pressed, now = discord.world.ids.next(), discord.clock.time()
        opener = Interaction(
            pressed,
            "",
            Kind.COMPONENT,
            person.user,
            seat.channel,
            by,
            {},
            now,
            whispered=False,
            source=source,
        )
    exchange.interaction = discord.interactions.open(
        kind, person.user, seat.channel, by, data, source=source, opener=opener
    )
    return exchange


def _sees(scene: Scene, seat: Seat, message: Message, data: Json) -> bool:
    """Return whether somebody sees a message that has this button."""
    post = scene.discord.posts.get(message.id)
    here = post is not None and post.channel is seat.channel and post.audience in {None, seat.person.id}
    return here and data["custom_id"] in [one.custom_id for one in message.buttons]
