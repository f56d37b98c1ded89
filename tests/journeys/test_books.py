"""Moderators read the books of their server, page by page and as a file; members what their own requests counted."""

import csv
import io
import re

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from tests.journeys.toll import Toll
from tests.journeys.watching import button, labels, whispered
from tests.stage import Bot


async def _made(person: Person, picture: Upload, prompt: str = "ink") -> Message:
    asked = await person.command("restyle", {"image": picture, "prompt": prompt})
    return await asked.until(lambda message: bool(message.pictures))


async def _file(discord: Sandbox, mo: Person, page: Message) -> list[dict[str, str]]:
    shown = await (await mo.click(page, button(page, "As a file"))).message_shown()
    assert shown.ephemeral
    [file] = [part for part in shown.components if part["type"] == 13]
    content = (await discord.fetch(file["file"]["url"])).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


async def test_the_ledger_of_a_member_in_pages_and_as_a_file_also_after_a_restart(
    discord: Sandbox, bot: Bot, mo: Person, ada: Person, picture: Upload
) -> None:
    nothing = await (await mo.command("quota audit", {"member": ada.id})).message_shown()
    assert nothing.text.endswith("There is nothing.")
    assert nothing.buttons == []
    for _ in range(4):
        await _made(ada, picture)
    await (
        await mo.command("quota grant", {"member": ada.id, "pictures": 2, "reason": "=SUM(1) **bold**"})
    ).message_shown()

    page = await (await mo.command("quota audit", {"member": ada.id})).message_shown()
    assert page.ephemeral
    assert page.text.startswith(f"The ledger of this server, newest first:\nMember: <@{ada.id}>")
    assert f"**Granted: 2 pictures** · <@{ada.id}>" in page.text
    assert f"by <@{mo.id}> · “=SUM(1) \\*\\*bold\\*\\*”" in page.text
    assert page.text.count("**Used: 1 picture**") == 3
    assert labels(page) == ["Older", "As a file"]

    assert await bot.stop() == 0
    await bot.start()
    await discord.ready(20)
    turned = await (await mo.click(page, button(page, "Older"))).until(lambda one: "Newer" in labels(one))
    assert turned.text.count("**Reserved: 1 picture**") == 1
    assert "request 1" in turned.text
    assert labels(turned) == ["Newer", "As a file"]
    rows = await _file(discord, mo, turned)
    assert len(rows) == 9, "four reserved, four settled, one granted"
    assert rows[0]["why"] == "'=SUM(1) **bold**"
    assert {row["member"] for row in rows} == {str(ada.id)}
    back = await (await mo.click(turned, button(turned, "Newer"))).until(lambda one: "Older" in labels(one))
    assert back.text == page.text

    of_job = await (await mo.command("quota audit", {"job": 2})).message_shown()
    assert "**Used: 1 picture**" in of_job.text
    assert of_job.text.count("request 2") == 1
    [today, *_] = await mo.autocomplete("quota audit", {"day": ""}, focused="day")
    of_day = await (await mo.command("quota audit", {"day": today.value})).message_shown()
    assert f"Day (UTC): {today.value}" in of_day.text
    assert "Granted" in of_day.text
    wrong = await (await mo.command("quota audit", {"day": "2026-13-01"})).message_shown()
    assert wrong.text == "`day` is no day. Write it like 2026-01-31."


async def test_what_moderators_did_says_who_and_what_was_before(
    discord: Sandbox, bot: Bot, mo: Person, ada: Person
) -> None:
    painters = discord.world.role("Painters")
    for options in ({"pictures": 3, "role": painters.id}, {"pictures": 5, "role": painters.id}):
        await (await mo.command("quota set", options)).message_shown()
    await (await mo.command("quota set", options)).message_shown()  # which changes nothing
    await (await mo.command("quota caps")).message_shown()  # nor does that
    await (await mo.command("quota caps", {"member_running": 3})).message_shown()
    await (await mo.command("moderation notices", {"on": False})).message_shown()
    await (await ada.command("usage", {"notices": False})).message_shown()
    shown = await (await mo.command("quota audit", {"what": "actions"})).message_shown()
    assert shown.text.startswith(
        f"What was done here by moderators, newest first:\n<@{mo.id}>: /moderation notices, as it was at first → off."
    )
    assert f"<@{mo.id}>: <@&{painters.id}>, 3 pictures in 24 hours → 5 pictures in 24 hours." in shown.text
    assert shown.text.count(f"<@{mo.id}>: ") == 3
    assert re.search("Running at once: 3 per member.* · Before: Running at once: 2 per member", shown.text)
    assert f"<@{ada.id}>" not in shown.text, "what she chose for herself is her own"
    rows = await _file(discord, mo, shown)
    assert [row["kind"] for row in rows] == ["preference.set", "caps.set", "allowance.set", "allowance.set"]


async def test_who_is_no_moderator_any_more_turns_no_page(
    discord: Sandbox, bot: Bot, mo: Person, ada: Person, picture: Upload
) -> None:
    await _made(ada, picture)
    page = await (await mo.command("quota audit")).message_shown()
    discord.world.take(mo.user, discord.guild.roles[1])
    said = await whispered(await mo.click(page, button(page, "As a file")))
    assert said.startswith("Only moderators can do that")


async def test_usage_says_what_is_reserved_and_what_the_last_requests_counted(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    await _made(ada, picture, "first **ink**")
    toll.held.add("watch")
    running = await ada.command("restyle", {"image": picture, "prompt": "second", "images": 2})
    await toll.reached("watch", 2)
    waiting = await ada.command("restyle", {"image": picture, "prompt": "third"})
    card = await waiting.until(lambda message: "in line" in message.text)
    usage = (await (await ada.command("usage")).message_shown()).text
    assert "3 pictures of that are reserved for what is under way; /queue shows it." in usage
    assert "What your last requests counted:\n- “first \\*\\*ink\\*\\*” · 1 picture · <t:" in usage
    assert "second" not in usage

    await ada.click(card, button(card, "Cancel"))
    await waiting.until(lambda message: "Cancelled. Nothing was charged." in message.text)
    assert await paying_bot.stop() == 0
    await paying_bot.start()
    await discord.ready(20)
    await toll.release()
    await running.until(lambda message: len(message.pictures) == 2)
    usage = (await (await ada.command("usage")).message_shown()).text
    assert "reserved" not in usage
    assert "- “third” · nothing · <t:" in usage
    assert "- “second” · 2 pictures · <t:" in usage
