"""fal's words: what a request becomes for `ideogram/v4/image-to-image/lora`, and what its answers mean.

https://fal.ai/models/ideogram/v4/image-to-image/lora/api and https://docs.fal.ai/model-endpoints/queue
"""

import re
from itertools import zip_longest
from typing import Annotated

import httpx
from pydantic import Field, JsonValue, StrictInt

from domain import limits
from domain.errors import Failure, FailureKind, HostSaid
from domain.request import RestyleRequest
from domain.understood import Understood
from providers.answers import Answer, Items, NoAnswer, Places, Soft, Url, Word, Words
from providers.ideogram import SOURCE_TROUBLE, fields
from providers.provider import Capabilities, HostProgress, Rendered, RenderedPicture

MODEL = "ideogram/v4/image-to-image/lora"
APP = "ideogram/v4"  # what status, result and cancel are asked of
_PERCENT = re.compile(r"(\d{1,3})\s?%")
_PICTURE = re.compile(r"rendering (\d) of \d")


def to_body(
    request: RestyleRequest, source: str, look: str | None, *, safety_checker: bool, exact: bool = False
) -> dict[str, JsonValue]:
    """Return the request in fal's fields; one more names the picture whose look is taken, which fal has not."""
    loras: list[JsonValue] = [{"path": lora.path, "scale": lora.scale} for lora in request.loras]
    own: dict[str, JsonValue] = {"style_image_url": look} if look else {}
    body = fields(request, source, safety_checker=safety_checker, exact=exact)
    return {**body, "sync_mode": False, "loras": loras, **own}


class LogLine(Answer):
    """A line that the model wrote while working."""

    message: Soft[Words] = None


class Status(Answer):
    """What the status route and each event of the stream say. A failed job is COMPLETED too.

    A word that is not known is one more way of saying that it goes on.
    """

    status: Word
    queue_position: Soft[Annotated[int, Field(ge=0)]] = None
    logs: Items[LogLine] = ()

    @property
    def ended(self) -> bool:
        """Return whether nothing more will come."""
        return self.status == "COMPLETED"

    def progress(self, can: Capabilities) -> HostProgress:
        """Return the same for a card. A place or a percentage is read only from a host that is known to tell it."""
        if self.status == "IN_QUEUE":
            return HostProgress(waiting=self.queue_position if can.position else None)
        lines = [line.message for line in self.logs if line.message] if can.percent else []
        percent = _last(_PERCENT, lines)
        return HostProgress(
            percent=None if percent is None else min(percent, 100), picture=_last(_PICTURE, lines)
        )


def _last(pattern: re.Pattern[str], lines: list[str]) -> int | None:
    """Return the newest number of that form."""
    found = (match for line in reversed(lines) if (match := pattern.search(line)))
    return next((int(match[1]) for match in found), None)


class _File(Answer):
    url: Url


class _Understood(Answer):
    """What our own model tells of how it read the prompt; fal has nothing like it."""

    looks: Items[Word] = ()
    missed: Items[Word] = ()
    beyond: Items[Word] = ()
    undrawn: Items[Word] = ()
    left_out: Items[Word] = ()

    def told(self) -> Understood:
        """Return the same, neutral of the host."""
        return Understood.told(self.looks, self.missed, self.beyond, self.undrawn, self.left_out)


class Output(Answer):
    """The model's output; the page's own example leaves out all but the pictures and the prompt."""

    images: Places[_File] = ()
    seed: Soft[StrictInt] = None
    has_nsfw_concepts: Places[bool] = ()
    prompt: Soft[Annotated[str, Field(max_length=limits.PROMPT_CHARS)]] = None
    understood: Soft[_Understood] = None


def to_rendered(output: Output, *, billed: bool) -> Rendered:
    """Return the same, neutral of the host; nothing promises that the lists are of one length.

    Raises HostSaid if empty.
    """
    pictures = tuple(
        RenderedPicture(file.url, flagged=bool(flag))
        for file, flag in zip_longest(output.images, output.has_nsfw_concepts)
        if file
    )
    cost = None if billed else 0
    if not pictures:
        failure = Failure(kind=FailureKind.BAD_RESULT, detail="an answer without pictures")
        raise HostSaid(failure, cost)
    understood = output.understood.told() if output.understood else None
    return Rendered(pictures, output.seed, output.prompt or "", billed, cost, understood)


