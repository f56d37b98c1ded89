"""The tables of legal moves."""

from collections.abc import Mapping
from enum import StrEnum

import pytest

from domain.card import LEGAL_DELIVERIES, LEGAL_PUBLICATIONS, DeliveryState, Publication
from domain.job import ACTIVE, LEGAL_MOVES, JobState

ENDS = set(JobState) - set(ACTIVE)


@pytest.mark.parametrize(
    ("states", "moves"),
    [
        (JobState, LEGAL_MOVES),
        (DeliveryState, LEGAL_DELIVERIES),
        (Publication, LEGAL_PUBLICATIONS),
    ],
)
def test_every_state_has_its_line_and_leads_to_known_ones(
    states: type[StrEnum], moves: Mapping[StrEnum, tuple[StrEnum, ...]]
) -> None:
    assert set(moves) == set(states)
    assert {to for after in moves.values() for to in after} <= set(states)


def test_nothing_moves_on_from_an_end_and_everything_else_can_reach_each() -> None:
    for state in JobState:
        assert bool(LEGAL_MOVES[state]) == (state not in ENDS)
    for start in ACTIVE:
        reached, found = {start}, {start}
        while found:
            found = {to for state in found for to in LEGAL_MOVES[state]} - reached
            reached |= found
        assert reached >= ENDS


def test_pictures_come_only_from_rendering() -> None:
    assert [state for state in JobState if JobState.DONE in LEGAL_MOVES[state]] == [JobState.RENDERING]


def test_what_moderators_publish_is_final_and_what_they_deny_is_at_most_looked_at_again() -> None:
    assert LEGAL_PUBLICATIONS[Publication.PUBLISHED] == ()
    assert LEGAL_PUBLICATIONS[Publication.REJECTED] == (Publication.HELD,)
    assert LEGAL_DELIVERIES[DeliveryState.SHOWN] == (DeliveryState.PENDING,)
