"""The operator's stop switch: a file in the data folder, so that it needs neither the database nor Discord; or a setting.

While it is there, or the setting has a reason, nothing new is taken in, and nothing that waits is sent to a host that costs money; what runs goes on.
"""

from contextlib import suppress
from pathlib import Path

from domain.errors import Paused
from providers.provider import Provider

REASON_BYTES = 2000


class Pause:
    """Looks at the file each time, and makes or removes it; with a reason from the settings it is always there.

    Where there are several processes, they hear of one for all besides (jobs/standing).
    """

    def __init__(self, path: Path, always: str = "") -> None:
        self._path = path
        self._always = always
        self._told: str | None = None

    @property
    def on(self) -> bool:
        """Return whether the bot is paused; also where the file is there and cannot be read."""
        return bool(self._always) or self._told is not None or self._path.exists()

    @property
    def reason(self) -> str:
        """Return why, in the operator's words; maybe in none."""
        try:
            with self._path.open("rb") as file:
                return file.read(REASON_BYTES).decode(errors="ignore").strip() or self._otherwise
        except OSError:
            return self._otherwise

    @property
    def _otherwise(self) -> str:
        return self._told or self._always

    def hear(self, reason: str | None) -> None:
        """Take note that all processes of the bot are paused for a reason, or with None that they are not."""
        self._told = reason

    def check(self) -> None:
        """Raise Paused where nothing is taken in."""
        if self.on:
            raise Paused(self.reason)

    def holds(self, provider: Provider) -> bool:
        """Return whether nothing may be sent to a host now."""
        return not provider.price.free and self.on

    def begin(self, reason: str) -> None:
        """Pause the bot, for a reason that members read."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path.write_text(reason)

    def end(self) -> bool:
        """Let the bot go on. Returns whether it was paused."""
        with suppress(FileNotFoundError):
            self._path.unlink()
            return True
        return False
