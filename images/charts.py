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
AT_LEAST = 4  # bars that a lying chart has room for
WIDTH, DPI = (
    6.5,
    200,
)  # inches, and pixels in each: so its letters can be read on a phone, where it is as wide as the screen
_ROOT = Path(__file__).parent.parent
_ENVIRONMENT = ("LD_LIBRARY_PATH", "PATH", "PYTHONHOME", "PYTHONPATH", "HOME")


class NoCharts(Exception):
    """Nothing can be drawn: matplotlib is not installed, or it did not end."""


def available() -> bool:
    """Return whether matplotlib is installed."""
    return find_spec("matplotlib") is not None


async def drawn(title: str, charts: Sequence[Chart]) -> bytes:
    """Return a PNG with these charts, two in a row. Raises NoCharts."""
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

    rows = -(-len(charts) // 2)
    # Its types leave keywords open, which is not strict.
    sheet: Any = Sheet(figsize=(WIDTH, 2.5 * rows + 0.5), layout="constrained")
    sheet.suptitle(title, parse_math=False)
    for place, chart in enumerate(charts, 1):
        axes = sheet.add_subplot(rows, 2, place)
        axes.set_title(chart.title, fontsize=11, parse_math=False)
        at = list(range(len(chart.names)))
        if chart.upright:
            axes.bar(at, chart.values, color="#5865f2")
            step = max(1, -(-len(at) // 5))
            axes.set_xticks(at[::step], chart.names[::step], fontsize=9, parse_math=False)
        else:
            axes.barh(at, chart.values, color="#5865f2")
            axes.set_yticks(at, chart.names, fontsize=10, parse_math=False)
            axes.set_ylim(max(len(at), AT_LEAST) - 0.5, -0.5)  # the first on top, and one alone no wall
        if all(isinstance(value, int) for value in chart.values):
            (axes.yaxis if chart.upright else axes.xaxis).get_major_locator().set_params(integer=True)
        axes.spines[["top", "right"]].set_visible(False)
    file = BytesIO()
    sheet.savefig(file, format="png", dpi=DPI)
    return file.getvalue()


def _main() -> None:
    os.nice(10)
    order = json.load(sys.stdin)
    sys.stdout.buffer.write(_draw(order["title"], [Chart(**one) for one in order["charts"]]))


if __name__ == "__main__":
    _main()
