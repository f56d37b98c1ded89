"""Everything that a bot can show, from a small bot that shows one of each."""

import io
import re
from collections.abc import Awaitable, Callable
from typing import Any, cast

import discord
import pytest
from discord import ui
from playwright.async_api import Page, expect

from sandbox.sample import harbour_png
from sandbox.server import Sandbox
from tests.page.commands import Everything, Tree, show_all, show_dead_button

Open = Callable[..., Awaitable[Page]]
Shoot = Callable[[Page, str], Awaitable[None]]

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_every_component_is_shown_and_works(
    small_bot: Tree, open_page: Open, shoot: Shoot, sandbox: Sandbox
) -> None:
    heard: list[object] = []

    async def pressed(interaction: Any) -> None:  # noqa: ANN401
        data = interaction.data
        heard.append(data.get("values") or "pressed")
        await interaction.response.defer()

    show_all(small_bot, pressed)
    await small_bot.sync()
    page = await open_page()
    bob = str(sandbox.world.users["bob"].id)
    ada = str(sandbox.world.users["ada"].id)
    await _use(page, "show")
    card = page.locator(".message .container")
    await expect(card.get_by_role("heading", name="Harbour at dawn")).to_be_visible()
    await expect(card.get_by_role("button", name="Open picture: boats", exact=True)).to_be_visible()
    await expect(card.locator(".mosaic img")).to_have_count(5)
    await card.get_by_role("button", name="Spoiler").click()
    await card.get_by_role("button", name="Open picture: boats 5").click()
    await expect(page.get_by_role("dialog")).to_contain_text("5 of 5")
    await page.keyboard.press("Escape")
    async with page.expect_download() as download:
        await card.get_by_role("link", name="recipe.txt").click()
    assert (await (await download.value).path()).read_text() == "a recipe"
    await expect(card.get_by_role("link", name="Docs")).to_have_attribute("rel", "noopener noreferrer")
    assert await card.evaluate("card => getComputedStyle(card).borderLeftColor") == "rgb(217, 154, 43)"

    await card.get_by_role("button", name="Danger").click()
    await expect(card.locator("[aria-busy]")).to_have_count(0)
    await card.get_by_role("combobox", name="A finish").click()
    await shoot(page, "20-components-dark")
    await page.get_by_role("option", name="gloss").click()
    await expect(card.get_by_role("combobox", name="A finish")).to_be_enabled()
    await card.get_by_role("combobox", name="Who may see it").focus()
    await page.keyboard.press("ArrowDown")
    await page.get_by_role("option", name="Ada").click()
    await page.get_by_role("option", name="Bob").click()
    await page.keyboard.press("Escape")
    await expect(card.locator("[disabled]")).to_have_count(0)
    assert heard == ["pressed", ["gloss"], [ada, bob]]


async def test_a_form_is_checked_filled_in_and_sent(small_bot: Tree, open_page: Open, shoot: Shoot) -> None:
    heard: list[object] = []

    @small_bot.command(description="open a form")
    async def remix(interaction: Any) -> None:  # noqa: ANN401
        await interaction.response.send_modal(Everything(heard))

    await small_bot.sync()
    page = await open_page(color_scheme="light")
    await _use(page, "remix")
    form = page.get_by_role("dialog", name="Remix this picture")
    await expect(form.get_by_label("Prompt")).to_be_focused()
    await form.get_by_label("Prompt").fill("so")
    await form.get_by_role("button", name="Submit").click()
    await expect(form).to_contain_text("At least 3 characters")
    await expect(form).to_contain_text("Choose one.")
    await form.get_by_label("Prompt").fill("soft and warm")
    await form.get_by_label("quality").check()
    await form.get_by_label("Size").click()
    await page.get_by_role("option", name="large").click()
    await expect(form.locator(".wrong:not(:empty)")).to_have_count(0)
    async with page.expect_file_chooser() as chooser:
        await form.get_by_role("button", name="Another picture: choose a file").click()
    content = harbour_png()
    await (await chooser.value).set_files({"name": "b.png", "mimeType": "image/png", "buffer": content})
    await form.get_by_label("Only for me").check()
    await shoot(page, "21-form-light")
    await form.get_by_role("button", name="Submit").click()
    await expect(form).to_have_count(0)
    await expect(page.locator(".message").last).to_contain_text("remixing soft and warm")
    assert heard == ["soft and warm", "quality", ["large"], [len(content)], True]


