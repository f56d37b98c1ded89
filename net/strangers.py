"""What strangers send that is no HTTP: said in a line now and then, where aiohttp would write a traceback for each."""

import logging
import time
from collections.abc import Callable
from typing import Final

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from net.seldom import Seldom

# A header that is none; and a body that is not what its header says, which aiohttp reads to its end after the answer.
UNREADABLE: Final = (HttpProcessingError, web.RequestPayloadError)


class _Seldom(logging.Filter):
    """Lets records pass, but those about requests that cannot be read only now and then, and without a traceback."""

    def __init__(self, clock: Callable[[], float]) -> None:
        super().__init__()
        self._seldom = Seldom(clock)

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record is written."""
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, UNREADABLE):
            return True
        record.exc_info = None
        record.msg, record.args = "a request cannot be read: %s", (type(error).__name__,)
        record.levelno, record.levelname = logging.INFO, logging.getLevelName(logging.INFO)
        return self._seldom.due()


def server_log(clock: Callable[[], float] = time.monotonic) -> logging.Logger:
    """Return a log for aiohttp's server."""
    log = logging.getLogger(__name__)
    log.filters[:] = [_Seldom(clock)]
    return log
