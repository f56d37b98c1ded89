"""The two forms in which fal reports what went wrong (https://docs.fal.ai/errors).

A model error is a list of entries that say which field of the request is to blame.
An infrastructure error is one sentence and an error_type.
"""

from collections.abc import Mapping
from math import isfinite
from typing import Final

from pydantic import JsonValue, ValidationError

from renderer.failure import Place

MODEL_ERROR: Final = 422
TOO_MANY: Final = 429
RETRY_AFTER: Final = "5"  # seconds: about one request's time
RETRYABLE: Final = frozenset({TOO_MANY, *range(500, 600)})
TYPE_PAGE: Final = "https://docs.fal.ai/errors#{}"
SHOWN_INPUT: Final = 200


class Refusal(Exception):
    """An answer that is not a success, in fal's form."""

    def __init__(
        self,
        status: int,
        body: Mapping[str, JsonValue],
        error_type: str,
        more_headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, error_type)
        self.status = status
        self.body = dict(body)
        self.error_type = error_type
        self._more_headers = more_headers or {}

    @property
    def sentence(self) -> str:
        """What the status route shows as `error`."""
        detail = self.body["detail"]
        match detail:
            case [{"msg": str(msg)}, *_]:
                return msg
            case _:
                return str(detail)

    @property
    def headers(self) -> dict[str, str]:
        """The headers that fal puts beside an error; its older and its newer word for "try again" are both in use."""
        again = self.status in RETRYABLE
        headers = {
            "X-Fal-Error-Type": self.error_type,
            "X-Fal-Retryable": str(again).lower(),
            "X-Fal-Needs-Retry": str(int(again)),
            **self._more_headers,
        }
        return {**headers, "Retry-After": RETRY_AFTER} if self.status == TOO_MANY else headers


def model_error(
    error_type: str,
    msg: str,
    *,
    place: Place,
    shown: str | None = None,
    ctx: Mapping[str, JsonValue] | None = None,
) -> Refusal:
    """Return an error of the model, in the form of a list. `place` is the part of the body that is to blame."""
    entry: dict[str, JsonValue] = {
        "loc": ["body", *place],
        "msg": msg,
        "type": error_type,
        "url": TYPE_PAGE.format(error_type),
    }
    if ctx:
        entry["ctx"] = dict(ctx)
    if shown is not None:
        entry["input"] = shown[:SHOWN_INPUT]
    return Refusal(MODEL_ERROR, {"detail": [entry]}, error_type)


def infrastructure_error(
    status: int, error_type: str, detail: str, headers: Mapping[str, str] | None = None
) -> Refusal:
    """Return an error of the machine around the model, in the form of a sentence."""
    return Refusal(status, {"detail": detail, "error_type": error_type}, error_type, headers)


def too_busy(detail: str) -> Refusal:
    """Return the refusal of more than may wait: to be sent again a little later."""
    return infrastructure_error(TOO_MANY, "queue_full", detail)


def bad_request(detail: str) -> Refusal:
    """Return the refusal of something wrong around the body: a header, or a word of the query."""
    return infrastructure_error(400, "bad_request", detail)


def misdirected(detail: str) -> Refusal:
    """Return the refusal of a request that is for somebody else."""
    return infrastructure_error(421, "misdirected_request", detail)


def from_validation(error: ValidationError) -> Refusal:
    """Return what pydantic found, in fal's list; its types pass through unchanged."""
    entries: list[JsonValue] = []
    for found in error.errors():
        entry: dict[str, JsonValue] = {
            "loc": ["body", *found["loc"]],
            "msg": found["msg"],
            "type": found["type"],
        }
        if "url" in found:
            entry["url"] = found["url"]
        if "ctx" in found:
            entry["ctx"] = {key: _shortened(value) for key, value in found["ctx"].items()}
        if not isinstance(found["input"], dict):
            entry["input"] = _shortened(found["input"])
        entries.append(entry)
    return Refusal(MODEL_ERROR, {"detail": entries}, error.errors()[0]["type"])


def _shortened(value: object) -> JsonValue:
    """Return a value that is safe to send back: never a whole picture, and always JSON."""
    if isinstance(value, bool | int) or value is None:
        return value if -(2**63) < (value or 0) < 2**63 else str(value)[:SHOWN_INPUT]
    if isinstance(value, float) and isfinite(value):
        return value
    return str(value)[:SHOWN_INPUT]
