"""Every failure has its words, and they can be said."""

import pytest

from renderer.api.words import SAID, refusal
from renderer.failure import Cause, Failure
from renderer.order import from_worker


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_words_with_its_own_facts_in_them(cause: Cause) -> None:
    failure = Failure(cause, ("image_url",), limit=1234, why="{a reason}", shown="x" * 1000)
    refused = refusal(failure)
    assert refused.status == SAID[cause].status
    assert refused.headers["X-Fal-Error-Type"] == SAID[cause].error_type
    assert ("{a reason}" in refused.sentence) == ("{why}" in SAID[cause].sentence)
    assert ("1" in refused.sentence) == ("{limit" in SAID[cause].sentence)
    assert len(str(refused.body)) < 1000


def test_a_failure_comes_through_the_pipe_as_it_is() -> None:
    failure = Failure(Cause.NO_PACK, ("loras", 2, "path"), limit=7, why="nets: “é”", shown="")
    assert from_worker.validate_json(from_worker.dump_json(failure)) == failure


def test_only_too_many_and_our_own_faults_are_worth_another_try() -> None:
    again = {cause for cause in Cause if refusal(Failure(cause)).headers["X-Fal-Retryable"] == "true"}
    too_many = {cause for cause in Cause if "Retry-After" in refusal(Failure(cause)).headers}
    assert too_many == {Cause.TOO_MANY_UPLOADS, Cause.TOO_MANY_WAITING}
    assert again - too_many == {
        Cause.NOT_STARTED,
        Cause.TOO_SLOW,
        Cause.WORKER_DIED,
        Cause.NO_MEMORY,
        Cause.INTERNAL,
    }
