"""Charts are drawn in a process of their own, whatever is written on them."""

import io

import pytest
from PIL import Image

from domain.chart import Chart
from images import charts

pytest.importorskip("matplotlib")


async def test_they_are_a_picture() -> None:
    sheet = [
        Chart("Pictures per day", [f"11-{day:02}" for day in range(1, 31)], list(range(30)), upright=True),
        Chart("by $member^{$", ["1.", "2."], [3, 1.5]),
        Chart("none", [], []),
    ]
    picture = Image.open(io.BytesIO(await charts.drawn("2026-11-01 … 2026-11-30", sheet)))
    assert picture.format == "PNG"
    assert picture.width > 1000
    assert len(picture.convert("RGB").getcolors(1 << 20) or []) > 10


async def test_a_child_that_breaks_is_told() -> None:
    with pytest.raises(charts.NoCharts):
        await charts.drawn("more bars than names have places", [Chart("x", ["1.", "2."], [1, 2, 3])])
