"""Fingerprints: what is near is found by its sums, and a result is told from what it was made from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fingerprint import CELLS, NEAR, REACH, Fingerprint

cells = st.lists(st.integers(0, 255), min_size=CELLS, max_size=CELLS)


def _grey(level: int, *, contrast: int = 40) -> Fingerprint:
    """A chequered picture."""
    return Fingerprint(tuple(level + contrast * (cell // 3 % 2) for cell in range(CELLS)))


@given(cells, st.lists(st.integers(-6, 6), min_size=CELLS, max_size=CELLS))
def test_what_is_near_is_within_reach_of_every_sum(some: list[int], changes: list[int]) -> None:
    one = Fingerprint(tuple(some))
    other = Fingerprint(tuple(min(255, max(0, a + b)) for a, b in zip(some, changes, strict=True)))
    if one.distance(other) <= NEAR:
        assert all(abs(a - b) <= REACH for a, b in zip(one.sums, other.sums, strict=True))


def test_the_sums_tell_where_it_is_light() -> None:
    left = Fingerprint(tuple(200 if cell % 24 < 12 else 0 for cell in range(CELLS)))
    upper = Fingerprint(tuple(200 if cell < 96 else 0 for cell in range(CELLS)))
    assert left.sums == (96 * 200, 96 * 200, 0)
    assert upper.sums == (96 * 200, 0, 96 * 200)


@pytest.mark.parametrize(
    ("result", "source", "copies"),
    [
        (100, None, True),
        (103, None, True),
        (104, None, False),
        (101, 150, True),
        (101, 104, True),
        (101, 103, False),
        (100, 100, False),
    ],
)
def test_a_copy_is_near_to_the_result_and_clearly_not_to_its_source(
    result: int, source: int | None, *, copies: bool
) -> None:
    seen = _grey(100)
    assert seen.copies(_grey(result), None if source is None else _grey(source)) == copies


def test_a_plain_area_is_known_by_nothing() -> None:
    assert _grey(100, contrast=10).plain
    assert not _grey(100).plain
