"""The messages of the channels, and who hears of what becomes of them."""

from typing import Any

from sandbox.rules.flags import (
    EPHEMERAL,
    HAS_SNAPSHOT,
    HAS_THREAD,
    IS_COMPONENTS_V2,
    LOADING,
    SUPPRESS_EMBEDS,
    SUPPRESS_NOTIFICATIONS,
)
from sandbox.rules.intents import MESSAGE_CONTENT
from sandbox.rules.message_forms import FORWARD
from sandbox.rules.refusal import Refused, archived_thread, unknown
from sandbox.wire import Json, timestamp
from sandbox.world.body import Body
from sandbox.world.cdn import Cdn
from sandbox.world.content import concerns, without_content
from sandbox.world.feed import (
    Feed,
    Marked,
    MessageChanged,
    MessageDeleted,
    MessageShown,
    Pinned,
    Reacted,
    ReactionsCleared,
    Typed,
)
from sandbox.world.message import Message
from sandbox.world.payloads import channel_json
from sandbox.world.post import PINNED, Post
from sandbox.world.reactions import MOST_KINDS
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
        post.channel.last_message_id = post.id if post.audience is None else post.channel.last_message_id
        self._publish(MessageShown, post, interaction_id)

    def edit(self, post: Post, body: Body) -> None:
        """Change a message. A deferred answer shows itself for the first time and does not count as edited."""
        if post.channel.archived:
            raise archived_thread()
        post.edited_at = None if post.loading else self._world.clock.time()
        post.flags &= ~LOADING
        if body.object.get("flags") is not None:
            post.flags = (post.flags & ~SUPPRESS_EMBEDS) | int(body.object["flags"]) & _EDITABLE
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

    def show_typing(self, channel: Channel, user: User) -> None:
        """Show that somebody is writing."""
        self._feed.publish(Typed(channel_id=channel.id, user_id=user.id))

    def react(self, post: Post, user: User, emoji: str) -> None:
        """Put somebody's emoji under a message, once."""
        users = post.reactions.setdefault(emoji, [])
        if user.id in users:
            return
        if len(post.reactions) > MOST_KINDS:
            del post.reactions[emoji]
            raise Refused(400, 30010, f"Maximum number of reactions reached ({MOST_KINDS})")
        users.append(user.id)
        self._mark(Reacted, post, user_id=user.id, emoji=emoji, added=True)

    def unreact(self, post: Post, user: User, emoji: str) -> None:
        """Take somebody's emoji away again."""
        users = post.reactions.get(emoji, [])
        if user.id not in users:
            return
        users.remove(user.id)
        if not users:
            del post.reactions[emoji]
        self._mark(Reacted, post, user_id=user.id, emoji=emoji, added=False)

    def clear_reactions(self, post: Post, emoji: str | None) -> None:
        """Take all reactions away, or all with one emoji."""
        for name in [name for name in post.reactions if emoji in {None, name}]:
            del post.reactions[name]
        self._mark(ReactionsCleared, post, emoji=emoji)

    def pin(self, post: Post, by: User) -> None:
        """Pin a message, with a line that says who did."""
        if post.pinned_at is not None:
            return
        post.pinned_at = self._world.clock.time()
        self._mark(Pinned, post, last=timestamp(post.pinned_at))
        notice = self.draft(post.channel, by)
        guild = {} if post.channel.guild_id is None else {"guild_id": str(post.channel.guild_id)}
        where = {"type": 0, "message_id": str(post.id), "channel_id": str(post.channel.id)}
        notice.type, notice.origin["message_reference"] = PINNED, where | guild
        self.show(notice, Body())

    def mark_thread(self, post: Post, thread: Channel) -> None:
        """Let a message have a thread of its own."""
        post.thread = thread
        post.flags |= HAS_THREAD
        self._publish(MessageChanged, post, None)

    def unpin(self, post: Post) -> None:
        """Let a message be pinned no more."""
        if post.pinned_at is not None:
            post.pinned_at = None
            pins = [one.pinned_at for one in self.visible(post.channel) if one.pinned_at is not None]
            self._mark(Pinned, post, last=timestamp(max(pins)) if pins else None)

    def _mark(self, event: type[Marked], post: Post, **what: Any) -> None:  # noqa: ANN401 - what the event has
        message = Message(self.json(post))
        self._feed.publish(event(channel_id=post.channel.id, audience=post.audience, message=message, **what))

    def asked_for(self, post: Post) -> Json:
        """Return the message as an answer to the bot's token has it: what it was not granted to read is empty.

        What its connection asked for does not matter there (github.com/Remora/Remora.Discord/issues/236).
        """
        message = self.json(post)
        return message if self._open(post) else without_content(message, self._world.application.bot.id)

    def readable(self, post: Post) -> bool:
        """Return whether that answer has what the message says."""
        return self._open(post) or concerns(self.json(post), self._world.application.bot.id)

    def _open(self, post: Post) -> bool:
        return post.channel.guild_id is None or bool(self._world.application.intents & MESSAGE_CONTENT)

    def json(self, post: Post) -> Json:
        """Return the whole message, with fresh links; a reply with the message that it is one to."""
        bot = self._world.application.bot
        thread = {} if post.thread is None else {"thread": channel_json(self._world, post.thread, bot)}
        return post_json(post, self._cdn, bot.id) | self._referenced(post) | thread

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
