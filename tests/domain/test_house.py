"""House rules: the most that one request may ask for."""

import pytest

from domain.errors import Blocked, OutOfBounds, ServerPaused
from domain.house import Block, Bounds, HouseRules, Pause, Private
from domain.request import RestyleRequest, Size, Speed


def _asked(**options: object) -> RestyleRequest:
    return RestyleRequest.model_validate({"prompt": "ink", "seed": 1, **options})


@pytest.mark.parametrize(
    ("bounds", "most", "more", "option"),
    [
        (Bounds(images=2), {"images": 2}, {"images": 3}, "images"),
        (Bounds(speed=Speed.BALANCED), {"speed": "balanced"}, {"speed": "quality"}, "speed"),
        (Bounds(speed=Speed.TURBO), {"speed": "turbo"}, {"speed": "balanced"}, "speed"),
        (
            Bounds(side=1024),
            {"size": Size.LANDSCAPE_16_9},
            {"size": "custom", "width": 512, "height": 1040},
            "size",
        ),
        (Bounds(side=600), {"size": Size.SQUARE}, {"size": Size.SQUARE_HD}, "size"),
        (Bounds(private=Private.NO), {"private": False}, {"private": True}, "private"),
    ],
)
def test_the_most_is_let_in_and_one_more_is_not(
    bounds: Bounds, most: dict[str, object], more: dict[str, object], option: str
) -> None:
    bounds.check(_asked(**most))
    with pytest.raises(OutOfBounds) as refused:
        bounds.check(_asked(**more))
    assert refused.value.option == option


def test_a_result_as_large_as_its_source_is_judged_by_that() -> None:
    bounds = Bounds(side=600)
    bounds.check(_asked())
    bounds.check(_asked(), (600, 300))
    bounds.check(_asked(size=Size.SQUARE), (4000, 3000))
    with pytest.raises(OutOfBounds):
        bounds.check(_asked(), (300, 601))


def test_by_default_everything_that_can_be_asked_for_is_let_in() -> None:
    largest = _asked(images=4, speed="quality", private=True, size="custom", width=2048, height=2048)
    Bounds().check(largest, (4096, 4096))


def test_a_pause_is_told_before_a_block() -> None:
    block = Block(1, None, "x", 2)
    HouseRules().check_open()
    with pytest.raises(Blocked):
        HouseRules(block=block).check_open()
    with pytest.raises(ServerPaused):
        HouseRules(Pause(), block).check_open()
