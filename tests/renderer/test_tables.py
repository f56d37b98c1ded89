"""The tables are checked when they are read: what they cannot mean is found at once, and not while painting."""

import tomllib
from importlib.resources import files
from typing import Any

import pytest
from pydantic import ValidationError

from renderer.paint.looks import LOOKS, Look
from renderer.paint.palettes import COLOURS, PALETTES, Colours
from renderer.paint.phrases import LONGEST_PHRASE
from renderer.paint.prompt import LIGHT, NATURAL

INK = {"says": "an ink drawing", "words": ["ink"], "after": [["pen"]]}
WRONG: list[dict[str, object]] = [
    {"says": None},
    {"words": []},
    {"words": ["Ink"]},
    {"words": ["ukiyo-e"]},
    {"words": [" ink"]},
    {"words": ["a phrase of five words"]},
    {"hints": ["pen,"]},
    {"hands": {"26": 0.5}},
    {"hands": {"-1": 0.5}},
    {"hands": {"first": 0.5}},
    {"hands": {"3": 1.5}},
    {"stroke": 0},
    {"cover": -0.1},
    {"mood": "often"},
    {"unknown": 1},
    {"after": ["pen"]},
    {"after": [[]]},
    {"after": [["blur", 3]]},
    {"after": [["pen", 3]]},
    {"after": [["vivid"]]},
    {"after": [["vivid", 1, 2, 3]]},
    {"after": [["vivid", "very"]]},
    {"after": [["scratches", 1.5]]},
    {"after": [["frame", 3, [0, 0]]]},
    {"after": [["frame", 3, [0, 0, 256]]]},
    {"after": [["frame", 3, 0]]},
    {"after": [["toned", "no such palette", 1]]},
    {"before": [["console", "no such console"]]},
]


def written(name: str) -> dict[str, Any]:
    return tomllib.loads((files("renderer.paint") / f"{name}.toml").read_text("utf-8"))


def test_the_tables_are_those_of_the_files() -> None:
    kinds = [file.name.removesuffix(".toml") for file in (files("renderer.paint") / "lexicon").iterdir()]
    assert sorted(LOOKS) == sorted(name for kind in kinds for name in written(f"lexicon/{kind}"))
    assert (len(PALETTES), len(COLOURS)) == tuple(map(len, written("palettes").values()))
    assert {NATURAL, LIGHT} <= set(LOOKS)


def test_no_phrase_is_longer_than_prompts_are_looked_through_for() -> None:
    phrases = [phrase for look in LOOKS.values() for phrase in (*look.words, *look.hints)]
    assert max(len(phrase.split()) for phrase in phrases) == LONGEST_PHRASE


@pytest.mark.parametrize("fields", WRONG)
def test_a_look_that_could_not_be_painted_is_refused(fields: dict[str, object]) -> None:
    assert Look.model_validate(INK)
    with pytest.raises(ValidationError):
        Look.model_validate({**INK, **fields})


@pytest.mark.parametrize(
    "fields",
    [
        {"palettes": {"one": [[0, 0, 0]]}},
        {"palettes": {"dark": [[0, 0, 0], [0, 0, -1]]}},
        {"colours": {"red": [204, 38]}},
        {"colours": {"red": "red"}},
        {"colours": None},
        {"tints": {}},
    ],
)
def test_a_palette_that_is_none_is_refused(fields: dict[str, object]) -> None:
    assert Colours.model_validate(written("palettes"))
    with pytest.raises(ValidationError):
        Colours.model_validate({**written("palettes"), **fields})


def test_what_a_look_holds_is_another_look() -> None:
    held = {name: look.holds for name, look in LOOKS.items() if look.holds}
    assert held
    assert all(name not in others and set(others) <= set(LOOKS) for name, others in held.items())
