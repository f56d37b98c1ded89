"""What MkDocs does not do by itself: pages of the project's top folder, and files that pages link to, become part of the site."""

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
TOP = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "CONTRIBUTING.md",
    "SECURITY.md": "SECURITY.md",
    "CHANGELOG.md": "CHANGELOG.md",
}
LINK = re.compile(r"""(?P<before>\]\(|<img src=")(?!https?:|#)(?P<link>[^)"#\s]+)""")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add them."""
    for name, page in TOP.items():
        files.append(File.generated(config, page, content=(ROOT / name).read_text()))
    for file in sorted({file for page in files.documentation_pages() for file in _linked(page)}):
        files.append(File.generated(config, _copy(file), content=(ROOT / file).read_text()))
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Lead links to where these files are in the site."""
    return LINK.sub(lambda found: found["before"] + _in_site(found["link"], _folder(page.file)), markdown)


def _linked(page: File) -> set[Path]:
    """Return the files that a page links to which are neither pages nor pictures."""
    targets = {_target(found["link"], _folder(page)) for found in LINK.finditer(page.content_string)}
    return {
        one for one in targets if one.suffix != ".md" and one.parts[0] != "docs" and (ROOT / one).is_file()
    }


def _in_site(link: str, folder: Path) -> str:
    target = _target(link, folder)
    if target.parts[0] == "docs":
        return str(target.relative_to("docs"))
    return TOP.get(str(target)) or (_copy(target) if (ROOT / target).is_file() else link)


def _target(link: str, folder: Path) -> Path:
    return (folder / link).resolve().relative_to(ROOT)


def _folder(page: File) -> Path:
    """Return where the links of a page start from."""
    return ROOT if page.src_uri in TOP.values() else ROOT / "docs"


def _copy(file: Path) -> str:
    """Return where a file is in the site, so that a browser shows it as text."""
    return f"files/{file.name.lstrip('.')}.txt"
