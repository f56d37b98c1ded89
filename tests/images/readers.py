"""Readers of pictures that share nothing with the bot's: what they show is what a picture should look like.

libvips reads everything fast, and says whether a file is whole; of PNG's colours it knows profiles alone. A browser is
slow, and knows all that browsers show.
"""

import base64
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyvips
from PIL import Image
from playwright.async_api import Page, async_playwright

from images.formats.signature import format_of

Ground = tuple[int, int, int]

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_PIXELS = 120_000_000  # more than the bot takes
_ARGUMENTS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--force-color-profile=srgb")

# Draws a picture onto a ground as a page would show it, and hands over the pixels (RGBA) in text.
_DRAW = """async ([url, ground, most]) => {
  const shown = new Image();
  await new Promise((loaded, failed) => { shown.onload = loaded; shown.onerror = failed; shown.src = url; });
  // Of what moves a bitmap has the first frame, an element the one of the moment.
  const bitmap = await createImageBitmap(await (await fetch(url)).blob()).catch(() => null);
  const factor = Math.min(1, most / Math.max(shown.naturalWidth, shown.naturalHeight));
  const sides = [shown.naturalWidth, shown.naturalHeight].map((side) => Math.max(1, Math.round(side * factor)));
  const pen = new OffscreenCanvas(...sides).getContext("2d", { willReadFrequently: true });
  pen.fillStyle = ground;
  pen.fillRect(0, 0, ...sides);
  pen.drawImage(bitmap ?? shown, 0, 0, ...sides);
  const { data } = pen.getImageData(0, 0, ...sides);
  let text = "";
  for (let at = 0; at < data.length; at += 32768) text += String.fromCharCode(...data.subarray(at, at + 32768));
  return [bitmap !== null, ...sides, btoa(text)];
}"""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader shows of a file, on a ground, and whether it is all of it."""

    image: Image.Image
    whole: bool


class Reader(Protocol):
    """Reads a file, or returns nothing where it shows nothing of it."""

    async def read(self, path: Path, ground: Ground, most: int) -> Shown | None:
        """Show a picture on a ground; no side has more than `most` pixels."""
        ...


class Vips:
    """libvips."""

    async def read(self, path: Path, ground: Ground, most: int) -> Shown | None:
        """Read strictly, and where that fails, whatever there is."""
        for fail_on in ("truncated", "none"):
            try:
                return Shown(self._read(path, ground, most, fail_on), whole=fail_on != "none")
            except pyvips.Error:
                continue
        return None

    def _read(self, path: Path, ground: Ground, most: int, fail_on: str) -> Image.Image:
        image = pyvips.Image.new_from_file(str(path), access="random", fail_on=fail_on)
        if image.width * image.height > _PIXELS:  # a broken header says anything, and all of it is allocated
            raise pyvips.Error("too large")
        image = image.autorot()
        if "icc-profile-data" in image.get_fields():
            image = image.icc_transform("srgb", embedded=True)
        image = image.colourspace("srgb").cast("uchar")
        if image.hasalpha():
            image = image.flatten(background=list(ground))
        if max(image.width, image.height) > most:
            image = image.resize(most / max(image.width, image.height))
        return Image.frombytes("RGB", (image.width, image.height), bytes(image.write_to_memory()))


class Browser:
    """A page of a browser, which is what members look at."""

    def __init__(self, page: Page) -> None:
        self._page = page

    async def read(self, path: Path, ground: Ground, most: int) -> Shown | None:
        """Draw it on a canvas."""
        content = path.read_bytes()
        format_ = format_of(content)
        if format_ is None:
            return None
        url = f"data:{format_.mime};base64,{base64.b64encode(content).decode()}"
        try:
            whole, width, height, pixels = await self._page.evaluate(
                _DRAW, [url, "rgb({}, {}, {})".format(*ground), most]
            )
        except Exception:  # noqa: BLE001 (whatever a page does with a broken file)
            return None
        image = Image.frombytes("RGBA", (width, height), base64.b64decode(pixels))
        return Shown(image.convert("RGB"), whole=whole)


@asynccontextmanager
async def browser() -> AsyncGenerator[Browser]:
    """Start the browser of this machine."""
    path = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield Browser(await started.new_page())
        await started.close()
