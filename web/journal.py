"""What the journal says, as counters: each event once it is on disk, by its kind, the image host and why it failed."""

import logging
from collections.abc import Mapping
from typing import Final, cast

from prometheus_client import Counter

EVENTS: Final = Counter(
    "restyle_events",
    "What was done: job.done, job.failed, card.shown, credit.granted and the like, by image host and why it failed.",
    ["kind", "host", "failure"],
)


class Journal(logging.Handler):
    """Counts the events that are told to the log, whatever the log leaves out."""

    def emit(self, record: logging.LogRecord) -> None:
        """Count one."""
        fields = cast("Mapping[str, object]", record.__dict__.get("fields", {}))
        EVENTS.labels(record.getMessage(), fields.get("provider", ""), fields.get("failure", "")).inc()
