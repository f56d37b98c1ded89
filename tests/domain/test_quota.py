"""The quota, against every order of uses and refunds."""

from hypothesis import given
from hypothesis import strategies as st

from domain.quota import DAY, Allowance, Use, frees_at, used

NOW = 1_800_000_000_000
times = st.integers(NOW - 2 * DAY, NOW)
reservations = st.lists(st.tuples(times, st.integers(1, 4), st.booleans()), max_size=12)


def _uses(reserved: list[tuple[int, int, bool]]) -> list[Use]:
    taken = [Use(at, pictures) for at, pictures, _ in reserved]
    return taken + [Use(at, -pictures) for at, pictures, refunded in reserved if refunded]


@given(reservations)
def test_what_was_refunded_does_not_count(reserved: list[tuple[int, int, bool]]) -> None:
    kept = [one for one in reserved if not one[2]]
    assert used(_uses(reserved), NOW, DAY) == used(_uses(kept), NOW, DAY)


@given(reservations)
def test_use_is_never_negative_at_any_later_moment(reserved: list[tuple[int, int, bool]]) -> None:
    uses = _uses(reserved)
    assert all(used(uses, NOW + later, DAY) >= 0 for later in range(0, 2 * DAY, DAY // 12))


@given(reservations, st.integers(0, 12), st.integers(1, 4))
def test_when_it_frees_it_fits_and_not_a_moment_before(
    reserved: list[tuple[int, int, bool]], limit: int, asked: int
) -> None:
    uses, allowance = _uses(reserved), Allowance(limit, DAY)
    free = frees_at(uses, NOW, allowance, asked)
    if asked > limit:
        assert free is None
        return
    assert free is not None
    assert used(uses, free, DAY) + asked <= limit
    if free > NOW:
        assert used(uses, free - 1, DAY) + asked > limit


def test_a_use_leaves_after_exactly_its_window() -> None:
    uses = [Use(NOW, 3)]
    assert used(uses, NOW + DAY - 1, DAY) == 3
    assert used(uses, NOW + DAY, DAY) == 0
