"""Channels and their messages, as the bot reads and writes them with its own token."""

from collections.abc import Sequence

from aiohttp import web

from sandbox.api.bodies import BODY
from sandbox.api.places import Places
from sandbox.api.queries import limit_of, snowflake_of
from sandbox.api.response import answer
from sandbox.api.routes import Route, delete, get, patch, post
from sandbox.rules.message_forms import FORWARD
from sandbox.rules.messages import check_message
from sandbox.rules.places import read_recipient
from sandbox.rules.refusal import (
    Refused,
    invalid_form,
    locked_thread,
    missing_access,
    missing_permissions,
    no_common_guild,
    no_history,
    not_the_author,
    unknown_reference,
    unreadable_forward,
)
from sandbox.wire import Json
from sandbox.world.body import Body
from sandbox.world.payloads import channel_json
from sandbox.world.permissions import NOTHING, Permission
from sandbox.world.post import REPLY, Post
from sandbox.world.posts import Posts
from sandbox.world.world import DM, Channel, World

_MESSAGES = "/channels/{channel}/messages"
_MESSAGE = _MESSAGES + "/{message}"
NONCE_LIFE = (
    3 * 60
)  # "in the past few minutes": https://discord.com/developers/docs/resources/message#create-message
LONGEST_NONCE = 25
_MOST_LISTED = 100


