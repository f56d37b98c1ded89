"""The table of Discord's faults in docs/reliability.md says what the journeys play."""

from collections.abc import Iterator
from pathlib import Path

from tests.journeys import test_answered_badly, test_gateway, test_gone_meanwhile, test_refused_by_discord
from tests.journeys.outcomes import PICTURES, waits

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"


def _rows() -> Iterator[str]:
    for fault, (_, hidden, meanwhile) in test_gateway.INTERRUPTIONS.items():
        yield meanwhile.row("it is asked for, at the gateway", fault)
        if hidden != PICTURES:
            yield hidden.row("a private one is made", fault)
    fault, outcome = test_gateway.SILENT
    yield outcome.row("it is asked for, at the gateway", fault)
    for fault, (_, outcome) in test_answered_badly.FAULTS.items():
        yield outcome.row("the first answer to it", fault)
    for fault, (_, _, in_line, paid_for) in test_gone_meanwhile.FAULTS.items():
        if in_line != paid_for:
            yield in_line.row("it is in line", fault)
        yield paid_for.row("it is made", fault)
    for fault in (*test_refused_by_discord.PASSING, *test_refused_by_discord.TOKEN_GONE):
        yield PICTURES.row("it is to be shown", fault)
    for fault, why in test_refused_by_discord.SAID.items():
        yield waits(why).row("it is to be shown", fault)


def test_the_table_in_the_documentation_is_what_happens() -> None:
    written = [line for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    assert [line for line in written if line.count("|") == 6][1:] == list(_rows())
