"""Texts that mean harm, wherever one can be typed: nothing pings, nothing is forged, nothing lies elsewhere, nothing breaks."""

import re
from collections.abc import AsyncGenerator
from typing import cast

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.wire import Json
from tests.journeys.watching import said, whispered
from tests.stage import Bot

LINE = "2026-11-27 12:00:00,000 INFO    storage.events  job.done  job=4711"
TEXTS = (
    "@everyone @here <@1> <@&2> [**a**](https://evil.example)",
    "half\ud800\x00\x1b[1A\u202e\u2066",
    f"lines\n{LINE}\r{LINE}\u2028# loud",
    "ticks ``````` e" + "\u0301" * 900,
)
LISTED = re.compile(r"\w+\.(db|db-shm|db-wal|lock)|[0-9a-f]{2}/[0-9a-f]{64}\.(png|jpg|webp|gif)|unfinished")


def _allowed(discord: Sandbox) -> list[object]:
    """Who may be pinged by each message that the bot has made or changed; a form is none."""
    bodies = [cast("Json", one.json) for one in discord.requests if isinstance(one.json, dict)]
    messages = [cast("Json", body.get("data") or body) for body in bodies]
    return [one.get("allowed_mentions") for one in messages if "components" in one and "title" not in one]


async def _typed_everywhere(
    text: str, ada: Person, mo: Person, bob: Person, picture: Upload
) -> AsyncGenerator[str]:
    """Type a text wherever one can be typed; yields what is said to it."""
    name = f"../../{text}/../a\\..\\b".encode(errors="ignore").decode()
    ask: dict[str, object] = {"image": picture, "prompt": text}
    yield (
        await (await ada.command("restyle", ask, unchecked=True)).until(lambda one: bool(one.pictures))
    ).text
    for changed in ({"image": Upload(name, b"no picture")}, {"style": text}):
        yield await whispered(await ada.command("restyle", ask | changed, unchecked=True))
    reason, member = {"reason": text[:200]}, {"member": bob.id}
    for who, command, options in (
        (ada, "history", {"text": text[:90]}),
        (mo, "moderation pause", reason),
        (ada, "restyle", ask),
        (mo, "moderation resume", {}),
        (mo, "moderation block", member | reason),
        (bob, "restyle", ask),
        (mo, "moderation words", {"block": text[:30]}),
        (mo, "quota grant", member | reason | {"pictures": 1}),
        (bob, "usage", {}),
        (mo, "quota revoke", member | reason),
        (mo, "moderation log", {}),
    ):
        yield (await said(await who.command(command, options, unchecked=True))).text
    form = await mo.command("style add", {"name": text[:20]}, unchecked=True)
    filled = {"description": text[:90], "before": text[:400]}
    yield (await said(await mo.submit(await form.modal_shown(), filled, unchecked=True))).text


async def test_whatever_is_typed_wherever_it_stays_text(
    discord: Sandbox, bot: Bot, ada: Person, mo: Person, bob: Person, picture: Upload
) -> None:
    told = [one for text in TEXTS async for one in _typed_everywhere(text, ada, mo, bob, picture)]

    assert not [one for one in told if "Something went wrong" in one]
    assert not [one for one in told if "\u202e" in one or "\u0301" * 5 in one]
    assert "Traceback" not in bot.log
    assert not [line for line in bot.log.splitlines() if line.startswith(LINE)]
    assert "\x1b" not in bot.log
    allowed = _allowed(discord)
    assert len(allowed) > len(told)
    assert not [one for one in allowed if one != {"parse": []}], "nobody is pinged"
    kept = {path.relative_to(bot.data) for path in bot.data.rglob("*")}
    names = [str(one).removeprefix("pictures/") for one in kept]
    assert not [
        one for one in names if not LISTED.fullmatch(one) and not re.fullmatch("pictures|[0-9a-f]{2}", one)
    ]
    assert {path.name for path in bot.data.parent.iterdir()} <= {"data", "bot.log"}
    assert not [path for path in bot.data.rglob("*") if path.stat().st_mode & 0o077], "for its user alone"
