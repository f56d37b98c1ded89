"""Styles by name."""

import pytest

from bot.domain import styles
from bot.domain.errors import UnknownStyle


def test_a_style_is_found_whatever_its_case_and_adds_its_words() -> None:
    assert styles.find(" waterCOLOUR ").name == "Watercolour"
    assert styles.full_prompt("a harbour", "watercolour").startswith("a harbour, soft watercolour")
    assert styles.full_prompt("a harbour", None) == "a harbour"


def test_an_unknown_one_names_those_that_look_like_it() -> None:
    with pytest.raises(UnknownStyle) as caught:
        styles.find("watercolor")
    assert "Watercolour" in caught.value.near


def test_suggestions_are_few_and_fit_what_was_typed() -> None:
    assert styles.suggest("pix", 25) == ["Pixel art"]
    assert len(styles.suggest("", 25)) == len(styles.STYLES) <= 25
    assert styles.suggest("zzzzzz", 25) == []