class Pictures(ui.FileUpload[Any]):
    """Asks for pictures, which discord.py cannot say yet."""

    def to_component_dict(self) -> Any:  # noqa: ANN401
        return {**super().to_component_dict(), "file_types": ["image", ".pdf"]}


async def test_some_of_several_are_ticked(small_bot: Tree, open_page: Open) -> None:
    heard: list[object] = []

    class Finishes(ui.Modal, title="Finishes"):
        words = ui.TextDisplay[Any]("At most **two** of them.")
        finish = ui.Label[Any](
            text="Finish",
            component=ui.CheckboxGroup[Any](
                min_values=1,
                max_values=2,
                options=[discord.CheckboxGroupOption(label=name) for name in ("matt", "gloss", "raw")],
            ),
        )

        async def on_submit(self, interaction: Any) -> None:  # noqa: ANN401
            chosen: Any = self.finish.component
            heard.extend(chosen.values)
            await interaction.response.send_message("noted")

    @small_bot.command(description="ask")
    async def ask(interaction: Any) -> None:  # noqa: ANN401
        await interaction.response.send_modal(Finishes())

    await small_bot.sync()
    page = await open_page()
    await _use(page, "ask")
    form = page.get_by_role("dialog", name="Finishes")
    await expect(form.locator(".prose strong")).to_have_text("two")
    await form.get_by_role("button", name="Submit").click()
    await expect(form.get_by_role("alert").filter(has_text="Choose")).to_be_visible()
    for name in ("matt", "gloss", "raw"):
        await form.get_by_role("checkbox", name=name).check()
    await form.get_by_role("button", name="Submit").click()
    await expect(form.get_by_role("alert").filter(has_text="Choose at most 2.")).to_be_visible()
    await form.get_by_role("checkbox", name="gloss").uncheck()
    await form.get_by_role("button", name="Submit").click()
    await expect(page.locator(".message .prose")).to_have_text("noted")
    assert heard == ["matt", "raw"]


async def test_what_a_file_should_be_is_a_hint_to_who_chooses_it(
    small_bot: Tree, open_page: Open, sandbox: Sandbox
) -> None:
    heard: list[str] = []

    class Form(ui.Modal, title="Another"):
        picture = ui.Label[Any](text="Picture", component=Pictures())

        async def on_submit(self, interaction: Any) -> None:  # noqa: ANN401
            heard.extend(file.filename for file in cast("Pictures", self.picture.component).values)
            await interaction.response.send_message("taken")

    @small_bot.command(description="take a file")
    async def look(interaction: Any, image: discord.Attachment) -> None:  # noqa: ANN401
        heard.append(image.filename)
        await interaction.response.send_modal(Form(timeout=60))

    command = look.to_dict(small_bot)
    command["options"][0]["file_types"] = ["image"]
    sandbox.registry.overwrite(None, [command])
    page = await open_page()
    await page.get_by_label("Message #studio").fill("/look ")
    async with page.expect_file_chooser() as opened:
        await page.get_by_role("button", name="image: choose a file").click()
    chooser = await opened.value
    assert await chooser.element.get_attribute("accept") == ".png,.gif,.jpg,.jpeg,.jfif,.webp,.avif"
    await chooser.set_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"words"})
    await page.get_by_role("button", name="Send", exact=True).click()

    form = page.get_by_role("dialog", name="Another")
    async with page.expect_file_chooser() as opened:
        await form.get_by_role("button", name="Picture: choose a file").click()
    chooser = await opened.value
    assert await chooser.element.get_attribute("accept") == ".png,.gif,.jpg,.jpeg,.jfif,.webp,.avif,.pdf"
    await chooser.set_files({"name": "b.txt", "mimeType": "text/plain", "buffer": b"words"})
    await form.get_by_role("button", name="Submit").click()
    await expect(page.locator(".message").last).to_contain_text("taken")
    assert heard == ["a.txt", "b.txt"]


