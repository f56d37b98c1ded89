"""Blocked words: whole words, however they are written; and no pattern that takes long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadWord
from domain.wordlist import WORD_CHARS, Pattern, any_in, folded, words_in

TEXTS = st.text(max_size=100) | st.text(alphabet="aÄ\u0308\u200dßé*- İıが", max_size=40)


def _blocks(pattern: str, text: str) -> bool:
    return any_in([Pattern.parse(pattern)], text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("ass", "an ASS!"),
        ("ass", "kick-ass_now"),
        ("Äpfel", "two APFEL"),
        ("cafe", "a Cafe\u0301"),
        ("smør", "SMOR"),
        ("straße", "STRASSE 5"),
        ("bad", "\uff42\uff41\uff44"),
        ("bad", "b\u200da\u00add"),
        ("very bad", "a very, very - bad day"),
        ("bad*", "badly"),
        ("*bad", "notbad"),
        ("*bad*", "unbadly"),
        ("血", "血の海"),
        ("ガン", "\uff76\uff9e\uff9dの絵"),
        ("ลับ", "ความลับของ"),
        ("🔪", "a🔪🔪"),
        ("k 9", "K-9"),
        ("istanbul", "İstanbul"),
    ],
)
def test_it_is_found_however_it_is_written(pattern: str, text: str) -> None:
    assert _blocks(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("ass", "a glass of classic bass"),
        ("bad*", "notbad"),
        ("*bad", "badly"),
        ("very bad", "bad, very"),
        ("very bad", "very"),
        ("ハハ", "ババ"),
        ("कि", "की"),
        ("bad", ""),
    ],
)
def test_what_is_another_word_is_left_alone(pattern: str, text: str) -> None:
    assert not _blocks(pattern, text)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "nothing"),
        (" -!? ", "nothing"),
        ("*", "broad"),
        ("a*", "broad"),
        ("bad **", "broad"),
        ("b*d", "star"),
        ("x" * (WORD_CHARS + 1), "long"),
    ],
)
def test_what_cannot_be_blocked_is_said(typed: str, problem: str) -> None:
    with pytest.raises(BadWord) as refused:
        Pattern.parse(typed)
    assert refused.value.problem == problem


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert words_in(" ".join(words_in(text))) == words_in(text)


@given(TEXTS, TEXTS, TEXTS)
def test_a_pattern_is_kept_as_it_is_and_finds_itself(before: str, typed: str, after: str) -> None:
    try:
        pattern = Pattern.parse(typed)
    except BadWord:
        return
    assert Pattern.parse(str(pattern)) == pattern
    assert pattern.stands_in(words_in(f"{before} {str(pattern).replace('*', '')} {after}"))
