"""What is said of each failure: fal's status and error type (https://docs.fal.ai/errors), and one sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isqrt
from typing import Final

from pydantic import JsonValue

from renderer.api.errors import MODEL_ERROR, Refusal, infrastructure_error, model_error
from renderer.failure import Cause, Failure
from renderer.paint.picture import FORMATS


@dataclass(frozen=True, slots=True)
class Said:
    """Status, type and sentence, and now and then a header. `{limit}` and `{why}` are the failure's own."""

    status: int
    error_type: str
    sentence: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


_FORMATS: Final = ", ".join(FORMATS)
SAID: Final[Mapping[Cause, Said]] = {
    Cause.NOT_FETCHED: Said(
        422,
        "file_download_error",
        "Failed to download the file: {why}. Please ensure the URL is accessible.",
    ),
    Cause.FILE_TOO_LARGE: Said(
        422, "file_too_large", "File size exceeds the maximum allowed size of {limit} bytes."
    ),
    Cause.NO_PICTURE: Said(
        422,
        "image_load_error",
        "Failed to load the image. Please ensure the image file is not corrupted and is in a supported "
        f"format ({_FORMATS}).",
    ),
    Cause.TOO_MANY_PIXELS: Said(422, "image_too_large", "The image has more than {limit:,} pixels."),
    Cause.SIDE_TOO_SHORT: Said(
        422, "image_too_small", "Each side of the image needs at least {limit} pixels."
    ),
    Cause.WEIGHTS: Said(
        422,
        "feature_not_supported",
        "The built-in model has no diffusion network for these weights to change: it runs trained style "
        "networks. Give a style pack or a picture whose look is to be taken, or name the style in the prompt.",
    ),
    Cause.NO_PACK: Said(422, "value_error", "Not a style pack: {why}"),
    Cause.NEITHER_PACK_NOR_PICTURE: Said(
        422, "image_load_error", f"Neither a style pack (JSON) nor a picture ({_FORMATS})."
    ),
    Cause.TOO_MUCH_INLINE: Said(
        422,
        "file_too_large",
        "The pictures are larger than the {limit} bytes that are sent inline. Ask without sync_mode.",
    ),
    Cause.UPLOAD_TOO_LARGE: Said(413, "file_too_large", "The file is larger than {limit} bytes."),
    Cause.TOO_MANY_UPLOADS: Said(429, "queue_full", "Too many uploads at once"),
    Cause.NO_SUCH_UPLOAD: Said(404, "not_found", "There is no such upload"),
    Cause.UPLOAD_OVER: Said(400, "bad_request", "The upload is over"),
    Cause.NO_PART_NUMBER: Said(400, "bad_request", "partNumber must be 1 to {limit}"),
    Cause.PARTS_NOT_NAMED_ONCE: Said(400, "bad_request", "Each part must be named once"),
    Cause.PART_MISSING: Said(400, "bad_request", "A part is not there, or its ETag is another one"),
    Cause.TOO_MANY_WAITING: Said(429, "queue_full", "Too many requests are waiting"),
    Cause.NOT_STARTED: Said(
        504,
        "request_timeout",
        "The request did not start in the time that it was given",
        {"X-Fal-Request-Timeout-Type": "user"},
    ),
    Cause.TOO_SLOW: Said(504, "request_timeout", "The pictures took too long"),
    Cause.CANCELLED: Said(499, "client_cancelled", "The request was cancelled"),
    Cause.WORKER_DIED: Said(503, "runner_disconnected", "The render worker died"),
    Cause.NO_MEMORY: Said(500, "runner_server_error", "The picture needs more memory than there is"),
    Cause.INTERNAL: Said(500, "internal_error", "Internal error"),
}


def refusal(failure: Failure) -> Refusal:
    """Return the answer to a request that came to nothing."""
    said = SAID[failure.cause]
    sentence = said.sentence.format(limit=failure.limit, why=failure.why)
    if said.status != MODEL_ERROR:
        return infrastructure_error(said.status, said.error_type, sentence, said.headers)
    return model_error(
        said.error_type, sentence, place=failure.place, shown=failure.shown, ctx=_bounds(failure)
    )


def _bounds(failure: Failure) -> dict[str, JsonValue]:
    """Return the bound that was passed, under the names that fal has for it."""
    match failure.cause:
        case Cause.FILE_TOO_LARGE | Cause.TOO_MUCH_INLINE:
            return {"max_size": failure.limit}
        case Cause.TOO_MANY_PIXELS:
            side = isqrt(failure.limit)
            return {"max_height": side, "max_width": side}
        case Cause.SIDE_TOO_SHORT:
            return {"min_height": failure.limit, "min_width": failure.limit}
        case _:
            return {}
