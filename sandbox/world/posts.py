"""The messages of the channels, and who hears of what becomes of them."""

from sandbox.rules.flags import (
    EPHEMERAL,
    HAS_SNAPSHOT,
    IS_COMPONENTS_V2,
    LOADING,
    SUPPRESS_EMBEDS,
    SUPPRESS_NOTIFICATIONS,
)
from sandbox.rules.refusal import archived_thread, unknown
from sandbox.wire import Json
from sandbox.world.body import Body
from sandbox.world.cdn import Cdn
from sandbox.world.feed import Feed, MessageChanged, MessageDeleted, MessageShown
from sandbox.world.message import Message
from sandbox.world.post import FORWARD, Post
from sandbox.world.rendering import post_json
from sandbox.world.world import Channel, User, World
from sandbox.world.writing import write

_SETTABLE = SUPPRESS_EMBEDS | EPHEMERAL | SUPPRESS_NOTIFICATIONS | IS_COMPONENTS_V2
_SNAPSHOT = (
    *("type", "content", "embeds", "attachments", "timestamp", "edited_timestamp", "flags", "mentions"),
    *("mention_roles", "components"),
)
_EDITABLE = SUPPRESS_EMBEDS | IS_COMPONENTS_V2


class Posts:
    """All messages."""

    def __init__(self, world: World, cdn: Cdn, feed: Feed) -> None:
        self._world = world
        self._cdn = cdn
        self._feed = feed
        self._posts: dict[int, Post] = {}

    def draft(self, channel: Channel, author: User) -> Post:
        """Return a message that nobody has seen yet."""
        return Post(self._world.ids.next(), channel, author, self._world.clock.time())

    def find(self, channel: Channel, post_id: int) -> Post:
        """Return a message of a channel."""
        post = self._posts.get(post_id)
        if post is None or post.channel is not channel:
            raise unknown("Message")
        return post

    def get(self, post_id: int) -> Post | None:
        """Return a message, wherever it is."""
        return self._posts.get(post_id)

    def visible(self, channel: Channel, user_id: int | None = None) -> list[Post]:
        """Return a channel's messages, oldest first, as one member sees them, or only those that all see."""
        posts = self._posts.values()
        return [post for post in posts if post.channel is channel and post.audience in {None, user_id}]

    def show(self, post: Post, body: Body, interaction_id: int | None = None) -> None:
        """Fill in a draft and put it into its channel, if that is there and open."""
        if post.channel.id not in self._world.channels:
            raise unknown("Channel")
        if post.channel.archived:
            raise archived_thread()
        post.flags |= int(body.object.get("flags") or 0) & _SETTABLE
        nonce = body.object.get("nonce")
        post.nonce = None if nonce is None else str(nonce)
        write(post, body, self._world, self._cdn)
        self._posts[post.id] = post
        self._publish(MessageShown, post, interaction_id)

    def edit(self, post: Post, body: Body) -> None:
        """Change a message. A deferred answer shows itself for the first time and does not count as edited."""
        if post.channel.archived:
            raise archived_thread()
        post.edited_at = None if post.loading else self._world.clock.time()
        post.flags &= ~LOADING
        post.flags |= int(body.object.get("flags") or 0) & _EDITABLE
        write(post, body, self._world, self._cdn)
        self._publish(MessageChanged, post, None)

    def forward(self, post: Post, channel: Channel, author: User) -> Post:
        """Show a message once more elsewhere, as it is now; it does not say whose it was.

        https://discord.com/developers/docs/resources/message#message-snapshot-object
        """
        shown, made = post_json(post, self._cdn), self.draft(channel, author)
        made.flags = HAS_SNAPSHOT
        guild = {} if post.channel.guild_id is None else {"guild_id": str(post.channel.guild_id)}
        where = {"message_id": str(post.id), "channel_id": str(post.channel.id), **guild}
        made.origin["message_reference"] = {"type": FORWARD, **where}
        made.origin["message_snapshots"] = [{"message": {key: shown[key] for key in _SNAPSHOT}}]
        self.show(made, Body({}, {}))
        return made

    def delete(self, post: Post) -> None:
        """Take a message away."""
        del self._posts[post.id]
        gone = MessageDeleted(channel_id=post.channel.id, audience=post.audience, message_id=post.id)
        self._feed.publish(gone)

    def forget(self, channel_id: int) -> None:
        """Let a channel's messages be gone with it, of which nobody is told one by one."""
        self._posts = {number: post for number, post in self._posts.items() if post.channel.id != channel_id}

    def json(self, post: Post) -> Json:
        """Return the message as it is now, with fresh links; a reply with the message that it is one to."""
        return post_json(post, self._cdn) | self._referenced(post)

    def _referenced(self, post: Post) -> Json:
        reference: Json = post.origin.get("message_reference") or {}
        if not reference or reference.get("type") == FORWARD:
            return {}
        found = self._posts.get(int(reference["message_id"]))
        shown = found is not None and found.audience in {None, post.audience}
        return {"referenced_message": post_json(found, self._cdn) if found and shown else None}

    def _publish(
        self, event: type[MessageShown | MessageChanged], post: Post, interaction_id: int | None
    ) -> None:
        message = Message(self.json(post))
        channel_id, audience = post.channel.id, post.audience
        self._feed.publish(
            event(channel_id=channel_id, audience=audience, interaction_id=interaction_id, message=message)
        )
