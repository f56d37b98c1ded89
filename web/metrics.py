"""GET /metrics: figures about the process, as Prometheus reads them (https://prometheus.io/docs/instrumenting/exposition_formats/)."""

from collections.abc import Callable, Iterator, Mapping

from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

# What each figure is, by its name.
FIGURES: Mapping[str, str] = {
    "restyle_audit_mismatches": "What did not agree between the accounts and the ledger when they were last compared.",
    "restyle_database_behind_seconds": "How long an operation waits, or waited within the last minute, at most until it is on disk.",
}


class Metrics(Collector):
    """Answers with what the figures are at that moment."""

    def __init__(self, figures: Callable[[], Mapping[str, float]]) -> None:
        self._figures = figures
        self._registry = CollectorRegistry()
        self._registry.register(self)

    def collect(self) -> Iterator[Metric]:
        """Return each figure with its name and what it is."""
        for name, value in self._figures().items():
            yield GaugeMetricFamily(name, FIGURES[name], value=value)

    def add_to(self, app: web.Application) -> None:
        """Serve them."""
        app.router.add_get("/metrics", self._answer)

    async def _answer(self, _: web.Request) -> web.Response:
        return web.Response(
            body=generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )
