"""A bot under test as a process of its own, for tests that do not await."""

import errno
import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

SECONDS_TO_STOP = 10.0
_LAST_CHARACTERS = 4000
__tracebackhide__ = True  # pytest shows the line of the test


def unopened(error: OSError) -> str:
    """Say of a file or a program why it cannot be opened or started."""
    if error.errno == errno.ENOENT and error.filename:
        return f"There is no {error.filename}."
    return f"{error.filename}: {error.strerror}." if error.filename else error.strerror or str(error)


class Ended(Exception):
    """A bot has ended before it was ready; the text has its last words."""


class Program:
    """A bot as a process of its own. Ended where its command cannot be started."""

    def __init__(self, command: Sequence[str | Path], environment: Mapping[str, str | Path]) -> None:
        self._log = tempfile.TemporaryFile("a+b")  # noqa: SIM115 - it is read as long as there is a program
        try:
            self._process = subprocess.Popen(  # noqa: S603 - whose test it is says what to run
                command,
                env=os.environ | {name: str(value) for name, value in environment.items()},
                stdout=self._log,
                stderr=subprocess.STDOUT,
            )
        except OSError as error:
            self._log.close()
            raise Ended(f"the bot cannot be started: {unopened(error)}") from None

    @property
    def log(self) -> str:
        """All that it has written."""
        self._log.seek(0)
        return self._log.read().decode(errors="replace")

    @property
    def last_words(self) -> str:
        """The end of it."""
        return self.log[-_LAST_CHARACTERS:].strip()

    @property
    def exit_code(self) -> int | None:
        """Its exit code, or None while it runs."""
        return self._process.poll()

    def kill(self) -> None:
        """End it as a crash does."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        """End it as an operator does, and return its exit code; one that does not end in time is killed."""
        self._process.terminate()
        try:
            return self._process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.kill()
            return self._process.returncode

    def close(self) -> None:
        """End it, and forget what it has written."""
        if self.exit_code is None:
            self.stop()
        self._log.close()