class _Problem(Answer):
    loc: Items[str | int] = ()
    msg: Soft[Words] = None
    type: Soft[Word] = None

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.loc))}: {self.msg} ({self.type})"


class _Trouble(Answer):
    """An error in either of fal's two forms, or in none that is documented."""

    detail: Words | Items[_Problem] = ""
    error_type: Soft[Word] = None
    status: Soft[Words] = None

    def sentence(self) -> str:
        """Return what fal says, for the log."""
        if isinstance(self.detail, str):
            return self.detail or self.status or self.error_type or ""
        return "; ".join(map(str, self.detail))

    def types(self) -> set[str]:
        """Return the kinds of error that it names."""
        listed = {one.type for one in self.detail} if not isinstance(self.detail, str) else set[str | None]()
        return {one for one in listed | {self.error_type} if one}


SERVER_ERRORS = 500
# fal answers 403 "User is locked. Reason: Exhausted balance." (github.com/fal-ai/fal issues 1162, 1168)
FORBIDDEN = 403
_BY_STATUS = {
    401: FailureKind.BAD_KEY,
    402: FailureKind.OUT_OF_FUNDS,
    FORBIDDEN: FailureKind.BAD_KEY,
    404: FailureKind.UNAVAILABLE,  # no such model, no such route; a lost ticket is told apart before
    410: FailureKind.EXPIRED,
    429: FailureKind.RATE_LIMITED,
    499: FailureKind.MODEL_FAILED,  # cancelled, and not by us
}
# https://docs.fal.ai/errors; what it says of the picture is in ideogram.py
_BY_TYPE = {
    "content_policy_violation": FailureKind.CONTENT_POLICY,
    "no_media_generated": FailureKind.CONTENT_POLICY,
    "generation_timeout": FailureKind.TIMED_OUT,
    "request_timeout": FailureKind.TIMED_OUT,
    "startup_timeout": FailureKind.TIMED_OUT,
}
# Final without a type too: a refused field, a result that is gone, a cancelled request.
_FINAL = frozenset({410, 422, 499})


def failure_of(answer: httpx.Response) -> Failure:
    """Return what an answer that is no success means."""
    trouble = _trouble(answer)
    kind = _kind(answer.status_code, trouble)
    return Failure(kind=kind, detail=f"{answer.status_code}: {trouble.sentence()}")


def _trouble(answer: httpx.Response) -> _Trouble:
    try:
        return _Trouble.of(answer.content)
    except NoAnswer:
        return _Trouble(detail="no readable answer")


def verdict(answer: httpx.Response) -> HostSaid | NoAnswer:
    """Return what the answer of a job means that has ended, and is no success.

    The model's own failure names its type, and is final; the same status without one is of the road, of a result that
    is asked for too early, or of a key, and passes. fal bills no 5xx (https://fal.ai/docs, FAQ).
    """
    failure, status = failure_of(answer), answer.status_code
    typed = _trouble(answer).types() or "x-fal-error-type" in answer.headers
    if status == httpx.codes.TOO_MANY_REQUESTS.value or not (typed or status in _FINAL):
        return NoAnswer(failure.detail)
    return HostSaid(failure, 0 if answer.is_server_error or is_free(answer) else None)


def is_free(answer: httpx.Response) -> bool:
    """Return whether an answer says that nothing is billed: the one thing that fal says of a bill."""
    return answer.headers.get("X-Fal-Billable-Units", "").strip() in {"0", "0.0"}


def _kind(status: int, trouble: _Trouble) -> FailureKind:
    """Return the kind of failure that a status code and a body stand for."""
    types, words = trouble.types(), trouble.sentence().lower()
    named = next((kind for name, kind in (_BY_TYPE | SOURCE_TROUBLE).items() if name in types), None)
    if named:
        return named
    if "aspect ratio" in words:
        return FailureKind.SOURCE_RATIO
    if status == FORBIDDEN and "locked" in words:
        return FailureKind.OUT_OF_FUNDS
    if status >= SERVER_ERRORS:
        return FailureKind.MODEL_FAILED if types else FailureKind.UNAVAILABLE
    return _BY_STATUS.get(status, FailureKind.BAD_REQUEST)
