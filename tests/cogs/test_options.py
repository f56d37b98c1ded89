"""From options to a request."""

import pytest

from cogs.options import LIMITS, new_seed, to_request
from domain.catalogue import Catalogue, Listed, Origin
from domain.errors import BadOption, UnknownStyle
from domain.request import SEED_MAX, Size
from domain.styles import Style
from jobs.builtin import BUILT_IN


def _catalogue(*styles: Style) -> Catalogue:
    return Catalogue(Listed(style, Origin.BUILT_IN) for style in styles)


STYLES = _catalogue(*BUILT_IN)


def test_only_what_was_given_is_set_and_there_is_always_a_seed() -> None:
    request = to_request({"prompt": " ink ", "strength": None, "images": 3}, STYLES)
    assert (request.prompt, request.strength, request.images) == ("ink", 0.8, 3)
    assert 0 <= request.seed <= SEED_MAX
    assert to_request({"prompt": "ink", "seed": 0}, STYLES).seed == 0


def test_seeds_of_our_own_differ() -> None:
    assert len({new_seed() for _ in range(100)}) > 90


def test_both_sides_alone_mean_a_custom_size() -> None:
    request = to_request({"prompt": "ink", "width": 512, "height": 1024}, STYLES)
    assert (request.size, request.width, request.height) == (Size.CUSTOM, 512, 1024)


def test_a_style_is_kept_by_its_proper_name() -> None:
    assert to_request({"prompt": "ink", "style": "POP ART"}, STYLES).style == STYLES.find("Pop art").style


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"prompt": ""}, ("prompt", "empty", None)),
        ({"prompt": "x" * 2001}, ("prompt", "too_long", (0, 2000))),
        ({"strength": 2.0}, ("strength", "range", (0, 1))),
        ({"strength": float("nan")}, ("strength", "range", (0, 1))),
        ({"images": 5}, ("images", "range", (1, 4))),
        ({"seed": 2**70}, ("seed", "range", (0, SEED_MAX))),
        ({"speed": "warp"}, ("speed", "choice", None)),
        ({"width": 600}, ("size", "sides", None)),
        ({"size": "square", "width": 600, "height": 600}, ("size", "sides", None)),
    ],
    ids=str,
)
def test_the_first_thing_that_is_wrong_is_named(
    options: dict[str, object], error: tuple[str, str, object]
) -> None:
    with pytest.raises(BadOption) as caught:
        to_request({"prompt": "ink", **options}, STYLES)
    assert (caught.value.option, caught.value.problem, caught.value.limits) == error


def test_a_style_with_words_is_enough() -> None:
    request = to_request({"prompt": None, "style": "pop art"}, STYLES)
    assert request.full_prompt == STYLES.find("Pop art").style.after
    with pytest.raises(BadOption) as caught:
        to_request({"prompt": None, "style": None}, STYLES)
    assert (caught.value.option, caught.value.problem) == ("prompt", "empty")
    bare = _catalogue(Style(name="House"))
    with pytest.raises(BadOption):
        to_request({"style": "House"}, bare)


def test_a_style_s_strength_counts_where_a_member_names_none() -> None:
    styles = _catalogue(Style(name="House", after="h", strength=0.4), Style(name="Plain", after="p"))
    assert to_request({"style": "house"}, styles).strength == 0.4
    assert to_request({"style": "house", "strength": 0.0}, styles).strength == 0
    assert to_request({"style": "plain"}, styles).strength == 0.8


def test_an_unknown_style_is_refused() -> None:
    with pytest.raises(UnknownStyle):
        to_request({"prompt": "ink", "style": "nope"}, STYLES)


@pytest.mark.parametrize("option", ["strength", "images", "seed", "width", "height"])
def test_the_limits_that_are_said_are_those_that_hold(option: str) -> None:
    least, most = LIMITS[option]
    size = {"size": "custom", "width": 512, "height": 512} if option in {"width", "height"} else {}
    whole = float if option == "strength" else int
    for inside in (least, most):
        assert getattr(to_request({"prompt": "ink", **size, option: whole(inside)}, STYLES), option) == inside
    for outside in (least - 1, most + 1):
        with pytest.raises(BadOption) as caught:
            to_request({"prompt": "ink", **size, option: whole(outside)}, STYLES)
        assert (caught.value.option, caught.value.limits) == (option, (least, most))


def test_a_prompt_may_be_as_long_as_is_said() -> None:
    _, most = LIMITS["prompt"]
    assert len(to_request({"prompt": "x" * int(most)}, STYLES).prompt) == most
    with pytest.raises(BadOption):
        to_request({"prompt": "x" * int(most + 1)}, STYLES)
