"""Giving a job to a host that has trouble: never twice, but not given up either."""

import pytest

from domain.errors import (
    BETTER_ELSEWHERE,
    Failure,
    FailureKind,
    HostSaid,
    NotOffered,
    NotSent,
    Unreachable,
)
from domain.job import JobState, Phase, Ticket
from domain.quota import Caps
from domain.styles import Lora, LoraKind, Style
from providers.provider import Capabilities
from storage import jobs, ledger
from tests.jobs.studio import Open, Script, Shown, Studio

TICKET = Ticket(id="found", status_url="s", response_url="r", cancel_url="c")
LOST = Unreachable("ReadTimeout")
OTHERS = {FailureKind.BAD_REQUEST, FailureKind.CONTENT_POLICY, FailureKind.SOURCE_TOO_SMALL}


def _unsent(kind: FailureKind, retry_after: float | None = None) -> NotSent:
    return NotSent(Failure(kind=kind), retry_after)


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


@pytest.mark.parametrize("kind", sorted(OTHERS))
async def test_a_refused_request_is_not_tried_again_nor_elsewhere(
    open_studio: Open, script: Script, kind: FailureKind
) -> None:
    other = Script(name="other")
    script.submitting = [_unsent(kind)]
    async with open_studio(other) as studio:
        ending = await studio.shows(await studio.ask(1))
        assert await studio.cost() == 0
    assert ending.job.failure is not None
    assert ending.job.failure.kind is kind
    assert ending.account.used == 0
    assert (script.said.count("submit"), other.said) == (1, [])


