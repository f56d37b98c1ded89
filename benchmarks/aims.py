"""How figures are printed: a small table, and a line for each aim."""

import os
from collections.abc import Sequence


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under their heads, the first column to the left and the others to the right."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    for row in (head, *rows):
        first, *rest = (
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join((first, *rest)).rstrip())


def aim(what: str, value: float, most: float, unit: str = "") -> None:
    """Say whether an aim is met."""
    verdict = "met" if value <= most else "NOT MET"
    print(f"aim: {what} {value:.3g}{unit}, at most {most:g}{unit}: {verdict}")


def load() -> None:
    """Say how busy the machine was in the last minute: others may use it at the same time."""
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
