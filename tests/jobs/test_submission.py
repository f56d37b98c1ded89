"""Giving a job to a host that has trouble: never twice, but not given up either."""

import pytest

from domain.errors import FailureKind, NotOffered, ProviderFailed
from domain.job import JobState, Ticket
from domain.quota import Caps
from domain.styles import Lora, Style
from jobs import submission, worker
from providers import breaker
from providers.provider import Capabilities
from storage import jobs, ledger
from tests.jobs.studio import Open, Script, Studio

TICKET = Ticket(id="found", status_url="s", response_url="r", cancel_url="c")


def _unsent(kind: FailureKind, retry_after: float | None = None) -> ProviderFailed:
    return ProviderFailed(kind, sent=False, retry_after=retry_after)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same tries, with no pauses between them."""
    monkeypatch.setattr(submission, "PAUSES", (0, 0))
    monkeypatch.setattr(submission, "LOOK_UPS", (0, 0))


async def test_what_did_not_happen_is_tried_again_while_that_may_help(studio: Studio, script: Script) -> None:
    script.submitting = [_unsent(FailureKind.UNAVAILABLE), _unsent(FailureKind.RATE_LIMITED, 0.01)]
    script.go.set()
    ending = await studio.shows(await studio.ask(1))
    assert ending.job.state is JobState.DONE
    assert script.said.count("submit") == 3


async def test_and_not_for_ever(studio: Studio, script: Script) -> None:
    script.submitting = [_unsent(FailureKind.UNAVAILABLE) for _ in range(10)]
    ending = await studio.shows(await studio.ask(1))
    assert ending.job.failure is not None
    assert ending.job.failure.kind is FailureKind.UNAVAILABLE
    assert script.said.count("submit") == 3
    assert await studio.cost() == 0, "nothing was sent, so nothing was billed"


@pytest.mark.parametrize("kind", [FailureKind.BAD_REQUEST, FailureKind.CONTENT_POLICY])
async def test_a_refused_request_is_not_tried_again_nor_elsewhere(
    open_studio: Open, script: Script, kind: FailureKind
) -> None:
    other = Script(name="other")
    script.submitting = [_unsent(kind)]
    async with open_studio(other) as studio:
        ending = await studio.shows(await studio.ask(1))
    assert ending.job.failure is not None
    assert ending.job.failure.kind is kind
    assert (script.said.count("submit"), other.said) == (1, [])


@pytest.mark.parametrize("kind", [FailureKind.OUT_OF_FUNDS, FailureKind.UNAVAILABLE, FailureKind.BAD_KEY])
async def test_a_host_s_trouble_sends_the_job_to_the_next_host(
    open_studio: Open, script: Script, kind: FailureKind
) -> None:
    other = Script(name="other")
    other.go.set()
    script.submitting = [_unsent(kind)]
    async with open_studio(other) as studio:
        ending = await studio.shows(await studio.ask(1))
        assert (ending.job.state, ending.job.provider) == (JobState.DONE, "other")
        assert await ledger.unbalanced(studio.database) == []
    assert (script.said.count("submit"), other.said.count("submit")) == (1, 1)


async def test_an_unknown_outcome_goes_nowhere_else(open_studio: Open, script: Script) -> None:
    other = Script(name="other")
    script.submitting = [ProviderFailed(FailureKind.UNKNOWN_OUTCOME)]
    async with open_studio(other) as studio:
        ending = await studio.shows(await studio.ask(1))
    assert ending.job.state is JobState.FAILED
    assert other.said == []


async def test_a_host_that_finds_is_asked_for_a_lost_answer(studio: Studio, script: Script) -> None:
    script.capabilities = Capabilities(finds=True)
    script.submitting = [ProviderFailed(FailureKind.UNKNOWN_OUTCOME)]
    script.found = [None, TICKET]
    script.go.set()
    ending = await studio.shows(await studio.ask(5))
    assert ending.job.state is JobState.DONE
    assert script.said == ["upload", "submit", "find 5.0", "find 5.0", "watch found"]


async def test_what_is_not_found_was_not_sent_and_is_sent_again(studio: Studio, script: Script) -> None:
    script.capabilities = Capabilities(finds=True)
    script.submitting = [ProviderFailed(FailureKind.UNKNOWN_OUTCOME)]
    script.go.set()
    ending = await studio.shows(await studio.ask(5))
    assert ending.job.state is JobState.DONE
    assert script.said.count("submit") == 2


async def test_after_a_crash_during_the_call_it_is_looked_up_before_anything_is_sent(
    open_studio: Open, script: Script
) -> None:
    script.capabilities = Capabilities(finds=True)
    script.found = [TICKET]
    script.go.set()
    async with open_studio(working=False) as studio:
        job = await studio.ask(5)
        claimed = await jobs.claim(studio.database, "fal", Caps(), 0)
        assert claimed is not None
        await jobs.calling(studio.database, claimed)
    async with open_studio() as studio:
        assert (await studio.shows(job)).job.state is JobState.DONE
    assert script.said == ["find 5.0", "watch found"]


async def test_a_source_is_uploaded_once_while_its_host_keeps_it(studio: Studio, script: Script) -> None:
    script.keeps = 3600
    script.go.set()
    for number in (1, 2, 3):
        await studio.shows(await studio.ask(number))
    assert script.said.count("upload") == 1


async def test_a_source_that_its_host_lost_goes_up_again(studio: Studio, script: Script) -> None:
    script.keeps = 3600
    script.submitting = [_unsent(FailureKind.BAD_REQUEST)]
    script.go.set()
    assert (await studio.shows(await studio.ask(1))).job.state is JobState.FAILED
    assert (await studio.shows(await studio.ask(2))).job.state is JobState.DONE
    assert script.said.count("upload") == 2


async def test_a_host_that_fails_again_and_again_is_left_alone_and_tried_again(
    open_studio: Open, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(breaker, "PAUSES", (0.2,))
    monkeypatch.setattr(worker, "BEAT", 0.05)
    script.submitting = [ProviderFailed(FailureKind.UNKNOWN_OUTCOME) for _ in range(breaker.FAILURES)]
    script.go.set()
    async with open_studio() as studio:
        for number in range(1, breaker.FAILURES + 1):
            await studio.shows(await studio.ask(number))
        calls = script.said.count("submit")
        assert (await studio.shows(await studio.ask(9))).job.state is JobState.DONE
        assert script.said.count("submit") == calls + 1


async def test_who_waits_for_a_host_that_is_left_alone_goes_elsewhere(
    open_studio: Open, script: Script
) -> None:
    other = Script(name="other")
    other.go.set()
    script.submitting = [_unsent(FailureKind.OUT_OF_FUNDS) for _ in range(2)]
    async with open_studio(other, working=False) as studio:
        asked = [await studio.ask(number) for number in (1, 2, 3)]
    async with open_studio(other) as studio:
        for job in asked:
            assert (await studio.shows(job)).job.provider == "other"
        assert (await studio.shows(await studio.ask(4))).job.provider == "other"
    assert script.said.count("submit") <= 2


async def test_a_lora_style_goes_to_a_host_that_has_loras_or_is_refused(
    open_studio: Open, script: Script
) -> None:
    style = Style(name="House", loras=(Lora(path="https://h/x.safetensors"),))
    with_loras = Script(name="other", capabilities=Capabilities(loras=True))
    with_loras.go.set()
    async with open_studio(with_loras) as studio:
        assert (await studio.shows(await studio.ask(1, style=style))).job.provider == "other"
    async with open_studio() as studio:
        with pytest.raises(NotOffered):
            await studio.ask(2, style=style)
        assert await studio.cost() == 64
    assert script.said == []


async def test_a_size_that_no_host_makes_is_refused(open_studio: Open, script: Script) -> None:
    script.capabilities = Capabilities(max_pixels=63)
    async with open_studio() as studio:
        with pytest.raises(NotOffered) as caught:
            await studio.ask(1)
    assert caught.value.what == "size"
    assert script.said == []
