"""The page where it is narrow: nothing is squeezed, and nothing stands alone or in the way."""

import io
from typing import Any

import pytest
from discord import ui
from PIL import Image
from playwright.async_api import Locator, expect

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.page.commands import DRAW, Tree
from tests.page.conftest import Open, Shoot

pytestmark = pytest.mark.asyncio(loop_scope="session")
PHONE = {"viewport": {"width": 390, "height": 844}}
PAPER = {"type": 3, "name": "paper", "description": "on what"}


async def _box(part: Locator) -> dict[str, float]:
    found = await part.bounding_box()
    assert found is not None
    return {"left": found["x"], "top": found["y"], "width": found["width"], "height": found["height"]}


async def test_that_the_bot_is_away_is_said_in_one_line(open_page: Open) -> None:
    page = await open_page(**PHONE)
    said = page.get_by_text("Restyle is starting…")
    header, line = await _box(page.locator(".top")), await _box(said)
    assert line["height"] < 20
    assert line["top"] + line["height"] <= header["top"] + header["height"]
    assert await said.evaluate("said => said.scrollWidth <= said.clientWidth")


async def test_the_form_of_a_command_takes_all_the_width(
    open_page: Open, sandbox: Sandbox, shoot: Shoot
) -> None:
    sandbox.registry.overwrite(None, [{**DRAW, "options": [*DRAW["options"], PAPER]}])
    page = await open_page(**PHONE)
    await page.get_by_label("Message #studio").fill("/draw ")
    form, send = page.locator(".composer"), page.get_by_role("button", name="Send", exact=True)
    whole, button = await _box(form), await _box(send)
    for field in (page.locator(".option-field.attachment"), page.locator(".option-field:has(textarea)")):
        box = await _box(field)
        assert box["left"] - whole["left"] < 16
        assert whole["width"] - box["width"] < 32
        assert box["top"] + box["height"] <= button["top"]
    more = await _box(page.get_by_role("combobox", name="Add one of 1 more options"))
    assert more["top"] < button["top"] + button["height"] / 2 < more["top"] + more["height"]
    await shoot(page, "120-command-phone-dark")


@pytest.mark.parametrize(
    "labels",
    [
        ("Again", "Remix…", "Weaker", "Stronger", "⋯"),
        ("1 · Vary", "2 · Vary", "3 · Vary", "4 · Vary", "5 · Vary"),
        ("Allow", "Not this time", "Never", "Withdraw"),
    ],
)
async def test_the_buttons_of_a_card_stand_in_one_row(
    small_bot: Tree, open_page: Open, ada: Person, labels: tuple[str, ...]
) -> None:
    @small_bot.command(description="a card")
    async def card(interaction: Any) -> None:  # noqa: ANN401
        buttons = [ui.Button[Any](label=label, custom_id=label) for label in labels]
        view: ui.LayoutView = ui.LayoutView()
        view.add_item(ui.ActionRow[Any](*buttons))
        await interaction.response.send_message(view=view)

    await small_bot.sync()
    await (await ada.command("card")).message_shown()
    page = await open_page(**PHONE)
    row = page.locator(".message .row .button")
    await expect(row).to_have_count(len(labels))
    boxes = [await _box(button) for button in await row.all()]
    assert len({box["top"] for box in boxes}) == 1
    assert min(box["width"] for box in boxes) >= 36


@pytest.mark.parametrize("size", [(16, 700), (700, 16), (8, 8)])
async def test_the_narrowest_picture_can_be_hit(open_page: Open, ada: Person, size: tuple[int, int]) -> None:
    content = io.BytesIO()
    Image.new("RGB", size, "teal").save(content, "PNG")
    await ada.say("a strip", Upload("strip.png", content.getvalue()))
    page = await open_page("bob", **PHONE)
    tile = await _box(page.get_by_role("button", name="Open picture"))
    assert min(tile["width"], tile["height"]) >= 48
    assert max(tile["width"], tile["height"]) <= 350
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
