"""Pictures of cards as somebody sees them on a phone; SCREENSHOTS=docs/images/cards keeps them for docs/cards.md.

THEME=light shows them, and every page that a test opens, in the other theme.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Error, Locator, Page, expect

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.sample import harbour_png
from sandbox.world.message import Message
from sandbox.world.world import Channel

Open = Callable[..., Awaitable[Page]]
Keep = Callable[..., Awaitable[Locator]]
Keeping = Callable[..., Awaitable[Keep]]

PHONE = {"viewport": {"width": 390, "height": 1300}, "device_scale_factor": 1.5}  # the longest card is whole
SECONDS = 1000
TRIES = 5
HARBOUR = Upload("harbour.png", harbour_png())


async def keep_latest(page: Page, folder: Path, name: str, said: str, button: str = "") -> Locator:
    """Keep a picture, by a name, of the latest message that has a text and a button."""
    card = page.locator(".message", has_text=said).filter(has=page.get_by_role("button", name=button)).last
    await expect(card).to_be_visible(timeout=30 * SECONDS)
    await take(card, folder / f"{name}.jpg")
    return card


async def take(shown: Locator, path: Path) -> None:
    """Take a picture of a part of the page, with the mouse away from it, and nothing beyond the screen.

    A message that changes meanwhile is drawn anew, as another part of the page: then that is taken.
    """
    for left in reversed(range(TRIES)):
        try:
            return await _take(shown, path)
        except Error as error:
            if not left or "not attached" not in error.message:
                raise
    return None


async def _take(shown: Locator, path: Path) -> None:
    for picture in await shown.locator("img").all():
        await picture.evaluate("image => image.decode()")
    await shown.page.mouse.move(0, 0)
    assert await shown.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # The way back down floats over what one has scrolled up to.
    await shown.page.locator(".to-end").evaluate("button => { button.style.visibility = 'hidden' }")
    await shown.screenshot(path=path, type="jpeg", quality=75)


def button_id(message: Message, label: str) -> str:
    """Return the custom id of a button by its label."""
    return next(button.custom_id or "" for button in message.buttons if button.label == label)


async def result_of(person: Person, channel: Channel | None = None, **options: object) -> Message:
    """Return a result that somebody has asked for."""
    wanted = {"image": HARBOUR, "prompt": "soft watercolour", **options}
    asked = await person.command("restyle", wanted, channel=channel)
    return await asked.until(lambda one: bool(one.pictures))
