"""What a member may type into a command, and what arrives at the bot."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.rules.options import Typed, Upload, WrongInput, resolve_options

Json = dict[str, Any]


def option(kind: int, name: str, **more: object) -> Json:
    return {"type": kind, "name": name, "description": "x", **more}


RESTYLE: Json = {
    "name": "restyle",
    "type": 1,
    "options": [
        option(11, "image", required=True),
        option(3, "prompt", required=True, min_length=1, max_length=20),
        option(3, "style", autocomplete=True),
        option(
            3, "speed", choices=[{"name": "Fast", "value": "turbo"}, {"name": "Good", "value": "quality"}]
        ),
        option(10, "strength", min_value=0, max_value=1),
        option(4, "images", min_value=1, max_value=4),
        option(4, "seed"),
        option(4, "size", choices=[{"name": "Small", "value": 512}]),
        option(10, "weight"),
        option(5, "private"),
        option(6, "for"),
        option(7, "where"),
        option(8, "role"),
        option(9, "anyone"),
    ],
}
QUOTA: Json = {
    "name": "quota",
    "type": 1,
    "options": [
        option(1, "show", options=[option(6, "who")]),
        option(2, "member", options=[option(1, "set", options=[option(4, "pictures", required=True)])]),
    ],
}
PICTURE = Upload("cat.png", b"\x89PNG")
ENOUGH: Json = {"image": PICTURE, "prompt": "a cat"}


def identify(asked: Mapping[str, object], what: object) -> str:
    """What the server does: uploads get an id, names of members are looked up."""
    if isinstance(what, Upload):
        return "77"
    if what == "nobody":
        raise WrongInput(f"The option {asked['name']} names nobody.")
    return str(what)


def resolved(values: Json, **more: Any) -> dict[str, Json]:  # noqa: ANN401 - the fields of Typed
    return {str(entry["name"]): entry for entry in resolve_options(RESTYLE, Typed(values, **more), identify)}


GOOD: dict[str, tuple[str, object, int, object]] = {
    "text": ("prompt", "a cat", 3, "a cat"),
    "text of digits": ("prompt", "12", 3, "12"),
    "longest text": ("prompt", "x" * 20, 3, "x" * 20),
    "text without own limits": ("style", "x" * 6000, 3, "x" * 6000),
    "spaces are a text": ("prompt", " ", 3, " "),
    "choice by value": ("speed", "turbo", 3, "turbo"),
    "choice by name": ("speed", "Good", 3, "quality"),
    "number choice": ("size", "Small", 4, 512),
    "number choice by value": ("size", 512, 4, 512),
    "whole number": ("images", 4, 4, 4),
    "whole number as text": ("images", "3", 4, 3),
    "negative": ("seed", "-5", 4, -5),
    "largest": ("seed", 2**53, 4, 2**53),
    "number": ("strength", 0.25, 10, 0.25),
    "whole number for a number": ("strength", 1, 10, 1),
    "number as text": ("strength", ".5", 10, 0.5),
    "number with exponent": ("strength", "5e-1", 10, 0.5),
    "lowest": ("strength", 0, 10, 0),
    "true": ("private", True, 5, True),
    "false as text": ("private", "False", 5, False),
    "member": ("for", 5, 6, "5"),
    "channel": ("where", "9", 7, "9"),
    "role": ("role", "9", 8, "9"),
    "mentionable": ("anyone", "9", 9, "9"),
    "file": ("image", PICTURE, 11, "77"),
}


@pytest.mark.parametrize(("name", "typed", "kind", "sent"), GOOD.values(), ids=GOOD)
def test_what_fits_arrives_with_its_type(name: str, typed: object, kind: int, sent: object) -> None:
    entry = resolved(ENOUGH | {name: typed})[name]
    assert entry == {"name": name, "type": kind, "value": sent}
    assert type(entry["value"]) is type(sent) or kind == 10


def test_what_is_left_empty_does_not_arrive() -> None:
    assert set(resolved(ENOUGH | {"style": "", "seed": None})) == {"image", "prompt"}


def test_options_arrive_in_the_order_of_typing() -> None:
    assert list(resolved({"strength": 1, "prompt": "x", "image": PICTURE})) == ["strength", "prompt", "image"]


BAD: dict[str, tuple[str, object, str]] = {
    "unknown option": ("colour", "red", "/restyle has no option colour."),
    "empty text": ("prompt", "", "The option prompt is required."),
    "text too long": ("prompt", "x" * 21, "The option prompt takes 1 to 20 characters, not 21."),
    "text of 6001": ("style", "x" * 6001, "The option style takes 0 to 6000 characters, not 6001."),
    "number for a text": ("style", 12, "The option style takes a text."),
    "truth for a text": ("style", True, "The option style takes a text."),
    "number for a choice of texts": ("speed", 1, "The option speed takes a text."),
    "list for a text": ("style", ["x"], "The option style takes a text."),
    "file for a text": ("style", PICTURE, "The option style takes a text."),
    "no such choice": ("speed", "slow", "The option speed must be one of: Fast, Good."),
    "no such number choice": ("size", 513, "The option size must be one of: Small."),
    "too few": ("images", 0, "The option images must be between 1 and 4."),
    "too many": ("images", 5, "The option images must be between 1 and 4."),
    "half": ("images", 1.5, "The option images takes a whole number."),
    "words for a whole number": ("images", "two", "The option images takes a whole number."),
    "underscore": ("images", "1_0", "The option images takes a whole number."),
    "true for a whole number": ("images", True, "The option images takes a whole number."),
    "above 2^53": ("seed", 2**53 + 1, f"The option seed must be between {-(2**53)} and {2**53}."),
    "too weak": ("strength", -0.1, "The option strength must be between 0 and 1."),
    "too strong": ("strength", "1.01", "The option strength must be between 0 and 1."),
    "words for a number": ("strength", "much", "The option strength takes a number."),
    "not a number": ("strength", float("nan"), "The option strength takes a number."),
    "infinite": ("weight", float("inf"), "The option weight takes a number."),
    "far too large": ("weight", "1e999", f"The option weight must be between {-(2**53)} and {2**53}."),
    "neither true nor false": ("private", "maybe", "The option private is true or false."),
    "text for a file": ("image", "cat.png", "The option image takes a file."),
    "nobody": ("for", "nobody", "The option for names nobody."),
}


@pytest.mark.parametrize(("name", "typed", "words"), BAD.values(), ids=BAD)
def test_what_the_client_would_not_send_is_one_sentence(name: str, typed: object, words: str) -> None:
    with pytest.raises(WrongInput) as caught:
        resolved(ENOUGH | {name: typed})
    assert str(caught.value) == words


@pytest.mark.parametrize("missing", ["image", "prompt"])
def test_required_options_are_required(missing: str) -> None:
    with pytest.raises(WrongInput, match=f"The option {missing} is required"):
        resolved({name: value for name, value in ENOUGH.items() if name != missing})


def test_a_subcommand_wraps_its_options() -> None:
    assert resolve_options(QUOTA, Typed({"who": 5}, path=("show",)), identify) == [
        {"type": 1, "name": "show", "options": [{"type": 6, "name": "who", "value": "5"}]}
    ]


def test_a_group_wraps_its_subcommand() -> None:
    [group] = resolve_options(QUOTA, Typed({"pictures": 9}, path=("member", "set")), identify)
    assert (group["type"], group["name"]) == (2, "member")
    assert group["options"] == [
        {"type": 1, "name": "set", "options": [{"type": 4, "name": "pictures", "value": 9}]}
    ]


@pytest.mark.parametrize("path", [("hide",), ("member", "show"), ("show", "who")])
def test_an_unknown_subcommand_cannot_be_sent(path: tuple[str, ...]) -> None:
    with pytest.raises(WrongInput, match="has no subcommand"):
        resolve_options(QUOTA, Typed({}, path=path), identify)


@pytest.mark.parametrize("path", [(), ("member",)])
def test_a_command_with_subcommands_is_sent_with_one(path: tuple[str, ...]) -> None:
    with pytest.raises(WrongInput, match="needs one of its subcommands"):
        resolve_options(QUOTA, Typed({}, path=path), identify)


def test_while_typing_nothing_is_required_and_the_text_is_as_it_stands() -> None:
    sent = resolved({"style": "wat", "images": "2"}, focused="style")
    assert sent["style"] == {"name": "style", "type": 3, "value": "wat", "focused": True}
    assert sent["images"] == {"name": "images", "type": 4, "value": 2}


@pytest.mark.parametrize("values", [{}, {"style": ""}])
def test_suggestions_begin_before_the_first_letter(values: Json) -> None:
    assert resolved(values, focused="style")["style"]["value"] == ""


def test_an_option_that_suggests_nothing_is_not_asked() -> None:
    with pytest.raises(WrongInput, match="The option prompt suggests nothing"):
        resolved({"prompt": "x"}, focused="prompt")


def test_an_unknown_option_is_not_asked() -> None:
    with pytest.raises(WrongInput, match="has no option colour"):
        resolved({}, focused="colour")


def test_a_hostile_client_sends_what_it_likes() -> None:
    values: Json = {
        "prompt": "",
        "strength": 2,
        "images": "five",
        "speed": ["slow"],
        "image": "no file at all",
        "for": "nobody",
        "colour": "red",
        "count": 3,
        "half": 0.5,
        "yes": True,
    }
    sent = resolved(values, unchecked=True)
    assert {name: entry["value"] for name, entry in sent.items()} == values
    assert [sent[name]["type"] for name in ("prompt", "image", "colour", "count", "half", "yes")] == [
        3,
        11,
        3,
        4,
        10,
        5,
    ]


def test_what_a_hostile_client_names_still_gets_its_id() -> None:
    sent = resolved({"image": PICTURE, "extra": PICTURE, "for": 5}, unchecked=True)
    assert [entry["value"] for entry in sent.values()] == ["77", "77", "5"]


def test_a_file_that_cannot_be_uploaded_is_not_sent_by_a_hostile_client_either() -> None:
    def too_large(_: object, what: object) -> str:
        raise WrongInput(f"{what} is too large.")

    with pytest.raises(WrongInput, match="too large"):
        resolve_options(RESTYLE, Typed({"image": PICTURE}, unchecked=True), too_large)


@given(st.integers(-2, 8) | st.integers(), st.floats(-0.5, 1.5) | st.floats())
def test_numbers_arrive_within_their_bounds_or_not_at_all(whole: int, number: float) -> None:
    for name, value, low, high in (("images", whole, 1, 4), ("strength", number, 0, 1)):
        if low <= value <= high:
            assert resolved(ENOUGH | {name: value})[name]["value"] == value
        else:
            with pytest.raises(WrongInput):
                resolved(ENOUGH | {name: value})


@given(st.from_regex(r"[+-]?[0-9]{1,20}", fullmatch=True) | st.text(min_size=1))
def test_a_text_is_a_whole_number_of_the_client_or_none(text: str) -> None:
    whole = re.fullmatch(r"[+-]?[0-9]{1,20}", text)
    if whole and abs(int(text)) <= 2**53:
        assert resolved(ENOUGH | {"seed": text})["seed"]["value"] == int(text)
    else:
        with pytest.raises(WrongInput):
            resolved(ENOUGH | {"seed": text})
