"""Pinned messages, by the routes of today and by the older ones that libraries still use."""

from datetime import datetime

from aiohttp import web

from sandbox.api.places import Places
from sandbox.api.queries import limit_of
from sandbox.api.response import answer
from sandbox.api.routes import Route, delete, get, put
from sandbox.rules.refusal import Refused, invalid_form
from sandbox.wire import timestamp
from sandbox.world.permissions import Permission
from sandbox.world.post import Post
from sandbox.world.posts import Posts
from sandbox.world.world import Channel, World

_PINS, _OLD_PINS = "/channels/{channel}/messages/pins", "/channels/{channel}/pins"
MOST_PINS = 250  # https://discord.com/developers/docs/change-log, "Pinned messages"
_MOST_LISTED = 50


class Pins:
    """The routes of what is pinned in a channel."""

    def __init__(self, world: World, posts: Posts) -> None:
        self._world = world
        self._posts = posts
        self._places = Places(world, posts)

    def routes(self) -> list[Route]:
        """Return what this answers."""
        return [
            get(_PINS, self.page, "before", "limit"),
            get(_OLD_PINS, self.old_list),
            *(put(path + "/{message}", self.pin) for path in (_PINS, _OLD_PINS)),
            *(delete(path + "/{message}", self.unpin) for path in (_PINS, _OLD_PINS)),
        ]

    async def page(self, request: web.Request) -> web.Response:
        """Return a page of what is pinned, the newest pin first."""
        limit = limit_of(request, default=_MOST_LISTED, most=_MOST_LISTED)
        before = _seconds(request.query.get("before"))
        pinned = [(at, post) for at, post in self._pinned(self._channel(request)) if at < before]
        items = [{"pinned_at": timestamp(at), "message": self._posts.asked_for(post)} for at, post in pinned]
        return answer({"items": items[:limit], "has_more": len(items) > limit})

    async def old_list(self, request: web.Request) -> web.Response:
        """Return what is pinned in one list."""
        pinned = self._pinned(self._channel(request))[:_MOST_LISTED]
        return answer([self._posts.asked_for(post) for _, post in pinned])

    async def pin(self, request: web.Request) -> web.Response:
        """Pin a message, and say so in the channel."""
        post = self._places.post(request, Permission.PIN_MESSAGES)
        if post.pinned_at is None and len(self._pinned(post.channel)) >= MOST_PINS:
            raise Refused(400, 30003, f"Maximum number of pins reached for the channel ({MOST_PINS})")
        self._posts.pin(post, self._world.application.bot)
        return answer()

    async def unpin(self, request: web.Request) -> web.Response:
        """Let it be pinned no more."""
        self._posts.unpin(self._places.post(request, Permission.PIN_MESSAGES))
        return answer()

    def _channel(self, request: web.Request) -> Channel:
        return self._places.channel(request, Permission.READ_MESSAGE_HISTORY)

    def _pinned(self, channel: Channel) -> list[tuple[float, Post]]:
        some = [(post.pinned_at, post) for post in self._posts.visible(channel) if post.pinned_at is not None]
        return sorted(some, key=lambda pin: pin[0], reverse=True)


def _seconds(time: str | None) -> float:
    try:
        return float("inf") if time is None else datetime.fromisoformat(time).timestamp()
    except (ValueError, OverflowError):
        raise invalid_form(
            {"before": ("DATE_TIME_TYPE_PARSE", f"Could not parse {time}. Should be ISO8601.")}
        ) from None