class Channels:
    """The routes of channels. Ephemeral messages are not there for any of them."""

    def __init__(self, world: World, posts: Posts) -> None:
        self._world = world
        self._posts = posts
        self._places = Places(world, posts)

    def routes(self) -> list[Route]:
        """Return what this answers."""
        return [
            post("/users/@me/channels", self.open_dm),
            get("/channels/{channel}", self.channel),
            post("/channels/{channel}/typing", self.type),
            get(_MESSAGES, self.list, "around", "before", "after", "limit"),
            post(_MESSAGES, self.create),
            get(_MESSAGE, self.show),
            patch(_MESSAGE, self.edit),
            delete(_MESSAGE, self.delete),
        ]

    async def open_dm(self, request: web.Request) -> web.Response:
        """Return the direct conversation with somebody."""
        recipient = read_recipient(request[BODY].json)
        user = self._world.user(int(recipient))
        if user is None:
            raise invalid_form(
                {"recipient_id": ("NUMBER_TYPE_COERCE", f'Value "{recipient}" is not a user.')}
            )
        if user.bot:
            raise Refused(400, 50007, "Cannot send messages to this user")
        return answer(channel_json(self._world, self._world.dm(user), self._world.application.bot))

    async def channel(self, request: web.Request) -> web.Response:
        """Return a channel."""
        return answer(channel_json(self._world, self._places.channel(request), self._world.application.bot))

    async def type(self, request: web.Request) -> web.Response:
        """Show that the bot is typing."""
        channel = self._places.channel(request, Permission.SEND_MESSAGES)
        self._posts.show_typing(channel, self._world.application.bot)
        return answer()

    async def list(self, request: web.Request) -> web.Response:
        """Return the newest messages first, or those around one."""
        channel = self._places.channel(request)
        limit = limit_of(request, default=50, most=_MOST_LISTED)
        around, before, after = (snowflake_of(request, name) for name in ("around", "before", "after"))
        if Permission.READ_MESSAGE_HISTORY not in self._places.granted(channel):
            return answer([])
        found = _chosen(self._posts.visible(channel), around, before, after, limit)
        return answer([self._posts.asked_for(post) for post in reversed(found)])

    async def create(self, request: web.Request) -> web.Response:
        """Create a new message from the bot."""
        body: Body = request[BODY]
        files = Permission.ATTACH_FILES if body.files else NOTHING
        channel = self._places.channel(request, Permission.SEND_MESSAGES | files)
        if not all(one.bot or self._world.shared(one) for one in channel.people):
            raise no_common_guild()
        check_message(body.json, uploads=body.names)
        _check_unlocked(channel)
        channel.archived = False  # writing opens it again
        reference: Json = body.object.get("message_reference") or {}
        if reference.get("type") == FORWARD:
            return answer(self._posts.asked_for(self._forwarded(channel, reference)))
        sent_before = self._same_nonce(channel, body)
        if sent_before is not None:
            return answer(self._posts.asked_for(sent_before))
        post = self._posts.draft(channel, self._world.application.bot)
        self._reply(post, body)
        self._posts.show(post, body)
        return answer(self._posts.asked_for(post))

    def _forwarded(self, channel: Channel, reference: Json) -> Post:
        """Show a message of a channel that the bot reads once more in another one."""
        found = self._posts.get(int(reference["message_id"]))
        if found is None or str(found.channel.id) != str(reference.get("channel_id")) or found.audience:
            raise unknown_reference()
        if Permission.READ_MESSAGE_HISTORY not in self._places.granted(found.channel):
            raise missing_access()
        if not self._posts.readable(found):
            raise unreadable_forward()
        return self._posts.forward(found, channel, self._world.application.bot)

    def _reply(self, post: Post, body: Body) -> None:
        """Make it a reply, where it is to be one."""
        reference: Json = body.object.get("message_reference") or {}
        if not reference:
            return
        if Permission.READ_MESSAGE_HISTORY not in self._places.granted(post.channel):
            raise no_history()
        found = self._posts.get(int(reference["message_id"]))
        if found is None or found.channel is not post.channel or found.audience is not None:
            if reference.get("fail_if_not_exists", True):
                raise unknown_reference()
            return
        guild_id = post.channel.guild_id
        place = {"type": 0, "message_id": str(found.id), "channel_id": str(post.channel.id)}
        post.origin["message_reference"] = place | ({"guild_id": str(guild_id)} if guild_id else {})
        post.type, post.replied_to = REPLY, found.author

    async def show(self, request: web.Request) -> web.Response:
        """Return one message."""
        return answer(self._posts.asked_for(self._places.post(request, Permission.READ_MESSAGE_HISTORY)))

    async def edit(self, request: web.Request) -> web.Response:
        """Change one of the bot's own messages."""
        post, body = self._places.post(request), request[BODY]
        if post.author is not self._world.application.bot:
            raise not_the_author()
        _check_unlocked(post.channel)
        check_message(body.json, uploads=body.names, existing=post.existing())
        self._posts.edit(post, body)
        return answer(self._posts.asked_for(post))

    async def delete(self, request: web.Request) -> web.Response:
        """Take a message away: the bot's own, or with the permission any."""
        post = self._places.post(request)
        granted = self._places.granted(post.channel)
        own = post.author is self._world.application.bot
        if not own and (post.channel.type == DM or Permission.MANAGE_MESSAGES not in granted):
            raise missing_permissions()
        self._posts.delete(post)
        return answer()

    def _same_nonce(self, channel: Channel, body: Body) -> Post | None:
        """With enforce_nonce, a message that was sent already is not sent again."""
        nonce: object = body.object.get("nonce")
        if nonce is None:
            return None
        if isinstance(nonce, bool) or not isinstance(nonce, str | int):
            raise invalid_form({"nonce": ("STRING_TYPE_CONVERT", "Could not interpret value as string.")})
        if len(str(nonce)) > LONGEST_NONCE:
            words = f"Must be {LONGEST_NONCE} or fewer in length."
            raise invalid_form({"nonce": ("BASE_TYPE_MAX_LENGTH", words)})
        since = self._world.clock.time() - NONCE_LIFE
        recent = (
            post
            for post in self._posts.visible(channel)
            if post.created_at > since and not self._is_foreign(post)
        )
        same = (post for post in recent if post.nonce == str(nonce))
        return next(same, None) if body.object.get("enforce_nonce") else None

    def _is_foreign(self, post: Post) -> bool:
        return post.author is not self._world.application.bot


def _chosen(
    posts: Sequence[Post], around: int | None, before: int | None, after: int | None, limit: int
) -> Sequence[Post]:
    """Return the newest of some messages, or those before, after or around one; oldest first."""
    if around:
        older, newer = [[one for one in posts if (one.id > around) is new] for new in (False, True)]
        return [*older[-(limit - limit // 2) :], *newer[: limit // 2]]
    found = [post for post in posts if (after or 0) < post.id and (not before or post.id < before)]
    return found[:limit] if after else found[-limit:]


def _check_unlocked(channel: Channel) -> None:
    if channel.locked:
        raise locked_thread()
