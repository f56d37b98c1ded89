"""fal's words: the JSON that each route of the queue answers with (https://docs.fal.ai/model-endpoints/queue)."""

import base64
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from pydantic import JsonValue
from yarl import URL

from renderer.api.words import refusal
from renderer.failure import Failure
from renderer.order import Done, Picture
from renderer.queue.job import Job, Json, Kept, State
from renderer.store.files import content_type_of

APP = "/ideogram/v4"
MODEL = f"{APP}/image-to-image/lora"
LARGEST_PAYLOAD = 3 << 20  # bytes, of pictures that are sent inline


def ticket(job: Job, position: int) -> Json:
    """Return what a submit answers."""
    return {**_status(job), "queue_position": position}


def status(job: Job, position: int | None, logs: Sequence[JsonValue] | None) -> Json:
    """Return where the request is. Clients rely on `queue_position` while it waits, and on `logs` after that."""
    answer = _status(job)
    if job.state is State.IN_QUEUE:
        return {**answer, "queue_position": position}
    answer["logs"] = None if logs is None else list(logs)
    if job.state is State.COMPLETED:
        answer["metrics"] = {"inference_time": job.rendered_for}
    if isinstance(job.outcome, Failure):
        refused = refusal(job.outcome)
        answer |= {"error": refused.sentence, "error_type": refused.error_type}
    return answer


def result(job: Job, done: Done) -> Json:
    """Return the finished pictures. Reads files where they are to be sent inline."""
    pictures = zip(done.pictures, job.pictures, strict=True)
    return {
        "images": [_image(job, picture, kept) for picture, kept in pictures],
        "timings": dict(done.timings),
        "seed": job.seed,
        "has_nsfw_concepts": list(done.has_nsfw_concepts or [False] * len(done.pictures)),
        "prompt": done.prompt,
        "understood": {**asdict(done.understood)} if done.understood else None,
    }


def webhook(job: Job) -> Json:
    """Return what a webhook is told at the end: https://docs.fal.ai/model-endpoints/webhooks."""
    told: Json = {"request_id": job.id, "gateway_request_id": job.id}
    match job.outcome:
        case Done() as done:
            return {**told, "status": "OK", **_payload(job, done)}
        case Failure() as failure:
            refused = refusal(failure)
            wrong = f"Invalid status code: {refused.status}"
            return {**told, "status": "ERROR", "error": wrong, "payload": refused.body}
        case None:
            return {**told, "status": "ERROR", "error": "The request is not over", "payload": None}


def _payload(job: Job, done: Done) -> Json:
    if job.request.sync_mode and sum(kept.size for kept in job.pictures) > LARGEST_PAYLOAD:
        return {"payload": None, "payload_error": "The response payload is too large"}
    try:
        return {"payload": result(job, done)}
    except FileNotFoundError:
        return {"payload": None, "payload_error": "The pictures are gone"}


def file_url(origin: URL, path: Path) -> str:
    """Return where a public file is served."""
    return str(origin / "files" / path.name)


def _status(job: Job) -> Json:
    request = job.origin.joinpath(f"{APP}/requests/{job.id}".lstrip("/"))
    return {
        "status": job.state.value,
        "request_id": job.id,
        "response_url": str(request),
        "status_url": str(request / "status"),
        "cancel_url": str(request / "cancel"),
    }


def _image(job: Job, picture: Picture, kept: Kept) -> Json:
    content_type = content_type_of(kept.path)
    if job.request.sync_mode:
        url = f"data:{content_type};base64,{base64.b64encode(kept.path.read_bytes()).decode()}"
    else:
        url = file_url(job.origin, kept.path)
    return {
        "url": url,
        "content_type": content_type,
        "file_name": kept.path.name,
        "file_size": kept.size,
        "width": picture.width,
        "height": picture.height,
    }
