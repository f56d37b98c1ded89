"""What is kept of members: they see it, take it with them and delete it; and of servers that have gone nothing is kept."""

import asyncio
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from typing import Any

from sandbox.people.modal import Modal
from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from tests.journeys.toll import Toll
from tests.journeys.watching import button, labels, restarted, seen, unseen
from tests.stage import Bot

PROMPT = "ink and zeppelins"
FRESH = "SELECT count(*) FROM pictures WHERE used_at > (strftime('%s', 'now') - 40 * 86400) * 1000"
KEPT = "What is kept of you, in all servers"


async def _result(person: Person, picture: Upload, prompt: str = PROMPT, **options: object) -> Message:
    ask = {"image": picture, "prompt": prompt, **options}
    return await (await person.command("restyle", ask)).until(lambda message: bool(message.pictures))


async def _privacy(person: Person) -> Message:
    return await (await person.command("privacy")).message_shown()


async def _press(person: Person, message: Message, label: str) -> Message:
    return await (await person.click(message, button(message, label))).message_shown(30)


async def _unzipped(discord: Sandbox, exported: Message) -> dict[str, bytes]:
    [url] = [url for url in exported.pictures if "my-data.zip" in url]
    with zipfile.ZipFile(io.BytesIO(await discord.fetch(url))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def _rows(bot: Bot, statement: str) -> list[Any]:
    with closing(sqlite3.connect(bot.data / "restyle.db", timeout=30)) as database:
        return database.execute(statement).fetchall()


async def test_a_member_sees_what_is_kept_as_the_operator_has_set_it(
    discord: Sandbox, bot: Bot, ada: Person
) -> None:
    shown = await _privacy(ada)
    assert shown.ephemeral
    for said in (
        KEPT,
        "for 45 days after they were last used",
        "its pictures and words go after 30 days",
        "no image host is sent any",
        "as each server's moderators have it",
    ):
        assert said in shown.text
    await restarted(
        discord, bot, KEEP_DAYS="7", KEEP_SERVER_DAYS="1", FAL_KEY="id:secret", PROVIDERS="local,fal"
    )
    changed = await _privacy(ada)
    assert "for 7 days after they were last used" in changed.text
    assert "go after 1 day." in changed.text
    assert (
        "fal is sent the picture and the words of a request, and told to keep files for 24 hours"
        in changed.text
    )
    never = await _press(ada, shown, "Nobody restyles mine")
    assert "nobody else restyles them, in any server" in never.text
    assert "Nobody restyles mine" not in labels(await _privacy(ada))


async def test_a_member_takes_all_of_it_along_and_nothing_of_others(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    first = await _result(ada, picture, images=2)
    await _result(ada, picture, "watercolour", private=True)
    await _result(bob, picture, "copper")
    await (await bob.click(first, button(first, "1 · Vary"))).until(lambda message: bool(message.pictures))
    shown = await _privacy(ada)
    await restarted(discord, bot)
    exported = await _press(ada, shown, "Export my data")
    assert exported.ephemeral
    assert "All that is kept of you, with 4 pictures." in exported.text
    files = await _unzipped(discord, exported)
    assert "data.json: your requests" in files["readme.txt"].decode()
    assert sorted(name.split("-")[1][:6] for name in files if name.startswith("pictures/")) == [
        "1.jpg",
        "1.jpg",
        "2.jpg",
        "source",
    ]
    data = json.loads(files["data.json"])
    assert [job["request"]["prompt"] for job in data["jobs"]] == [PROMPT, "watercolour"]
    assert [entry["pictures"] for entry in data["ledger"] if entry["kind"] == "reserve"] == [2, 1]
    assert "copper" not in files["data.json"].decode()
    theirs = await _unzipped(discord, await _press(bob, await _privacy(bob), "Export my data"))
    assert "watercolour" not in theirs["data.json"].decode()


async def test_what_does_not_fit_into_one_file_comes_in_the_next(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    for prompt in ("ink", "copper", "watercolour"):
        await _result(ada, picture, prompt, format="png", images=2)
    [(largest,)] = _rows(bot, "SELECT max(bytes) FROM pictures")
    discord.world.attachment_size_limit = 2 * largest + 20_000
    part = await _press(ada, await _privacy(ada), "Export my data")
    names = set(await _unzipped(discord, part))
    assert "There are more than fit into one file." in part.text
    await restarted(discord, bot)
    while "More pictures" in labels(part):
        part = await _press(ada, part, "More pictures")
        more = set(await _unzipped(discord, part))
        assert more & names == {"readme.txt"}
        assert len(more) > 1
        names |= more
    assert len([name for name in names if name.startswith("pictures/")]) == 7


async def test_a_member_deletes_all_of_it_and_others_keep_theirs(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, mo: Person, picture: Upload
) -> None:
    varied, plain = await _result(ada, picture), await _result(ada, picture)
    private = await _result(ada, picture, private=True)
    theirs = await (await bob.click(varied, button(varied, "1 · Vary"))).until(lambda one: bool(one.pictures))
    await (await ada.command("history", {"text": PROMPT})).message_shown()
    ledger = _rows(bot, "SELECT sum(pictures), count(*) FROM ledger")
    asked = await _press(ada, await _privacy(ada), "Delete my data…")
    assert "It cannot be undone." in asked.text
    assert plain.id in [message.id for message in ada.messages()], "asked once more, nothing done"
    await restarted(discord, bot)
    said = await _press(ada, asked, "Delete for good")
    assert "Deleted: 3 requests." in said.text
    assert "1 result stays, since another member has made a picture from it." in said.text
    for gone in (varied, plain):
        await unseen(discord, bob, gone)
    assert theirs.id in [message.id for message in bob.messages()]
    assert "no longer kept" in (await _press(ada, private, "Again")).text
    assert "Nothing yet." in (await (await ada.command("history")).message_shown()).text
    assert _rows(bot, "SELECT sum(pictures), count(*) FROM ledger") == ledger
    assert _rows(bot, "SELECT DISTINCT user_id FROM jobs WHERE request LIKE '%zeppelin%'") == [(bob.id,)]
    again = await (await bob.click(theirs, button(theirs, "Again"))).until(lambda one: bool(one.pictures))
    assert again.pictures


async def test_what_is_on_its_way_goes_when_it_has_ended_also_over_arestarted(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    toll.held.add("watch")
    asked = await ada.command("restyle", {"image": picture, "prompt": PROMPT})
    await toll.reached("watch")
    sure = await _press(ada, await _privacy(ada), "Delete my data…")
    said = await _press(ada, sure, "Delete for good")
    assert "1 request is still on its way, and goes within an hour after it has ended." in said.text
    await toll.release()
    result = await asked.until(lambda message: bool(message.pictures))
    assert PROMPT in result.text
    await restarted(discord, paying_bot)  # it looks at its start, and then every hour
    await unseen(discord, ada, result)
    assert toll.submits == 1
    assert _rows(paying_bot, "SELECT state, said, erased FROM jobs JOIN cards ON cards.id = card_id") == [
        ("done", "", 1)
    ]


async def test_a_question_and_a_report_no_longer_show_the_words(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, mo: Person, picture: Upload
) -> None:
    await (await mo.command("moderation consent", {"whose": "ask"})).message_shown()
    await (await mo.command("moderation log", {"channel": discord.channel})).message_shown()
    result = await _result(ada, picture)
    form = await _form(bob, await _press(bob, result, "⋯"), "Report…")
    await (await bob.submit(form, {"reason": "hate"})).message_shown()
    report = await seen(discord, mo, lambda one: "Dismiss" in labels(one))
    pointed = await (await ada.menu("Restyle this", await bob.say("mine", picture))).modal_shown()
    await ada.submit(pointed, {"prompt": PROMPT, "images": "1"})
    question = await seen(discord, bob, lambda one: "Allow" in labels(one))
    assert PROMPT in report.text
    assert PROMPT in question.text

    await _press(ada, await _press(ada, await _privacy(ada), "Delete my data…"), "Delete for good")
    for shown in (report, question):
        drawn = await seen(discord, mo, lambda one, its=shown.id: one.id == its and not one.buttons)
        assert PROMPT not in drawn.text
    assert _rows(bot, "SELECT state FROM reports UNION ALL SELECT state FROM questions") == [
        ("gone",),
        ("withdrawn",),
    ]


async def _form(person: Person, message: Message, label: str) -> Modal:
    return await (await person.click(message, button(message, label))).modal_shown()


async def test_a_server_that_removes_the_bot_is_forgotten_after_a_while_and_not_where_it_comes_back(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    await _result(ada, picture)
    wishes = "SELECT count(*) FROM erasures"
    await _heard(discord, bot, discord.remove_bot, lambda: _rows(bot, wishes) == [(1,)])
    await restarted(discord, bot)
    assert PROMPT in str(_rows(bot, "SELECT request FROM jobs")), "not yet"
    # What comes before it has counted its servers is one that it was in all the time.
    await _heard(discord, bot, lambda: None, lambda: "connected as" in bot.log.rpartition("stopping")[2])
    await _heard(discord, bot, discord.add_bot, lambda: _rows(bot, wishes) == [(0,)])
    assert PROMPT in (await (await ada.command("history")).message_shown()).text

    await _heard(discord, bot, discord.remove_bot, lambda: _rows(bot, wishes) == [(1,)])
    await restarted(discord, bot, KEEP_SERVER_DAYS="0")
    await _heard(discord, bot, lambda: None, lambda: _rows(bot, wishes) == [(0,)])
    assert PROMPT not in str(_rows(bot, "SELECT request, said FROM jobs"))
    assert _rows(bot, FRESH) == [(0,)], "the files are due"
    assert _rows(bot, "SELECT sum(pictures) FROM ledger") == [(1,)], "amounts stay"


async def _heard(discord: Sandbox, bot: Bot, do: Callable[[], None], came: Callable[[], bool]) -> None:
    """Do something, and wait until the bot has written down what came of it."""
    do()
    async with asyncio.timeout(30):
        while not came():  # noqa: ASYNC110 (the bot is another process)
            await asyncio.sleep(0.05)
