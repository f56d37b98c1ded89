"""modelrunner's queue over HTTP: submit, status, result, lists and streams of requests."""

import asyncio
import contextlib
import json
from hashlib import sha256

from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from renderer.api import modelrunner_answers as answers
from renderer.api import parts
from renderer.api.bodies import read_body
from renderer.api.errors import bad_request
from renderer.api.forms import modelrunner_error
from renderer.api.modelrunner_terms import parse
from renderer.api.words import refusal
from renderer.failure import Failure
from renderer.queue.job import Api, Job

LARGEST_BODY = 10_000_000
MOST_LISTED = 100
HEARTBEAT = 25.0
RUN = f"/run{answers.MODEL}"
_some_tags = TypeAdapter(dict[str, str])


def routes() -> list[web.RouteDef]:
    """Return the routes.

    What is asked of one request is found under the app, the full id, and in part without either.
    """
    found = [web.post(answers.MODEL, submit), web.post(RUN, submit)]
    found += [web.get("/requests", listed), web.get("/requests/stream", stream)]
    found += [web.get("/requests/{id}", told), web.delete("/requests/{id}/payloads", purge)]
    for base in (answers.APP, answers.MODEL):
        request = f"{base}/requests/{{id}}"
        found += [
            web.get(f"{request}/status", status),
            web.get(request, result),
            web.get(f"{request}/cancel", status),  # it cancels nothing, says its documentation
            web.put(f"{request}/cancel", status),
            web.delete(f"{request}/payloads", purge),
        ]
    found += [
        web.get("/webhooks/default/secret", secret),
        web.post("/webhooks/default/secret/rotate", rotated),
    ]
    return found


async def submit(request: web.Request) -> web.Response:
    """Take a request in."""
    claim = request.app[parts.bodies].claim()
    try:
        body = await read_body(request, claim, LARGEST_BODY)
        wanted, terms = parse(request, body, _account(request))
        request.app[parts.webhooks].check_room(terms)
        job = request.app[parts.jobs].submit(wanted, request.url.origin(), terms, claim)
    except BaseException:
        claim.release()
        raise
    request.app[parts.webhooks].follow(job)
    headers = {"x-modelrunner-request-id": job.id}
    return web.json_response(answers.ticket(job, logs=False), status=201, headers=headers)


async def status(request: web.Request) -> web.Response:
    """Return where it is. What our own fault has ended is a 400, with the same body."""
    answer = answers.ticket(_job(request), logs=request.query.get("logs", "").lower() in {"1", "true"})
    return web.json_response(answer, status=400 if answer["status"] == answers.FAILED else 200)


async def result(request: web.Request) -> web.Response:
    """Return what came of it."""
    job = _job(request)
    if not job.over:
        return modelrunner_error(request, 409, "The request is not completed yet")
    if job.purged:
        return modelrunner_error(request, 410, "The payloads of the request have been deleted")
    if isinstance(job.outcome, Failure):
        return modelrunner_error(request, 422, refusal(job.outcome).sentence, answers.item(job))
    return web.json_response(answers.item(job))


async def told(request: web.Request) -> web.Response:
    """Return all that is known of a request, whatever its state."""
    return web.json_response(answers.item(_job(request)))


async def purge(request: web.Request) -> web.Response:
    """Delete what a finished request was given, and what it gave."""
    job = _job(request)
    if not job.over:
        return modelrunner_error(request, 409, "The request is not completed yet")
    if not job.purged:
        request.app[parts.jobs].purge(job)
    return web.json_response(answers.item(job))


async def listed(request: web.Request) -> web.Response:
    """Return the account's requests, newest first; `metadata` and `status` choose among them."""
    tags, wanted = _tags(request), request.query.get("status")
    found = [
        job
        for job in _own(request)
        if tags.items() <= job.terms.tags.items() and wanted in {None, answers.state(job)}
    ]
    limit = _number(request, "limit", 20, MOST_LISTED)
    return web.json_response(answers.page(found, _number(request, "page", 1, 10**6), limit))


async def stream(request: web.Request) -> web.StreamResponse:
    """Send all of the account's requests that are not over, then each change, as server-sent events."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
    account = _account(request)
    with contextlib.suppress(ConnectionResetError):  # whoever goes away needs no end
        async with request.app[parts.jobs].listening() as changed:
            await response.prepare(request)
            working = [answers.item(job) for job in _own(request) if not job.over]
            await response.write(f"event: snapshot\ndata: {json.dumps(working)}\n\n".encode())
            while True:
                try:
                    job = await asyncio.wait_for(changed.get(), HEARTBEAT)
                except TimeoutError:
                    await response.write(b": hb\n\n")
                    continue
                if job.terms.api is Api.MODELRUNNER and job.terms.account == account:
                    line = json.dumps(answers.item(job))
                    await response.write(f"event: update\ndata: {line}\n\n".encode())
    return response


async def secret(request: web.Request) -> web.Response:
    """Return what the account checks our webhooks with."""
    return web.json_response({"key": request.app[parts.keys].secret(_account(request))})


async def rotated(request: web.Request) -> web.Response:
    """Make a new one; the former signs beside it for a day."""
    return web.json_response({"key": request.app[parts.keys].rotate(_account(request))})


def _account(request: web.Request) -> str:
    """Every key is an account; only its fingerprint is remembered."""
    return sha256(request.headers.get("Authorization", "").encode()).hexdigest()


def _own(request: web.Request) -> list[Job]:
    account = _account(request)
    return [
        job
        for job in request.app[parts.jobs]
        if job.terms.api is Api.MODELRUNNER and job.terms.account == account and not job.expired
    ]


def _job(request: web.Request) -> Job:
    job = request.app[parts.jobs].find(request.match_info["id"], Api.MODELRUNNER)
    if job is None:
        raise web.HTTPNotFound(reason="Request not found")
    return job


def _tags(request: web.Request) -> dict[str, str]:
    try:
        return _some_tags.validate_json(request.query.get("metadata", "{}"), strict=True)
    except ValidationError:
        raise bad_request("metadata must be a JSON object of strings") from None


def _number(request: web.Request, name: str, default: int, most: int) -> int:
    said = request.query.get(name, str(default))
    if not (said.isascii() and said.isdigit() and len(said) <= len(str(most)) and 1 <= int(said) <= most):
        raise bad_request(f"{name} must be a number from 1 to {most}")
    return int(said)
