"""Threads: begun in a channel or under a message, listed, joined and left."""

from aiohttp import web

from sandbox.api.bodies import BODY
from sandbox.api.places import Places
from sandbox.api.response import answer
from sandbox.api.routes import Route, delete, get, post, put
from sandbox.rules.places import Thread, read_thread
from sandbox.rules.refusal import NotSpoken, Refused, missing_access, unknown
from sandbox.world.payloads import channel_json, thread_member_json
from sandbox.world.permissions import Permission
from sandbox.world.post import Post
from sandbox.world.posts import Posts
from sandbox.world.world import THREAD, Channel, World

_THREADS = "/channels/{channel}/threads"
_MEMBERS = "/channels/{channel}/thread-members"


class Threads:
    """The routes of public threads."""

    def __init__(self, world: World, posts: Posts) -> None:
        self._world = world
        self._posts = posts
        self._places = Places(world, posts)

    def routes(self) -> list[Route]:
        """Return what this answers."""
        return [
            post(_THREADS, self.begin),
            post("/channels/{channel}/messages/{message}/threads", self.begin_under),
            get("/guilds/{guild}/threads/active", self.active),
            get(_MEMBERS, self.members),
            put(_MEMBERS + "/@me", self.join),
            delete(_MEMBERS + "/@me", self.leave),
        ]

    async def begin(self, request: web.Request) -> web.Response:
        """Begin a thread by itself."""
        channel = self._places.channel(request, Permission.CREATE_PUBLIC_THREADS)
        wanted = read_thread(request[BODY].json)
        if wanted.type != THREAD:  # a private one, where nothing is said
            raise NotSpoken("The sandbox does not speak private threads.")
        return self._begun(wanted, channel)

    async def begin_under(self, request: web.Request) -> web.Response:
        """Begin the thread of a message; it has one, with its own id."""
        found = self._places.post(request, Permission.CREATE_PUBLIC_THREADS)
        if found.id in self._world.channels:
            raise Refused(400, 160004, "A thread has already been created for this message")
        return self._begun(read_thread(request[BODY].json), found.channel, found)

    async def active(self, request: web.Request) -> web.Response:
        """Return a guild's threads, and in which of them the bot is."""
        named = request.match_info["guild"]
        guild = next((guild for guild in self._world.homes if str(guild.id) == named), None)
        if guild is None:
            raise missing_access()
        bot = self._world.application.bot
        threads = [
            one for one in guild.threads.values() if Permission.VIEW_CHANNEL in self._places.granted(one)
        ]
        joined = [thread_member_json(one, bot.id) for one in threads if bot.id in one.joined]
        shown = [channel_json(self._world, one, bot) for one in threads]
        return answer({"threads": shown, "members": joined, "has_more": False})

    async def members(self, request: web.Request) -> web.Response:
        """Return who is in a thread."""
        thread = self._thread(request)
        return answer([thread_member_json(thread, user_id) for user_id in thread.joined])

    async def join(self, request: web.Request) -> web.Response:
        """Let the bot into a thread."""
        self._thread(request).joined.setdefault(self._world.application.bot.id, self._world.clock.time())
        return answer()

    async def leave(self, request: web.Request) -> web.Response:
        """Let the bot out again."""
        self._thread(request).joined.pop(self._world.application.bot.id, None)
        return answer()

    def _thread(self, request: web.Request) -> Channel:
        channel = self._places.channel(request)
        if channel.type != THREAD:
            raise unknown("Channel")
        return channel

    def _begun(self, wanted: Thread, channel: Channel, under: Post | None = None) -> web.Response:
        bot, minutes = self._world.application.bot, wanted.auto_archive_duration or 1440
        number = None if under is None else under.id
        thread = self._world.open_thread(wanted.name, channel, bot, thread_id=number, minutes=minutes)
        if under is not None:
            self._posts.mark_thread(under, thread)
        return answer(channel_json(self._world, thread, bot), 201)
