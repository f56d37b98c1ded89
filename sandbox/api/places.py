"""Which channel and which message a request is about, and what the bot may do there."""

from aiohttp import web

from sandbox.rules.refusal import missing_access, missing_permissions, unknown
from sandbox.world.permissions import NOTHING, Permission
from sandbox.world.post import Post
from sandbox.world.posts import Posts
from sandbox.world.world import Channel, World


class Places:
    """Looks them up; ephemeral messages are not there for any route of a channel."""

    def __init__(self, world: World, posts: Posts) -> None:
        self._world = world
        self._posts = posts

    def channel(self, request: web.Request, needed: Permission = NOTHING) -> Channel:
        """Return the channel, if it is there, the bot can see it, and may do there what it wants to."""
        channel = self._world.channels.get(int(request.match_info["channel"]))
        if channel is None:
            raise unknown("Channel")
        granted = self.granted(channel)
        if Permission.VIEW_CHANNEL not in granted:
            raise missing_access()
        if needed not in granted:
            raise missing_permissions()
        return channel

    def post(self, request: web.Request, needed: Permission = NOTHING) -> Post:
        """Return one of its messages."""
        channel = self.channel(request, needed)
        post = self._posts.find(channel, int(request.match_info["message"]))
        if post.audience is not None:
            raise unknown("Message")
        return post

    def granted(self, channel: Channel) -> Permission:
        """Return what the bot may do in a channel."""
        return self._world.permissions(self._world.application.bot.id, channel)
