"""GET /metrics: figures about the process, as Prometheus reads them (https://prometheus.io/docs/instrumenting/exposition_formats/)."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass

from aiohttp import web
from prometheus_client import REGISTRY, CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from domain.figures import Load

# What each figure is, by its name.
FIGURES: Mapping[str, str] = {
    "restyle_audit_mismatches": "What did not agree between the accounts and the ledger when they were last compared.",
    "restyle_database_behind_seconds": "How long an operation waits, or waited within the last minute, at most until it is on disk.",
    "restyle_loop_behind_seconds": "How late the event loop was, at most within the last minute.",
}
MICROS = 1_000_000


@dataclass(frozen=True, eq=False)
class _Sheet(Collector):
    """The figures of one moment."""

    figures: Mapping[str, float]
    load: Load | None  # None where the database cannot be asked

    def collect(self) -> Iterator[Metric]:
        """Return each figure with its name and what it is."""
        for name, value in self.figures.items():
            yield GaugeMetricFamily(name, FIGURES[name], value=value)
        if self.load:
            yield from _of_load(self.load)


def _of_load(load: Load) -> Iterator[Metric]:
    jobs = GaugeMetricFamily("restyle_jobs", "Jobs that have not ended, by state.", labels=["state"])
    for state, number in load.jobs.items():
        jobs.add_metric([state], number)
    yield jobs
    waits = "How long the oldest job waits for its turn; 0 where none does."
    yield GaugeMetricFamily("restyle_oldest_waiting_seconds", waits, value=load.oldest_waiting)
    spent = "What image hosts cost in this day and this month (UTC), what is reserved included."
    dollars = GaugeMetricFamily("restyle_spent_dollars", spent, labels=["period"])
    for period, micros in load.spent.items():
        dollars.add_metric([period], micros / MICROS)
    yield dollars


class Metrics:
    """Answers with what the figures are at that moment, and with all that the process has counted."""

    def __init__(
        self, figures: Callable[[], Mapping[str, float]], load: Callable[[], Awaitable[Load | None]]
    ) -> None:
        self._figures = figures
        self.load = load

    def add_to(self, app: web.Application) -> None:
        """Serve them."""
        app.router.add_get("/metrics", self._answer)

    async def _answer(self, _: web.Request) -> web.Response:
        registry = CollectorRegistry()
        registry.register(_Sheet(self._figures(), await self.load()))
        body = generate_latest(registry) + generate_latest(REGISTRY)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})
