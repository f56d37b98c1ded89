"""What the attacks share: a renderer, a picture, and the table at the end."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image

from sandbox.rules.options import Upload
from tests.chaos.world import Tally
from tests.stage import Renderer

HEAD = ("attack", "tries", "lost", "doubled", "charged", "MiB", "wait s")


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    started = Renderer()
    yield started
    started.stop()


@pytest.fixture
def picture() -> Upload:
    """As small as is still a picture: what is attacked is not the painting."""
    file = io.BytesIO()
    Image.linear_gradient("L").resize((64, 64)).convert("RGB").save(file, "PNG")
    return Upload("slope.png", file.getvalue())


def line_of(tally: Tally) -> tuple[str, ...]:
    """A tally as a line of the table."""
    counts = map(str, (tally.tries, tally.lost, tally.doubled, tally.charged, tally.memory))
    return (tally.attack, *counts, f"{tally.wait:.1f}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Where all is attacked, say what came of each attack, also of those that other processes of the run have made."""
    reports = [one for each in ("passed", "failed") for one in terminalreporter.getreports(each)]
    lines = [value for report in reports for name, value in report.user_properties if name == "tally"]
    if not lines or config.option.markexpr == "not chaos":
        return
    terminalreporter.section("attacks")
    widths = [max(len(str(line[place])) for line in (HEAD, *lines)) for place in range(len(HEAD))]
    for name, *cells in (HEAD, *sorted(lines)):
        shown = (str(cell).rjust(width) for cell, width in zip(cells, widths[1:], strict=True))
        terminalreporter.write_line("  ".join((str(name).ljust(widths[0]), *shown)))
