"""modelrunner's words: what a request becomes for `ideogram/ideogram-v4/image-to-image`, and what answers mean.

https://docs.modelrunner.run and the model's page. Unlike on fal a failure can be COMPLETED, FAILED or an HTTP 400;
what counts is `billingStatus`.
"""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal

import httpx
from pydantic import BeforeValidator, Field, JsonValue, ValidationError

from domain.errors import FailureKind, ProviderFailed
from domain.request import RestyleRequest
from providers.calls import retry_after
from providers.ideogram import Answer, fields
from providers.provider import HostProgress, Rendered, RenderedPicture

MODEL = "ideogram/ideogram-v4/image-to-image"
TAG = "job"  # the key in `metadata` under which our own name of a job stands
MICROS = Decimal(1_000_000)


def to_body(
    request: RestyleRequest, source: str, tag: str, *, safety_checker: bool, webhook: str | None
) -> dict[str, JsonValue]:
    """The request in modelrunner's fields, under our own name of the job."""
    body: dict[str, JsonValue] = {
        **fields(request, source, safety_checker=safety_checker),
        "metadata": {TAG: tag},
    }
    return body if webhook is None else {**body, "webhook": webhook}


class Status(Answer):
    """What the status route says."""

    status: Literal["IN_QUEUE", "IN_PROGRESS", "COMPLETED", "FAILED", "CANCELLED"]

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.status in ("COMPLETED", "FAILED", "CANCELLED")

    def progress(self) -> HostProgress:
        """The same for a card: there is nothing but the phase (queue_position is always 0)."""
        return HostProgress()


def _urls(output: object) -> object:
    """The URLs in an output in any of its three forms: an array, one URL, or fal's `images`."""
    match output:
        case {"images": list() as images}:  # pyright: ignore[reportUnknownVariableType] - checked right after
            return [image.get("url") if isinstance(image, dict) else image for image in images]  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
        case str():
            return [output]
        case list():
            return output  # pyright: ignore[reportUnknownVariableType]
        case _:
            return []


class Result(Answer):
    """A result object."""

    id: str
    status: str = ""
    billingStatus: Literal["pending", "partial", "charged", "failed"] | None = None  # noqa: N815 - their name
    output: Annotated[list[str], Field(max_length=16), BeforeValidator(_urls)] = Field(default_factory=list)
    error: JsonValue = None
    totalPrice: str | float | None = None  # noqa: N815 - their name
    metadata: dict[str, JsonValue] | None = None

    @property
    def cost(self) -> int | None:
        """What was billed, in millionths of a dollar, where it says so."""
        try:
            return None if self.totalPrice is None else round(Decimal(str(self.totalPrice)) * MICROS)
        except (InvalidOperation, ValueError):
            return None

    def rendered(self) -> Rendered:
        """The pictures; raises ProviderFailed where it failed or has none. The seed and prompt are not told."""
        if self.billingStatus == "pending":
            raise ProviderFailed(FailureKind.UNAVAILABLE, "not settled yet")
        if self.billingStatus == "failed" or self.status == "FAILED":
            raise ProviderFailed(_kind_of(str(self.error)), str(self.error))
        if not self.output:
            raise ProviderFailed(FailureKind.BAD_RESULT, "an answer without pictures")
        pictures = tuple(RenderedPicture(url, flagged=False) for url in self.output)
        return Rendered(pictures, None, "", billed=True, cost=self.cost)


class Page(Answer):
    """A list of requests."""

    data: list[Result] = Field(default_factory=list)


class _Trouble(Answer):
    """An error in any of its forms."""

    error: JsonValue = None
    message: str = ""


_KINDS = {
    400: FailureKind.BAD_REQUEST,
    401: FailureKind.BAD_KEY,
    402: FailureKind.OUT_OF_FUNDS,
    403: FailureKind.BAD_KEY,
    404: FailureKind.VANISHED,
    410: FailureKind.VANISHED,
    422: FailureKind.BAD_REQUEST,
    429: FailureKind.RATE_LIMITED,
}


def _kind_of(words: str) -> FailureKind:
    """What a failed generation's words stand for: content is the one kind that a member can do something about."""
    spoken = words.lower()
    policy = ("safety", "content policy", "content_policy", "nsfw", "moderat")
    return FailureKind.CONTENT_POLICY if any(word in spoken for word in policy) else FailureKind.UNAVAILABLE


def to_failure(response: httpx.Response, *, submitting: bool) -> ProviderFailed:
    """What an answer that is no success means. While submitting, a clear refusal proves that nothing happened."""
    try:
        trouble = _Trouble.model_validate_json(response.content)
        words = " ".join(str(part) for part in (trouble.error, trouble.message) if part)
    except ValidationError:
        words = "unreadable answer"
    kind = _KINDS.get(response.status_code, FailureKind.UNAVAILABLE)
    if kind is FailureKind.BAD_REQUEST and _kind_of(words) is FailureKind.CONTENT_POLICY:
        kind = FailureKind.CONTENT_POLICY
    refused = submitting and response.is_client_error
    if submitting and not refused:
        kind = FailureKind.UNKNOWN_OUTCOME
    detail = f"{response.status_code}: {words}"
    return ProviderFailed(kind, detail, sent=not refused, retry_after=retry_after(response))
