"""fal's words: what a request becomes for `ideogram/v4/image-to-image/lora`, and what its answers mean.

https://fal.ai/models/ideogram/v4/image-to-image/lora/api and https://docs.fal.ai/model-endpoints/queue
"""

import re
from itertools import zip_longest
from typing import Annotated

import httpx
from pydantic import Field, JsonValue, StrictInt

from domain import limits
from domain.errors import FailureKind, ProviderFailed
from domain.request import RestyleRequest
from providers.answers import Answer, Items, NoAnswer, Places, Soft, Url, Word, Words
from providers.calls import retry_after
from providers.ideogram import fields
from providers.provider import Capabilities, HostProgress, Rendered, RenderedPicture

MODEL = "ideogram/v4/image-to-image/lora"
APP = "ideogram/v4"  # what status, result and cancel are asked of
_PERCENT = re.compile(r"(\d{1,3})\s?%")
_PICTURE = re.compile(r"rendering (\d) of \d")


def to_body(request: RestyleRequest, source: str, *, safety_checker: bool) -> dict[str, JsonValue]:
    """The request in fal's fields."""
    loras: list[JsonValue] = [{"path": lora.path, "scale": lora.scale} for lora in request.loras]
    return {**fields(request, source, safety_checker=safety_checker), "sync_mode": False, "loras": loras}


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
        """Whether nothing more will come."""
        return self.status == "COMPLETED"

    def progress(self, can: Capabilities) -> HostProgress:
        """The same for a card. A place or a percentage is read only from a host that is known to tell it."""
        if self.status == "IN_QUEUE":
            return HostProgress(waiting=self.queue_position if can.position else None)
        lines = [line.message for line in self.logs if line.message] if can.percent else []
        percent = _last(_PERCENT, lines)
        return HostProgress(
            percent=None if percent is None else min(percent, 100), picture=_last(_PICTURE, lines)
        )


def _last(pattern: re.Pattern[str], lines: list[str]) -> int | None:
    """The newest number of that form."""
    found = (match for line in reversed(lines) if (match := pattern.search(line)))
    return next((int(match[1]) for match in found), None)


class _File(Answer):
    url: Url


class Output(Answer):
    """The model's output; the page's own example leaves out all but the pictures and the prompt."""

    images: Places[_File] = ()
    seed: Soft[StrictInt] = None
    has_nsfw_concepts: Places[bool] = ()
    prompt: Soft[Annotated[str, Field(max_length=limits.PROMPT_CHARS)]] = None


def to_rendered(output: Output, billable_units: str | None) -> Rendered:
    """The same, neutral of the host; nothing promises that the lists are of one length.

    "0" billable units is the one thing that fal says of a bill in its answer: there is none.
    """
    pictures = tuple(
        RenderedPicture(file.url, flagged=bool(flag))
        for file, flag in zip_longest(output.images, output.has_nsfw_concepts)
        if file
    )
    billed = billable_units is None or billable_units.strip() not in {"0", "0.0"}
    return Rendered(pictures, output.seed, output.prompt or "", billed, None if billed else 0)


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
        """What fal says, for the log."""
        if isinstance(self.detail, str):
            return self.detail or self.status or self.error_type or ""
        return "; ".join(map(str, self.detail))

    def types(self) -> set[str]:
        """The kinds of error that it names."""
        listed = {one.type for one in self.detail} if not isinstance(self.detail, str) else set[str | None]()
        return {one for one in listed | {self.error_type} if one}


SERVER_ERRORS = 500
# fal answers 403 "User is locked. Reason: Exhausted balance." (github.com/fal-ai/fal issues 1162, 1168)
FORBIDDEN = 403
_BY_STATUS = {
    401: FailureKind.BAD_KEY,
    402: FailureKind.OUT_OF_FUNDS,
    FORBIDDEN: FailureKind.BAD_KEY,
    404: FailureKind.VANISHED,
    429: FailureKind.RATE_LIMITED,
}
_TIMEOUTS = {"generation_timeout", "request_timeout", "startup_timeout"}
_POLICY = {"content_policy_violation", "no_media_generated"}


def to_failure(response: httpx.Response, *, submitting: bool) -> ProviderFailed:
    """What an answer that is no success means. While submitting, a clear refusal proves that nothing happened."""
    try:
        trouble = _Trouble.of(response.content)
    except NoAnswer:
        trouble = _Trouble(detail=f"unreadable answer {response.status_code}")
    kind = _kind(response.status_code, trouble)
    refused = submitting and response.is_client_error
    if submitting and not refused:  # a 5xx or a redirect may come from a proxy, after the call was taken
        kind = FailureKind.UNKNOWN_OUTCOME
    detail = f"{response.status_code}: {trouble.sentence()}"
    return ProviderFailed(kind, detail, sent=not refused, retry_after=retry_after(response))


def _kind(status: int, trouble: _Trouble) -> FailureKind:
    """The kind of failure that a status code and a body stand for (https://docs.fal.ai/errors)."""
    if trouble.types() & _POLICY:
        return FailureKind.CONTENT_POLICY
    if trouble.types() & _TIMEOUTS:
        return FailureKind.TIMED_OUT
    if status == FORBIDDEN and "locked" in trouble.sentence().lower():
        return FailureKind.OUT_OF_FUNDS
    other = FailureKind.BAD_REQUEST if status < SERVER_ERRORS else FailureKind.UNAVAILABLE
    return _BY_STATUS.get(status, other)
