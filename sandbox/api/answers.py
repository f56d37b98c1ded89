"""An application's answers to interactions as messages: originals and follow-ups."""

from sandbox.rules.flags import EPHEMERAL, LOADING
from sandbox.rules.refusal import unknown
from sandbox.wire import Json
from sandbox.world.body import Body
from sandbox.world.interactions import Interaction, Kind, metadata_json
from sandbox.world.post import REPLY, Post
from sandbox.world.posts import Posts
from sandbox.world.world import World

_CHAT_INPUT_COMMAND, _CONTEXT_MENU_COMMAND = 20, 23


class Answers:
    """Makes and finds the messages that belong to an interaction."""

    def __init__(self, world: World, posts: Posts) -> None:
        self._world = world
        self._posts = posts

    def show(self, interaction: Interaction, body: Body, *, follow_up: bool = False) -> Post:
        """Return a new message from the application, in the name of the interaction."""
        post = self.draft(interaction, body, follow_up=follow_up)
        self._posts.show(post, body, interaction.id)
        return post

    def draft(self, interaction: Interaction, body: Body, *, follow_up: bool = False) -> Post:
        """Return that message before anybody sees it."""
        post = self._posts.draft(interaction.channel, self._world.application.bot)
        post.by = interaction.by
        application = str(self._world.application.id)
        post.origin = {
            "application_id": application,
            "webhook_id": application,
            "interaction_metadata": metadata_json(interaction),
        }
        replied_to = interaction.original if follow_up else interaction.source and interaction.source.id
        post.type = REPLY if replied_to or follow_up else _type_of_first_answer(interaction)
        if replied_to:
            post.origin["message_reference"] = self._reference(interaction, replied_to)
        if interaction.whispered or int(body.object.get("flags") or 0) & EPHEMERAL:
            post.flags |= EPHEMERAL
            post.audience = interaction.user.id
        return post

    def defer(self, interaction: Interaction, *, ephemeral: bool) -> Post:
        """Return an answer that says no more than that the application is thinking."""
        flags = EPHEMERAL if ephemeral else 0
        post = self.draft(interaction, Body({"flags": flags}))
        post.flags |= LOADING | flags
        return post

    def original(self, interaction: Interaction) -> Post:
        """Return the message that answered an interaction, or that a component's answer changes."""
        post = self._posts.get(interaction.original or 0)
        if post is None:
            raise unknown("Message")
        return post

    def owned(self, interaction: Interaction, message: str) -> Post:
        """Return one of the interaction's own messages, by id or as @original."""
        if message == "@original":
            return self.original(interaction)
        post = self._posts.get(int(message))
        if post is None or not self._belongs(post, interaction):
            raise unknown("Message")
        return post

    def _belongs(self, post: Post, interaction: Interaction) -> bool:
        metadata: Json = post.origin.get("interaction_metadata") or {}
        return post.id == interaction.original or metadata.get("id") == str(interaction.id)

    def _reference(self, interaction: Interaction, message_id: int) -> Json:
        place = {"message_id": str(message_id), "channel_id": str(interaction.channel.id), "type": 0}
        guild_id = interaction.channel.guild_id
        return place | ({} if guild_id is None else {"guild_id": str(guild_id)})


def _type_of_first_answer(interaction: Interaction) -> int:
    if interaction.kind is not Kind.COMMAND:
        return REPLY
    return _CHAT_INPUT_COMMAND if interaction.data["type"] == 1 else _CONTEXT_MENU_COMMAND
