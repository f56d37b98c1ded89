"""Interactions: what a member sets off, and how long the application has to answer.

https://discord.com/developers/docs/interactions/receiving-and-responding
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from sandbox.rules.refusal import (
    already_acknowledged,
    archived_thread,
    invalid_webhook_token,
    too_many_follow_ups,
    unknown,
)
from sandbox.wire import Json
from sandbox.world.clock import Alarm
from sandbox.world.feed import Acknowledged, Failed, Feed
from sandbox.world.installs import Install, Owners, app_permissions, context_of, may_speak
from sandbox.world.payloads import channel_json, member_json, user_json
from sandbox.world.post import Post
from sandbox.world.posts import Posts
from sandbox.world.world import Channel, User, World

SECONDS_TO_ACKNOWLEDGE = 3
TOKEN_LIFE = 15 * 60
MOST_FOLLOW_UPS = 5  # where no guild has the application; elsewhere there is no end to them
_FOLDERS = {1, 2}  # options that are a subcommand, or a group of them
NO_ANSWER = "The application did not respond"


class Callback(IntEnum):
    """What the application answers first."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


class Kind(IntEnum):
    """What a member did."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


@dataclass(slots=True, eq=False)
class Interaction:
    """One of them, from the event to the end of its token."""

    id: int
    token: str
    kind: Kind
    user: User
    channel: Channel
    by: Owners  # through whom the application is there
    data: Json
    opened_at: float
    whispered: bool = False  # whether Discord shows all answers to this member alone
    source: Post | None = None  # the message with the component, also when its modal is submitted
    opener: "Interaction | None" = None  # of a modal
    callback_type: int | None = None
    original: int | None = None  # the message that is the answer, or that a component's answer changes
    dead: bool = False
    follow_ups: int = 0
    deadline: Alarm | None = None
    payload: Json = field(default_factory=dict[str, Any])


class Interactions:
    """All interactions, by id and by token."""

    def __init__(self, world: World, posts: Posts, feed: Feed) -> None:
        self._world = world
        self._posts = posts
        self._feed = feed
        self._by_id: dict[int, Interaction] = {}
        self._by_token: dict[str, Interaction] = {}
        self.dispatch: Callable[[Interaction], None] = lambda _: None
        # One reading of "the first follow-up after a deferred answer edits it": also where that has been deleted.
        self.first_follow_up_edits_what_is_gone = False

    def open(  # noqa: PLR0913 - an event has these parts
        self,
        kind: Kind,
        user: User,
        channel: Channel,
        by: Owners,
        data: Json,
        *,
        source: Post | None = None,
        opener: Interaction | None = None,
        interaction_id: int | None = None,
    ) -> Interaction:
        """Tell the application what a member did; from now on it has three seconds."""
        clock = self._world.clock
        number = interaction_id or self._world.ids.next()
        token = secrets.token_urlsafe(96)
        whispered = not may_speak(self._world, channel, user, by)
        now = clock.time()
        opened = Interaction(number, token, kind, user, channel, by, data, now, whispered, source, opener)
        self._by_id[opened.id] = self._by_token[token] = opened
        opened.payload = self._payload(opened)
        opened.deadline = clock.after(SECONDS_TO_ACKNOWLEDGE, lambda: self._give_up(opened))
        self.dispatch(opened)
        return opened

    def get(self, interaction_id: int) -> Interaction | None:
        """Return the interaction of this id."""
        return self._by_id.get(interaction_id)

    def to_acknowledge(self, interaction_id: int, token: str) -> Interaction:
        """Return the interaction that a first answer is for."""
        found = self._by_id.get(interaction_id)
        if found is None or found.token != token or found.dead:
            raise unknown("interaction")
        if found.callback_type is not None:
            raise already_acknowledged()
        if found.channel.archived:
            raise archived_thread()
        return found

    def acknowledge(self, interaction: Interaction, callback_type: int, message_id: int | None) -> None:
        """Note the first answer and what it made or changes."""
        interaction.callback_type = callback_type
        interaction.original = message_id
        assert interaction.deadline is not None
        self._world.clock.cancel(interaction.deadline)
        self._world.clock.after(TOKEN_LIFE, lambda: self._give_up_loading(interaction))
        self._feed.publish(
            Acknowledged(
                channel_id=interaction.channel.id,
                audience=interaction.user.id,
                interaction_id=interaction.id,
                callback_type=callback_type,
                message_id=message_id,
            )
        )

    def by_webhook(self, application_id: int, token: str) -> Interaction:
        """Return the interaction whose follow-ups and original are asked for, while its token lives."""
        if application_id != self._world.application.id:
            raise unknown("Webhook")
        found = self._by_token.get(token)
        if found is None or self._world.clock.time() >= found.opened_at + TOKEN_LIFE:
            raise invalid_webhook_token()
        if found.callback_type is None:  # not answered, or too late to be
            raise unknown("Webhook")
        return found

    def follow_up(self, interaction: Interaction) -> Post | None:
        """Return the deferred answer whose place a follow-up takes, or None where it is a message of its own.

        https://discord.com/developers/docs/interactions/receiving-and-responding#create-followup-message
        """
        first = not interaction.follow_ups
        if interaction.follow_ups == MOST_FOLLOW_UPS and Install.GUILD not in interaction.by:
            raise too_many_follow_ups(MOST_FOLLOW_UPS)
        interaction.follow_ups += 1
        post = self._posts.get(interaction.original or 0)
        if post is not None:
            return post if post.loading else None
        deferred = interaction.callback_type == Callback.DEFERRED_MESSAGE
        if first and deferred and self.first_follow_up_edits_what_is_gone:
            raise unknown("Message")
        return None

    def _give_up(self, interaction: Interaction) -> None:
        interaction.dead = True
        self._fail(interaction)

    def _give_up_loading(self, interaction: Interaction) -> None:
        """Give up a deferred answer that never came: the client says so when the token ends."""
        post = self._posts.get(interaction.original or 0)
        if post is not None and post.loading:
            self._fail(interaction)

    def _fail(self, interaction: Interaction) -> None:
        self._feed.publish(
            Failed(
                channel_id=interaction.channel.id,
                audience=interaction.user.id,
                interaction_id=interaction.id,
                reason=NO_ANSWER,
            )
        )

    def _payload(self, interaction: Interaction) -> Json:
        """Return INTERACTION_CREATE (https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object)."""
        world, channel = self._world, interaction.channel
        told: Json = {
            "id": str(interaction.id),
            "application_id": str(world.application.id),
            "type": int(interaction.kind),
            "token": interaction.token,
            "version": 1,
            "data": interaction.data,
            "channel_id": str(channel.id),
            "locale": interaction.user.locale,
            "app_permissions": str(int(app_permissions(world, channel, interaction.user))),
            "entitlements": [],
            "entitlement_sku_ids": [],
            "attachment_size_limit": world.attachment_size_limit,
            "context": int(context_of(world, channel)),
            "authorizing_integration_owners": owners_json(interaction.by),
        }
        if interaction.source is not None:
            told["message"] = self._posts.json(interaction.source)
        return told | self._place(interaction)

    def _place(self, interaction: Interaction) -> Json:
        """Return who and where: a member in a guild, or a user in a conversation."""
        world, channel, user = self._world, interaction.channel, interaction.user
        guild = world.guild_of(channel)
        if guild is None:
            return {"user": user_json(user), "channel": channel_json(world, channel, user)}
        granted = str(int(world.permissions(user.id, channel)))
        return {
            "guild_id": str(guild.id),
            "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
            "guild_locale": guild.locale,
            "member": member_json(guild.members[user.id]) | {"permissions": granted},
            "channel": channel_json(world, channel, user) | {"permissions": granted},
        }


def owners_json(by: Owners) -> Json:
    """Return through whom the application is there (developers/docs/interactions/receiving-and-responding)."""
    return {str(int(install)): str(owner) for install, owner in by.items()}


def _path(data: Json) -> list[str]:
    """Return the name of a command with those of its groups: Discord's clients show `/quota set`."""
    inner = [_path(option) for option in data.get("options", []) if option["type"] in _FOLDERS]
    return [data["name"], *(inner[0] if inner else [])]


def metadata_json(interaction: Interaction) -> Json:
    """Return what a message says about the interaction that it answers."""
    kind = interaction.kind
    told: Json = {
        "id": str(interaction.id),
        "type": int(kind),
        "user": user_json(interaction.user),
        "authorizing_integration_owners": owners_json(interaction.by),
    }
    if kind is Kind.COMMAND:
        told["name"] = " ".join(_path(interaction.data))
        told["command_type"] = interaction.data["type"]
        if "target_id" in interaction.data:
            told["target_message_id"] = interaction.data["target_id"]
    if kind is Kind.COMPONENT and interaction.source is not None:
        told["interacted_message_id"] = str(interaction.source.id)
    if interaction.opener is not None:
        told["triggering_interaction_metadata"] = metadata_json(interaction.opener)
    return told
