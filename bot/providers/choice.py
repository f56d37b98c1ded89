"""Which hosts there are, by the operator's settings."""

from collections.abc import Awaitable, Callable

import httpx
from pydantic import SecretStr

from bot.domain.price import Price
from bot.domain.request import Speed
from bot.providers.fal import Endpoints, Fal, FalAccount
from bot.providers.local import LocalRenderer
from bot.providers.provider import Capabilities, Provider
from bot.settings import Settings

# Millionths of a dollar per megapixel, with a LoRA list: fal's playground page of the model, mid 2026. Its llms.txt
# says $0.015 a picture, so read this as the upper of two claims.
FAL_PRICE = Price({Speed.TURBO: 11_250, Speed.BALANCED: 22_500, Speed.QUALITY: 37_500})


def chosen(settings: Settings, http: httpx.AsyncClient, renderer: LocalRenderer) -> list[Provider]:
    """The providers in the operator's order of preference; there is always one."""
    known: dict[str, Callable[[], Provider]] = {
        "fal": lambda: _fal(settings, http),
        "local": lambda: _local(settings, http, renderer),
    }
    return [known[name]() for name in settings.chosen_providers()]


def _fal(settings: Settings, http: httpx.AsyncClient) -> Provider:
    return Fal(
        FalAccount(
            name="fal",
            title="fal",
            endpoints=_always(Endpoints(settings.fal_queue_url, settings.fal_rest_url, settings.fal_cdn_url)),
            key=settings.fal_key or SecretStr(""),
            capabilities=Capabilities(cancel=True, position=True, percent=False, forgets=False),
            price=FAL_PRICE,
            jobs_at_once=settings.fal_jobs,
            usual=10_000,
        ),
        http,
    )


def _local(settings: Settings, http: httpx.AsyncClient, renderer: LocalRenderer) -> Provider:
    url = settings.renderer_url
    return Fal(
        FalAccount(
            name="local",
            title="built-in model",
            endpoints=_always(Endpoints(url, url, url)) if url else renderer.endpoints,
            key=SecretStr("local"),
            capabilities=Capabilities(cancel=True, position=True, percent=True, forgets=True),
            price=Price(),
            jobs_at_once=1,
            usual=3_000,
        ),
        http,
    )


def _always(endpoints: Endpoints) -> Callable[[], Awaitable[Endpoints]]:
    async def answer() -> Endpoints:
        return endpoints

    return answer
