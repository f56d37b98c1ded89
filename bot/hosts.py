"""Which hosts there are, by the operator's settings."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from decimal import Decimal

import httpx
from pydantic import SecretStr

from bot.settings import FAL_PRICES, MODELRUNNER_PRICES, ProviderName, Settings
from domain.lines import numbered
from domain.pauses import Pauses
from domain.price import Price, micros
from domain.request import Speed
from domain.styles import LoraKind
from providers.fal import Endpoints, Fal, FalAccount
from providers.local import LocalRenderer
from providers.modelrunner import Modelrunner, ModelrunnerAccount
from providers.notices import Notices
from providers.provider import Capabilities, Provider

FAL_HOOK = "/hooks/fal"
MODELRUNNER_HOOK = "/hooks/modelrunner"
WEIGHTS, PACKS = frozenset({LoraKind.WEIGHTS}), frozenset({LoraKind.PACK})


class Hosts:
    """Makes providers from settings; they share one HTTP client and the word from webhooks."""

    def __init__(
        self,
        settings: Settings,
        http: httpx.AsyncClient,
        renderer: LocalRenderer,
        notices: Notices,
        pauses: Pauses,
    ) -> None:
        self._settings = settings
        self._http = http
        self._renderer = renderer
        self._notices = notices
        self._pauses = pauses

    def chosen(self) -> list[Provider]:
        """Return the providers in the operator's order of preference; there is always one."""
        return [provider for name in self._settings.chosen_providers() for provider in self._of_kind(name)]

    def named(self, name: ProviderName) -> Provider:
        """Return one provider; of several local ones the first."""
        return self._of_kind(name)[0]

    def _of_kind(self, name: ProviderName) -> Sequence[Provider]:
        match name:
            case "fal":
                return [self._fal()]
            case "modelrunner":
                return [self._modelrunner()]
            case "local":
                urls = self._settings.renderer_url or (None,)
                return [self._local(numbered(name, number), url) for number, url in enumerate(urls, 1)]

    def _fal(self) -> Provider:
        settings = self._settings
        endpoints = Endpoints(settings.fal_queue_url, settings.fal_rest_url, settings.fal_cdn_url)
        account = FalAccount(
            name="fal",
            endpoints=_always(endpoints),
            key=settings.fal_key or SecretStr(""),
            capabilities=Capabilities(loras=WEIGHTS, cancel=True, position=True, webhook=True),
            price=_price(FAL_PRICES, settings.fal_prices),
            jobs_at_once=settings.fal_jobs,
            usual_seconds=10.0,
            safety_checker=settings.safety_checker,
            webhook=self._hook(FAL_HOOK),
            keep_files=settings.keep_files_hours * 3600,
            store_payloads=settings.fal_store_payloads,
        )
        return Fal(account, self._http, self._notices, self._pauses)

    def _modelrunner(self) -> Provider:
        settings = self._settings
        account = ModelrunnerAccount(
            queue_url=settings.modelrunner_queue_url,
            api_url=settings.modelrunner_api_url,
            key=settings.modelrunner_key or SecretStr(""),
            price=_price(MODELRUNNER_PRICES, settings.modelrunner_prices),
            jobs_at_once=settings.modelrunner_jobs,
            safety_checker=settings.safety_checker,
            webhook=self._hook(MODELRUNNER_HOOK) if settings.modelrunner_webhook_secret else None,
            keep_files=settings.keep_files_hours * 3600,
        )
        return Modelrunner(account, self._http, self._notices, self._pauses)

    def _local(self, name: str, url: str | None) -> Provider:
        account = FalAccount(
            name=name,
            endpoints=_always(Endpoints(url, url, url)) if url else self._renderer.endpoints,
            key=SecretStr("local"),
            capabilities=Capabilities(
                loras=PACKS, looks=True, cancel=True, position=True, percent=True, exact=True, forgets=True
            ),
            price=Price(),
            jobs_at_once=1,
            usual_seconds=3.0,
            safety_checker=self._settings.safety_checker,
        )
        return Fal(account, self._http, self._notices, self._pauses)

    def _hook(self, path: str) -> str | None:
        public = self._settings.public_url
        return f"{public}{path}" if public else None


def _price(usual: Mapping[Speed, Decimal], dollars: Mapping[Speed, Decimal]) -> Price:
    """Return the operator's prices; a speed that they leave out is not free, but has its usual one."""
    return Price({speed: micros(amount) for speed, amount in {**usual, **dollars}.items()})


def _always(endpoints: Endpoints) -> Callable[[], Awaitable[Endpoints]]:
    async def answer() -> Endpoints:
        return endpoints

    return answer
