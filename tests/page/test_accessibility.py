"""The page to who does not see it, or not well: axe-core's rules of WCAG 2.1 AA, in both themes, and what is said aloud.

https://github.com/dequelabs/axe-core; it comes with `npm ci`, as what checks the scripts does.
"""

from typing import Any, Literal

import pytest
from playwright.async_api import Page, expect

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.sample import harbour_png
from sandbox.server import Sandbox
from tests.page.commands import Everything, Tree, show_all
from tests.page.conftest import Open
from tests.stage import ROOT

pytestmark = pytest.mark.asyncio(loop_scope="session")
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
LOOK = """async (rules) => {
    const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
    return found.violations.flatMap(({ id, nodes }) => nodes.map((one) => `${id}: ${one.html.slice(0, 160)} | ${one.failureSummary}`));
}"""
WORDS = """# A heading
-# small print, **strong**, `code` and [a link](https://example.com/)
> quoted, with a ||hidden word||
```py
print("a block")
```"""
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


@pytest.fixture(scope="module")
def axe() -> str:
    """The script that looks."""
    if not AXE.exists():
        pytest.skip("axe-core is not here: npm ci brings it")
    return AXE.read_text("utf-8")


async def _problems(page: Page, axe: str) -> str:
    # By way of the browser's own door for tests, which the page's policy does not concern.
    await page.evaluate(axe)
    return "\n".join(await page.evaluate(LOOK, RULES))


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_every_part_of_the_page_can_be_read(
    small_bot: Tree,
    open_page: Open,
    sandbox: Sandbox,
    ada: Person,
    mo: Person,
    axe: str,
    theme: Literal["dark", "light"],
) -> None:
    async def pressed(interaction: Any) -> None:  # noqa: ANN401
        await interaction.response.send_modal(Everything([]))

    show_all(small_bot, pressed)

    @small_bot.command(description="only for you")
    async def whisper(interaction: Any) -> None:  # noqa: ANN401
        await interaction.response.send_message("psst", ephemeral=True)

    await small_bot.sync()
    said = await ada.say(WORDS, Upload("SPOILER_harbour.png", harbour_png()))
    await mo.react(said, "👍")
    page = await open_page("mo", color_scheme=theme)
    for name in ("show", "whisper"):
        await page.get_by_label("Message #studio").fill(f"/{name} ")
        await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator(".message.ephemeral")).to_contain_text("psst")
    await page.get_by_text("Integrations: who may use what").click()
    assert await _problems(page, axe) == ""

    await page.get_by_label("Message #studio").fill("/")
    await expect(page.get_by_role("listbox", name="Commands")).to_be_visible()
    assert await _problems(page, axe) == ""
    await page.get_by_label("Message #studio").fill("")
    await page.get_by_role("button", name="For developers").click()
    await expect(page.get_by_text("INTERACTION_CREATE").first).to_be_visible()
    assert await _problems(page, axe) == ""
    await page.keyboard.press("Escape")
    await page.locator(".message .tool").first.click(force=True)
    await expect(page.get_by_role("menu")).to_be_visible()
    assert await _problems(page, axe) == ""
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Danger").click()
    await expect(page.get_by_role("dialog", name="Remix this picture")).to_be_visible()
    assert await _problems(page, axe) == ""


async def test_a_phone_can_be_read(open_page: Open, ada: Person, axe: str) -> None:
    await ada.say(WORDS)
    page = await open_page("bob", **PHONE)
    assert await _problems(page, axe) == ""
    await page.get_by_role("button", name="Channels and people").click()
    await expect(page.get_by_role("link", name="studio")).to_be_focused()
    assert await _problems(page, axe) == ""


async def test_a_new_message_is_said_aloud_and_ones_own_is_not(open_page: Open, ada: Person) -> None:
    page = await open_page("bob")
    aloud = page.locator("[aria-live=polite]#spoken")
    await ada.say("the tide is **in**")
    await expect(aloud).to_have_text("Ada: the tide is in")
    await page.get_by_label("Message #studio").fill("so it is")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("so it is")).to_be_visible()
    await expect(aloud).to_have_text("Ada: the tide is in")


async def test_escape_closes_one_thing_after_the_other(open_page: Open, ada: Person) -> None:
    await ada.say("look", Upload("harbour.png", harbour_png()))
    page = await open_page("bob")
    await page.get_by_role("button", name="For developers").click()
    await page.get_by_role("button", name="Open picture").click()
    dialog = page.get_by_role("dialog", name="Picture")
    panel = page.get_by_role("complementary", name="For developers")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(panel).to_be_visible()
    await panel.get_by_label("Filter").focus()
    await page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()
    await expect(page.get_by_role("button", name="For developers")).to_be_focused()
