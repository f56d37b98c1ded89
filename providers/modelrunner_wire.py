"""modelrunner's words: what a request becomes for `ideogram/ideogram-v4/image-to-image`, and what answers mean.

https://docs.modelrunner.run and the model's page. Unlike on fal a failure can be COMPLETED, FAILED or an HTTP 400;
what counts is `billingStatus`.
"""

from decimal import Decimal, InvalidOperation
from typing import Annotated, cast

import httpx
from pydantic import BeforeValidator, JsonValue

from domain.errors import FailureKind, ProviderFailed
from domain.request import RestyleRequest
from providers.answers import DIGITS, Answer, Id, Items, NoAnswer, Places, Soft, Url, Word, Words
from providers.calls import retry_after
from providers.ideogram import fields
from providers.provider import HostProgress, Rendered, RenderedPicture

MODEL = "ideogram/ideogram-v4/image-to-image"
TAG = "job"  # the key in `metadata` under which our own name of a job stands
MICROS = Decimal(1_000_000)
PRICE_MAX = 1000  # dollars for one request; what says more is no price
ENDED = frozenset({"COMPLETED", "FAILED", "CANCELLED"})


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
    """What the status route says. A word that is not known is one more way of saying that it goes on."""

    status: Word

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.status in ENDED

    def progress(self) -> HostProgress:
        """The same for a card: there is nothing but the phase (queue_position is always 0)."""
        return HostProgress()


def _pictures(output: object) -> object:
    """The pictures in an output in any of its three forms: an array, one URL, or fal's `images`."""
    return [output] if isinstance(output, str) else _inner(output, "images")


def _url(picture: object) -> object:
    """The address of a picture, which may stand by itself."""
    return _inner(picture, "url")


def _inner(value: object, name: str) -> object:
    """A field of an object; what is none, or lacks it, itself."""
    return (
        cast("dict[str, object]", value).get(name, cast("object", value))
        if isinstance(value, dict)
        else value
    )


def _micros(price: object) -> object:
    """A price in dollars as millionths: bounded before anything is reckoned with it."""
    if not isinstance(price, str | int | float):
        return None
    try:
        dollars = Decimal(str(price)[:DIGITS])
        return round(dollars * MICROS) if 0 <= dollars <= PRICE_MAX else None
    except InvalidOperation:  # no number, or NaN, which is neither above nor below anything
        return None


class Result(Answer):
    """A result object."""

    status: Soft[Word] = None
    billingStatus: Soft[Word] = None  # noqa: N815 - their name
    output: Annotated[Places[Annotated[Url, BeforeValidator(_url)]], BeforeValidator(_pictures)] = ()
    error: JsonValue = None
    totalPrice: Annotated[Soft[int], BeforeValidator(_micros)] = None  # noqa: N815 - their name

    def rendered(self) -> Rendered:
        """The pictures; raises ProviderFailed where it failed or has none. The seed and prompt are not told."""
        if self.billingStatus == "pending":
            raise ProviderFailed(FailureKind.UNAVAILABLE, "not settled yet")
        if self.billingStatus == "failed" or self.status == "FAILED":
            raise ProviderFailed(_kind_of(str(self.error)), str(self.error))
        pictures = tuple(RenderedPicture(url, flagged=False) for url in self.output if url)
        if not pictures:
            raise ProviderFailed(FailureKind.BAD_RESULT, "an answer without pictures")
        return Rendered(pictures, None, "", billed=True, cost=self.totalPrice)


class Listed(Answer):
    """One request of a list."""

    id: Id
    metadata: dict[str, JsonValue]


class Page(Answer):
    """A list of requests."""

    data: Items[Listed] = ()


class _Trouble(Answer):
    """An error in any of its forms."""

    error: JsonValue = None
    message: Soft[Words] = None


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
        trouble = _Trouble.of(response.content)
        words = " ".join(str(part) for part in (trouble.error, trouble.message) if part)
    except NoAnswer:
        words = "unreadable answer"
    kind = _KINDS.get(response.status_code, FailureKind.UNAVAILABLE)
    if kind is FailureKind.BAD_REQUEST and _kind_of(words) is FailureKind.CONTENT_POLICY:
        kind = FailureKind.CONTENT_POLICY
    refused = submitting and response.is_client_error
    if submitting and not refused:
        kind = FailureKind.UNKNOWN_OUTCOME
    detail = f"{response.status_code}: {words}"
    return ProviderFailed(kind, detail, sent=not refused, retry_after=retry_after(response))
