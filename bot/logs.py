"""What the bot says of itself, for people or for machines."""

import json
import logging
from typing import Literal


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, where it comes from, and what it says; a traceback where there is one."""
        line = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "from": record.name,
            "says": record.getMessage(),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def set_up(level: str, form: Literal["text", "json"]) -> None:
    """Log to standard error, from `level` on.

    httpx logs every URL whole, signatures in queries included, so it speaks from WARNING on.
    """
    stream = logging.StreamHandler()
    stream.setFormatter(
        JsonLines()
        if form == "json"
        else logging.Formatter("%(asctime)s %(levelname)-7s %(name)s  %(message)s")
    )
    logging.basicConfig(level=level, handlers=[stream], force=True)
    for chatty in ("httpx", "httpcore", "discord"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
