"""Rate limits, failures on demand, and the clock that all of it goes by."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest

from sandbox.people.exchange import Exchange
from sandbox.server import Sandbox
from sandbox.world.clock import Clock

Call = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A sandbox where time stands still until it is moved."""
    async with Sandbox(clock=Clock(lambda: 1_800_000_000.0)) as started:
        yield started


@pytest.fixture
def messages(sandbox: Sandbox) -> str:
    """The path of the default channel's messages."""
    return f"/channels/{sandbox.channel.id}/messages"


async def test_a_sixth_edit_within_two_seconds_is_too_many(
    sandbox: Sandbox, callback: Call, raw: httpx.AsyncClient, webhook: Callable[[Exchange], str]
) -> None:
    one, other = [await sandbox.person(name).command("hello") for name in ("ada", "bob")]
    for exchange in (one, other):
        await callback(exchange, 5)
    original = webhook(one) + "/messages/@original"
    edits = [await raw.patch(original, json={"content": str(number)}) for number in range(6)]
    assert [edit.status_code for edit in edits] == [200] * 5 + [429]
    assert [edit.headers["x-ratelimit-remaining"] for edit in edits] == ["4", "3", "2", "1", "0", "0"]
    elsewhere = await raw.patch(webhook(other) + "/messages/@original", json={"content": "x"})
    assert elsewhere.status_code == 200
    sandbox.clock.advance(2)
    assert (await raw.patch(original, json={"content": "again"})).status_code == 200
    assert [request.status for request in sandbox.requests].count(429) == 1


async def test_a_refusal_says_how_long_to_wait(
    sandbox: Sandbox, raw: httpx.AsyncClient, messages: str
) -> None:
    *_, last = [await raw.post(messages, json={"content": "x"}) for _ in range(5)]
    refused = await raw.post(messages, json={"content": "x"})
    said = refused.json()
    assert refused.status_code == 429
    assert 0 < said["retry_after"] <= 5
    assert said["global"] is False
    assert int(refused.headers["retry-after"]) >= said["retry_after"]
    assert refused.headers["x-ratelimit-scope"] == "user"
    assert refused.headers["via"]
    assert refused.headers["x-ratelimit-bucket"] == last.headers["x-ratelimit-bucket"]
    assert refused.headers["x-ratelimit-limit"] == "5"
    assert refused.headers["content-type"] == "application/json"
    other = list(sandbox.guild.channels)[1]
    assert (await raw.post(f"/channels/{other}/messages", json={"content": "x"})).status_code == 200


async def test_fifty_requests_a_second_are_the_most_of_all(sandbox: Sandbox, raw: httpx.AsyncClient) -> None:
    sandbox.clock.advance(1)  # what the fixture has asked is a second ago
    answers = await asyncio.gather(*(raw.get(f"/users/{number}") for number in range(60)))
    refused = [answer.json() for answer in answers if answer.status_code == 429]
    assert [answer["global"] for answer in refused] == [True] * 10


async def test_a_failure_strikes_as_often_as_it_was_asked_to(
    sandbox: Sandbox, raw: httpx.AsyncClient, messages: str
) -> None:
    sandbox.faults.add("POST", r"/messages$", status=503, times=2)
    statuses = [(await raw.post(messages, json={"content": "x"})).status_code for _ in range(3)]
    assert statuses == [503, 503, 200]
    assert (await raw.get(messages)).status_code == 200


async def test_a_failure_has_the_body_that_was_asked_for(
    sandbox: Sandbox, raw: httpx.AsyncClient, messages: str
) -> None:
    sandbox.faults.add("*", "messages", status=400, body={"message": "blocked", "code": 200000})
    assert (await raw.post(messages, json={"content": "x"})).json()["code"] == 200000
    sandbox.faults.add("POST", "messages", retry_after=1.5)
    limited = await raw.post(messages, json={"content": "x"})
    assert (limited.status_code, limited.json()["retry_after"]) == (429, 1.5)


async def test_a_connection_can_break_before_or_after_the_deed(
    sandbox: Sandbox, raw: httpx.AsyncClient, messages: str
) -> None:
    sandbox.faults.add("POST", "messages", drop=True)
    with pytest.raises(httpx.TransportError):
        await raw.post(messages, json={"content": "never"})
    assert sandbox.person("bob").messages() == []
    sandbox.faults.add("POST", "messages", lose_answer=True)
    with pytest.raises(httpx.TransportError):
        await raw.post(messages, json={"content": "done"})
    assert [message.text for message in sandbox.person("bob").messages()] == ["done"]
    assert [request.status for request in sandbox.requests[-2:]] == [0, 0]


async def test_an_answer_can_be_slow(sandbox: Sandbox, raw: httpx.AsyncClient, messages: str) -> None:
    slow = sandbox.faults.add("POST", "messages", delay=60)
    asked = asyncio.create_task(raw.post(messages, json={"content": "late"}))
    await sandbox.faults.struck(slow)
    assert sandbox.person("bob").messages() == []
    assert not asked.done()
    sandbox.clock.advance(60)
    assert (await asked).status_code == 200
    assert [message.text for message in sandbox.person("bob").messages()] == ["late"]


async def test_failures_can_be_called_off(sandbox: Sandbox, raw: httpx.AsyncClient, messages: str) -> None:
    sandbox.faults.add("GET", "messages", status=500, times=1000)
    assert (await raw.get(messages)).status_code == 500
    sandbox.faults.clear()
    assert (await raw.get(messages)).status_code == 200


async def test_the_cdn_can_fail_too(sandbox: Sandbox, raw: httpx.AsyncClient) -> None:
    sandbox.faults.add("GET", "^/attachments/", status=500)
    assert (await raw.get(sandbox.origin + "/attachments/1/2/x.png")).status_code == 500


async def test_alarms_ring_in_their_order_when_time_is_moved() -> None:
    clock, rung = Clock(), list[str]()
    clock.after(20, lambda: rung.append("late"))
    clock.after(10, lambda: rung.append("early"))
    cancelled = clock.after(15, lambda: rung.append("never"))
    clock.cancel(cancelled)
    clock.advance(9)
    assert rung == []
    clock.advance(100)
    assert rung == ["early", "late"]
    clock.close()


async def test_an_alarm_rings_by_itself_and_may_set_another() -> None:
    clock, rung = Clock(), asyncio.Event()
    clock.after(0.01, lambda: clock.after(0.01, rung.set) and None)
    await asyncio.wait_for(rung.wait(), 5)
    clock.close()


async def test_a_closed_clock_rings_no_more() -> None:
    clock, rung = Clock(), list[str]()
    alarm = clock.after(0.01, lambda: rung.append("x"))
    clock.close()
    assert alarm.timer is not None
    assert alarm.timer.cancelled()
    clock.advance(1)
    assert rung == []


async def test_who_sleeps_by_the_clock_wakes_when_it_is_moved() -> None:
    clock, woken = Clock(), list[str]()

    async def sleep(name: str, seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append(name)

    async with asyncio.TaskGroup() as group:
        group.create_task(sleep("late", 3000))
        group.create_task(sleep("early", 2000))
        await asyncio.sleep(0)
        clock.advance(3000)
    assert woken == ["early", "late"]


async def test_what_lasts_longer_than_the_clock_allows_ends() -> None:
    clock = Clock()

    async def last() -> None:
        async with clock.timeout(1000):
            await asyncio.Event().wait()

    asyncio.get_running_loop().call_later(0, clock.advance, 1000)
    with pytest.raises(TimeoutError):
        await last()
    async with clock.timeout(None), clock.timeout(1000):
        clock.advance(999)
    clock.advance(1000)
