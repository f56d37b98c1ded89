"""The browser that is installed here."""

import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_ARGUMENTS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--force-color-profile=srgb")


def installed() -> str | None:
    """Return where one is, or None."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@asynccontextmanager
async def started(path: str) -> AsyncGenerator[Browser]:
    """Run it, without a window."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield browser
        await browser.close()
