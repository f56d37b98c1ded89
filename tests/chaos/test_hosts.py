"""Every fault of a host while fifty jobs run: each of them ends once, and who is served by another host waits for nobody.

From the queue to the ending all is real, as in the suite that has the faults (tests/jobs/test_hosts.py), up to sockets.
"""

import asyncio
import os
import threading
import time
from collections import Counter
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from aiohttp import web

from domain.buckets import Bucket, Scope, Unit
from domain.job import JobState, Phase
from domain.pauses import Pauses
from domain.quota import Caps, Limits
from domain.styles import Lora, Style
from providers.bounded import bounded_client
from tests.chaos.conftest import Record, line_of
from tests.chaos.invariants import Seen, broken, leftovers
from tests.chaos.world import Tally
from tests.jobs.faults import FAULTS, SUBMIT, Fake, Faked, faked
from tests.jobs.studio import Open, Shown, Studio, open_studio, script, shown
from tests.providers.host import QUICK, Answer
from tests.stage import peak

__all__ = ["open_studio", "script", "shown"]

JOBS, MEMBERS, PLACES = range(1, 51), 11, 6
STYLE = Style(name="House", loras=(Lora(path="p"),))  # what fal alone can do
PAUSES = replace(QUICK, rest=(0.02,))
PATIENT = replace(PAUSES, call=120.0, file=120.0)
AMPLE = Limits(
    Bucket(Scope.BOT, Unit.PICTURES, 1000),
    Bucket(Scope.PERSONAL, Unit.PICTURES, 10),
    Caps(member_waiting=100, member_running=50, server_waiting=100, server_running=50),
)
PARTS = ("submit", "status", "result", "picture")
# What the short form has.
SOME = {
    ("500, and taken", "fal"),
    ("404", "modelrunner"),
    ("picture: 503 for ever", "fal"),
    ("submit", "fal"),
    ("picture", "modelrunner"),
}
# In these a card says that its host does not answer and that it is tried again.
UNANSWERED = {
    "429, then taken",
    "429 for ever",
    "404",
    "polls: the host is down for long",
    "polls: the host is down for ever",
    "result: 503 for long",
    "result: 401 for long",
}


@dataclass
class Scene:
    """Two hosts, and a worker that has both."""

    studio: Studio
    bad: Faked
    good: Faked

    def host_of(self, number: int) -> Faked:
        """Which host a job is meant for: three of five go to the one that fails."""
        return self.good if number % 5 in {0, 1} else self.bad

    async def ask(self, number: int) -> None:
        style = STYLE if self.host_of(number).at == "fal" else None
        await self.studio.ask(number, user=number % MEMBERS + 1, style=style)

    def taken(self, number: int) -> int:
        """How often a job was paid for, wherever."""
        return sum(host.job(number).jobs for host in (self.bad, self.good))

    async def as_many_at_once_as_ever(self) -> None:
        """Fill every place of the host that failed, which works now; the first shows it that it does."""
        await asyncio.sleep(PAUSES.rest[-1])
        first, *others = (number for number in range(101, 999) if self.host_of(number) is self.bad)
        await self.ask(first)
        await self.studio.all_shown(len(JOBS) + 1)
        more = others[:PLACES]
        for number in more:
            self.bad.job(number).on("status", self._together(more))
        for number in more:
            await self.ask(number)
        await self.studio.all_shown(len(JOBS) + 1 + PLACES)

    def _together(self, numbers: Sequence[int]) -> Answer:
        async def answer(_: web.Request) -> web.StreamResponse:
            all_there = sum(map(self.taken, numbers)) == len(numbers)
            return web.json_response({"status": "COMPLETED" if all_there else "IN_PROGRESS", "logs": None})

        return answer


@asynccontextmanager
async def scene(open_studio: Open, bad: str, pauses: Pauses = PAUSES) -> AsyncGenerator[Scene]:
    """A host of that name, which is about to fail, and the other one."""
    async with AsyncExitStack() as stack:
        hosts = {name: await stack.enter_async_context(faked(name)) for name in SUBMIT}
        http = await stack.enter_async_context(bounded_client())
        # In this order what only fal can do is its own, and the rest modelrunner's as long as that works.
        order = [
            hosts[one].provider(http, jobs_at_once=PLACES, pauses=pauses) for one in ("modelrunner", "fal")
        ]
        studio = await stack.enter_async_context(open_studio(only=order, pauses=pauses, limits=AMPLE))
        yield Scene(studio, hosts[bad], next(host for name, host in hosts.items() if name != bad))


