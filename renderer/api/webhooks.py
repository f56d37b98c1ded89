"""Tells the address that a request named what became of it, signed as its host signs, again until it is heard."""

import asyncio
import json
import logging
import time
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

import aiohttp
from aiohttp import web

from renderer.api import answers, modelrunner_answers
from renderer.api.errors import too_busy
from renderer.api.keys import Keys
from renderer.queue.job import Api, Job, State, Terms, Webhook
from renderer.queue.jobs import Jobs
from renderer.store.addresses import NotPublic, Reach, Refused

PATIENCE: Final = aiohttp.ClientTimeout(total=15)  # both hosts wait so long for a 2xx
AT_ONCE: Final = 16
MOST_FOLLOWED: Final = 1000
# fal: 15 s, then every 2 minutes; modelrunner: https://docs.modelrunner.run/webhooks. Both end with the result.
PAUSES: Final[Mapping[Api, tuple[float, ...]]] = {
    Api.FAL: (0, 15, *[120.0] * 30),
    Api.MODELRUNNER: (0, 5, 30, 120, 300, 600, 1200, 1800, 2700, 3600),
}
USER: Final = "local"
log = logging.getLogger(__name__)


class Unwanted(Exception):
    """The address will never take it."""


class Webhooks:
    """Follows requests that have a webhook. `pace` stretches or shortens the pauses between attempts."""

    def __init__(self, reach: Reach, jobs: Jobs, keys: Keys, pace: float = 1.0) -> None:
        self._reach = reach
        self._jobs = jobs
        self._keys = keys
        self._pace = pace
        self._places = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    def check_room(self, terms: Terms) -> None:
        """Refuse what could not be told: a webhook that nobody hears is kept for an hour."""
        if terms.webhook and len(self._tasks) >= MOST_FOLLOWED:
            raise too_busy("Too many webhooks have not been heard yet")

    def follow(self, job: Job) -> None:
        """Tell of this request what its sender wants to hear."""
        if job.terms.webhook:
            for event in job.terms.webhook.events:
                task = asyncio.create_task(self._tell(job, job.terms.webhook, event))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Tell nobody any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _tell(self, job: Job, webhook: Webhook, event: str) -> None:
        if not await _happened(job, event):
            return
        try:
            for pause in PAUSES[job.terms.api]:
                await asyncio.sleep(pause * self._pace)
                if self._jobs.find(job.id, job.terms.api) is None or await self._attempt(job, webhook, event):
                    return
        except (Unwanted, Refused, NotPublic) as why:
            log.info("the webhook of %s is not called any more: %s", job.id, why)
        except Exception:
            log.exception("the webhook of %s", job.id)

    async def _attempt(self, job: Job, webhook: Webhook, event: str) -> bool:
        """Make one call; return whether it was heard."""
        async with self._places:
            body = await asyncio.to_thread(_body, job, event)
            headers = self._headers(job, event, body)
            session = self._reach.session_for(webhook.url)
            try:
                async with session.post(
                    webhook.url, data=body, headers=headers, timeout=PATIENCE, allow_redirects=False
                ) as answer:
                    return _heard(answer.status)
            except aiohttp.ClientConnectorError as error:
                if isinstance(error.os_error, NotPublic):
                    raise error.os_error from None
                return False
            except (aiohttp.ClientError, TimeoutError, OSError):
                return False

    def _headers(self, job: Job, event: str, body: bytes) -> dict[str, str]:
        now = str(int(time.time()))
        signed = self._fal_headers if job.terms.api is Api.FAL else self._standard_headers
        return {"Content-Type": "application/json", **signed(job, event, body, now)}

    def _fal_headers(self, job: Job, _: str, body: bytes, now: str) -> dict[str, str]:
        message = "\n".join((job.id, USER, now, sha256(body).hexdigest()))
        return {
            "X-Fal-Webhook-Request-Id": job.id,
            "X-Fal-Webhook-User-Id": USER,
            "X-Fal-Webhook-Timestamp": now,
            "X-Fal-Webhook-Signature": self._keys.fal_signature(message.encode()),
        }

    def _standard_headers(self, job: Job, event: str, body: bytes, now: str) -> dict[str, str]:
        name = f"msg_{job.id}_{event}"
        content = f"{name}.{now}.".encode() + body
        return {
            "webhook-id": name,
            "webhook-timestamp": now,
            "webhook-signature": self._keys.signatures(job.terms.account, content),
        }


def _body(job: Job, event: str) -> bytes:
    if job.terms.api is Api.FAL:
        return json.dumps(answers.webhook(job)).encode()
    return json.dumps({**modelrunner_answers.item(job), "event": event}).encode()


def _heard(status: int) -> bool:
    if status == web.HTTPGone.status_code or status in range(300, 400):
        raise Unwanted(f"it answered {status}")
    return status in range(200, 300)


async def _happened(job: Job, event: str) -> bool:
    """Wait for the event; a request may end without ever having started."""
    if event == "completed":
        await job.end()
        return True
    while job.state is State.IN_QUEUE:
        await job.change_after(job.version)
    return job.began > 0
