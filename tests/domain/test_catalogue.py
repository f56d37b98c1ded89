"""The catalogue: what is found by name, and what is suggested for what was typed, best first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue import Catalogue, Listed, Origin
from domain.errors import UnknownStyle
from domain.styles import NAME_CHARS, Style

NAMES = {
    "Ink": "brush and wash",
    "Pink ink": "",
    "Film noir": "deep black, ink-like shadows",
    "Printing ink": "",
    "Drinking glass": "",
    "Watercolour": "wet edges on rough paper",
    "Crème brûlée": "a burnt sugar crust",
    "Stained glass": "glowing panes",
}


def _catalogue(names: dict[str, str] = NAMES) -> Catalogue:
    return Catalogue(
        Listed(Style(name=name, description=said), Origin.BUILT_IN) for name, said in names.items()
    )


def _suggested(typed: str, most: int = 25) -> list[str]:
    return [one.style.name for one in _catalogue().suggest(typed, most)]


def test_the_best_come_first() -> None:
    assert _suggested("ink") == ["Ink", "Pink ink", "Printing ink", "Drinking glass", "Film noir"]
    assert _suggested("INK", 2) == ["Ink", "Pink ink"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("creme", ["Crème brûlée"]),
        ("gl", ["Drinking glass", "Stained glass"]),
        ("rough  paper", ["Watercolour"]),
        ("paper wet", ["Watercolour"]),
        ("noir shadows", ["Film noir"]),
        ("watrcolor", ["Watercolour"]),
        ("galss", ["Drinking glass", "Stained glass"]),
        ("zzzzzz", []),
        ("q", []),
    ],
)
def test_words_accents_descriptions_and_slips_of_the_finger_count(typed: str, found: list[str]) -> None:
    assert _suggested(typed) == found


def test_nothing_typed_is_the_list_as_it_stands() -> None:
    assert _suggested(" ", 3) == ["Ink", "Pink ink", "Film noir"]


def test_an_unknown_name_is_refused_with_those_that_look_like_it() -> None:
    with pytest.raises(UnknownStyle) as caught:
        _catalogue().find("watercolor")
    assert caught.value.near == ("Watercolour",)
    with pytest.raises(UnknownStyle) as caught:
        _catalogue().find("x" * 500)
    assert (len(caught.value.name), caught.value.near) == (NAME_CHARS, ())


def test_the_first_of_one_name_counts() -> None:
    own = Listed(Style(name="neon", after="ours"), Origin.SERVER)
    catalogue = Catalogue([own, Listed(Style(name="Neon", after="theirs"), Origin.BUILT_IN)])
    assert catalogue.find(" NEON ") is own
    assert catalogue.listed == [own]


names = st.text(min_size=1, max_size=NAME_CHARS).filter(str.strip)


@given(st.lists(names, max_size=30), st.text(max_size=100), st.integers(1, 25))
def test_whatever_is_typed_there_are_few_and_none_twice(made: list[str], typed: str, most: int) -> None:
    catalogue = _catalogue(dict.fromkeys(made, ""))
    found = [one.style.key for one in catalogue.suggest(typed, most)]
    assert len(found) <= most
    assert len(set(found)) == len(found)
    assert set(found) <= {one.style.key for one in catalogue.listed}


@given(st.lists(names, min_size=1, max_size=30))
def test_whoever_types_a_name_whole_finds_it_among_the_first(made: list[str]) -> None:
    catalogue = _catalogue(dict.fromkeys(made, ""))
    for one in catalogue.listed:
        assert catalogue.find(one.style.name) is one
        assert one in catalogue.suggest(one.style.name, len(catalogue))
