"""Word between processes: it comes to all of them, and where it is lost something may be claimed in any case."""

import asyncio
from collections.abc import Generator

import pytest

from storage.notifications import Notifications
from storage.signals import Hear, Signals, Topic
from tests.postgres import Server, running


@pytest.fixture
def server() -> Generator[Server]:
    """A server that a test may stop."""
    with running() as one:
        yield one


class Heard:
    """What somebody has heard, in order."""

    def __init__(self, signals: Signals) -> None:
        self.all = list[tuple[Topic, str]]()
        self._more = asyncio.Event()
        for topic in Topic:
            signals.on(topic, self._hearer(topic))

    def _hearer(self, topic: Topic) -> Hear:
        def hear(about: str) -> None:
            self.all.append((topic, about))
            self._more.set()

        return hear

    async def until(self, topic: Topic, about: str = "") -> None:
        """Wait until they have heard that."""
        async with asyncio.timeout(20):
            while (topic, about) not in self.all:
                self._more.clear()
                await self._more.wait()


async def test_everybody_hears_once_who_sends_too() -> None:
    async with Signals() as signals:
        heard = Heard(signals)
        signals.send(Topic.CANCEL, "1,2")
        assert heard.all == [(Topic.CANCEL, "1,2")]


async def test_other_processes_hear_in_order_and_again_after_the_server_was_away(server: Server) -> None:
    async with Notifications(server.address()) as here, Notifications(server.address()) as there:
        heard, own = Heard(there), Heard(here)
        await there.listening.wait()
        for number in range(50):
            here.send(Topic.CANCEL, str(number))
        here.send(Topic.NOTICE, "a request, with spaces")
        await heard.until(Topic.NOTICE, "a request, with spaces")
        assert [about for topic, about in heard.all if topic is Topic.CANCEL] == [*map(str, range(50))]
        heard.all.clear()

        server.stop()
        server.start()
        await heard.until(Topic.WAKE)
        assert there.listening.is_set()
        here.send(Topic.CANCEL, "51")
        await heard.until(Topic.CANCEL, "51")
        assert [about for topic, about in own.all if topic is Topic.CANCEL] == [*map(str, range(50)), "51"]


@pytest.mark.parametrize("odd", ["\0", "x" * 8000], ids=["no text there", "too long"])
async def test_what_cannot_be_sent_holds_up_nothing(server: Server, odd: str) -> None:
    async with Notifications(server.address()) as here, Notifications(server.address()) as there:
        heard = Heard(there)
        await there.listening.wait()
        here.send(Topic.NOTICE, odd)
        here.send(Topic.CANCEL, "1")
        await heard.until(Topic.CANCEL, "1")
        assert (Topic.NOTICE, odd) not in heard.all
