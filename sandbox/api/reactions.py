"""Reactions: the bot's own, and what it may do with those of others."""

from urllib.parse import unquote

from aiohttp import web

from sandbox.api.places import Places
from sandbox.api.queries import limit_of, snowflake_of
from sandbox.api.response import answer
from sandbox.api.routes import Route, delete, get, put
from sandbox.rules.refusal import missing_permissions, unknown
from sandbox.world.payloads import user_json
from sandbox.world.permissions import Permission
from sandbox.world.post import Post
from sandbox.world.posts import Posts
from sandbox.world.reactions import read_emoji
from sandbox.world.world import World

_ALL = "/channels/{channel}/messages/{message}/reactions"
_ONE = _ALL + "/{emoji}"
_MOST_LISTED = 100


class Reactions:
    """The routes of what stands under messages."""

    def __init__(self, world: World, posts: Posts) -> None:
        self._world = world
        self._posts = posts
        self._places = Places(world, posts)

    def routes(self) -> list[Route]:
        """Return what this answers."""
        return [
            get(_ONE, self.page, "after", "limit"),
            put(_ONE + "/@me", self.add),
            delete(_ONE + "/@me", self.take_back),
            delete(_ONE + "/{user}", self.remove),
            delete(_ONE, self.clear),
            delete(_ALL, self.clear),
        ]

    async def page(self, request: web.Request) -> web.Response:
        """Return who has reacted with an emoji."""
        post, emoji = self._post(request), read_emoji(unquote(request.match_info["emoji"]))
        after, limit = snowflake_of(request, "after") or 0, limit_of(request, default=25, most=_MOST_LISTED)
        some = [user for user in sorted(post.reactions.get(emoji, [])) if user > after]
        users = (self._world.user(number) for number in some[:limit])
        return answer([user_json(user) for user in users if user is not None])

    async def add(self, request: web.Request) -> web.Response:
        """React; to be the first with an emoji needs a permission."""
        post, emoji = self._post(request), read_emoji(unquote(request.match_info["emoji"]))
        if not post.reactions.get(emoji) and Permission.ADD_REACTIONS not in self._places.granted(
            post.channel
        ):
            raise missing_permissions()
        self._posts.react(post, self._world.application.bot, emoji)
        return answer()

    async def take_back(self, request: web.Request) -> web.Response:
        """Take the bot's own reaction back."""
        post, emoji = self._post(request), read_emoji(unquote(request.match_info["emoji"]))
        self._posts.unreact(post, self._world.application.bot, emoji)
        return answer()

    async def remove(self, request: web.Request) -> web.Response:
        """Take somebody else's reaction away."""
        post, emoji = (
            self._post(request, Permission.MANAGE_MESSAGES),
            read_emoji(unquote(request.match_info["emoji"])),
        )
        user = self._world.user(int(request.match_info["user"]))
        if user is None:
            raise unknown("User")
        self._posts.unreact(post, user, emoji)
        return answer()

    async def clear(self, request: web.Request) -> web.Response:
        """Take all reactions away, or all with one emoji."""
        post, name = self._post(request, Permission.MANAGE_MESSAGES), request.match_info.get("emoji")
        self._posts.clear_reactions(post, None if name is None else read_emoji(unquote(name)))
        return answer()

    def _post(self, request: web.Request, more: Permission = Permission.READ_MESSAGE_HISTORY) -> Post:
        return self._places.post(request, Permission.READ_MESSAGE_HISTORY | more)
