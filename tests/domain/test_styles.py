"""Styles by name."""

import pytest

from domain.errors import UnknownStyle
from domain.request import RestyleRequest
from domain.styles import BUILT_IN, Catalogue, Lora, Style


def test_a_style_is_found_whatever_its_case_and_adds_its_words() -> None:
    style = Catalogue().find(" waterCOLOUR ")
    assert style.name == "Watercolour"
    request = RestyleRequest(prompt="a harbour", seed=1, style=style)
    assert request.full_prompt.startswith("a harbour, soft watercolour")
    assert RestyleRequest(prompt="a harbour", seed=1).full_prompt == "a harbour"


def test_an_unknown_one_names_those_that_look_like_it() -> None:
    with pytest.raises(UnknownStyle) as caught:
        Catalogue().find("watercolor")
    assert "Watercolour" in caught.value.near


def test_suggestions_are_few_and_fit_what_was_typed() -> None:
    catalogue = Catalogue()
    assert catalogue.suggest("pix", 25) == ["Pixel art"]
    assert len(catalogue.suggest("", 25)) == len(BUILT_IN) <= 25
    assert catalogue.suggest("zzzzzz", 25) == []


def test_an_operator_adds_styles_and_takes_the_place_of_built_in_ones() -> None:
    house = Style(name="House", words="", loras=(Lora(path="https://h/x.safetensors"),))
    catalogue = Catalogue([house, Style(name="neon", words="my own neon")])
    assert catalogue.find("neon").words == "my own neon"
    request = RestyleRequest(prompt="a chair", seed=1, style=catalogue.find("house"))
    assert (request.full_prompt, request.loras) == ("a chair", house.loras)
