"""fal's queue over HTTP: submit, status, status stream, result, cancel."""

import asyncio
import contextlib
import json

from aiohttp import web

from renderer import answers
from renderer.errors import Failure, infrastructure_error
from renderer.jobs import LONGEST_QUEUE, SECONDS_PER_JOB, Job, Jobs, QueueFull, State
from renderer.order import Done
from renderer.request import parse

PING_SECONDS = 15.0
jobs_key = web.AppKey("jobs", Jobs)


def routes() -> list[web.RouteDef]:
    """The routes; like fal, a request is found under `owner/app`, and also under the full id."""
    found = [web.post(answers.MODEL, submit)]
    for base in (answers.APP, answers.MODEL):
        request = f"{base}/requests/{{id}}"
        found += [
            web.get(f"{request}/status", status),
            web.get(f"{request}/status/stream", stream),
            web.get(request, result),
            web.get(f"{request}/response", result),
            web.put(f"{request}/cancel", cancel),
        ]
    return found


async def submit(request: web.Request) -> web.Response:
    """Take a request in."""
    jobs = request.app[jobs_key]
    try:
        job = jobs.submit(parse(await request.read()), request.url.origin(), _acceptable(request))
    except QueueFull:
        failure = infrastructure_error(429, "queue_full", "Too many requests are waiting")
        headers = {"Retry-After": str(SECONDS_PER_JOB)}
        return web.json_response(failure.body, status=429, headers={**failure.headers, **headers})
    return web.json_response(answers.ticket(job, jobs.position(job)), headers=_id(job))


async def status(request: web.Request) -> web.Response:
    """Where it is: 202 until it is over, then 200."""
    job = _job(request)
    over = job.state is State.COMPLETED
    return web.json_response(_status(request, job), status=200 if over else 202, headers=_id(job))


async def stream(request: web.Request) -> web.StreamResponse:
    """The status as server-sent events, one at each change, until it is over."""
    job = _job(request)
    response = web.StreamResponse(
        headers={**_id(job), "Content-Type": "text/event-stream", "Cache-Control": "no-cache"}
    )
    with contextlib.suppress(ConnectionResetError):  # whoever goes away needs no end
        await response.prepare(request)
        await _tell_changes(request, response, job)
    return response


async def _tell_changes(request: web.Request, response: web.StreamResponse, job: Job) -> None:
    while True:
        seen, over = job.version, job.state is State.COMPLETED
        await response.write(f"data: {json.dumps(_status(request, job))}\n\n".encode())
        if over:
            return
        while job.version == seen:
            try:
                await asyncio.wait_for(job.change_after(seen), PING_SECONDS)
            except TimeoutError:
                await response.write(b": ping\n\n")


async def result(request: web.Request) -> web.Response:
    """What came of it: the model's answer, or its error with its own status."""
    job = _job(request)
    match job.outcome:
        case None:
            return web.json_response({"detail": "Request is still in progress"}, status=400, headers=_id(job))
        case Failure() as failure:
            headers = {**_id(job), **failure.headers}
            return web.json_response(failure.body, status=failure.status, headers=headers)
        case Done() as done:
            try:
                answer = await asyncio.to_thread(answers.result, job, done)
            except FileNotFoundError:  # the pictures had to make room for newer ones
                raise _unknown() from None
            return web.json_response(answer, headers=_id(job))


async def cancel(request: web.Request) -> web.Response:
    """Take it out of the queue, or ask the worker to stop."""
    job = _job(request)
    if request.app[jobs_key].cancel(job):
        return web.json_response({"status": "CANCELLATION_REQUESTED"}, status=202, headers=_id(job))
    return web.json_response({"status": "ALREADY_COMPLETED"}, status=400, headers=_id(job))


def _job(request: web.Request) -> Job:
    job = request.app[jobs_key].find(request.match_info["id"])
    if job is None:
        raise _unknown()
    return job


def _unknown() -> web.HTTPNotFound:
    return web.HTTPNotFound(text=json.dumps({"status": "NOT_FOUND"}), content_type="application/json")


def _status(request: web.Request, job: Job) -> answers.Json:
    waiting = job.state is State.IN_QUEUE
    position = request.app[jobs_key].position(job) if waiting else None
    return answers.status(job, position, logs=request.query.get("logs", "").lower() in {"1", "true"})


def _acceptable(request: web.Request) -> int:
    """The caller may allow fewer to wait before him than we do."""
    wanted = request.query.get("fal_max_queue_length", "")
    return int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 9 else LONGEST_QUEUE  # noqa: PLR2004 - digits


def _id(job: Job) -> dict[str, str]:
    return {"x-fal-request-id": job.id}
