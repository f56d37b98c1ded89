"""Styles as members see them, and as moderators type them: nothing typed makes a card or a form that Discord refuses."""

from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.custom_ids import ButtonId, StyleFormId
from cogs.style_form import form, name_of, read, suggestions
from cogs.styles import SHOWN, card, listing
from cogs.words import styles as told
from cogs.words.words import ENGLISH
from domain.catalogue import Catalogue, Listed, Origin
from domain.errors import BadLora, BadOption, BadStyle
from domain.styles import (
    DESCRIPTION_CHARS,
    LORAS_LIMIT,
    NAME_CHARS,
    OWN_NAME_CHARS,
    PATH_CHARS,
    WORDS_CHARS,
    Lora,
    Style,
)
from sandbox.rules.components import check_components, check_modal

# Markdown at its densest is twice as long once it is escaped.
texts = st.text() | st.text("*_`~|<>@#[](){}\\\n\u202e👩‍🎨")


def _styles(name: int = NAME_CHARS) -> st.SearchStrategy[Style]:
    def some(most: int, least: int = 0) -> st.SearchStrategy[str]:
        filled = st.integers(least, most).flatmap(lambda size: st.just("*" * size))
        return texts.map(lambda text: text[:most]).filter(lambda text: len(text.strip()) >= least) | filled

    loras = st.builds(Lora, path=some(PATH_CHARS, 1), scale=st.floats(0, 4))
    return st.builds(
        Style,
        name=some(name, 1),
        description=some(DESCRIPTION_CHARS),
        before=some(WORDS_CHARS),
        after=some(WORDS_CHARS),
        strength=st.none() | st.floats(0, 1),
        loras=st.lists(loras, max_size=LORAS_LIMIT).map(tuple),
    )


def _listed(style: Style, origin: Origin = Origin.SERVER) -> Listed:
    return Listed(style, origin, ("fal", "built-in model, style only"), None, 2**63)


@given(_styles(), st.sampled_from(Origin), st.booleans())
def test_every_style_is_a_card_and_a_suggestion(style: Style, origin: Origin, pictured: bool) -> None:  # noqa: FBT001
    listed = _listed(style, origin)
    view = card(ENGLISH, listed, "style.webp" if pictured else "", told.removed(ENGLISH))
    check_components(view.to_components(), v2=True)
    assert 1 <= len(told.choice(listed)) <= 100


@given(st.lists(_styles(), min_size=1, max_size=60))
def test_every_list_of_styles_is_a_card(styles: list[Style]) -> None:
    found = [_listed(style) for style in styles]
    files = [f"style-{number}.webp" for number in range(min(SHOWN, len(found)))]
    check_components(listing(ENGLISH, found, files).to_components(), v2=True)


@given(st.lists(_styles(), max_size=60), st.text(max_size=200))
def test_whatever_is_typed_discord_takes_what_is_suggested(styles: list[Style], typed: str) -> None:
    found = suggestions(Catalogue(map(_listed, styles)), typed)
    assert len(found) <= 25
    assert all(1 <= len(one.name) <= 100 and 1 <= len(one.value) <= 100 for one in found)


@given(_styles(OWN_NAME_CHARS), st.booleans())
def test_every_style_of_a_server_is_a_form_that_comes_back_as_it_was(style: Style, new: bool) -> None:  # noqa: FBT001
    try:
        name = name_of(style.name)
    except BadStyle:
        return
    about = StyleFormId(new=new, name=name, opened_by=2**64 - 1)
    modal = form(ENGLISH, about, style)
    check_modal(modal.to_dict())
    assert len(modal.custom_id.encode("utf-16-le")) <= 200
    assert StyleFormId.parse(modal.custom_id) == about
    assert ButtonId.parse(modal.custom_id) is None


@given(st.text(max_size=120) | st.from_regex(r"r1:style:(add|edit):.{0,40}:[0-9]{14,21}", fullmatch=True))
def test_anything_else_is_nobody_s_form(custom_id: str) -> None:
    found = StyleFormId.parse(custom_id)
    assert found is None or str(found) == custom_id


fields = st.sampled_from(["description", "before", "after", "strength", "loras"])
typed = texts | st.from_regex(r"(https://[a-z]+\.co/[a-z]*( [0-9.,]{0,4})?\n?){0,5}", fullmatch=True)


@given(texts | st.just("House"), st.dictionaries(fields, typed))
def test_whatever_was_filled_in_is_a_style_or_a_refusal(name: str, filled: dict[str, str]) -> None:
    try:
        style = read(name, filled)
    except (BadLora, BadOption, BadStyle):
        return
    assert style.around("") or style.loras
    shown = form(ENGLISH, StyleFormId(new=False, name=style.name, opened_by=10**18), style).to_dict()
    parts = [label["component"] for label in cast("Any", shown)["components"]]
    again = {part["custom_id"]: part.get("value") or "" for part in parts}
    assert read(style.name, again) == style, "who changes nothing in the form changes nothing"
    assert 1 <= len(style.name) <= OWN_NAME_CHARS
    assert style.name.isprintable() or any(not letter.isascii() for letter in style.name)


WIDE = str.maketrans({letter: chr(ord(letter) + 0xFEE0) for letter in "0256.,"})  # a Japanese keyboard's


@pytest.mark.parametrize("point", [".", ","])
@pytest.mark.parametrize("signs", [{}, WIDE], ids=["narrow", "wide"])
def test_what_is_filled_in_is_what_the_style_has(point: str, signs: dict[int, str]) -> None:
    strength, scale = (number.replace(".", point).translate(signs) for number in ("0.6", "2.5"))
    filled = {
        "description": " As our books look ",
        "before": "a linocut of",
        "strength": strength,
        "loras": f"https://h.co/a.json\n\nhttps://h.co/b.json {scale}\n",
    }
    assert read(" House ", filled) == Style(
        name="House",
        description="As our books look",
        before="a linocut of",
        strength=0.6,
        loras=(Lora(path="https://h.co/a.json"), Lora(path="https://h.co/b.json", scale=2.5)),
    )
