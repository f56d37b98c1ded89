"""A server's figures as charts: named bars, and no days before there was anything."""

from cogs.words import figures
from cogs.words.words import ENGLISH, words_for
from domain.figures import Figure, Figures

LAST = 20_000  # a day
DOLLAR = 1_000_000


def _of(**given: object) -> Figures:
    nothing: dict[str, object] = {
        "by_day": {},
        "by_member": [],
        "by_style": [],
        "by_host": [],
        "refusals": {},
    }
    return Figures(first=LAST - 29, last=LAST, **{**nothing, **given})  # pyright: ignore[reportArgumentType]


def test_days_begin_with_the_first_that_has_anything_and_are_a_week_at_least() -> None:
    [early] = figures.charts(ENGLISH, _of(by_day={LAST - 11: Figure(2, 0), LAST: Figure(1, 0)}), {})
    assert list(early.values) == [2, *[0] * 10, 1]
    [late] = figures.charts(ENGLISH, _of(by_day={LAST: Figure(1, 0)}), {})
    assert list(late.values) == [0, 0, 0, 0, 0, 0, 1]


def test_bars_have_names_and_their_number_where_that_cannot_be_drawn() -> None:
    members = [(one, Figure(10 - one, 0)) for one in range(1, 8)]
    shown = _of(
        by_member=members,
        by_style=[("Comic", Figure(2, 0)), ("", Figure(1, 0))],
        by_host=[("fal", Figure(9, 9))],
    )
    names = {1: "Ada", 2: "ねこ", 3: "a\u202eb", 4: "x" * 40}
    [member, style] = figures.charts(ENGLISH, shown, names)
    assert list(member.names) == ["Ada", "2.", "3.", "x" * (figures.LABEL - 1) + "…", "5."]
    assert list(style.names) == ["Comic", "no style"]
    [_, german] = figures.charts(words_for("de"), shown, names)
    assert list(german.names) == ["Comic", "kein Stil"]


def test_one_reason_alone_is_drawn_where_there_is_nothing_else() -> None:
    [chart] = figures.charts(ENGLISH, _of(refusals={"allowance": 3}), {})
    assert (list(chart.names), list(chart.values)) == (["the allowance was used up"], [3])
