"""What the bot says of itself, for people or for machines: lines with the fields of what they are about.

"What happened to job 4711" is one search in either form: job=4711, or "job": 4711.
"""

import json
import logging
from collections.abc import Mapping
from types import TracebackType
from typing import Literal, TypeAlias

from cogs.discord_errors import TROUBLE
from domain.about import Value, at_hand
from web.journal import Journal

ExceptionInfo: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class Fields(logging.Filter):
    """Gives each line its fields: those of the work at hand, and those of the event that it tells."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Put them together; nothing is left out of the log."""
        record.fields = {**at_hand(), **getattr(record, "fields", {})}
        return True


def _fields(record: logging.LogRecord) -> Mapping[str, Value]:
    found: Mapping[str, Value] = getattr(record, "fields", {})
    return {name: value for name, value in found.items() if value is not None}


def without_trace(record: logging.LogRecord) -> bool:
    """Say in one line what fails over and over while Discord has trouble, and is nobody's fault here."""
    if record.exc_info and isinstance(record.exc_info[1], TROUBLE):
        record.msg, record.args, record.exc_info = f"{record.getMessage()} ({record.exc_info[1]!r})", (), None
    return True


class TextLines(logging.Formatter):
    """Lines for people. What comes from outside cannot begin one of its own: tracebacks, whose lines it may, are set off."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s  %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """Write the fields behind the message."""
        fields = "".join(f" {name}={_plain(value)}" for name, value in _fields(record).items())
        line = super().formatMessage(record)
        return f"{_one_line(line)} {fields}" if fields else _one_line(line)

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - logging's name
        """Write a traceback below its line, and what an error says with it."""
        return "\n".join(f"| {_one_line(line)}" for line in super().formatException(ei).split("\n"))


def _one_line(text: str) -> str:
    """Return a text without what begins a new line, or moves the cursor of a terminal."""
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in text)


def _plain(value: Value) -> str:
    """Return a value as one word: quoted where it has spaces."""
    text = _one_line(str(value))
    return json.dumps(text, ensure_ascii=False) if not text or " " in text or '"' in text else text


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write time, level, where it comes from, and what it says; a traceback where there is one; the fields."""
        line: dict[str, Value] = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "from": record.name,
            "says": record.getMessage(),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps({**_fields(record), **line})


def set_up(level: str, form: Literal["text", "json"]) -> None:
    """Log to standard error, from `level` on.

    httpx logs every URL whole, signatures in queries included, so it speaks from WARNING on.
    """
    stream = logging.StreamHandler()
    stream.addFilter(Fields())
    stream.setFormatter(JsonLines() if form == "json" else TextLines())
    stream.setLevel(level)
    logging.basicConfig(level=level, handlers=[stream], force=True)
    journal = logging.getLogger("storage.events")
    journal.setLevel(logging.INFO)  # counted, whether or not they are printed
    journal.handlers = [Journal()]
    for reporting in ("discord.shard", "discord.app_commands.tree"):
        logging.getLogger(reporting).addFilter(without_trace)
    for chatty in ("httpx", "httpcore", "discord"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
