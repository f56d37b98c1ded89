"""fal's queue over HTTP: submit, status, status stream, result, cancel."""

import asyncio
import contextlib
import json

from aiohttp import web

from renderer.api import answers, parts
from renderer.api.bodies import read_body
from renderer.api.inputs import parse
from renderer.api.terms import fal_terms
from renderer.api.words import refusal
from renderer.failure import Failure
from renderer.order import Done
from renderer.queue.job import Job, State

LARGEST_BODY = 40 << 20
PING_SECONDS = 15.0
# Who has these names lead here gets the direct API under them, as at fal; a port may follow.
DIRECT_HOSTS = ("fal.run", "falrun.com")
DIRECT = f"/run{answers.MODEL}"


def routes() -> list[web.RouteDef]:
    """Return the routes; like fal, a request is found under `owner/app`, and also under the full id."""
    found = [web.post(answers.MODEL, submit), web.post(DIRECT, direct)]
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
    if request.url.host in DIRECT_HOSTS:
        return await direct(request)
    job = await _taken_in(request)
    return web.json_response(answers.ticket(job, request.app[parts.jobs].position(job)), headers=_id(job))


async def direct(request: web.Request) -> web.Response:
    """Return the pictures in the answer itself. Who hangs up does not want them any more."""
    job = await _taken_in(request)
    try:
        await job.end()
        return await _outcome(job)
    finally:
        request.app[parts.jobs].cancel(job)


async def _taken_in(request: web.Request) -> Job:
    claim = request.app[parts.bodies].claim()
    try:
        wanted = parse(await read_body(request, claim, LARGEST_BODY))
        terms = fal_terms(request)
        request.app[parts.webhooks].check_room(terms)
        job = request.app[parts.jobs].submit(wanted, request.url.origin(), terms, claim)
    except BaseException:
        claim.release()
        raise
    request.app[parts.webhooks].follow(job)
    return job


async def status(request: web.Request) -> web.Response:
    """Return where it is: 202 until it is over, then 200."""
    job = _job(request)
    return web.json_response(_status(request, job, 0), status=200 if job.over else 202, headers=_id(job))


async def stream(request: web.Request) -> web.StreamResponse:
    """Send the status as server-sent events, one at each change, until it is over.

    Each tells the lines since the last.
    """
    job = _job(request)
    response = web.StreamResponse(
        headers={**_id(job), "Content-Type": "text/event-stream", "Cache-Control": "no-cache"}
    )
    with contextlib.suppress(ConnectionResetError):  # whoever goes away needs no end
        await response.prepare(request)
        await _tell_changes(request, response, job)
    return response


async def _tell_changes(request: web.Request, response: web.StreamResponse, job: Job) -> None:
    told = 0
    while True:
        seen, over = job.version, job.over
        event = _status(request, job, told)
        if job.state is not State.IN_QUEUE:  # where it waits, no lines are told
            told = len(job.logs)
        await response.write(f"data: {json.dumps(event)}\n\n".encode())
        if over:
            return
        while job.version == seen:
            try:
                await asyncio.wait_for(job.change_after(seen), PING_SECONDS)
            except TimeoutError:
                await response.write(b": ping\n\n")


async def result(request: web.Request) -> web.Response:
    """Return what came of it: the model's answer, or its error with its own status."""
    return await _outcome(_job(request))


async def _outcome(job: Job) -> web.Response:
    match job.outcome:
        case None:
            return web.json_response({"detail": "Request is still in progress"}, status=400, headers=_id(job))
        case Failure() as failure:
            refused = refusal(failure)
            headers = {**_id(job), **refused.headers}
            return web.json_response(refused.body, status=refused.status, headers=headers)
        case Done() as done:
            try:
                answer = await asyncio.to_thread(answers.result, job, done)
            except FileNotFoundError:  # the pictures had to make room for newer ones
                raise _unknown() from None
            return web.json_response(answer, headers=_id(job))


async def cancel(request: web.Request) -> web.Response:
    """Take it out of the queue, or ask the worker to stop."""
    job = _job(request)
    if request.app[parts.jobs].cancel(job):
        return web.json_response({"status": "CANCELLATION_REQUESTED"}, status=202, headers=_id(job))
    return web.json_response({"status": "ALREADY_COMPLETED"}, status=400, headers=_id(job))


def _job(request: web.Request) -> Job:
    job = request.app[parts.jobs].find(request.match_info["id"])
    if job is None:
        raise _unknown()
    return job


def _unknown() -> web.HTTPNotFound:
    return web.HTTPNotFound(text=json.dumps({"status": "NOT_FOUND"}), content_type="application/json")


def _status(request: web.Request, job: Job, told: int) -> answers.Json:
    """Return the status, with the lines of the log that have not been told yet."""
    waiting = job.state is State.IN_QUEUE
    position = request.app[parts.jobs].position(job) if waiting else None
    wanted = request.query.get("logs", "").lower() in {"1", "true"}
    return answers.status(job, position, job.logs[told:] if wanted else None)


def _id(job: Job) -> dict[str, str]:
    return {"x-fal-request-id": job.id}
