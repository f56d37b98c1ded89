"""The page as a member uses it, with the real bot and the real model behind it."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Locator, Page, expect

from tests.stage import Bot, Renderer

Open = Callable[..., Awaitable[Page]]
Shoot = Callable[[Page, str], Awaitable[None]]

pytestmark = pytest.mark.asyncio(loop_scope="session")
SECONDS = 1000


async def test_a_first_result_is_two_clicks_away(bot: Bot, open_page: Open, shoot: Shoot) -> None:
    page = await open_page()
    await shoot(page, "1-empty-dark")
    await page.locator(".beginning").get_by_role("button", name="Try it with this picture").click()
    await expect(page.locator(".file-chip img")).to_be_visible()
    await shoot(page, "2-sample-dark")
    await page.get_by_role("button", name="Send", exact=True).click()

    card = page.locator(".message").last
    await expect(card).to_contain_text("Ada used /restyle")
    await expect(card.locator(".mosaic img")).to_have_count(1, timeout=30 * SECONDS)
    await expect(card).to_contain_text("“soft watercolour”")
    await expect(card).to_contain_text(
        re.compile(r"strength 0\.8 · balanced · seed \d+ · [\d.]+ s · .* · 1 picture, 19 left")
    )
    await _loaded(card)
    await shoot(page, "3-result-dark")


async def test_a_member_fills_in_the_command(bot: Bot, open_page: Open, shoot: Shoot, harbour: Path) -> None:
    page = await open_page(color_scheme="light")
    await page.get_by_label("Message #studio").fill("/")
    commands = page.get_by_role("listbox", name="Commands")
    await expect(commands.get_by_role("option")).to_contain_text(["/restyle", "/usage"], use_inner_text=True)
    await expect(commands).to_contain_text("attach it and say how it should look")
    await shoot(page, "4-commands-light")
    await commands.get_by_text("/restyle", exact=True).click()

    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="image: choose a file").click()
    await (await chooser.value).set_files(harbour)
    await expect(page.locator(".file-chip")).to_contain_text("boats.png")
    assert await page.locator(".file-chip img").evaluate(
        "image => image.decode().then(() => image.naturalWidth)"
    )

    await page.get_by_label("prompt", exact=True).fill("ink drawing")
    await _add(page, "strength", "1.5")
    await expect(page.locator(".hint")).to_contain_text("out of range: 0 to 1")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator(".message")).to_have_count(0)
    await page.get_by_label("strength", exact=True).fill("0.7")
    await expect(page.locator(".hint")).not_to_contain_text("out of range")

    await _add(page, "speed", "")
    speeds = page.get_by_role("listbox", name="Choices of speed")
    await expect(speeds.get_by_role("option")).to_have_text(["turbo", "balanced", "quality"])
    await speeds.get_by_text("turbo").click()

    await _add(page, "style", "pen")
    styles = page.get_by_role("listbox", name="Choices of style")
    await expect(styles.get_by_role("option").first).to_contain_text(re.compile("pen", re.IGNORECASE))
    await shoot(page, "5-options-light")
    await styles.get_by_role("option").first.click()

    await _add(page, "images", "2")
    await page.keyboard.press("Enter")
    result = page.locator(".message", has=page.locator(".mosaic")).last
    await expect(result.locator(".mosaic img")).to_have_count(2, timeout=30 * SECONDS)
    await expect(result).to_contain_text("strength 0.7")
    await _loaded(result)
    await shoot(page, "6-result-light")

    await result.get_by_role("button", name="2 · Vary").click()
    variation = page.locator(".message").nth(1)
    await expect(variation).to_contain_text("variation of #2 by @Ada", timeout=30 * SECONDS)
    await expect(variation.locator(".mosaic img")).to_have_count(2)
    await expect(variation.locator(".reply")).to_contain_text("ink drawing")


async def test_a_request_waits_moves_and_is_cancelled_without_a_reload(
    bot: Bot, renderer: Renderer, open_page: Open, shoot: Shoot, harbour: Path
) -> None:
    page = await open_page()
    big = {"images": "4", "speed": "quality", "size": "square hd (1024 × 1024)"}
    await _send(page, harbour, "oil painting", big)
    first = page.locator(".message").first
    await expect(first).to_contain_text(
        re.compile(r"[▓░]{12} \d+ %  rendering \d of 4"), timeout=20 * SECONDS
    )
    shown = await first.inner_text()
    await expect(first).not_to_have_text(shown)
    with renderer.standing_still():
        await _send(page, harbour, "ink", {"images": "3"})
        second = page.locator(".message").nth(1)
        await expect(second).to_contain_text(re.compile(r"in line, about \d+ s · 3 pictures of your 16 left"))
        await shoot(page, "7-queue-dark")

        await second.get_by_role("button", name="Cancel").click()
        await expect(second).to_contain_text("Cancelled. Nothing was charged.")
        await first.get_by_role("button", name="Cancel").click()
    await expect(first).to_contain_text("Cancelled. Nothing was charged.")
    await second.get_by_role("button", name="Again").click()
    await expect(page.locator(".message").nth(2).locator(".mosaic img")).to_have_count(
        3, timeout=30 * SECONDS
    )
    await _loaded(page.locator(".message").nth(2))
    await shoot(page, "8-three-dark")


async def test_pictures_come_by_drop_and_by_paste(bot: Bot, open_page: Open, shoot: Shoot) -> None:
    page = await open_page()
    await page.get_by_label("Message #studio").fill("/restyle ")
    await _transfer(page, "drop")
    chip = page.locator(".file-chip")
    await expect(chip).to_contain_text("drop.png")
    await chip.get_by_role("button", name="Remove drop.png").click()
    await _transfer(page, "paste")
    await expect(chip).to_contain_text("paste.png")

    await page.get_by_label("prompt", exact=True).press("Escape")
    await _transfer(page, "paste")
    await expect(page.locator(".composer > .attached .file-chip")).to_contain_text("paste.png")
    await page.get_by_label("Message #studio").fill("look")
    await page.keyboard.press("Enter")
    await expect(
        page.locator(".message").last.get_by_role("button", name="Open picture: paste.png")
    ).to_be_visible()


async def test_a_second_window_is_a_second_person_live(bot: Bot, open_page: Open, shoot: Shoot) -> None:
    ada, bob = await open_page("ada"), await open_page("bob", color_scheme="light")
    await expect(ada.locator(".members")).to_contain_text("Online — 3")
    await bob.get_by_label("Message #studio").press_sequentially("hi **ada**, <@")
    await expect(ada.locator(".typing")).to_contain_text("Bob is typing")
    mention = await ada.evaluate("() => import('/page/scripts/state.js').then(({ state }) => state.me.id)")
    await bob.get_by_label("Message #studio").press_sequentially(f"{mention}>")
    await bob.keyboard.press("Enter")
    said = ada.locator(".message.for-me")
    await expect(said).to_contain_text("hi ada, @Ada")
    await expect(said.locator("strong")).to_have_text("ada")
    await expect(ada.locator(".typing")).to_have_text("")

    await ada.get_by_label("Message #studio").fill("/usage ")
    await ada.get_by_role("button", name="Send", exact=True).click()
    only = ada.locator(".message.ephemeral")
    await expect(only).to_contain_text("0 of 20 pictures used")
    await expect(only).to_contain_text("Only you can see this")
    await expect(bob.locator(".message")).to_have_count(1)
    await shoot(ada, "9-ephemeral-dark")
    await only.get_by_role("button", name="Dismiss message").click()
    await expect(ada.locator(".message")).to_have_count(1)
    await ada.reload()
    await expect(ada.locator(".message")).to_have_count(1)

    await ada.locator(".beginning").get_by_role("button", name="Try it with this picture").click()
    await _add(ada, "private", "T")
    await ada.keyboard.press("Enter")
    await ada.keyboard.press("Enter")
    await expect(only.locator(".mosaic img")).to_have_count(1, timeout=30 * SECONDS)
    await expect(bob.locator(".message")).to_have_count(1)

    await bob.get_by_role("link", name="lounge").click()
    await bob.get_by_label("Message #lounge").fill("over here")
    await bob.keyboard.press("Enter")
    await expect(ada.get_by_role("link", name="lounge (unread)")).to_be_visible()


async def test_the_moderator_sets_a_quota_and_becomes_a_member(
    bot: Bot, open_page: Open, shoot: Shoot
) -> None:
    page = await open_page("mo", color_scheme="light")
    await page.get_by_label("Message #studio").fill("/quota")
    entries = page.get_by_role("listbox", name="Commands").get_by_role("option")
    await expect(entries.filter(has_text="/quota set")).to_contain_text("pictures")
    await entries.filter(has_text="/quota set").click()
    await _add(page, "pictures", "3")
    await _add(page, "member", "bo")
    await page.get_by_role("listbox", name="Choices of member").get_by_role("option", name="Bob").click()
    await shoot(page, "10-quota-light")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message")).to_contain_text("@Bob may now use 3 pictures in 24 hours")

    await page.get_by_role("radio", name="Bob").click()
    await expect(page).to_have_url(re.compile("as=bob"))
    await expect(page.locator(".message")).to_have_count(0)
    await page.get_by_label("Message #studio").fill("/quota")
    await expect(page.get_by_text("No command of that name.")).to_be_visible()
    await page.get_by_label("Message #studio").fill("/usage ")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator(".message")).to_contain_text("0 of 3 pictures used")


async def test_what_needs_no_option_is_sent_by_enter(bot: Bot, open_page: Open) -> None:
    page = await open_page()
    await page.keyboard.type("/usage")
    await page.keyboard.press("Enter")
    await expect(page.locator("button.send")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator(".message")).to_contain_text("pictures used")


async def test_a_result_without_a_mouse(bot: Bot, open_page: Open, shoot: Shoot) -> None:
    page = await open_page()
    await page.keyboard.type("/res")
    await page.keyboard.press("Tab")
    async with page.expect_file_chooser() as chooser:
        await page.keyboard.press("Enter")
    await (await chooser.value).set_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": await _sample(page)}
    )
    await page.get_by_label("prompt", exact=True).focus()
    await page.keyboard.type("blueprint")
    await page.keyboard.press("Tab")
    await expect(page.locator(".more-options")).to_be_focused()
    await page.keyboard.press("Enter")
    for _ in range(3):  # past the styles and the strength
        await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.keyboard.type("2")
    await shoot(page, "11-keyboard-dark")
    await page.keyboard.press("Enter")
    result = page.locator(".message", has=page.locator(".mosaic"))
    await expect(result).to_be_visible(timeout=30 * SECONDS)
    await expect(page.get_by_label("Message #studio")).to_be_focused()

    await _tab_to(page, result.locator(".tile").first, back=True)
    await page.keyboard.press("Enter")
    light_box = page.get_by_role("dialog", name="Picture")
    await expect(light_box.locator(".caption")).to_contain_text("1 of 2")
    await page.keyboard.press("ArrowRight")
    await expect(light_box.locator(".caption")).to_contain_text("2 of 2")
    await light_box.locator("img").evaluate("image => image.decode()")
    await shoot(page, "12-lightbox-dark")
    await page.keyboard.press("Escape")
    await expect(light_box).to_have_count(0)
    await expect(result.locator(".tile").first).to_be_focused()

    again = result.get_by_role("button", name="Again")
    await _tab_to(page, again)
    await page.keyboard.press("Enter")
    await expect(page.locator(".message")).to_have_count(2)
    await expect(again).to_be_focused()


async def test_a_phone_shows_all_of_it(bot: Bot, open_page: Open, shoot: Shoot) -> None:
    page = await open_page(
        viewport={"width": 375, "height": 780}, has_touch=True, is_mobile=True, device_scale_factor=2
    )
    await shoot(page, "13-phone-dark")
    await page.get_by_role("button", name="Channels and people").tap()
    await expect(page.get_by_role("link", name="lounge")).to_be_in_viewport(ratio=1)
    await shoot(page, "14-phone-channels-dark")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Sandbox and members").tap()
    await page.locator("#about").get_by_role("button", name="Try it with this picture").tap()
    await expect(page.locator("#about")).not_to_be_in_viewport()
    await _add(page, "images", "4")
    await shoot(page, "15-phone-command-dark")
    await page.get_by_role("button", name="Send", exact=True).tap()
    result = page.locator(".message", has=page.locator(".mosaic"))
    await expect(result.locator(".mosaic img")).to_have_count(4, timeout=30 * SECONDS)
    await _loaded(result)
    await expect(result.get_by_role("button", name="Stronger")).to_be_in_viewport()
    await shoot(page, "16-phone-result-dark")
    assert await page.evaluate("document.documentElement.scrollWidth") == 375
    await page.get_by_role("button", name=re.compile("Theme")).tap()
    await shoot(page, "17-phone-result-light")


async def test_a_second_picture_gives_its_look_on_a_phone(
    bot: Bot, open_page: Open, shoot: Shoot, harbour: Path
) -> None:
    page = await open_page(
        viewport={"width": 375, "height": 780}, has_touch=True, is_mobile=True, device_scale_factor=2
    )
    look = harbour.with_name("strokes.png")
    Image.effect_noise((160, 120), 120).save(look)
    await page.get_by_label("Message #studio").fill("/restyle ")
    await page.get_by_role("combobox", name=re.compile(r"more options")).tap()
    await page.get_by_role("listbox", name="More options").get_by_text("style_from", exact=True).tap()
    for name, file in (("image", harbour), ("style_from", look)):
        async with page.expect_file_chooser() as chooser:
            await page.get_by_role("button", name=f"{name}: choose a file").tap()
        await (await chooser.value).set_files(file)
    chips = page.locator(".file-chip")
    await expect(chips).to_contain_text(["boats.png", "strokes.png"])
    await page.get_by_label("prompt", exact=True).fill("as it is")
    assert await page.evaluate("document.documentElement.scrollWidth") == 375
    await shoot(page, "18-phone-look-dark")
    await page.get_by_role("button", name="Send", exact=True).tap()
    result = page.locator(".message", has=page.locator(".mosaic"))
    await expect(result).to_contain_text("look of a picture", timeout=30 * SECONDS)
    await _loaded(result)
    await shoot(page, "19-phone-look-result-dark")


async def _add(page: Page, option: str, typed: str) -> None:
    """Add an option to the command, and type into it."""
    await page.get_by_role("combobox", name=re.compile(r"more options")).click()
    await page.get_by_role("listbox", name="More options").get_by_text(option, exact=True).click()
    await expect(page.get_by_label(option, exact=True)).to_be_focused()
    await page.keyboard.type(typed)


async def _send(page: Page, picture: Path, prompt: str, options: dict[str, str]) -> None:
    await page.get_by_label("Message #studio").fill("/restyle ")
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="image: choose a file").click()
    await (await chooser.value).set_files(picture)
    await page.get_by_label("prompt", exact=True).fill(prompt)
    for name, value in options.items():
        await _add(page, name, value)
    await page.get_by_role("button", name="Send", exact=True).click()


async def _loaded(message: Locator) -> None:
    """All pictures of a message are there and can be seen."""
    for picture in await message.locator(".mosaic img").all():
        await picture.evaluate("image => image.decode()")
        assert await picture.evaluate("image => image.naturalWidth") > 0


async def _transfer(page: Page, kind: str) -> None:
    """Drop or paste the sample picture."""
    script = """async (kind) => {
        const blob = await (await fetch("/page/sample.png")).blob();
        const transfer = new DataTransfer();
        transfer.items.add(new File([blob], `${kind}.png`, { type: "image/png" }));
        const event = kind === "drop"
            ? new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true })
            : new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true });
        document.querySelector("#messages").dispatchEvent(event);
    }"""
    await page.evaluate(script, kind)


async def _sample(page: Page) -> bytes:
    response = await page.request.get(page.url.split("?", maxsplit=1)[0] + "page/sample.png")
    return await response.body()


async def _tab_to(page: Page, target: Locator, *, back: bool = False) -> None:
    """Press Tab until something has the focus."""
    for _ in range(40):
        if await target.evaluate("element => element === document.activeElement"):
            return
        await page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError("Tab does not get there")
