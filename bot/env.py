"""The file `.env`, in the folder in which the bot is started: whether it can be read, and what in it is no setting.

Of what is wrong the line's number is said, and never its text: it may be a key.
"""

import io
import logging
import os
import re
import stat
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import Binding, parse_stream
from pydantic import SecretStr

from bot.findings import Finding, Verdict
from bot.settings import Settings

ENV = Path(".env")
OF_STORES = "AWS_"  # begins what stores of pictures are told, which is not ours to name
SECRETS = frozenset(
    name.upper() for name, field in Settings.model_fields.items() if field.annotation == SecretStr | None
)
SECRET_OF_STORES = "AWS_SECRET_ACCESS_KEY"  # noqa: S105 - the name of one
# What reads as a setting's name. A key that was pasted without one has figures, dots or colons.
_NAME = re.compile(r"[A-Za-z]+(_[A-Za-z]+){0,5}")

logging.getLogger("dotenv.main").disabled = True  # it tells of lines that it cannot read; we do, once


class Unreadable(Exception):
    """There is a `.env` that nobody can read: why, and what to do, in two sentences."""


def check() -> None:
    """Raise Unreadable where there is a `.env`, and not as a text file that the bot's user may read."""
    _text()


def of_stores() -> dict[str, str]:
    """Return what is set for a store of pictures; the environment wins, and an empty value is the same as none."""
    told = {**dotenv_values(stream=io.StringIO(_text())), **os.environ}
    return {name: value.strip() for name, value in told.items() if name.startswith(OF_STORES) and value}


def odd() -> Iterator[Finding]:
    """Tell of lines that are no settings, and of a file with keys that everybody on the machine may read."""
    text = _text()
    known = [name.upper() for name in Settings.model_fields]
    secrets = False
    for line, name in _lines(text):
        secrets = secrets or name in SECRETS or name == SECRET_OF_STORES
        if not name:
            advice = "Write NAME=value there, and close every quotation mark."
            yield Finding(Verdict.ODD, f"Line {line} of .env cannot be read as a setting", advice)
        elif name.upper() not in known and not name.startswith(OF_STORES):
            meant = get_close_matches(name.upper(), known, n=1)
            advice = f"Did you mean {meant[0]}?" if meant else ".env.example has all that there are."
            yield Finding(Verdict.ODD, f"{name} in .env is no setting", advice)
    if secrets and ENV.stat().st_mode & stat.S_IROTH:
        yield Finding(
            Verdict.ODD, "Everybody on this machine may read the keys in .env", "Run: chmod 600 .env"
        )


def _text() -> str:
    """Return what the file says; nothing where there is none."""
    if not os.path.lexists(ENV):
        return ""
    if not ENV.is_file():  # a folder, a pipe that nobody fills, a link to nothing
        raise Unreadable(".env is no file. Move it away, or put the settings into a text file of that name.")
    try:
        return ENV.read_text(encoding="utf-8")
    except UnicodeError:
        raise Unreadable(".env is not a text in UTF-8. Save it as one.") from None
    except OSError as error:
        raise Unreadable(f".env cannot be read ({error.strerror}). Let the bot's user read it.") from None


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Return the numbers of the lines that say something, each with the name that is set there; "" where none is."""
    for binding in parse_stream(io.StringIO(text)):
        if binding.error or binding.key is not None:
            yield _number(binding), _name(binding)


def _name(binding: Binding) -> str:
    named = binding.key and binding.value is not None and _NAME.fullmatch(binding.key)
    return binding.key or "" if named else ""


def _number(binding: Binding) -> int:
    """Return where a binding begins: what is read of it has the empty lines before it."""
    before = re.match(r"\s*", binding.original.string)
    return binding.original.line + (before.group().count("\n") if before else 0)
