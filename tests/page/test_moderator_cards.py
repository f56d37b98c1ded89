"""Each card as a moderator sees it on a phone, and what members see of it. docs/cards.md shows them."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from sandbox.people.person import Person
from sandbox.server import Sandbox
from sandbox.world.world import Channel
from tests.page.shots import HARBOUR, PHONE, Keeping, Open, result_of, take
from tests.stage import Bot, Renderer

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_what_a_report_looks_like(
    bot: Bot, room: Channel, ada: Person, mo: Person, open_page: Open, keeping: Keeping, folder: Path
) -> None:
    await (await mo.command("moderation log", {"channel": room})).message_shown()
    await mo.say("Reports come in here from today on.", channel=room)
    await result_of(ada)
    page = await open_page("bob", **PHONE)
    await page.get_by_role("button", name="⋯").click()
    await page.get_by_role("button", name="Report…").click()
    form = page.get_by_role("dialog")
    await form.get_by_label("What should moderators know?").fill("I painted those boats.")
    await form.get_by_role("combobox").click()
    await page.get_by_role("option", name="It is made from my work").click()
    await take(form, folder / "report-form.jpg")
    await form.get_by_role("button", name="Submit").click()
    await (await keeping("mo", room.name))("logged", "I painted those boats.", "Delete result")
    await mo.command("moderation reports")
    await (await keeping("mo"))("report", "Mo used /moderation", "Delete result")


async def test_what_a_review_looks_like(
    bot: Bot, room: Channel, ada: Person, mo: Person, keeping: Keeping
) -> None:
    chosen = {"results": "everything", "channel": room}
    await (await mo.command("moderation review", chosen)).message_shown()
    asked = await ada.command("restyle", {"image": HARBOUR, "prompt": "soft watercolour", "images": 2})
    hers = await keeping("ada")
    await hers("held", "A moderator looks at it first")
    card = await (await keeping("mo", room.name))("review", "May this be shown?", "Approve")
    await card.get_by_role("button", name="Deny…").click()
    form = card.page.get_by_role("dialog")
    await form.get_by_label("Why").fill("Too close to a photograph of somebody.")
    await form.get_by_role("button", name="Submit").click()
    await asked.until(lambda one: "denied your result" in one.text)
    await hers("denied", "denied your result", "Object…")


async def test_what_moderators_look_up(
    bot: Bot, sandbox: Sandbox, renderer: Renderer, ada: Person, mo: Person, keeping: Keeping
) -> None:
    bob = sandbox.person("bob")
    for person, style in ((ada, "Comic"), (ada, "Charcoal"), (bob, "Comic"), (bob, "Watercolour")):
        await result_of(person, style=style)
    await (await mo.command("quota set", {"pictures": 4, "member": bob.id})).message_shown()
    await bob.command("restyle", {"image": HARBOUR, "prompt": "ink", "images": 3})
    keep = await keeping("mo")
    await mo.command("quota audit", {"member": bob.id})
    await keep("ledger", "The ledger of this server", "As a file")
    await mo.command("quota report")
    await keep("figures", "By image host:")
    with renderer.standing_still():
        await ada.command("restyle", {"image": HARBOUR, "prompt": "ink drawing"})
        asked = await ada.command("restyle", {"image": HARBOUR, "prompt": "soft watercolour", "images": 2})
        await asked.until(lambda one: "in line" in one.text)
        await mo.command("moderation queue")
        await keep("line", "Mo used /moderation", "Cancel")


async def test_what_moderators_set(
    bot: Bot, sandbox: Sandbox, ada: Person, mo: Person, open_page: Open, keeping: Keeping, folder: Path
) -> None:
    bob, painters = sandbox.person("bob"), sandbox.world.role("Painters").id
    for name, options in (
        ("quota set", {"pictures": 10}),
        ("quota set", {"pictures": 50, "role": painters}),
        ("quota set", {"unlimited": True, "member": ada.id}),
        ("quota role", {"role": painters, "priority": 3, "speed": "quality"}),
        ("quota caps", {"member_running": 2, "member_waiting": 10}),
        ("quota cap", {"dollars": 5}),
        ("moderation words", {"block": "gore"}),
    ):
        await (await mo.command(name, options)).message_shown()
    keep = await keeping("mo")
    for picture, name, options, said in (
        ("rules", "quota show", {}, "Painters"),
        ("grant", "quota grant", {"member": bob.id, "pictures": 10, "reason": "Won the contest"}, "Won"),
        ("limits", "moderation limits", {"images": 2, "size": 2048}, "2048"),
        ("words", "moderation words", {"block": "blood*"}, "blood"),
        ("block", "moderation block", {"member": bob.id, "hours": 24, "reason": "Spam"}, "Spam"),
        ("trail", "moderation log", {}, "blood"),
    ):
        await (await mo.command(name, options)).message_shown()
        await keep(picture, said)
    await (await mo.command("moderation pause", {"reason": "A contest begins."})).message_shown()
    await ada.command("restyle", {"image": HARBOUR, "prompt": "ink drawing"})
    await (await keeping("ada"))("paused", "A contest begins.")
    page = await open_page("mo", **PHONE)
    await page.get_by_label("Message #studio").fill("/style add ")
    await page.get_by_label("name", exact=True).fill("House look")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("dialog").get_by_label("Description")).to_be_visible()
    await take(page.get_by_role("dialog"), folder / "style-form.jpg")
