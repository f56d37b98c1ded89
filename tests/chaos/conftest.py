"""What the attacks share: the table at the end."""

from collections.abc import Callable, Iterable

import pytest

from tests.chaos.world import Tally

Record = Callable[[str, object], None]
HEAD = ("attack", "tries", "lost", "doubled", "charged", "MiB", "wait s")


def line_of(tally: Tally) -> tuple[str, ...]:
    """A tally as a line of the table."""
    counts = map(str, (tally.tries, tally.lost, tally.doubled, tally.charged, tally.memory))
    return (tally.attack, *counts, f"{tally.wait:.1f}")


def added(lines: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """One line for each attack: the sums of its counts, and the worst of its memory and waits."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for line in lines:
        found.setdefault(line[0], []).append(line)
    return [
        (
            attack,
            *(str(sum(int(one[place]) for one in each)) for place in range(1, 5)),
            *(max((one[place] for one in each), key=float) for place in (5, 6)),
        )
        for attack, each in sorted(found.items())
    ]


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what is not a short form of another."""
    if not item.get_closest_marker("short"):
        item.add_marker("attack")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Where all is attacked, say what came of each attack, also of those that other processes of the run have made."""
    reports = [one for each in ("passed", "failed") for one in terminalreporter.getreports(each)]
    lines = [value for report in reports for name, value in report.user_properties if name == "tally"]
    if not lines or config.option.markexpr.startswith("not chaos"):
        return
    table = added(lines)
    terminalreporter.section("attacks")
    widths = [max(len(str(line[place])) for line in (HEAD, *table)) for place in range(len(HEAD))]
    for name, *cells in (HEAD, *table):
        shown = (str(cell).rjust(width) for cell, width in zip(cells, widths[1:], strict=True))
        terminalreporter.write_line("  ".join((str(name).ljust(widths[0]), *shown)))
