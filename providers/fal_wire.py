"""fal's words: what a request becomes for `ideogram/v4/image-to-image/lora`, and what its answers mean.

https://fal.ai/models/ideogram/v4/image-to-image/lora/api and https://docs.fal.ai/model-endpoints/queue
"""

import re
from typing import Annotated, Literal

import httpx
from pydantic import BeforeValidator, Field, JsonValue, ValidationError

from domain.errors import FailureKind, ProviderFailed
from domain.request import RestyleRequest
from providers.calls import retry_after
from providers.ideogram import Answer, fields
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

    message: str = ""


class Status(Answer):
    """What the status route and each event of the stream say. A failed job is COMPLETED too."""

    status: Literal["IN_QUEUE", "IN_PROGRESS", "COMPLETED"]
    queue_position: int | None = None
    logs: list[LogLine] | None = None

    def progress(self, can: Capabilities) -> HostProgress:
        """The same for a card. A place or a percentage is read only from a host that is known to tell it."""
        if self.status == "IN_QUEUE":
            return HostProgress(waiting=self.queue_position if can.position else None)
        lines = [line.message for line in self.logs or []] if can.percent else []
        return HostProgress(percent=_last(_PERCENT, lines), picture=_last(_PICTURE, lines))


def _last(pattern: re.Pattern[str], lines: list[str]) -> int | None:
    """The newest number of that form."""
    found = (match for line in reversed(lines) if (match := pattern.search(line)))
    return next((int(match[1]) for match in found), None)


def _whole(value: object) -> int | None:
    """A seed, where it is one: nothing else about a paid result may void it."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


class _File(Answer):
    url: str


class Output(Answer):
    """The model's output; the page's own example leaves out all but the pictures and the prompt."""

    images: list[_File] = Field(min_length=1, max_length=4)
    seed: Annotated[int | None, BeforeValidator(_whole)] = None
    has_nsfw_concepts: list[bool] | None = None
    prompt: str | None = None


def to_rendered(output: Output, billable_units: str | None) -> Rendered:
    """The same, neutral of the host; nothing promises that the lists are of one length.

    "0" billable units is the one thing that fal says of a bill in its answer: there is none.
    """
    flags = [*(output.has_nsfw_concepts or []), *[False] * len(output.images)]
    pictures = tuple(
        RenderedPicture(file.url, flagged) for file, flagged in zip(output.images, flags, strict=False)
    )
    billed = billable_units is None or billable_units.strip() not in {"0", "0.0"}
    return Rendered(pictures, output.seed, output.prompt or "", billed, None if billed else 0)


class _Problem(Answer):
    loc: list[str | int] = Field(default_factory=list)
    msg: str = ""
    type: str = ""


class _Trouble(Answer):
    """An error in either of fal's two forms, or in none that is documented."""

    detail: list[_Problem] | str = ""
    error_type: str = ""
    status: str = ""

    def sentence(self) -> str:
        """What fal says, for the log."""
        if isinstance(self.detail, str):
            return self.detail or self.status or self.error_type
        return "; ".join(f"{'.'.join(map(str, one.loc))}: {one.msg} ({one.type})" for one in self.detail)

    def types(self) -> set[str]:
        """The kinds of error that it names."""
        listed = {one.type for one in self.detail} if not isinstance(self.detail, str) else set[str]()
        return listed | {self.error_type}


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
        trouble = _Trouble.model_validate_json(response.content)
    except ValidationError:
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
