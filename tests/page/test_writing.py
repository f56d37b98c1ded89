"""How one writes: a command is filled in without a hand on the mouse, and what was said about it goes when it is over."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from discord import app_commands
from playwright.async_api import Page, expect

from sandbox.people.person import Person
from sandbox.server import Sandbox
from tests.page.commands import DRAW, Tree, show_dead_button

Open = Callable[..., Awaitable[Page]]
Shoot = Callable[[Page, str], Awaitable[None]]

pytestmark = pytest.mark.asyncio(loop_scope="session")
DROP = """async (target) => {
    const blob = await (await fetch("/page/sample.png")).blob();
    const transfer = new DataTransfer();
    transfer.items.add(new File([blob], "drop.png", { type: "image/png" }));
    target.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
}"""


async def _drawing(open_page: Open, sandbox: Sandbox, picture: Path) -> Page:
    """Begin to fill in a command: its picture is chosen."""
    sandbox.registry.overwrite(None, [DRAW])
    page = await open_page()
    await page.get_by_label("Message #studio").fill("/draw ")
    async with page.expect_file_chooser() as chooser:
        await page.keyboard.press("Enter")
    await (await chooser.value).set_files(picture)
    return page


async def test_after_a_picture_one_goes_on_with_what_is_still_missing(
    open_page: Open, sandbox: Sandbox, harbour: Path
) -> None:
    page = await _drawing(open_page, sandbox, harbour)
    prompt = page.get_by_label("prompt", exact=True)
    await expect(prompt).to_be_focused()
    await page.get_by_role("button", name="Remove boats.png").click()
    await expect(page.get_by_role("button", name="image: choose a file")).to_be_focused()
    await page.locator(".option-field.attachment .file-box").evaluate(DROP)
    await expect(prompt).to_be_focused()
    await page.get_by_role("button", name="Remove drop.png").click()
    await page.locator("#messages").evaluate(DROP)
    await expect(prompt).to_be_focused()


async def test_shift_enter_does_not_send(open_page: Open, sandbox: Sandbox) -> None:
    sandbox.registry.overwrite(None, [{**DRAW, "options": DRAW["options"][1:]}])
    page = await open_page()
    await page.get_by_label("Message #studio").fill("/draw ")
    await page.keyboard.type("boats")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("at dawn")
    await expect(page.get_by_label("prompt", exact=True)).to_have_value("boats at dawn")
    await expect(page.locator(".message")).to_have_count(0)
    await page.keyboard.press("Enter")
    await expect(page.locator(".message")).to_have_count(1)


async def test_the_list_of_commands_goes_with_what_was_typed(open_page: Open) -> None:
    page = await open_page()
    await page.get_by_label("Message #studio").fill("/nonsense")
    await expect(page.get_by_text("No command of that name.")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page.locator(".message")).to_contain_text("/nonsense")
    await expect(page.get_by_text("No command of that name.")).to_be_hidden()


async def test_the_head_names_the_command_whole(small_bot: Tree, open_page: Open) -> None:
    group = app_commands.Group(name="quota", description="limits")

    @group.command(name="set", description="a limit")
    async def set_(interaction: Any) -> None:  # noqa: ANN401
        await interaction.response.send_message("set")

    small_bot.add_command(group)
    await small_bot.sync()
    page = await open_page()
    await page.get_by_label("Message #studio").fill("/quota set ")
    await page.get_by_role("button", name="Send", exact=True).click()
    message = page.locator(".message", has_text=re.compile("set$", re.MULTILINE))
    await expect(message.locator(".used")).to_have_text("/quota set")
    await expect(page.locator(".message .prose")).to_have_text("set")
    await expect(page.locator(".used")).to_have_text("/quota set")


async def test_a_press_that_failed_is_forgotten(small_bot: Tree, open_page: Open, sandbox: Sandbox) -> None:
    shown = show_dead_button(small_bot)
    await small_bot.sync()
    page = await open_page()
    await page.get_by_label("Message #studio").fill("/dead ")
    await page.get_by_role("button", name="Send", exact=True).click()
    failed = page.get_by_text("This interaction failed")

    async def press() -> None:
        await page.get_by_role("button", name="Press me").click()
        await expect(page.locator(".message [aria-busy=true]")).to_be_visible()
        sandbox.clock.advance(3)
        await expect(failed).to_be_visible()

    await page.clock.install()
    await press()
    await page.clock.fast_forward(60_000)
    await expect(failed).to_have_count(0)
    await press()
    await shown[0].edit_original_response(content="Tried.")
    await expect(page.get_by_text("Tried.")).to_be_visible()
    await expect(failed).to_have_count(0)


async def test_escape_leaves_a_command_from_wherever_one_is(open_page: Open, sandbox: Sandbox) -> None:
    sandbox.registry.overwrite(None, [{"type": 1, "name": "nothing", "description": "needs nothing"}, DRAW])
    page = await open_page()
    box = page.get_by_label("Message #studio")
    await box.fill("/nothing ")
    await expect(page.get_by_role("button", name="Send", exact=True)).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(box).to_be_focused()
    await box.fill("/draw ")
    await expect(page.get_by_role("button", name="image: choose a file")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(box).to_be_focused()


async def test_a_command_that_was_begun_is_there_when_one_comes_back(
    open_page: Open, sandbox: Sandbox
) -> None:
    sandbox.registry.overwrite(None, [{**DRAW, "options": DRAW["options"][1:]}])
    page = await open_page()
    await page.get_by_label("Message #studio").fill("/draw ")
    prompt = page.get_by_label("prompt", exact=True)
    await prompt.fill("boats at d")
    await page.get_by_role("link", name="lounge").click()
    await page.get_by_label("Message #lounge").fill("elsewhere")
    await expect(prompt).to_have_count(0)
    await page.get_by_role("link", name="studio").click()
    await expect(prompt).to_have_value("boats at d")

    await page.evaluate("history.back()")  # closes the command
    box = page.get_by_label("Message #studio")
    await expect(box).to_have_value("/draw")
    await page.evaluate("history.back()")
    await expect(page.get_by_label("Message #lounge")).to_have_value("elsewhere")
    await page.get_by_role("link", name="studio").click()
    await box.press("End")
    await page.keyboard.type(" ")
    await expect(prompt).to_have_value("boats at d")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message .used")).to_have_text("/draw")
    await expect(box).to_have_value("")
    await box.fill("/draw ")
    await expect(prompt).to_have_value("")


async def test_a_command_that_is_sent_while_one_goes_elsewhere_is_over(
    open_page: Open, sandbox: Sandbox, harbour: Path
) -> None:
    page = await _drawing(open_page, sandbox, harbour)
    await page.get_by_label("prompt", exact=True).fill("boats")
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="lounge").click()
    await page.get_by_label("Message #lounge").fill("meanwhile")
    await page.get_by_role("link", name="studio").click()
    await expect(page.locator(".message .used")).to_have_text("/draw")
    await expect(page.get_by_label("Message #studio")).to_have_value("")


async def _add_limit(tree: Tree) -> None:
    """A command that needs none of its options."""

    @tree.command(description="how much")
    async def limit(interaction: Any, role: str = "", pictures: int = 0, days: int = 0) -> None:  # noqa: ANN401
        await interaction.response.send_message(f"{role}{pictures} pictures in {days} days")

    await tree.sync()


async def test_typing_on_send_finds_an_option_that_is_left(small_bot: Tree, open_page: Open) -> None:
    await _add_limit(small_bot)
    page = await open_page()
    send, options = page.get_by_role("button", name="Send", exact=True), page.get_by_role("listbox")
    more = page.get_by_role("combobox", name="more options")
    await page.keyboard.type("/limit")
    await page.keyboard.press("Enter")
    await expect(send).to_be_focused()
    await page.keyboard.type("e")
    await expect(more).to_have_value("e")
    await expect(options.locator(".label")).to_have_text(["role", "pictures"])
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("pictures", exact=True)).to_be_focused()
    await page.keyboard.type("5")
    await page.keyboard.press("Tab")
    await expect(more).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.type("nonsense")
    await expect(options).to_have_text("No option of that name.")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message")).to_have_count(0)
    await more.fill("")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("days", exact=True)).to_be_focused()
    await page.keyboard.type("7")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message .prose")).to_have_text("5 pictures in 7 days")


async def test_tab_goes_round_a_command_and_escape_leaves_it(small_bot: Tree, open_page: Open) -> None:
    await _add_limit(small_bot)
    page = await open_page()
    send, more = page.locator("button.send"), page.locator(".more-options")
    box = page.get_by_label("Message #studio")
    await box.fill("/limit ")
    for part in (more, send, more):
        await page.keyboard.press("Tab")
        await expect(part).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(box).to_be_focused()
    await box.fill("/limit ")
    await page.keyboard.type("d")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("listbox")).to_have_count(0)
    await expect(more).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(box).to_be_focused()
    await expect(box).to_have_value("")


async def test_letters_on_send_go_into_the_message(open_page: Open) -> None:
    page = await open_page()
    await page.get_by_role("button", name="Send", exact=True).focus()
    await page.keyboard.type("ahoy")
    await expect(page.get_by_label("Message #studio")).to_have_value("ahoy")


async def test_what_was_begun_is_there_when_one_comes_back(open_page: Open, harbour: Path) -> None:
    page = await open_page()
    studio, lounge = page.get_by_label("Message #studio"), page.get_by_label("Message #lounge")
    await studio.fill("half a sen")
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Attach a file").click()
    await (await chooser.value).set_files(harbour)
    await page.get_by_role("link", name="lounge").click()
    await expect(lounge).to_have_value("")
    await expect(page.locator(".file-chip")).to_have_count(0)
    await lounge.fill("of the lounge")
    await page.get_by_role("link", name="studio").click()
    await expect(studio).to_have_value("half a sen")
    await expect(page.get_by_role("button", name="Remove boats.png")).to_be_visible()
    await page.get_by_role("radio", name="Bob").click()
    await expect(page.get_by_role("radio", name="Bob")).to_be_checked()
    await expect(studio).to_have_value("")
    await page.get_by_role("radio", name="Ada").click()
    await expect(studio).to_have_value("half a sen")
    await page.reload()
    await expect(studio).to_have_value("half a sen")
    await studio.press("Enter")
    await expect(page.locator(".message")).to_contain_text("half a sen")
    await expect(studio).to_have_value("")
    await page.get_by_role("link", name="lounge").click()
    await expect(lounge).to_have_value("of the lounge")
    await page.get_by_role("link", name="studio").click()
    await page.reload()
    await expect(page.locator(".message")).to_be_visible()
    await expect(studio).to_have_value("")


async def test_a_command_from_elsewhere_leaves_what_was_begun(open_page: Open, sandbox: Sandbox) -> None:
    sandbox.registry.overwrite(None, [{**DRAW, "name": "restyle"}])
    page = await open_page()
    write = page.get_by_label("Message #studio")
    await write.fill("half a sen")
    await page.locator(".beginning").get_by_role("button", name="Try it with this picture").click()
    await expect(page.get_by_label("prompt", exact=True)).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(write).to_have_value("half a sen")


@pytest.mark.parametrize("width", [320, 1280])
async def test_what_is_too_long_is_kept_counted_and_not_sent(
    open_page: Open, shoot: Shoot, width: int
) -> None:
    page = await open_page(viewport={"width": width, "height": 700}, color_scheme="dark")
    write, count = page.get_by_label("Message #studio"), page.locator(".count")
    await write.fill("🦊" * 1800)
    await expect(count).to_have_text("200")
    await write.fill("🦊" * 1799)
    await expect(count).to_be_hidden()
    await write.focus()
    await page.keyboard.press("ControlOrMeta+A")
    await page.keyboard.insert_text("long " * 500 + "\n")
    await expect(count).to_have_text("\N{MINUS SIGN}499")  # the blanks at the end do not count
    await expect(count).to_have_css("color", "rgb(255, 143, 151)")
    await shoot(page, f"134-too-long-{width}")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("499 characters too many: a message has 2,000 at most.")).to_be_visible()
    await expect(write).to_have_value("long " * 500 + "\n")
    await expect(page.locator(".message")).to_have_count(0)
    await write.fill("x" * 2000)
    await expect(count).to_have_text("0")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message")).to_contain_text("x" * 2000)
    await expect(count).to_be_hidden()


async def test_the_newest_messages_stay_in_view_while_one_writes_much(open_page: Open, ada: Person) -> None:
    for number in range(9):
        await ada.say(f"message {number}")
    page = await open_page("bob", viewport={"width": 320, "height": 600})
    await page.get_by_label("Message #studio").fill("line\n" * 40)
    await page.keyboard.type("on and on")
    await expect(page.get_by_text("message 8", exact=True)).to_be_in_viewport()
    await page.keyboard.press("ControlOrMeta+A")
    await page.keyboard.insert_text("long " * 500)
    await page.evaluate("new Promise(requestAnimationFrame)")  # what has scrolled is told by then
    await expect(page.get_by_text("message 8", exact=True)).to_be_in_viewport()
    await expect(page.get_by_role("button", name="Newest messages")).to_be_hidden()
