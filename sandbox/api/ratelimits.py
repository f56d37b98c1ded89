"""Rate limits, as Discord has been seen to set them. It does not promise any numbers.

https://discord.com/developers/docs/topics/rate-limits
"""

import hashlib
import math
import re
from dataclasses import dataclass

from aiohttp import web

from sandbox.api.response import answer
from sandbox.world.clock import Clock

GLOBAL_PER_SECOND = 50


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests in so many seconds, for each value of what the path's group names."""

    name: str
    methods: frozenset[str]
    path: re.Pattern[str]
    requests: int
    seconds: float


def _limit(name: str, methods: str, path: str, requests: int, seconds: float) -> Limit:
    return Limit(name, frozenset(methods.split()), re.compile(path), requests, seconds)


# The first that fits holds. The numbers are those that bots have seen in the headers.
LIMITS = (
    _limit("callback", "POST", r"/interactions/(\d+)/", 50, 1),
    _limit("webhook", "POST PATCH DELETE", r"(/webhooks/[^/]+/[^/]+)", 5, 2),
    _limit("messages", "POST PATCH", r"(/channels/[^/]+)/messages", 5, 5),
    _limit("deletion", "DELETE", r"(/channels/[^/]+)/messages", 5, 1),
)
OTHER = _limit("other", "", "", 50, 1)  # whatever else there is, by whatever method
_OUTSIDE_THE_GLOBAL_LIMIT = re.compile(r"/(interactions|webhooks)/")


@dataclass(slots=True)
class Window:
    """How much of a limit is used up, and until when."""

    ends: float = 0.0
    used: int = 0

    def take(self, now: float, limit: Limit) -> bool:
        """Use it once more, if there is something left."""
        if now >= self.ends:
            self.ends, self.used = now + limit.seconds, 0
        self.used += 1
        return self.used <= limit.requests


class RateLimits:
    """Counts requests."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._windows: dict[tuple[str, str], Window] = {}

    def take(self, method: str, path: str) -> tuple[dict[str, str], web.Response | None]:
        """Return the headers for the answer, and the answer itself where it is 429."""
        now = self._clock.time()
        if not _OUTSIDE_THE_GLOBAL_LIMIT.match(path):
            everything = Limit("global", frozenset(), re.compile(""), GLOBAL_PER_SECOND, 1)
            window = self._windows.setdefault(("global", ""), Window())
            if not window.take(now, everything):
                return {}, too_many_requests(window.ends - now, "global")
        fitting = ((each, match[1]) for each in LIMITS if (match := _fit(each, method, path)))
        limit, who = next(fitting, (OTHER, ""))
        window = self._windows.setdefault((limit.name, who), Window())
        allowed = window.take(now, limit)
        # Of first answers Discord tells no bucket (hikari 2.7.0 reports one as unexpected, rest.py).
        headers = {} if limit.name == "callback" else _headers(limit, window, now)
        return headers, None if allowed else too_many_requests(window.ends - now, "user", headers)


def too_many_requests(wait: float, scope: str, headers: dict[str, str] | None = None) -> web.Response:
    """Return 429 with all that discord.py wants to see in it: a Via header tells it from a ban."""
    body = {
        "message": "You are being rate limited.",
        "retry_after": round(wait, 3),
        "global": scope == "global",
    }
    more = {"X-RateLimit-Global": "true"} if scope == "global" else {}
    told = {"Via": "1.1 sandbox", "Retry-After": str(math.ceil(wait)), "X-RateLimit-Scope": scope}
    return answer(body, 429, {**(headers or {}), **told, **more})


def _fit(limit: Limit, method: str, path: str) -> re.Match[str] | None:
    return limit.path.match(path) if method in limit.methods else None


def _headers(limit: Limit, window: Window, now: float) -> dict[str, str]:
    return {
        "X-RateLimit-Bucket": hashlib.sha256(limit.name.encode()).hexdigest()[:32],
        "X-RateLimit-Limit": str(limit.requests),
        "X-RateLimit-Remaining": str(max(0, limit.requests - window.used)),
        "X-RateLimit-Reset": f"{window.ends:.3f}",
        "X-RateLimit-Reset-After": f"{max(0.0, window.ends - now):.3f}",
    }
