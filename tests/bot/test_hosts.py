"""Which hosts there are, and what they ask for, by the operator's settings."""

from collections.abc import Callable
from decimal import Decimal
from typing import Literal

import httpx
import pytest

from bot.hosts import Hosts
from bot.settings import Settings
from domain.pauses import Pauses
from domain.request import RestyleRequest, Speed
from providers.local import LocalRenderer
from providers.notices import Notices
from providers.provider import Provider

Name = Literal["fal", "modelrunner"]


@pytest.fixture
def named() -> Callable[[Settings, Name], Provider]:
    """A provider by settings; nothing is sent anywhere."""

    def make(settings: Settings, name: Name) -> Provider:
        return Hosts(settings, httpx.AsyncClient(), LocalRenderer(), Notices(), Pauses()).named(name)

    return make


@pytest.mark.parametrize("name", ["fal", "modelrunner"])
def test_a_speed_that_a_price_list_leaves_out_is_not_free(
    named: Callable[[Settings, Name], Provider], name: Name
) -> None:
    usual = Settings.model_validate({"fal_prices": {}, "modelrunner_prices": {}})
    other = {Speed.TURBO: Decimal("0.5")}
    partial = usual.model_copy(update={f"{name}_prices": other})
    for speed in Speed:
        request = RestyleRequest(prompt="ink", seed=1, speed=speed)
        before = named(usual, name).price.estimate(request, (1000, 1000))
        after = named(partial, name).price.estimate(request, (1000, 1000))
        assert before > 0
        assert after == (500_000 if speed is Speed.TURBO else before)


def test_a_price_of_nothing_is_nothing(named: Callable[[Settings, Name], Provider]) -> None:
    free = Settings.model_validate({"fal_prices": dict.fromkeys(Speed, Decimal(0))})
    assert named(free, "fal").price.estimate(RestyleRequest(prompt="ink", seed=1), (1000, 1000)) == 0