def _left() -> Counter[str]:
    """What this process has that could be left over: tasks, threads but those of the pool, and sockets."""
    threads = [one for one in threading.enumerate() if not one.name.startswith("asyncio_")]
    sockets = [one for one in Path("/proc/self/fd").iterdir() if one.is_socket()]
    return Counter(tasks=len(asyncio.all_tasks()), threads=len(threads), sockets=len(sockets))


async def _gone(before: Counter[str]) -> None:
    """See that nothing is there that was not; what is being closed takes a moment."""
    for _ in range(100):
        if not _left() - before:
            return
        await asyncio.sleep(0.05)
    assert not _left() - before


def _at_each(what: Iterable[str]) -> Sequence[object]:
    """Each of these at each host."""
    cases = [(one, at) for one in what for at in SUBMIT]
    return [
        pytest.param(*one, id=", ".join(one), marks=() if one in SOME else pytest.mark.chaos) for one in cases
    ]


@pytest.mark.parametrize(("fault", "at"), _at_each(FAULTS))
async def test_fifty_jobs_end_once_each_whatever_a_host_does(
    open_studio: Open, shown: Shown, tmp_path: Path, record_property: Record, fault: str, at: str
) -> None:
    change, outcomes = FAULTS[fault]
    expected, tally = outcomes[at == "modelrunner"], Tally(f"a fault of {at} with 50 jobs")
    before, began = _left(), time.monotonic()
    async with scene(open_studio, at) as made:
        for number in JOBS:
            if made.host_of(number) is made.bad:
                change(made.bad.job(number))
        for number in JOBS:
            await made.ask(number)
        await made.studio.all_shown(len(JOBS))
        tally.wait = time.monotonic() - began
        await made.as_many_at_once_as_ever()
    ended = {one.card.interaction_id: one.jobs[0].job for one in shown.endings}
    for number, job in ended.items():
        kind = job.failure and job.failure.kind
        assert made.taken(number) <= 1, f"job {number} is paid for twice"
        assert made.bad.job(number).posts <= expected.posts, f"job {number} is sent too often"
        if number in JOBS and job.provider == at and made.host_of(number) is made.bad:
            assert kind is expected.kind, f"job {number}"
        else:
            assert job.state is JobState.DONE, f"job {number}: {kind}"
    if fault in UNANSWERED:
        _told_that_it_is_tried_again(made, shown)
    seen = [Seen(0, one.card.id) for one in shown.endings if one.jobs[0].results]
    paid = sum(map(made.taken, ended))
    tally.memory = peak(os.getpid())  # the hosts and the worker are in this process
    tally.count(await broken(tmp_path, seen, paid), fault)
    tally.count_leftovers(await leftovers(tmp_path))
    record_property("tally", line_of(tally))
    assert tally.told == []
    assert len(shown.endings) == len(ended) == len(JOBS) + 1 + PLACES, "each is shown once"
    await _gone(before)


def _told_that_it_is_tried_again(made: Scene, shown: Shown) -> None:
    """Who waits for a host that does not answer is told so, and not that it is being sent."""
    told = {job for job, progress in shown.progressed if progress.phase is Phase.UNANSWERED}
    jobs = [one.jobs[0].job for one in shown.endings if one.card.interaction_id in JOBS]
    stayed = [job for job in jobs if job.provider == made.bad.at]
    assert made.bad.at == "modelrunner" or len(stayed) > PLACES, "what only fal can do goes nowhere else"
    assert told >= {job.id for job in stayed}


@pytest.mark.parametrize(("part", "at"), _at_each(PARTS))
async def test_a_host_that_says_nothing_holds_up_nobody_at_another(
    open_studio: Open, shown: Shown, part: str, at: str
) -> None:
    speaks, good = asyncio.Event(), list[int]()
    async with scene(open_studio, at, PATIENT) as made:
        for number in JOBS:
            if made.host_of(number) is made.bad:
                _falls_silent(made.bad.job(number), part, speaks)
            else:
                good.append(number)
        for number in JOBS:
            await made.ask(number)
        await made.studio.all_shown(len(good))
        assert sorted(one.card.interaction_id for one in shown.endings) == good
        speaks.set()
        await made.studio.all_shown(len(JOBS))
    assert {one.jobs[0].job.state for one in shown.endings} == {JobState.DONE}


def _falls_silent(fake: Fake, part: str, speaks: asyncio.Event) -> None:
    [works] = fake.host.answers[fake.route(part)]

    async def answer(request: web.Request) -> web.StreamResponse:
        await speaks.wait()
        return await works(request)

    fake.on(part, answer)
