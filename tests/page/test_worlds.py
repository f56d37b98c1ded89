"""The page of a project that describes its own servers and people."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from sandbox.server import Sandbox
from sandbox.world.plan import read_plan
from tests.page.commands import DRAW
from tests.sandbox.test_examples import written

Open = Callable[..., Awaitable[Page]]
Shoot = Callable[[Page, str], Awaitable[None]]

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_it_speaks_of_their_bot_and_nobody_elses(open_page: Open, shoot: Shoot, tmp_path: Path) -> None:
    plan = read_plan(written(tmp_path, "kitchen.toml") / "kitchen.toml")
    async with Sandbox(plan=plan) as theirs:
        page = await open_page("nobody", origin=theirs.origin)
        await expect(page.get_by_label("Message #stove")).to_be_visible()
        await expect(page).to_have_title("#stove · Greeter")
        await expect(page.get_by_text("Greeter is starting…")).to_be_visible()
        await expect(page.get_by_role("link", name="pantry")).to_be_visible()
        await expect(page.get_by_role("heading", name="Next Door")).to_have_count(0)
        await expect(page.locator(".member", has_text="Lee")).to_contain_text("moderator")
        await expect(page.get_by_role("button", name="Try it with this picture")).to_have_count(0)
        await shoot(page, "60-own-world-dark")
        await expect(page.locator("body")).not_to_contain_text("Restyle")
        sam = await open_page("sam", origin=theirs.origin)
        await expect(sam.get_by_role("link", name="pantry")).to_have_count(0)
        await sam.get_by_role("link", name="yard").click()
        await expect(sam.locator(".beginning")).to_contain_text("Next Door has not added Greeter.")
        for seen in (page, sam):  # before their server goes, which they may still ask for an icon
            await seen.context.close()


async def test_it_offers_the_sample_picture_where_a_command_takes_it(
    open_page: Open, sandbox: Sandbox, shoot: Shoot
) -> None:
    sandbox.registry.overwrite(None, [DRAW])
    page = await open_page()
    offers = page.get_by_role("button", name="Try it with this picture")
    await expect(page.locator(".beginning")).to_contain_text("Welcome to #studio!")
    await expect(page.locator(".sandbox")).to_contain_text("with a real bot on it")
    await expect(offers).to_have_count(0)
    await expect(page.locator("body")).not_to_contain_text("choose restyle")
    await shoot(page, "135-another-bot-dark")
    sandbox.registry.overwrite(None, [{**DRAW, "name": "restyle"}])
    await expect(offers).to_have_count(2)
    await page.get_by_role("link", name="type").click()
    await expect(page.locator(".beginning")).to_contain_text("Letterpress Club has not added")
    await expect(offers).to_have_count(0)
    await page.get_by_role("switch", name="is one of my apps").check()
    await expect(offers.first).to_be_visible()
