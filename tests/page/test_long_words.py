"""Long words, as German has them and addresses are: they break or end in an ellipsis, and squeeze nothing out of view."""

from collections.abc import AsyncGenerator
from typing import Any

import discord
import pytest
import pytest_asyncio
from discord import ui
from playwright.async_api import Page, expect

from sandbox.people.person import Person
from sandbox.server import Sandbox
from sandbox.world.plan import ApplicationPlan, GuildPlan, PersonPlan, Plan, RolePlan
from tests.page.commands import Tree
from tests.page.conftest import Open, Shoot
from tests.stage import local_discord

pytestmark = pytest.mark.asyncio(loop_scope="session")
CAPTAIN = "Donaudampfschifffahrtsgesellschaftskapitän"
PLACE = "donaudampfschifffahrtsgesellschaft" * 3
ADDRESS = f"https://example.com/{'harbour' * 12}"
PLAN = Plan(
    application=ApplicationPlan(name=CAPTAIN[:32]),
    people=(PersonPlan(name="ada", display_name=CAPTAIN[:32]), PersonPlan(name="bob", display_name="W" * 32)),
    guilds=(
        GuildPlan(
            name=PLACE[:100],
            roles=(RolePlan(name=PLACE[:100], permissions=("MANAGE_GUILD",), members=("ada",)),),
            channels=(PLACE[:100], "short"),  # pyright: ignore[reportArgumentType] - a name is a channel
        ),
    ),
    groups=(("ada", "bob"),),
)
WIDTHS = (320, 390, 1280)
# What holds more than it shows, without an ellipsis that says so; a list of rows may be scrolled down, nothing sideways.
SQUEEZED = """() => [...document.body.querySelectorAll("*")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.clientWidth)
    .filter((one) => !one.closest(".unseen, .skip, svg, input, select, textarea"))
    .filter((one) => one.scrollWidth > one.clientWidth + 2 && getComputedStyle(one).textOverflow !== "ellipsis")
    .map((one) => `${one.tagName} ${one.className}: ${one.scrollWidth} of ${one.clientWidth}`)"""
# What is to be pressed or read, and is not wholly within the window from left to right.
OUTSIDE = """() => [...document.body.querySelectorAll("button, a, h1, h2, input, textarea, .embed, dd")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".unseen, .skip"))
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.left < -1 || box.right > innerWidth + 1))
    .map(([one, box]) => `${one.tagName} ${one.className}: ${box.left} to ${box.right}`)"""


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox() -> AsyncGenerator[Sandbox]:
    """A Discord where everybody and everything has a name as long as names may be."""
    async with local_discord(PLAN) as started:
        started.world.open_thread(PLACE[:100], started.channel, started.world.users["ada"])
        yield started


async def _assert_whole(page: Page) -> None:
    assert await page.evaluate(SQUEEZED) == []
    assert await page.evaluate(OUTSIDE) == []


def _embed() -> discord.Embed:
    embed = discord.Embed(title=ADDRESS, description=ADDRESS, colour=0x4658D9)
    embed.set_author(name="A" * 200).set_footer(text="F" * 200)
    for number in range(6):
        embed.add_field(name=f"{CAPTAIN} {number}", value=ADDRESS)
    return embed


class Card(ui.LayoutView):
    """Long words in all that a card has."""

    def __init__(self) -> None:
        super().__init__(timeout=60)
        options = [discord.SelectOption(label=CAPTAIN * 2, description=CAPTAIN * 2, default=True)]
        self.add_item(
            ui.Container(
                ui.TextDisplay(f"## {CAPTAIN * 3}\n`{CAPTAIN * 3}`"),
                ui.Section(CAPTAIN * 3, accessory=ui.Button[Any](label="W" * 80)),
                ui.ActionRow(ui.Button[Any](label="W" * 80), ui.Button[Any](label=CAPTAIN, url=ADDRESS)),
                ui.ActionRow(ui.Select[Any](options=options)),
            )
        )


class Form(ui.Modal, title=CAPTAIN):
    """Long words in all that a form has."""

    notice = ui.TextDisplay[Any](ADDRESS)
    line = ui.Label[Any](text=CAPTAIN, description=CAPTAIN * 2, component=ui.TextInput[Any](max_length=99))
    pick = ui.Label[Any](
        text=CAPTAIN,
        component=ui.RadioGroup[Any](
            options=[discord.RadioGroupOption(label=CAPTAIN * 2, value=str(n)) for n in range(2)]
        ),
    )
    size = ui.Label[Any](
        text=CAPTAIN,
        component=ui.Select[Any](options=[discord.SelectOption(label=CAPTAIN * 2, default=True)]),
    )
    file = ui.Label[Any](text=CAPTAIN, component=ui.FileUpload[Any](required=False))


async def _speak(tree: Tree) -> None:
    @tree.command(description="an embed and a card")
    async def show(interaction: Any) -> None:  # noqa: ANN401
        await interaction.response.send_message(embed=_embed())
        await interaction.followup.send(view=Card(), ephemeral=True)

    @tree.command(name="donaudampfschifffahrtsgesellsch", description=f"{CAPTAIN}{CAPTAIN}")
    async def form(interaction: Any, donaudampfschifffahrtsgesellsch: str) -> None:  # noqa: ANN401
        await interaction.response.send_modal(Form())

    await tree.sync()


@pytest.mark.parametrize("width", WIDTHS)
async def test_long_words_squeeze_nothing_out_of_view(
    small_bot: Tree, open_page: Open, ada: Person, shoot: Shoot, width: int
) -> None:
    await _speak(small_bot)
    await ada.react(await ada.say(f"{CAPTAIN * 3} {ADDRESS}"), "🦊")
    page = await open_page(viewport={"width": width, "height": 800})
    write, send = page.locator("#write"), page.get_by_role("button", name="Send", exact=True)
    await write.fill("/show ")
    await send.click()
    await expect(page.locator(".embed")).to_be_visible()
    await expect(page.get_by_role("button", name="W" * 80)).to_have_count(2)
    await shoot(page, f"130-long-words-{width}")
    await _assert_whole(page)

    await page.get_by_role("combobox", name="Make a selection").last.click()
    await expect(page.get_by_role("listbox").get_by_role("option")).to_be_visible()
    await _assert_whole(page)
    await page.keyboard.press("Escape")
    for side in ("Channels and people", "Sandbox and members"):
        opener = page.get_by_role("button", name=side)
        if await opener.is_visible():
            await opener.click()
            await shoot(page, f"131-{side[:8].lower()}-{width}")
            await _assert_whole(page)
            await page.keyboard.press("Escape")

    await write.fill("/")
    await expect(page.get_by_role("listbox").get_by_role("option")).to_have_count(2)
    await _assert_whole(page)
    await write.fill("/donaudampfschifffahrtsgesellsch ")
    await page.get_by_label("donaudampfschifffahrtsgesellsch", exact=True).fill(CAPTAIN)
    await shoot(page, f"132-long-command-{width}")
    await _assert_whole(page)
    await send.click()
    form = page.get_by_role("dialog", name=CAPTAIN)
    await expect(form).to_be_visible()
    await shoot(page, f"133-long-form-{width}")
    await _assert_whole(page)
    await expect(form.get_by_role("button", name="Close")).to_be_in_viewport(ratio=1)
