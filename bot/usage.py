"""Who used what, for an operator: as a table, or as a file for a spreadsheet."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from tabulate import tabulate

from domain.figures import Use
from domain.member import NO_SERVER

COLUMNS: Final = ("server", "member", "host", "requests", "pictures", "dollars")
NOWHERE: Final = "-"  # outside of the servers that have the bot


def table(used: Sequence[Use], first: date, last: date) -> str:
    """Return a table with its sum, for a terminal."""
    if not used:
        return f"Nothing was asked for from {first} to {last} (UTC)."
    rows = [_row(use) for use in used]
    requests, pictures = sum(use.requests for use in used), sum(use.counted.pictures for use in used)
    rows.append(("all", "", "", requests, pictures, _dollars(sum(use.counted.cost for use in used))))
    return f"From {first} to {last} (UTC), what counted:\n\n" + tabulate(
        rows, COLUMNS, disable_numparse=True, colalign=("left",) * 3 + ("right",) * 3
    )


def sheet(used: Sequence[Use]) -> str:
    """Return the same as CSV (RFC 4180), without the sum."""
    file = io.StringIO()
    csv.writer(file).writerows([COLUMNS, *(_row(use) for use in used)])
    return file.getvalue().rstrip()


def _row(use: Use) -> tuple[str, str, str, int, int, str]:
    server = NOWHERE if use.guild_id == NO_SERVER else str(use.guild_id)
    return server, str(use.user_id), use.host, use.requests, use.counted.pictures, _dollars(use.counted.cost)


def _dollars(micros: int) -> str:
    return f"{Decimal(micros) / 1_000_000:.4f}"