@pytest.mark.parametrize("kind", sorted(BETTER_ELSEWHERE))
async def test_what_another_host_may_do_better_goes_there_at_its_price(
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


async def test_a_look_goes_only_to_a_host_that_takes_one(open_studio: Open, script: Script) -> None:
    able = Script(name="able", capabilities=Capabilities(looks=True))
    able.go.set()
    script.go.set()
    async with open_studio(able) as studio:
        look = await studio.picture("red")
        ending = await studio.shows(await studio.ask(1, look=look))
        assert (ending.job.state, ending.job.provider) == (JobState.DONE, "able")
        assert ending.job.look == look.sha256
        assert able.said[:3] == ["upload", "upload", "submit in a look"]
        assert script.said == []
        able.submitting = [_unsent(FailureKind.OUT_OF_FUNDS)]
        ending = await studio.shows(await studio.ask(2, look=look))
        assert ending.job.state is JobState.FAILED, "the other host would have been asked for something else"
        assert script.said == []
    async with open_studio() as studio:
        with pytest.raises(NotOffered) as refused:
            await studio.ask(3, look=look)
        assert refused.value.what == "look"


async def test_both_uploads_are_made_anew_where_a_host_could_not_read_one(
    open_studio: Open, script: Script
) -> None:
    script.capabilities, script.keeps = Capabilities(looks=True), 1000
    script.fetching = [HostSaid(Failure(kind=FailureKind.SOURCE_UNREAD))]
    script.go.set()
    async with open_studio() as studio:
        look = await studio.picture("red")
        for number in (1, 2, 3):
            await studio.shows(await studio.ask(number, look=look))
    assert script.said.count("upload") == 4, "the third time both are there"


async def test_an_upload_that_fails_is_nothing_sent(open_studio: Open, script: Script) -> None:
    other = Script(name="other")
    other.go.set()
    script.uploads = [_unsent(FailureKind.UNAVAILABLE)]
    async with open_studio(other) as studio:
        assert (await studio.shows(await studio.ask(1))).job.provider == "other"
    assert script.said == ["upload"]


@pytest.mark.parametrize("finds", [False, True])
async def test_a_call_of_unknown_outcome_is_never_sent_again_here_or_elsewhere(
    open_studio: Open, script: Script, *, finds: bool
) -> None:
    """A list that does not have it (yet) is no proof, however often it is looked at."""
    other = Script(name="other")
    script.capabilities = Capabilities(finds=finds)
    script.submitting = [LOST]
    async with open_studio(other) as studio:
        ending = await studio.shows(await studio.ask(5))
        assert await studio.cost() == 64, "it may have been paid for"
        assert await ledger.unbalanced(studio.database) == []
    assert ending.job.failure is not None
    assert ending.job.failure.kind is FailureKind.UNKNOWN_OUTCOME
    assert ending.account.used == 0
    assert (script.said.count("submit"), other.said) == (1, [])
    assert (script.said.count("find 5.0") >= 2) is finds


async def test_a_free_host_may_be_sent_the_same_again(studio: Studio, script: Script) -> None:
    script.capabilities = Capabilities(forgets=True)
    script.submitting = [LOST]
    script.go.set()
    assert (await studio.shows(await studio.ask(1))).job.state is JobState.DONE
    assert script.seeds == [1, 1]


async def test_a_host_that_finds_is_asked_for_a_lost_answer(
    studio: Studio, script: Script, shown: Shown
) -> None:
    script.capabilities = Capabilities(finds=True)
    script.submitting = [LOST]
    script.found = [None, TICKET]
    script.go.set()
    ending = await studio.shows(await studio.ask(5))
    assert ending.job.state is JobState.DONE
    assert script.said[:5] == ["upload", "submit", "find 5.0", "find 5.0", "watch found"]
    phases = [progress.phase for _, progress in shown.progressed]
    assert Phase.UNANSWERED in phases[phases.index(Phase.SENDING) :], "it is not being sent any more"


async def test_a_host_that_cannot_be_asked_has_not_said_that_it_has_nothing(
    studio: Studio, script: Script
) -> None:
    """The job rests, and is looked for again; the call is not sent again."""
    script.capabilities = Capabilities(finds=True)
    script.submitting = [LOST]
    script.found = [*[Unreachable("ConnectError")] * 5, TICKET]
    script.go.set()
    ending = await studio.shows(await studio.ask(5))
    assert ending.job.state is JobState.DONE
    assert script.said.count("submit") == 1


async def test_one_that_can_never_be_asked_is_of_unknown_outcome(studio: Studio, script: Script) -> None:
    script.capabilities = Capabilities(finds=True)
    script.submitting = [LOST]
    script.found = [Unreachable("ConnectError")] * 500
    ending = await studio.shows(await studio.ask(5))
    assert ending.job.failure is not None
    assert ending.job.failure.kind is FailureKind.UNKNOWN_OUTCOME
    assert script.said.count("submit") == 1


async def _cut_off(studio: Studio, number: int) -> None:
    """As a crash leaves it: committed that the call was about to be sent, and no ticket."""
    await studio.ask(number)
    claimed = await jobs.claim(studio.database, "fal", Caps(), 0)
    assert claimed is not None
    await jobs.calling(studio.database, claimed)


async def test_after_a_crash_during_the_call_it_is_looked_up_before_anything_is_sent(
    open_studio: Open, script: Script
) -> None:
    script.capabilities = Capabilities(finds=True)
    script.found = [TICKET]
    script.go.set()
    async with open_studio(working=False) as studio:
        await _cut_off(studio, 5)
    async with open_studio() as studio:
        [job] = [one for one in [await jobs.find(studio.database, 1)] if one]
        assert (await studio.shows(job)).job.state is JobState.DONE
    assert script.said[:2] == ["find 5.0", "watch found"]


@pytest.mark.parametrize("finds", [False, True])
async def test_a_call_that_was_cut_off_by_a_crash_is_never_repeated(
    open_studio: Open, script: Script, *, finds: bool
) -> None:
    script.capabilities = Capabilities(finds=finds)
    async with open_studio(working=False) as studio:
        await _cut_off(studio, 5)
    async with open_studio() as studio:
        [job] = [one for one in [await jobs.find(studio.database, 1)] if one]
        ending = await studio.shows(job)
        assert ending.job.failure is not None
        assert ending.job.failure.kind is FailureKind.UNKNOWN_OUTCOME
        assert ending.account.used == 0
    assert "submit" not in script.said


async def test_one_id_for_two_jobs_is_two_jobs(studio: Studio, script: Script) -> None:
    """A host that answers from a cache, or a gateway that takes two submits for one."""
    script.same = TICKET
    script.go.set()
    for number in (1, 2):
        assert (await studio.shows(await studio.ask(number))).job.state is JobState.DONE


async def test_a_source_is_uploaded_once_while_its_host_keeps_it(studio: Studio, script: Script) -> None:
    script.keeps = 3600
    script.go.set()
    for number in (1, 2, 3):
        await studio.shows(await studio.ask(number))
    assert script.said.count("upload") == 1


@pytest.mark.parametrize("kind", [FailureKind.BAD_REQUEST, FailureKind.SOURCE_UNREAD])
async def test_a_source_that_its_host_lost_goes_up_again(
    studio: Studio, script: Script, kind: FailureKind
) -> None:
    script.keeps = 3600
    script.submitting = [_unsent(kind)]
    script.go.set()
    assert (await studio.shows(await studio.ask(1))).job.state is JobState.FAILED
    assert (await studio.shows(await studio.ask(2))).job.state is JobState.DONE
    assert script.said.count("upload") == 2


async def test_a_lora_style_goes_to_a_host_that_has_loras_or_is_refused(
    open_studio: Open, script: Script
) -> None:
    style = Style(name="House", loras=(Lora(path="https://h/x.safetensors"),))
    with_loras = Script(name="other", capabilities=Capabilities(loras=frozenset(LoraKind)))
    with_loras.go.set()
    async with open_studio(with_loras) as studio:
        assert (await studio.shows(await studio.ask(1, style=style))).job.provider == "other"
    async with open_studio() as studio:
        with pytest.raises(NotOffered) as caught:
            await studio.ask(2, style=style)
        assert caught.value.what == "loras"
        assert await studio.cost() == 64
    assert script.said == []


@pytest.mark.parametrize(
    ("can", "what", "limit"),
    [(Capabilities(max_pixels=63), "size", 63), (Capabilities(min_side=9), "small", 9)],
    ids=["too large a result", "too small a source"],
)
async def test_what_no_host_makes_is_refused_before_it_is_in_line(
    open_studio: Open, script: Script, can: Capabilities, what: str, limit: int
) -> None:
    """The source is 8 × 8."""
    script.capabilities = can
    async with open_studio(other := Script(name="other", capabilities=can)) as studio:
        with pytest.raises(NotOffered) as caught:
            await studio.ask(1)
    assert (caught.value.what, caught.value.limit) == (what, limit)
    assert script.said == other.said == []


async def test_what_one_host_does_not_make_another_may(open_studio: Open, script: Script) -> None:
    script.capabilities = Capabilities(min_side=9)
    other = Script(name="other")
    other.go.set()
    async with open_studio(other) as studio:
        assert (await studio.shows(await studio.ask(1))).job.provider == "other"


@pytest.mark.parametrize(
    "can", [Capabilities(max_pixels=63), Capabilities(min_side=9)], ids=["too large", "too small"]
)
async def test_a_job_is_not_moved_to_a_host_that_cannot_do_it(
    open_studio: Open, script: Script, can: Capabilities
) -> None:
    other = Script(name="other", capabilities=can)
    script.submitting = [_unsent(FailureKind.BAD_KEY)]
    async with open_studio(other) as studio:
        ending = await studio.shows(await studio.ask(1))
    assert ending.job.failure is not None
    assert ending.job.failure.kind is FailureKind.BAD_KEY
    assert other.said == []
