"""Which rules hold for somebody: their own, else the most generous of their roles', else the server's, else the default."""

from hypothesis import given
from hypothesis import strategies as st

from domain.buckets import DAY, MONTH, WEEK, Bucket, Scope, Unit
from domain.rules import Rule, Subject, holding

DEFAULT = Bucket(Scope.BOT, Unit.PICTURES, 20)
BUDGET = Rule(Subject(), Bucket(Scope.SERVER, Unit.MICROS, 9, DAY))


def _rule(limit: int | None, scope: Scope = Scope.SERVER, subject: int = 0, window: int = DAY) -> Rule:
    return Rule(Subject(scope, subject), Bucket(scope, Unit.PICTURES, limit, window))


def _limits(buckets: list[Bucket]) -> list[tuple[int | None, int | None]]:
    return [(bucket.window, bucket.limit) for bucket in buckets]


def test_the_narrowest_scope_that_says_anything_of_pictures_holds() -> None:
    server, week, role = _rule(5), _rule(60, window=WEEK), _rule(7, Scope.ROLE, 70)
    member = _rule(0, Scope.MEMBER, 1)
    assert holding([DEFAULT], [BUDGET]) == [DEFAULT]
    assert holding([DEFAULT], [week, BUDGET, server]) == [server.bucket, week.bucket]
    assert holding([DEFAULT], [server, week, role]) == [role.bucket], "nothing of the server's"
    assert holding([DEFAULT], [server, role, member, BUDGET]) == [member.bucket]


def test_of_several_roles_the_most_generous_holds_for_each_window() -> None:
    a = [_rule(5, Scope.ROLE, 70), _rule(20, Scope.ROLE, 70, WEEK), _rule(100, Scope.ROLE, 70, MONTH)]
    b = [_rule(8, Scope.ROLE, 71), _rule(15, Scope.ROLE, 71, WEEK)]
    assert _limits(holding([DEFAULT], [*a, *b])) == [(DAY, 8), (WEEK, 20), (MONTH, None)], (
        "a role that says nothing of the month does not limit it"
    )
    endless = [_rule(None, Scope.ROLE, 72), _rule(1, Scope.ROLE, 72, WEEK)]
    assert _limits(holding([DEFAULT], [*b, *endless])) == [(DAY, None), (WEEK, 15)]


limits = st.one_of(st.none(), st.integers(0, 9))
roles = st.dictionaries(
    st.integers(1, 4), st.dictionaries(st.sampled_from([DAY, WEEK, MONTH]), limits, min_size=1), min_size=1
)


@given(roles, roles)
def test_one_more_role_never_takes_anything_away(
    some: dict[int, dict[int, int | None]], more: dict[int, dict[int, int | None]]
) -> None:
    def held(several: dict[int, dict[int, int | None]]) -> dict[int | None, int | None]:
        rules = [
            _rule(limit, Scope.ROLE, role, window)
            for role, windows in several.items()
            for window, limit in windows.items()
        ]
        return dict(_limits(holding([DEFAULT], rules)))

    before, after = held(some), held({**{role + 10: windows for role, windows in more.items()}, **some})
    for window, limit in after.items():
        if limit is not None:
            assert window in before, "nothing is limited that was not"
            assert before[window] is not None
            assert limit >= (before[window] or 0)
