"""Charts: bars over time and bars by name, drawn by matplotlib in a process of its own.

It is some 60 MB of memory and takes a second or two to load, which is none of the bot's; and it is an extra. What is drawn
comes over standard input as JSON, the picture goes back over standard output.
"""

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from domain.chart import Chart

PATIENCE = 60.0  # seconds for one sheet
# Inches, and pixels in each: one chart below the other, so that the letters can be read on a phone, where it is as wide
# as the screen.
WIDTH, DPI = 4.2, 250
UPRIGHT, TITLE, BAR = (
    1.9,
    0.5,
    0.28,
)  # how high charts of days are, what stands above one, and a bar with what is round it
DATES = 5  # that there is room for below
COLOUR = "#5865f2"
_ROOT = Path(__file__).parent.parent
_ENVIRONMENT = ("LD_LIBRARY_PATH", "PATH", "PYTHONHOME", "PYTHONPATH", "HOME")


class NoCharts(Exception):
    """Nothing can be drawn: matplotlib is not installed, or it did not end."""


def available() -> bool:
    """Return whether matplotlib is installed."""
    return find_spec("matplotlib") is not None


async def drawn(title: str, charts: Sequence[Chart]) -> bytes:
    """Return a PNG with these charts, one below the other. Raises NoCharts."""
    if not available():
        raise NoCharts("matplotlib is not installed")
    order = json.dumps({"title": title, "charts": [asdict(chart) for chart in charts]}).encode()
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "images.charts"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=_ROOT,
        env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            picture, _ = await child.communicate(order)
    except TimeoutError:
        raise NoCharts("it took too long") from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode or not picture.startswith(b"\x89PNG"):
        raise NoCharts("it broke")
    return picture


def _draw(title: str, charts: Sequence[Chart]) -> bytes:
    """Draw them; the child alone loads matplotlib."""
    from matplotlib.figure import Figure as Sheet  # noqa: PLC0415 - (see above)

    heights = [UPRIGHT if chart.upright else TITLE + len(chart.names) * BAR for chart in charts]
    # Its types leave keywords open, which is not strict.
    sheet: Any = Sheet(figsize=(WIDTH, sum(heights) + TITLE), layout="constrained")
    sheet.suptitle(title, fontsize=10, parse_math=False)
    # A figure for each, so that long names beside one leave the others their width.
    parts = sheet.subfigures(len(charts), 1, height_ratios=heights, squeeze=False)[:, 0]
    for part, chart in zip(parts, charts, strict=True):
        axes = part.add_subplot()
        axes.set_title(chart.title, fontsize=11, loc="left", parse_math=False)
        axes.spines[["top", "right"]].set_visible(False)
        (_upright if chart.upright else _lying)(axes, chart)
    file = BytesIO()
    sheet.savefig(file, format="png", dpi=DPI)
    return file.getvalue()


def _upright(axes: Any, chart: Chart) -> None:  # noqa: ANN401 - its types leave keywords open
    at = list(range(len(chart.names)))
    axes.bar(at, chart.values, color=COLOUR)
    step = max(1, -(-len(at) // DATES))
    axes.set_xticks(at[::step], chart.names[::step], fontsize=9, parse_math=False)
    if all(isinstance(value, int) for value in chart.values):
        axes.yaxis.get_major_locator().set_params(integer=True)


def _lying(axes: Any, chart: Chart) -> None:  # noqa: ANN401 - as above
    """Draw bars with what they are at their ends, in the place of an axis; the first on top."""
    at = list(range(len(chart.names)))
    bars = axes.barh(at, chart.values, color=COLOUR)
    axes.bar_label(bars, [_amount(value) for value in chart.values], padding=3, fontsize=10)
    axes.margins(x=0.15)
    axes.set_yticks(at, chart.names, fontsize=10, parse_math=False)
    axes.set_ylim(len(at) - 0.5, -0.5)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)


def _amount(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def _main() -> None:
    os.nice(10)
    order = json.load(sys.stdin)
    sys.stdout.buffer.write(_draw(order["title"], [Chart(**one) for one in order["charts"]]))


if __name__ == "__main__":
    _main()
