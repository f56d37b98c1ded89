"""The styles that come with the bot: their table, and a preview of each beside it."""

import tomllib
from pathlib import Path

from pydantic import TypeAdapter

from domain.styles import Style

_HERE = Path(__file__).parent
_table = TypeAdapter(dict[str, tuple[Style, ...]])

BUILT_IN = _table.validate_python(tomllib.loads((_HERE / "styles.toml").read_text("utf-8")))["style"]


def preview_of(style: Style) -> Path:
    """Return where the preview of one of these styles lies."""
    return _HERE / "previews" / f"{style.key.replace(' ', '-')}.webp"
