"""The table of legal moves."""

from domain.job import ACTIVE, LEASED, LEGAL_MOVES, TERMINAL, JobState


def test_every_state_has_its_line() -> None:
    assert set(LEGAL_MOVES) == set(JobState)
    assert {*ACTIVE, *TERMINAL, JobState.HELD} == set(JobState)
    assert set(LEASED) < set(ACTIVE)


def test_nothing_moves_on_from_an_end_and_everything_else_can_reach_each() -> None:
    for state in JobState:
        assert bool(LEGAL_MOVES[state]) == (state not in TERMINAL)
    for start in (*ACTIVE, JobState.HELD):
        reached, found = {start}, {start}
        while found:
            found = {to for state in found for to in LEGAL_MOVES[state]} - reached
            reached |= found
        assert set(TERMINAL) <= reached


def test_pictures_come_only_from_rendering() -> None:
    assert [state for state in JobState if JobState.DONE in LEGAL_MOVES[state]] == [
        JobState.RENDERING,
        JobState.HELD,
    ]
