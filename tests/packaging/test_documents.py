"""The documents say what is there: their links lead somewhere, and what is to be typed exists."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click
import pytest

import bot.__main__
import renderer.__main__
import sandbox.__main__
from bot.app import described
from bot.settings import Settings
from storage.bucket import KNOWN

ROOT: Final = Path(__file__).resolve().parents[2]
PAGES: Final = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "llms.txt"])
LINK: Final = re.compile(r"\[[^\]]*\]\((?!https?:)([^)#\s]*)(#[^)\s]+)?\)")
PROGRAMS: Final[dict[str, click.Command]] = {
    "bot": bot.__main__.main,
    "renderer": renderer.__main__.main,
    "sandbox": sandbox.__main__.main,
}
SUBCOMMAND: Final = 1  # the type of such an option
# Written in capitals in backticks, and no settings: of the tests and tools, and of other programs.
OTHERS: Final = {
    "DISCORD_OPENAPI",
    "DISCORD_GATEWAY_URL",
    "FOR_ANYBODY",
    *("MANAGE_MESSAGES", "PIN_MESSAGES"),  # permissions of Discord's
    "CDN_URL",
    "REST_URL",
    "RUN_URL_FORMAT",
}


def _named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def _anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub and MkDocs make them of these."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    plain = [re.sub(r"\[([^\]]*)\]\([^)]*\)|[`*_]", r"\1", one).lower() for one in headings]
    return {re.sub(r"[^\w\- ]", "", one).strip().replace(" ", "-") for one in plain}


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_every_link_leads_somewhere(page: Path) -> None:
    lost = [
        f"{path}{anchor}"
        for path, anchor in LINK.findall(page.read_text())
        if not (target := (page.parent / path).resolve() if path else page).exists()
        or (anchor and target.suffix == ".md" and anchor[1:] not in _anchors(target))
    ]
    assert lost == []


def test_the_moving_picture_of_the_readme_is_there() -> None:
    [picture] = re.findall(r'<img src="([^"]+)"', (ROOT / "README.md").read_text())
    assert (ROOT / picture).exists()


def test_every_page_is_reached_from_llms_txt_or_the_readme() -> None:
    linked = {
        (source.parent / path).resolve()
        for source in (ROOT / "README.md", ROOT / "llms.txt")
        for path, _ in LINK.findall(source.read_text())
    }
    assert [_named(page) for page in PAGES if page.parent.name == "docs" and page not in linked] == []


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_what_is_typed_in_a_shell_is_there(page: Path) -> None:
    text = page.read_text()
    for program, command in re.findall(r"python -m (bot|renderer|sandbox) ([a-z]+)\b", text):
        known = PROGRAMS[program]
        assert isinstance(known, click.Group)
        assert command in known.commands, f"{program} {command}"
    bare = re.findall(r"(?<!\.venv/bin/)python -m (?:bot|benchmarks|renderer|tests)\b.*", text)
    assert not bare or page.name == "CHANGELOG.md", (
        "what is installed is in .venv, and not where a bare `python` is"
    )
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"(?:^|`|&& )make ([a-z./]+)", text, re.MULTILINE):
        assert re.search(rf"^{re.escape(target)}:", makefile, re.MULTILINE), f"make {target}"
    for benchmark in re.findall(r"python -m benchmarks\.([a-z_]+)", text):
        assert (ROOT / "benchmarks" / f"{benchmark}.py").exists(), benchmark
    assert not re.search(r"pip install [^`]*\brestyle\b", text), "an index may have a stranger's of that name"
    for file in re.findall(
        r"`((?:bot|cogs|domain|images|jobs|net|providers|renderer|sandbox|storage|tests|web)/[\w/]+\.py)`",
        text,
    ):
        assert (ROOT / file).exists(), file


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_every_setting_that_is_named_is_one(page: Path) -> None:
    named = set(re.findall(r"`([A-Z]{3,}(?:_[A-Z]+)+)(?:=[^`]*)?`", page.read_text()))
    assert named - {name.upper() for name in Settings.model_fields} - OTHERS - KNOWN == set()


def _names(commands: list[dict[str, Any]], before: str = "/") -> Iterator[str]:
    """The names of commands, with what they group and what they ask for."""
    for command in commands:
        yield before + command["name"]
        yield from _names(command.get("options", []), f"{before}{command['name']} ")


async def test_every_command_that_is_named_is_one() -> None:
    known = set(_names(await described()))
    lost = {
        f"{_named(page)}: {name}"
        for page in PAGES
        for name in re.findall(r"`(/[a-z][a-z-]+(?: [a-z]+)?)`", page.read_text())
        if name not in known
        and not re.fullmatch(r"/(metrics|healthz|readyz|health|data|run|tmp|commands|control)", name)
    }
    assert lost == set()


async def test_every_command_and_every_menu_entry_is_told_of_with_the_cards() -> None:
    lines = (ROOT / "docs" / "cards.md").read_text().splitlines()
    for command in await described():
        told = [line for line in lines if f"`/{command['name']}" in line or f"*{command['name']}*" in line]
        parts = [one["name"] for one in command.get("options", []) if one["type"] == SUBCOMMAND]
        words = set(re.findall(r"[\w-]+", " ".join(told)))
        assert told, command["name"]
        assert set(parts) <= words, command["name"]


def test_they_make_a_site_that_fetches_nothing_from_elsewhere(tmp_path: Path) -> None:
    made = subprocess.run(
        (sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", tmp_path),
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    pages = {page: page.read_text() for page in tmp_path.glob("*.html")}
    pictures = {
        page.parent / picture
        for page, text in pages.items()
        for picture in re.findall(r'<img[^>]* src="(?!data:)([^"]+)"', text)
    }
    assert [one for one in pictures if not one.exists()] == []
    assert {"restyle.webp", "sheet.jpg"} <= {one.name for one in pictures}
    page = (tmp_path / "operators.html").read_text()
    assert not re.findall(
        r"""<(?:script|link|img)[^>]+(?:src|href)=["']?https?://""", page.replace('rel="canonical"', "")
    )
