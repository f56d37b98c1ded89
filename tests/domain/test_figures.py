"""Why members are turned down, as it is counted."""

import pytest

from domain.buckets import MONTH, Bucket, Scope, Unit
from domain.errors import (
    Blocked,
    BlockedWords,
    NoResult,
    NotAnswering,
    OutOfBounds,
    Paused,
    QuotaExceeded,
    Refused,
    ServerPaused,
)
from domain.figures import reason_of


def _full(unit: Unit) -> QuotaExceeded:
    return QuotaExceeded(Bucket(Scope.SERVER, unit, 1, MONTH), used=1, asked=1, frees_at=None, left=0)


@pytest.mark.parametrize(
    ("refused", "reason"),
    [
        (_full(Unit.PICTURES), "allowance"),
        (_full(Unit.MICROS), "budget"),
        (Paused("no money"), "pause"),
        (ServerPaused(""), "pause"),
        (Blocked(None, "spam"), "block"),
        (BlockedWords(), "words"),
        (OutOfBounds("images", 2), "bounds"),
        (NotAnswering(), "busy"),
        (NoResult("ink"), "other"),
    ],
)
def test_each_is_counted_as_what_a_moderator_can_do_about_it(refused: Refused, reason: str) -> None:
    assert reason_of(refused) == reason
