"""How one reads a channel: at its end, which stays in view, or somewhere above it, which stays where it is."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from discord import app_commands
from PIL import Image
from playwright.async_api import Locator, Page, Route, expect

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.sample import harbour_png
from sandbox.server import Sandbox

Open = Callable[..., Awaitable[Page]]
Shoot = Callable[[Page, str], Awaitable[None]]

pytestmark = pytest.mark.asyncio(loop_scope="session")
KEYBOARD_UP = {"viewport": {"width": 375, "height": 420}, "has_touch": True, "is_mobile": True}
PLAIN = {"type": 1, "name": "draw", "description": "draw it"}
ASKING: dict[str, Any] = {
    **PLAIN,
    "options": [
        {"type": 11, "name": "image", "description": "what to draw", "required": True},
        {"type": 3, "name": "prompt", "description": "how", "required": True},
    ],
}
PLACE = "message => message.getBoundingClientRect().top"
COUNT_CHANGES = """() => {
    const count = { changes: 0 };
    const watch = new MutationObserver((changes) => count.changes += changes.length);
    watch.observe(document.getElementById("messages"), { subtree: true, childList: true, attributes: true });
    return count;
}"""


def _tall() -> Upload:
    """A picture that is higher than wide, and is shown as high as any."""
    written = io.BytesIO()
    Image.effect_noise((300, 400), 90).save(written, "PNG")
    return Upload("tall.png", written.getvalue())


async def _below(page: Page) -> float:
    """How many pixels are hidden below."""
    return await page.locator("#scroller").evaluate(
        "it => Math.round(it.scrollHeight - it.scrollTop - it.clientHeight)"
    )


async def test_the_end_stays_in_view_while_pictures_load(open_page: Open, ada: Person) -> None:
    page = await open_page()
    late = asyncio.Event()

    async def load_late(route: Route) -> None:
        await late.wait()
        await route.continue_()

    await page.route("**/attachments/**", load_late)
    for number in range(3):
        await ada.say(f"picture {number}", _tall())
    await expect(page.locator(".mosaic img")).to_have_count(3)
    height = await page.locator("#messages").evaluate("list => list.scrollHeight")
    late.set()
    for shown in await page.locator(".mosaic img").all():
        await shown.evaluate("image => image.decode()")
    assert await page.locator("#messages").evaluate("list => list.scrollHeight") == height
    assert await _below(page) == 0


async def test_only_who_scrolls_up_leaves_the_end(open_page: Open, sandbox: Sandbox, shoot: Shoot) -> None:
    bob = sandbox.person("bob")
    for number in range(30):
        await bob.say(f"message {number}")
    page = await open_page()
    # The browser may tell of scrolling when what follows has made the list longer already.
    await page.evaluate("""() => {
        const [list, scroller] = ["messages", "scroller"].map((id) => document.getElementById(id));
        list.style.paddingBottom = "900px";
        scroller.dispatchEvent(new Event("scroll"));
    }""")
    await expect(page.get_by_role("button", name="Newest messages")).to_be_hidden()
    await bob.say("the last one")
    await expect(page.get_by_text("the last one", exact=True)).to_be_visible()
    assert await _below(page) == 0

    await page.locator("#messages").evaluate("list => { list.style.paddingBottom = '' }")
    await page.locator("#messages").hover()
    await page.mouse.wheel(0, -400)
    newest = page.get_by_role("button", name="Newest messages")
    await expect(newest).to_be_visible()
    hidden = await _below(page)
    await bob.say("one more")
    await expect(page.get_by_text("one more", exact=True)).to_have_count(1)
    assert await _below(page) > hidden
    await page.get_by_label("Message #studio").fill("mine")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("mine", exact=True)).to_be_in_viewport()
    await expect(newest).to_be_hidden()


async def test_ones_own_command_is_in_view(open_page: Open, sandbox: Sandbox) -> None:
    sandbox.registry.overwrite(None, [PLAIN])
    for number in range(30):
        await sandbox.person("bob").say(f"message {number}")
    page = await open_page()
    await page.locator("#messages").hover()
    await page.mouse.wheel(0, -400)
    await expect(page.get_by_role("button", name="Newest messages")).to_be_visible()
    await page.get_by_label("Message #studio").fill("/draw ")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_text("Ada used /draw")).to_be_in_viewport()


async def test_the_way_down_leaves_the_command_free_on_a_phone(
    open_page: Open, sandbox: Sandbox, shoot: Shoot
) -> None:
    sandbox.registry.overwrite(None, [ASKING])
    for number in range(30):
        await sandbox.person("bob").say(f"message {number}")
    page = await open_page(**KEYBOARD_UP)
    await page.locator("#scroller").evaluate("it => it.scrollBy(0, -600)")
    newest = page.get_by_role("button", name="Newest messages")
    await expect(newest).to_be_visible()
    await page.get_by_label("Message #studio").fill("/draw ")
    await expect(page.get_by_label("prompt", exact=True)).to_be_visible()
    await expect(newest).to_be_visible()
    assert await _gap(newest, page.locator(".composer")) >= 0
    await shoot(page, "90-phone-command-scrolled")
    await page.set_viewport_size({"width": 375, "height": 200})
    await expect(newest).not_to_be_in_viewport()
    send = page.get_by_role("button", name="Send", exact=True)
    await send.scroll_into_view_if_needed()
    await expect(send).to_be_in_viewport(ratio=1)
    await shoot(page, "91-phone-no-room")


async def _gap(above: Locator, below: Locator) -> float:
    """How many pixels are between two elements; less than none where they overlap."""
    upper, lower = await above.bounding_box(), await below.bounding_box()
    assert upper
    assert lower
    return lower["y"] - upper["y"] - upper["height"]


async def test_what_is_older_comes_as_one_scrolls_up(open_page: Open, sandbox: Sandbox, shoot: Shoot) -> None:
    bob = sandbox.person("bob")
    for number in range(180):
        await bob.say(f"message {number}")
    page = await open_page()
    messages = page.locator(".message")
    await expect(messages).to_have_count(50)
    await expect(page.get_by_text("message 179", exact=True)).to_be_in_viewport()
    first = await page.get_by_text("message 130", exact=True).element_handle()
    assert first
    place = await first.evaluate("""first => {
        document.getElementById("scroller").scrollTo(0, 200);
        return first.getBoundingClientRect().top;
    }""")
    await expect(messages).to_have_count(100)
    assert await page.get_by_text("message 130", exact=True).evaluate(
        "it => it.getBoundingClientRect().top"
    ) == pytest.approx(place, abs=1)
    await messages.first.focus()  # as with the arrows
    await shoot(page, "92-older-dark")
    while await page.locator(".older").count():
        await page.keyboard.press("ArrowUp")
    await expect(messages.locator(".prose")).to_have_text([f"message {number}" for number in range(180)])
    await expect(page.locator(".message:not(.continued)")).to_have_count(1)


async def test_a_thousand_messages_cost_no_more_than_a_few(open_page: Open, sandbox: Sandbox) -> None:
    bob = sandbox.person("bob")
    for number in range(1000):
        await bob.say(f"message {number}")
    page = await open_page()
    messages = page.locator(".message")
    while await page.locator(".older").count():
        await page.locator("#scroller").evaluate("scroller => scroller.scrollTo(0, 0)")
        await page.evaluate("new Promise(requestAnimationFrame)")
    await expect(messages).to_have_count(1000)
    await expect(messages.first).to_contain_text("message 0")

    counted = await page.evaluate_handle(COUNT_CHANGES)
    place = await messages.first.evaluate(PLACE)
    await bob.say("while one reads above")
    await expect(messages).to_have_count(1001)
    assert await messages.first.evaluate(PLACE) == place
    assert await counted.evaluate("count => count.changes") < 10

    await page.get_by_role("button", name="Newest messages").click()
    await expect(messages.get_by_text("while one reads above")).to_be_in_viewport()
    assert await messages.count() < 500, "who reads at the end keeps what is near"
    await bob.say("and below")
    await expect(messages.get_by_text("and below")).to_be_in_viewport()
    await expect(page.locator(".older")).to_have_count(1)
    await page.locator("#scroller").evaluate("scroller => scroller.scrollTo(0, 0)")
    await expect(page.get_by_text("message 760", exact=True)).to_have_count(1)
    await expect(page.locator(".message:not(.continued)")).to_have_count(1)


async def test_ten_pictures_are_one_message(open_page: Open, ada: Person, shoot: Shoot) -> None:
    page = await open_page()
    await ada.say("all of them", *(Upload(f"{number}.png", harbour_png()) for number in range(10)))
    pictures = page.locator(".message .mosaic img")
    await expect(pictures).to_have_count(10)
    await expect(pictures.last).to_be_in_viewport()
    await pictures.first.click()
    dialog = page.get_by_role("dialog")
    for number in range(1, 11):
        await expect(dialog).to_contain_text(f"{number} of 10")
        await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await shoot(page, "93-ten-pictures-dark")


async def test_a_reply_leads_to_what_it_answers(
    small_bot: app_commands.CommandTree[Any], open_page: Open, sandbox: Sandbox, ada: Person, shoot: Shoot
) -> None:
    told = asyncio.Queue[Any]()

    @small_bot.command(description="speak")
    async def speak(interaction: Any) -> None:  # noqa: ANN401
        await interaction.response.send_message("long ago")
        await told.put(interaction)

    @small_bot.command(description="refuse")
    async def refuse(interaction: Any) -> None:  # noqa: ANN401
        await interaction.response.defer()
        await interaction.delete_original_response()  # so that what follows is for one alone
        await interaction.followup.send("That is no picture.", ephemeral=True)

    await small_bot.sync()
    await ada.command("speak")
    interaction = await told.get()
    for number in range(60):
        await ada.say(f"message {number}")
    page = await open_page()
    messages = page.locator(".message")
    await interaction.edit_original_response(content="so long ago")  # what is not here is not new
    answer = await interaction.original_response()
    await interaction.channel.send("still true", reference=answer)
    await expect(messages.last).to_contain_text("still true")
    await expect(messages).to_have_count(51)
    await messages.last.get_by_role("button", name="so long ago").click()
    await expect(messages.first).to_contain_text("so long ago")
    await expect(messages.first).to_be_in_viewport()
    await expect(messages.first).to_be_focused()
    await shoot(page, "93-reply-dark")
    await answer.delete()
    await expect(messages.last).to_contain_text("The original message is gone")
    await ada.command("refuse")
    await expect(messages.last).to_contain_text("Ada used /refuse")
    await expect(messages.last).to_contain_text("That is no picture.")


async def test_a_message_is_saved_as_a_picture(open_page: Open, ada: Person, folder: Path) -> None:
    await ada.say("one\n# two\nthree", Upload("harbour.png", harbour_png()))
    page = await open_page(color_scheme="dark")
    message = page.locator(".message")
    await message.locator("img").first.evaluate("image => image.decode()")
    await message.locator(".who").click(button="right")
    async with page.expect_download() as download:
        await page.get_by_role("menuitem", name="Save as PNG").click()
    saved = await download.value
    assert saved.suggested_filename.endswith(".png")
    await saved.save_as(folder / "97-saved.png")
    seen = await message.bounding_box()
    assert seen
    with Image.open(folder / "97-saved.png") as picture:
        assert picture.width == pytest.approx(2 * seen["width"], abs=2)
        assert picture.height == pytest.approx(2 * seen["height"] + 32, abs=2)
        # The picture that it shows is in it, and the page's own colour around that.
        colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 24) or []}
        assert len(colours) > 1000
        assert picture.convert("RGB").getpixel((picture.width - 5, picture.height // 2)) == (31, 35, 44)
