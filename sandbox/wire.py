"""How things look on the wire: JSON objects and times."""

from datetime import UTC, datetime
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


def timestamp(seconds: float) -> str:
    """Return a time as Discord writes it: 2026-11-20T08:15:30.123000+00:00."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")
