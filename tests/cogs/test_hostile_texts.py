"""Whatever somebody types stays text, where it is put: it formats, names, hides and turns nothing, and ends no block."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cogs.words import consent, recipes
from cogs.words.words import ENGLISH, block, plain
from domain.visible import visible

# What Discord formats, wherever it stands and at the start of a line.
MARKS, AT_THE_START = "\\*_`~|<[", (">", "#", "-", "+")
BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
HOSTILE = [
    *("@everyone @here <@1> <@&2> <#3> </quota:4> <t:1:R> <:e:5> <id:customize>", "**__~~||`x`||~~__**"),
    *("[**a**](https://evil.example)", "https://evil.example/**||`", "<https://evil.example>", "steam://run/1"),
    *("a\n# loud\n> said\n>>> all\n- one\n1. one\n-# grey", "\u202egnp.exe\u202c", "a\u2067b", "\ufeff\u200b\u200d\u2060"),
    *("\x00\x1b[2J\x07\b", "\ud800 \udfff", "e" + "\u0301" * 3999, "`" * 5, "``` ```` ````` ``````", "\\", "\\`"),
    *("../../etc/passwd\x00.png", "C:\\Windows\\x", "\u3164\u115f", "\U000e0041\U0001f3f4\U000e0067\U000e007f"),
]  # fmt: skip


def of_anything() -> st.SearchStrategy[str]:
    """Any text, of surrogates too, and what is likely to hurt more often than chance has it."""
    hurting = st.text(st.sampled_from(MARKS + BREAKS + TURNING + ">#-+.1 :/@()]" + "\ud800\x00\u0301"))
    return st.one_of(st.text(st.characters()), hurting, st.sampled_from(HOSTILE))


def unescaped(shown: str) -> str:
    """What of a text Discord would still read as its own marks."""
    return re.sub(r"\\[^0-9A-Za-z\s]", "", shown)


@given(of_anything())
@example("[**a**](b)")
def test_what_is_shown_as_text_has_no_mark_no_mention_and_no_link(typed: str) -> None:
    shown = plain(typed)
    rest = unescaped(shown)
    assert not set(rest) & set(MARKS), shown
    assert "://" not in rest
    assert not shown.lstrip().startswith(AT_THE_START)
    assert not re.match(r"\s*\d+\.", shown)


@given(of_anything())
def test_it_reads_as_what_can_be_seen_of_it(typed: str) -> None:
    assert re.sub(r"\\([^0-9A-Za-z\s])", r"\1", plain(typed)) == visible(typed)


@given(of_anything())
def test_it_stays_on_its_line_turns_nothing_and_piles_up_nothing(typed: str) -> None:
    shown = plain(typed)
    assert len(shown.splitlines()) <= 1
    assert not set(shown) & set(TURNING)
    assert not {"Cc", "Cs", "Co"} & set(map(unicodedata.category, shown))
    assert not re.search("\u0301{5}", shown)
    shown.encode()


@given(of_anything())
def test_no_text_ends_the_block_of_code_that_it_is_in(typed: str) -> None:
    shown = block(typed)
    shown.encode()
    assert shown.startswith("```\n")
    assert shown.endswith("\n```")
    assert "```" not in shown[3:-3]
    assert not set(shown) & set(TURNING)


@pytest.mark.parametrize("ticks", range(1, 12))
def test_neither_a_question_s_nor_a_recipe_s_block_is_ended_by_a_row_of_ticks(ticks: int) -> None:
    typed = "`" * ticks + "*" * 1990  # so long that it is not quoted
    asked = consent.as_typed(ENGLISH, typed)
    assert asked.count("```") == 2
    told = recipes.shown(ENGLISH, recipes.CardRecipe({"prompt": typed}, ()))
    assert told.count("```") == 2