async def test_what_the_bot_does_not_answer_has_failed(
    small_bot: Tree, open_page: Open, shoot: Shoot, sandbox: Sandbox
) -> None:
    @small_bot.command(description="says nothing")
    async def silent(interaction: Any) -> None:  # noqa: ANN401
        """Not a word."""

    show_dead_button(small_bot)
    await small_bot.sync()
    page = await open_page()
    await _use(page, "silent")
    first = page.locator(".message").first
    await expect(first).to_contain_text("Sending command…")
    sandbox.clock.advance(3)
    await expect(first).to_contain_text("The application did not respond")
    await first.get_by_role("button", name="Dismiss message").click()

    await _use(page, "dead")
    await page.get_by_role("button", name="Press me").click()
    await expect(page.locator(".message [aria-busy=true]")).to_be_visible()
    await shoot(page, "22-pending-dark")
    sandbox.clock.advance(3)
    await expect(page.locator(".message")).to_contain_text("This interaction failed")
    await expect(page.get_by_role("button", name="Press me")).to_be_enabled()
    await shoot(page, "23-failed-dark")


async def test_the_menu_on_a_message_has_the_apps_entries(
    small_bot: Tree, open_page: Open, shoot: Shoot
) -> None:
    @small_bot.context_menu(name="Restyle this")
    async def restyle_this(interaction: Any, message: discord.Message) -> None:  # noqa: ANN401
        await interaction.response.send_message(
            f"restyling {message.attachments[0].filename}", ephemeral=True
        )

    @small_bot.context_menu(name="Who is this")
    async def who(interaction: Any, member: discord.Member) -> None:  # noqa: ANN401
        await interaction.response.send_message(f"this is {member.display_name}", ephemeral=True)

    await small_bot.sync()
    page = await open_page(color_scheme="light")
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Attach a file").click()
    await (await chooser.value).set_files(
        {"name": "boats.png", "mimeType": "image/png", "buffer": harbour_png()}
    )
    await page.get_by_role("button", name="Send", exact=True).click()
    message = page.locator(".message").first
    await message.locator(".who").click(button="right")
    await expect(page.get_by_role("menuitem", name="Restyle this")).to_be_visible()
    await shoot(page, "24-menu-light")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("menu")).to_have_count(0)

    await message.focus()
    await message.get_by_role("button", name="More").focus()
    await page.keyboard.press("Enter")
    for entry in ("Save as PNG", "Delete message", "Restyle this"):
        await page.keyboard.press("ArrowDown")
        await expect(page.get_by_role("menuitem", name=entry)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.ephemeral")).to_contain_text("restyling boats.png")
    await expect(page.locator(".message.ephemeral")).to_contain_text("Ada used Restyle this")

    await page.locator(".members").get_by_role("button", name="Mo").click()
    await page.get_by_role("menuitem", name="Who is this").click()
    await expect(page.locator(".message").last).to_contain_text("this is Mo")

    other = await open_page("bob")
    await other.locator(".message .who").first.click(button="right")
    await expect(other.get_by_role("menuitem", name="Copy text")).to_be_visible()
    await expect(other.get_by_role("menuitem", name="Delete message")).to_have_count(0)
    posted = await message.get_attribute("id")
    await page.locator(".message .who").first.click(button="right")
    await page.get_by_role("menuitem", name="Delete message").click()
    for window in (page, other):
        await expect(window.locator(f"#{posted}")).to_have_count(0)


async def test_a_message_of_the_old_kind(small_bot: Tree, open_page: Open, shoot: Shoot) -> None:
    @small_bot.command(description="an embed")
    async def card(interaction: Any) -> None:  # noqa: ANN401
        embed = discord.Embed(
            title="Recipe", description="**ink** on `paper`", colour=0x4658D9, url="https://example.com/"
        )
        embed.add_field(name="Strength", value="0.8").add_field(name="Seed", value="7")
        embed.set_image(url="attachment://harbour.png").set_footer(text="made here")
        file = discord.File(io.BytesIO(harbour_png()), "harbour.png")
        await interaction.response.send_message("# Done\n-# small", embed=embed, file=file)
        await interaction.edit_original_response(content="# Done\n-# small and edited")

    await small_bot.sync()
    page = await open_page()
    await _use(page, "card")
    message = page.locator(".message")
    await expect(message).to_contain_text("(edited)")
    await expect(message.locator(".small")).to_have_text("small and edited")
    await expect(message.locator(".embed")).to_contain_text(
        re.compile("Recipe.*Strength.*made here", re.DOTALL)
    )
    await expect(message.locator(".embed .mosaic img")).to_have_count(1)
    await shoot(page, "25-embed-dark")


async def _use(page: Page, command: str) -> None:
    """Use a command that has no options."""
    await page.get_by_label("Message #studio").fill(f"/{command} ")
    await page.get_by_role("button", name="Send", exact=True).click()
