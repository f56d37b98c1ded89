"""One message as the server keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.rules.flags import LOADING
from sandbox.rules.messages import Existing
from sandbox.wire import Json
from sandbox.world.attachments import Attachment
from sandbox.world.installs import Install, Owners
from sandbox.world.world import Channel, Role, User

PINNED, REPLY = 6, 19  # https://discord.com/developers/docs/resources/message#message-object-message-types


@dataclass(frozen=True, slots=True)
class Mentions:
    """Whom a message pings."""

    users: Sequence[User] = ()
    roles: Sequence[Role] = ()
    everyone: bool = False


@dataclass(slots=True, eq=False)
class Post:
    """A message as the server keeps it."""

    id: int
    channel: Channel
    author: User
    created_at: float
    type: int = 0
    audience: int | None = None  # the one member who sees it, if it is ephemeral
    content: str = ""
    flags: int = 0
    embeds: list[Json] = field(default_factory=list[Json])
    components: list[Json] = field(default_factory=list[Json])
    attachments: dict[int, Attachment] = field(default_factory=dict[int, Attachment])
    tts: bool = False
    mentions: Mentions = Mentions()
    edited_at: float | None = None
    pinned_at: float | None = None
    reactions: dict[str, list[int]] = field(default_factory=dict[str, list[int]])  # who, by emoji
    thread: Channel | None = None  # the one that was begun here
    nonce: str | None = None
    by: Owners = field(default_factory=dict[Install, int])  # through whom the application came to write it
    replied_to: User | None = None  # the author of the message that the bot replied to
    origin: Json = field(
        default_factory=dict[str, Any]
    )  # where it comes from: interaction, webhook, reference

    @property
    def loading(self) -> bool:
        """Return whether it is a deferred answer that shows nothing yet."""
        return bool(self.flags & LOADING)

    def existing(self) -> Existing:
        """Return what the rules for an edit need to know of it."""
        return Existing(
            flags=self.flags,
            content=self.content,
            embeds=len(self.embeds),
            components=len(self.components),
            attachments={str(key): attachment.filename for key, attachment in self.attachments.items()},
        )
