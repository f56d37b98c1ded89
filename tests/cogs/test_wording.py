"""Every error has a sentence, and each sentence is short, plain, and says what to do."""

import pytest

from cogs import wording
from domain import errors
from domain.errors import (
    BadOption,
    Closing,
    Crowded,
    FailureKind,
    Gone,
    NotOffered,
    NotYours,
    QuotaExceeded,
    Refused,
    SourceRefused,
    StrengthAtEnd,
    TooLate,
    TooManyWaiting,
    UnknownStyle,
)
from domain.picture import UnreadablePicture

REFUSALS: list[Exception] = [
    BadOption("prompt", "empty"),
    BadOption("prompt", "too_long", (1, 2000)),
    BadOption("strength", "range", (0, 1)),
    BadOption("speed", "choice"),
    BadOption("size", "sides"),
    UnknownStyle("x", ()),
    UnknownStyle("x", ("A", "B", "C")),
    SourceRefused("too_large", 25 * 1024 * 1024),
    SourceRefused("unavailable"),
    SourceRefused("foreign"),
    QuotaExceeded(20, 20, 1, 1_800_000_000_000),
    QuotaExceeded(19, 20, 2, 1_800_000_000_000),
    QuotaExceeded(0, 3, 4, None),
    QuotaExceeded(0, 0, 1, None),
    TooManyWaiting("member", 10),
    TooManyWaiting("server", 200),
    Gone("job"),
    Gone("picture"),
    NotYours(42),
    TooLate(),
    StrengthAtEnd(1.0),
    NotOffered("loras"),
    NotOffered("size"),
    Closing(),
    Crowded(),
    NotYours(42, moderators=False),
    BadOption("prompt", "unreadable"),
    UnreadablePicture("not_a_picture"),
    UnreadablePicture("unsupported"),
    UnreadablePicture("too_many_pixels", found=400_000_000, limit=50_000_000),
    UnreadablePicture("too_large", limit=25 * 1024 * 1024),
    UnreadablePicture("broken"),
    UnreadablePicture("took_too_long", limit=10),
]


@pytest.mark.parametrize("error", REFUSALS, ids=repr)
def test_a_refusal_has_a_sentence_of_its_own(error: Exception) -> None:
    said = wording.sentence(error)
    assert said != wording.OUR_FAULT
    assert "\n" not in said
    assert 20 < len(said) < 160
    assert said.endswith((".", "?"))


def test_no_refusal_was_forgotten() -> None:
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Refused)}
    assert kinds - {Refused} <= {type(error) for error in REFUSALS}


def test_whatever_else_happens_is_our_fault_and_says_nothing_of_it() -> None:
    assert wording.sentence(ValueError("token=secret")) == wording.OUR_FAULT


@pytest.mark.parametrize("kind", FailureKind)
def test_a_failure_says_that_it_was_free_and_what_to_do(kind: FailureKind) -> None:
    said = wording.failure(kind)
    assert ". Nothing was charged. " in said
    assert "Please" in said
    assert len(said) < 200
