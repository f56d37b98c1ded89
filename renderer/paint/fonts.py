"""Which font draws a letter: Roboto for Latin, Greek and Cyrillic, and for others a font of the system, if any.

Roboto comes with the package font-roboto; a script and a slab, for who asks for them, with two more. A letter that no font has is not drawn: a box helps nobody.
"""

import os
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont, features

REPLACEMENT: Final = "\ufffd"  # fonts have it, but it only says that something is missing
MISSING: Final = "\uffff"  # a code point that no font draws: what it looks like is the box
FOLDERS: Final = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
    "%WINDIR%/Fonts",
)
# Fonts with Chinese, Japanese and Korean, then those with many small scripts. The first that has a letter draws it.
SYSTEM_FONTS: Final = (
    "notosanscjk-black",
    "notosanscjk-bold",
    "notosanscjk",
    "sourcehansans",
    "notosanssc",
    "notosansjp",
    "notosanskr",
    "droidsansfallback",
    "wqy-",
    "wenquanyi",
    "pingfang",
    "hiragino",
    "applesdgothicneo",
    "msyh",
    "yugoth",
    "malgun",
    "msgothic",
    "arialuni",
    "arial unicode",
    "unifont",
    "dejavusans-bold",
    "notosans-bold",
)
# Faces beside Roboto, each in a package of its own: by its name the package and the file.
FACES: Final = {
    "script": ("fontpkg_pacifico", "Pacifico-Regular.ttf"),
    "slab": ("fontpkg_roboto_slab", "RobotoSlab[wght].ttf"),
    "light": ("font_roboto", "Roboto-Light.ttf"),
    "italic": ("font_roboto", "Roboto-BlackItalic.ttf"),
}
HEAVY: Final = {"RobotoSlab[wght].ttf": 800}  # fonts of every weight, and the one that is used
ENDINGS: Final = frozenset({".ttf", ".otf", ".ttc"})
MOST_FILES: Final = 20_000
AS_EMOJI: Final = "\ufe0f"  # "show the letter before as a picture"
PICTURES: Final = range(0x1F000, 0x20000)  # emoji and the like: no letters
FONTLESS: Final = Path()  # of a letter that no font has


def drawable(text: str) -> str:
    """Return the text without what no font here can draw.

    A mark is joined to its letter, where there is such a letter.
    """
    composed = unicodedata.normalize("NFC", text)
    kept = [" "]
    for letter, following in zip(composed, [*composed[1:], ""], strict=True):
        if unicodedata.category(letter) in {"Mn", "Me"}:  # one is spelling, a heap of them is mischief
            if not kept[-1].isspace() and not unicodedata.combining(kept[-1]) and has(None, letter):
                kept.append(letter)
        elif following != AS_EMOJI:
            kept.append(letter if letter.isspace() or font_of(letter) is not FONTLESS else " ")
    return " ".join("".join(kept).split())


def undrawn(text: str) -> list[str]:
    """Return the letters and signs of a text that no font here has, each once."""
    composed = unicodedata.normalize("NFC", text)
    return list(dict.fromkeys(letter for letter in composed if _seen(letter) and font_of(letter) is FONTLESS))


def _seen(letter: str) -> bool:
    """Return whether a letter is to be seen by itself."""
    return not letter.isspace() and unicodedata.category(letter) not in {"Mn", "Me", "Cc", "Cf"}


@cache
def face(name: str) -> Path | None:
    """Return the file of a face; None is Roboto, and so is what has no other name."""
    if name not in FACES:
        return None
    package, file = FACES[name]
    return Path(str(files(package) / "files" / file))


@lru_cache(maxsize=4096)
def font_of(letter: str, first: Path | None = None) -> Path | None:
    """Return the file of the font that draws a letter: None is Roboto, FONTLESS none at all."""
    if first and letter.isprintable() and has(first, letter):
        return first
    hidden = letter in {REPLACEMENT, MISSING} or ord(letter) in PICTURES
    if hidden or (_runs_left(letter) and not _shapes()):
        return FONTLESS
    return next((path for path in (None, *_system_fonts()) if has(path, letter)), FONTLESS)


@lru_cache(maxsize=4096)
def has(path: Path | None, letter: str) -> bool:
    """Return whether a font has a letter."""
    drawn = _drawn(path, letter)
    return drawn.getbbox() is not None and drawn.tobytes() != _drawn(path, MISSING).tobytes()


@lru_cache(maxsize=64)
def font(size: int, path: Path | None = None) -> ImageFont.FreeTypeFont:
    """Return Roboto Black, or another font, in a size."""
    if path:
        opened = ImageFont.truetype(str(path), size)
        if path.name in HEAVY:
            opened.set_variation_by_axes([HEAVY[path.name]])
        return opened
    with as_file(files("font_roboto") / "files" / "Roboto-Black.ttf") as own:
        return ImageFont.truetype(str(own), size)


def reads_left(text: str) -> bool:
    """Return whether a text is read from right to left: its first letter that has a direction says so."""
    directed = (letter for letter in text if unicodedata.bidirectional(letter) in {"L", "R", "AL"})
    return _runs_left(next(directed, " "))


def _runs_left(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in {"R", "AL"}


def _shapes() -> bool:
    """Return whether Pillow can join Arabic letters and write from right to left."""
    return bool(features.check("raqm") and features.check("fribidi"))


def _drawn(path: Path | None, letter: str) -> Image.Image:
    cell = Image.new("L", (64, 64))
    ImageDraw.Draw(cell).text((32, 32), letter, 255, font(32, path), anchor="mm")
    return cell


@cache
def _system_fonts() -> tuple[Path, ...]:
    """Return the system's fonts that are of use, the best first; one for each name."""
    found: dict[str, Path] = {}
    for path in _font_files():
        for name in SYSTEM_FONTS:
            if path.name.lower().startswith(name) and name not in found and _opens(path):
                found[name] = path
    return tuple(dict.fromkeys(found[name] for name in SYSTEM_FONTS if name in found))


def _font_files() -> Iterator[Path]:
    seen = 0
    for folder in FOLDERS:
        root = os.path.expandvars(Path(folder).expanduser())
        for where, _, names in os.walk(root):
            for name in sorted(names):
                seen += 1
                if seen > MOST_FILES:
                    return
                if Path(name).suffix.lower() in ENDINGS:
                    yield Path(where, name)


def _opens(path: Path) -> bool:
    try:
        font(16, path)
    except OSError:
        return False
    return True
