"""modelrunner's words: what its routes answer with (https://docs.modelrunner.run)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from pydantic import JsonValue

from renderer.api.answers import file_url
from renderer.api.words import refusal
from renderer.failure import Failure
from renderer.order import Done
from renderer.queue.job import Job, Json

APP: Final = "/ideogram/ideogram-v4"
MODEL: Final = f"{APP}/image-to-image"
FAILED: Final = "FAILED"
SERVER_ERROR: Final = 500


def state(job: Job) -> str:
    """Return its word for where the request is.

    FAILED is our own failure; the model's is COMPLETED, and not charged.
    """
    if isinstance(job.outcome, Failure) and refusal(job.outcome).status >= SERVER_ERROR:
        return FAILED
    return job.state.value


def ticket(job: Job, *, logs: bool) -> Json:
    """Return what a submit answers, and the status after it."""
    request = job.origin.joinpath(f"{APP}/requests/{job.id}".lstrip("/"))
    answer: Json = {
        "status": state(job),
        "request_id": job.id,
        "response_url": str(request),
        "status_url": str(request / "status"),
        "cancel_url": str(request / "cancel"),
        "queue_position": 0,  # it has no other, wherever the request stands
        "logs": list(job.logs) if logs else None,
        "metrics": {"inference_time": job.rendered_for} if job.over else {},
    }
    if state(job) == FAILED:
        answer["error"] = _error(job)
    return answer


def item(job: Job) -> Json:
    """Return all that is known of a request."""
    answer: Json = {
        "id": job.id,
        "modelEndpoint": MODEL.lstrip("/"),
        "status": state(job),
        "billingStatus": _billing(job),
        "output": _output(job),
        "input": {} if job.purged else job.terms.said,
        "error": _error(job),
        "metadata": dict(job.terms.tags),
        "inferenceTime": round(1000 * job.rendered_for) if job.over else None,
        "delayTime": round(1000 * (job.began - job.came)) if job.began else None,
        "totalPrice": "0",  # nothing here costs anything
        "createdAt": _moment(job.came),
        "updatedAt": _moment(job.purged or job.ended or job.began or job.came),
    }
    return {**answer, "payloadsPurgedAt": _moment(job.purged)} if job.purged else answer


def page(jobs: Sequence[Job], number: int, limit: int) -> Json:
    """Return one page of requests, newest first."""
    newest = list(reversed(jobs))[(number - 1) * limit : number * limit]
    return {
        "page": number,
        "limit": limit,
        "total": len(jobs),
        "totalPages": -(-len(jobs) // limit),
        "data": [item(job) for job in newest],
    }


def _billing(job: Job) -> str:
    match job.outcome:
        case None:
            return "pending"
        case Done():
            return "charged"
        case Failure():
            return "failed"


def _output(job: Job) -> JsonValue:
    if not isinstance(job.outcome, Done) or job.purged:
        return {}
    return [file_url(job.origin, kept.path) for kept in job.pictures]


def _error(job: Job) -> str | None:
    return refusal(job.outcome).sentence if isinstance(job.outcome, Failure) else None


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
