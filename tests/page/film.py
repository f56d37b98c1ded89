"""Films the local Discord's page while a photograph is restyled, for the README: make film.

    python -m tests.page.film docs/images/pagoda.jpg --out docs/images/restyle.webp

All of it is the real thing: the bot, the local model, the page and Chromium. Frames are put together with their times.
"""

import asyncio
import io
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import click
from PIL import Image, ImageDraw
from playwright.async_api import Locator, Page, expect

from sandbox.botprocess import BotProcess
from sandbox.demo import open_demo
from sandbox.rules.options import Upload
from tests.page import chromium

WIDTH, HEIGHT, SCALE = 960, 760, 1.25  # of the window, and how many pixels one of its points has
PROMPT = "Van Gogh, swirling brush strokes"
LATEST = 60_000  # milliseconds until a result
ARROW = ((0, 0), (0, 17), (4, 13), (7, 20), (10, 19), (7, 12), (13, 12))  # a mouse's pointer, in points


@dataclass(slots=True)
class Frame:
    """What was seen, and for how many seconds."""

    png: bytes
    pointer: tuple[float, float] | None
    seconds: float


class Film:
    """Takes frames of a page. The mouse is drawn into them, since a screenshot has none."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.frames: list[Frame] = []
        self._pointer: tuple[float, float] | None = None

    async def hold(self, seconds: float) -> None:
        """Show what is there for so long; the same as before only for longer."""
        png = await self.page.screenshot(caret="initial")
        last = self.frames[-1] if self.frames else None
        if last and (last.png, last.pointer) == (png, self._pointer):
            last.seconds += seconds
        else:
            self.frames.append(Frame(png, self._pointer, seconds))

    async def press(self, target: Locator) -> None:
        """Go there with the mouse, and press."""
        await self._go(target)
        await target.click()
        await self.hold(0.3)

    async def choose(self, target: Locator, file: Path) -> None:
        """Press what asks for a file, and choose one."""
        await self._go(target)
        async with self.page.expect_file_chooser() as chooser:
            await target.click()
        await (await chooser.value).set_files(file)
        await expect(self.page.locator(".file-chip img")).to_be_visible()
        await self.page.locator(".file-chip img").evaluate("image => image.decode()")
        await self.hold(1.2)

    async def write(self, text: str) -> None:
        """Type, some letters a frame."""
        self._pointer = None
        for start in range(0, len(text), 2):
            await self.page.keyboard.type(text[start : start + 2])
            await self.hold(0.12)

    async def until(self, card: Locator) -> None:
        """Watch a card until its picture can be seen."""
        began, deadline = time.monotonic(), time.monotonic() + LATEST / 1000
        while await card.locator(".mosaic img").count() == 0:
            assert time.monotonic() < deadline, "no result has come"
            await self.hold(0)
            now = time.monotonic()
            self.frames[-1].seconds += now - began
            began = now
        for picture in await card.locator(".mosaic img").all():
            await picture.evaluate("image => image.decode()")

    async def _go(self, target: Locator) -> None:
        box = await target.bounding_box()
        assert box, "it is not to be seen"
        x, y = box["x"] + min(box["width"] / 2, 120), box["y"] + box["height"] / 2
        await self.page.mouse.move(x, y)
        self._pointer = (x, y)
        await self.hold(0.5)

    def save(self, path: Path, quality: int) -> None:
        """Write it as an animated WebP that begins anew."""
        pictures = [_drawn(frame) for frame in self.frames]
        lasting = [max(20, round(frame.seconds * 1000)) for frame in self.frames]
        first, *others = pictures
        first.save(
            path,
            save_all=True,
            append_images=others,
            duration=lasting,
            loop=0,
            quality=quality,
            method=5,
            minimize_size=False,
            kmin=0,
            kmax=0,
        )


def _drawn(frame: Frame) -> Image.Image:
    picture = Image.open(io.BytesIO(frame.png)).convert("RGB")
    if frame.pointer:
        left, top = frame.pointer
        arrow = [((left + x) * SCALE, (top + y) * SCALE) for x, y in ARROW]
        ImageDraw.Draw(picture).polygon(arrow, fill="white", outline="black", width=2)
    return picture


async def play(film: Film, picture: Path) -> None:
    """Restyle a picture as Ada, and compare what comes with it."""
    page = film.page
    box = page.get_by_label("Message #studio")
    await film.hold(1.5)
    await film.press(box)
    await film.write("/")
    await film.hold(0.8)
    await film.write("restyle ")
    await film.hold(0.5)
    await film.choose(page.get_by_role("button", name="image: choose a file"), picture)
    await film.write(PROMPT)
    await film.hold(0.6)
    await film.press(page.get_by_role("button", name="Send", exact=True))
    result = page.locator(".message").last
    await film.until(result)
    await film.hold(3.5)
    await film.press(result.get_by_role("button", name="⋯"))
    await film.press(page.get_by_role("button", name="Compare"))
    await film.until(page.locator(".message").last)
    await film.hold(4)


async def _shoot(picture: Path, out: Path, quality: int, frames: Path | None) -> None:
    browser_path = chromium.installed()
    if browser_path is None:
        raise click.ClickException(f"None of {', '.join(chromium.NAMES)} is installed.")
    with tempfile.TemporaryDirectory(prefix="restyle-") as folder:
        async with (
            open_demo() as discord,
            BotProcess(discord, Path(folder)),
            chromium.started(browser_path) as browser,
        ):
            await discord.ready(60)
            said = Upload(picture.name, picture.read_bytes(), "image/jpeg")
            await discord.person("bob").say(
                "This one for the poster? It should look painted, not photographed.", said
            )
            page = await browser.new_page(
                viewport={"width": WIDTH, "height": HEIGHT},
                device_scale_factor=SCALE,
                color_scheme="dark",
                reduced_motion="reduce",
            )
            await page.goto(f"{discord.origin}/?as=ada")
            await page.locator(".message .mosaic img, .message img").last.evaluate("image => image.decode()")
            film = Film(page)
            await play(film, picture)
    film.save(out, quality)
    if frames:
        frames.mkdir(parents=True, exist_ok=True)
        for number, frame in enumerate(film.frames):
            _drawn(frame).save(frames / f"{number:03}.png")
    lasts = sum(frame.seconds for frame in film.frames)
    click.echo(f"{out}: {len(film.frames)} frames, {lasts:.1f} s, {out.stat().st_size / 1e6:.2f} MB")


@click.command()
@click.argument("picture", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--quality", default=82, help="Of each frame, as WebP counts it.")
@click.option(
    "--frames", type=click.Path(file_okay=False, path_type=Path), help="A folder for each frame as a PNG."
)
def main(picture: Path, out: Path, quality: int, frames: Path | None) -> None:
    """Film a photograph that is restyled."""
    asyncio.run(_shoot(picture, out, quality, frames))


if __name__ == "__main__":
    main()
