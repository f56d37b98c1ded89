"""Custom ids come back from outside."""

import string
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.custom_ids import (
    ABOUT_A_LIST,
    ABOUT_A_PICTURE,
    ID_MAX,
    Action,
    BookId,
    ButtonId,
    FormId,
    ListId,
    Listing,
    NewSet,
)
from domain.books import Book, Extract
from domain.card import LETTERS, CardRef

letters = st.one_of(st.just(""), st.text(string.ascii_lowercase, min_size=LETTERS, max_size=LETTERS))
refs = st.builds(CardRef, st.integers(1, 10**18 - 1), letters)


@given(st.sampled_from(sorted(set(Action) - ABOUT_A_LIST)), refs, st.integers(0, 9), st.integers(1, 4))
def test_a_button_comes_back_as_it_went(action: Action, card: CardRef, part: int, number: int) -> None:
    about_a_picture = action in ABOUT_A_PICTURE
    button = ButtonId(action, card, part, number) if about_a_picture else ButtonId(action, card)
    assert ButtonId.parse(str(button)) == button
    assert str(button).startswith(f"r1:{action}:{card.id}")
    assert len(str(button)) <= 100


@given(st.sampled_from(sorted(ABOUT_A_LIST)), refs, st.integers(1, 10**18 - 1))
def test_so_does_one_that_turns_the_pages_of_a_list(action: Action, ref: CardRef, card_id: int) -> None:
    button = ButtonId(action, ref, number=card_id)
    assert ButtonId.parse(str(button)) == button
    assert len(str(button)) <= 100


@given(refs, st.integers(0, 9), st.integers(1, 4), st.integers(10**15, 2**64 - 1))
def test_a_form_comes_back_as_it_went_and_is_no_button(
    card: CardRef, part: int, number: int, opened_by: int
) -> None:
    for about in (ButtonId(Action.REMIX, card), ButtonId(Action.SOURCE, card, part, number)):
        form = FormId(about, opened_by)
        assert FormId.parse(str(form)) == form
        assert len(str(form)) <= 100
        assert ButtonId.parse(str(form)) is None
        assert NewSet.parse(str(form)) is None


ids = st.integers(1, ID_MAX)
extracts = st.builds(
    Extract, st.sampled_from(Book), st.none() | ids, st.none() | ids, st.none() | st.integers(1, 99_999)
)


@given(st.sampled_from(["older", "newer", "file"]), extracts, st.just(0) | ids)
def test_a_page_of_the_books_comes_back_as_it_went_and_is_no_other_button(
    turn: Literal["older", "newer", "file"], wanted: Extract, row: int
) -> None:
    button = BookId(turn, wanted, row)
    assert BookId.parse(str(button)) == button
    assert len(str(button)) <= 100
    assert ButtonId.parse(str(button)) is None


@given(st.from_regex(r"r1:books:(older|file):ledger(:[0-9]{1,20}){3,5}", fullmatch=True))
def test_what_is_nearly_a_page_of_the_books_is_none_that_the_database_has_no_number_for(
    custom_id: str,
) -> None:
    button = BookId.parse(custom_id)
    assert button is None or str(button) == custom_id
    assert button is None or max(button.wanted.user_id or 0, button.wanted.job_id or 0, button.row) < 2**63


@given(st.sampled_from(Listing), st.just(0) | ids, st.integers(0, 999_999))
def test_a_page_of_a_list_comes_back_as_it_went_and_is_no_other_button(
    of: Listing, about: int, page: int
) -> None:
    button = ListId(of, about, page)
    assert ListId.parse(str(button)) == button
    assert len(str(button)) <= 100
    assert ButtonId.parse(str(button)) is None
    assert ListId.parse(f"r1:list:{of}:{2**63}:{page}") is None, "the database has no number for that"


@given(st.booleans(), st.integers(10**15, 2**64 - 1))
def test_the_form_of_a_set_comes_back_as_it_went_and_is_no_other(private: bool, opened_by: int) -> None:  # noqa: FBT001
    form = NewSet(private, opened_by)
    assert NewSet.parse(str(form)) == form
    assert ButtonId.parse(str(form)) is None
    assert FormId.parse(str(form)) is None


@given(st.text(max_size=120) | st.from_regex(r"r1:batch(:private)?:?[0-9]{0,22}(:private)?", fullmatch=True))
def test_what_is_nearly_the_form_of_a_set_is_none(custom_id: str) -> None:
    form = NewSet.parse(custom_id)
    assert form is None or str(form) == custom_id


@given(st.text(max_size=120) | st.from_regex(r"r1:remix:[1-9]:[a-z]{6}:[0-9]{0,22}", fullmatch=True))
def test_anything_else_is_nobody_s_form(custom_id: str) -> None:
    form = FormId.parse(custom_id)
    assert form is None or str(form) == custom_id


@given(st.text(max_size=120))
def test_anything_else_is_nobody_s_button(custom_id: str) -> None:
    button = ButtonId.parse(custom_id)
    assert button is None or str(button) == custom_id


nearly = st.from_regex(r"r1:[a-z]{4,8}(:[0-9a-z]{0,7}){0,5}", fullmatch=True)


@given(nearly)
def test_what_looks_like_one_is_one_or_none_and_never_another(custom_id: str) -> None:
    button = ButtonId.parse(custom_id)
    assert button is None or str(button) == custom_id


def test_a_button_from_before_there_were_letters_is_still_one() -> None:
    assert ButtonId.parse("r1:seed:12:3") == ButtonId(Action.SEED, CardRef(12, ""), 0, 3)
    assert ButtonId.parse("r1:again:12") == ButtonId(Action.AGAIN, CardRef(12, ""))


@pytest.mark.parametrize(
    "wrong",
    ["r1:seed:1", "r1:seed:1:5", "r1:seed:1:0", "r1:again:0", "r1:again:01", "r1:again:-1", "r1:again:1:0",
     "r1:again:1 ", "r2:again:1", "r1:drop:1", "r1:again:" + "9" * 19, "r1:again:\u0661", "r1:again:1\n",
     "r1:seed:1:abcdef", "r1:seed:1:abcdef:7", "r1:seed:1:abcde:1", "r1:seed:1:ABCDEF:1", "r1:cancel:1:abcdef:1",
       "r1:show:1:1", "r1:again:1:abcdef:1", "r1:again:1:abcdef:1:1", "r1:again:1:abcdef:10", "r1:seed:1::1",
       "r1:older:1:abcdef", "r1:older:1:abcdef:0", "r1:newer:1:abcdef:1:1", "r1:older:1:abcdef:" + "9" * 19],
)  # fmt: skip
def test_what_is_nearly_one_is_none(wrong: str) -> None:
    assert ButtonId.parse(wrong) is None
