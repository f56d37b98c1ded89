"""modelrunner's words: what a request becomes for `ideogram/ideogram-v4/image-to-image`, and what answers mean.

https://docs.modelrunner.run and the model's page. Unlike on fal a failure can be COMPLETED, FAILED or an HTTP 400;
what counts is `billingStatus`.
"""

import json
from decimal import Decimal, InvalidOperation
from typing import Annotated, cast

import httpx
from pydantic import BeforeValidator, JsonValue

from domain import limits
from domain.errors import Failure, FailureKind, HostSaid
from domain.request import RestyleRequest
from providers.answers import DIGITS, Answer, Id, Items, NoAnswer, Places, Soft, Url, Word, Words
from providers.ideogram import SOURCE_TROUBLE, fields
from providers.provider import HostProgress, Rendered, RenderedPicture

MODEL = "ideogram/ideogram-v4/image-to-image"
TAG = "job"  # the key in `metadata` under which our own name of a job stands
MICROS = Decimal(1_000_000)
PRICE_MAX = 1000  # dollars for one request; what says more is no price
ENDED = frozenset({"COMPLETED", "FAILED", "CANCELLED"})


def to_body(
    request: RestyleRequest, source: str, tag: str, *, safety_checker: bool, webhook: str | None
) -> dict[str, JsonValue]:
    """Return the request in modelrunner's fields, under our own name of the job."""
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
        """Return whether nothing more will come."""
        return self.status in ENDED

    def progress(self) -> HostProgress:
        """Return the same for a card: there is nothing but the phase (queue_position is always 0)."""
        return HostProgress()


def _pictures(output: object) -> object:
    """Return the pictures in an output in any of its three forms: an array, one URL, or fal's `images`."""
    return [output] if isinstance(output, str) else _inner(output, "images")


def _url(picture: object) -> object:
    """Return the address of a picture, which may stand by itself."""
    return _inner(picture, "url")


def _inner(value: object, name: str) -> object:
    """Return a field of an object; what is none, or lacks it, itself."""
    return (
        cast("dict[str, object]", value).get(name, cast("object", value))
        if isinstance(value, dict)
        else value
    )


def _micros(price: object) -> object:
    """Return a price in dollars as millionths: bounded before anything is reckoned with it."""
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
        """Return the pictures. The seed and the prompt are not told.

        Raises HostSaid where it failed or has none, NoAnswer where it is not settled yet.
        """
        failed = self.billingStatus == "failed" or self.status == "FAILED"
        pictures = tuple(RenderedPicture(url, flagged=False) for url in self.output if url)
        if not failed and (self.billingStatus == "pending" or not (pictures or self.status in ENDED)):
            raise NoAnswer("not settled yet")
        if failed or not pictures:
            words = _words(self.error) if self.error else "an answer without pictures"
            kind = _kind_of(words, FailureKind.MODEL_FAILED if failed else FailureKind.BAD_RESULT)
            raise HostSaid(
                Failure(kind=kind, detail=words), self.totalPrice or 0 if failed else self.totalPrice
            )
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


_BY_STATUS = {
    401: FailureKind.BAD_KEY,
    402: FailureKind.OUT_OF_FUNDS,
    403: FailureKind.BAD_KEY,
    404: FailureKind.UNAVAILABLE,  # no such model, no such route; a lost ticket is told apart before
    410: FailureKind.EXPIRED,
    429: FailureKind.RATE_LIMITED,
}
_POLICY = ("safety", "content policy", "content_policy", "nsfw", "moderat")
# fal's sentences for the same (https://docs.fal.ai/errors), since modelrunner's model is fal's.
_BY_WORDS = {
    "aspect ratio": FailureKind.SOURCE_RATIO,
    "too small": FailureKind.SOURCE_TOO_SMALL,
    "too large": FailureKind.SOURCE_TOO_LARGE,
    "load the image": FailureKind.SOURCE_UNREAD,
    "download the file": FailureKind.SOURCE_UNREAD,
}
# A result's own: purged, or what the model made of the request (its documentation, errors). All else passes.
_FINAL = {410: FailureKind.EXPIRED, 422: FailureKind.MODEL_FAILED}


def _kind_of(words: str, other: FailureKind) -> FailureKind:
    """Return what a failure's words stand for: of content and of the picture they are something to do about."""
    spoken = words.lower()
    if any(word in spoken for word in _POLICY):
        return FailureKind.CONTENT_POLICY
    return next((kind for name, kind in (SOURCE_TROUBLE | _BY_WORDS).items() if name in spoken), other)


def _words(error: JsonValue) -> str:
    return (error if isinstance(error, str) else json.dumps(error))[: limits.WORDS_CHARS]


def failure_of(answer: httpx.Response) -> Failure:
    """Return what an answer that is no success means."""
    words = _said(answer)
    by_status = FailureKind.BAD_REQUEST if answer.is_client_error else FailureKind.UNAVAILABLE
    kind = _BY_STATUS.get(answer.status_code, _kind_of(words, by_status))
    return Failure(kind=kind, detail=f"{answer.status_code}: {words}")


def verdict(answer: httpx.Response) -> HostSaid | NoAnswer:
    """Return what the answer of a job means that has ended, and is no success."""
    words = _said(answer)
    detail = f"{answer.status_code}: {words}"
    final = _FINAL.get(answer.status_code)
    return HostSaid(Failure(kind=_kind_of(words, final), detail=detail)) if final else NoAnswer(detail)


def _said(answer: httpx.Response) -> str:
    try:
        trouble = _Trouble.of(answer.content)
    except NoAnswer:
        return "no readable answer"
    error = _words(trouble.error) if trouble.error else ""
    return f"{error} {trouble.message or ''}".strip()
