"""POST /interactions/{id}/{token}/callback: the first answer to an interaction, which must come within three seconds."""

from dataclasses import replace

from aiohttp import web

from sandbox.api.answers import Answers
from sandbox.api.bodies import BODY
from sandbox.api.queries import truth_of
from sandbox.api.response import answer
from sandbox.api.routes import Route, post
from sandbox.rules.commands import check_choices
from sandbox.rules.components import check_modal
from sandbox.rules.flags import EPHEMERAL
from sandbox.rules.messages import check_defer, check_message
from sandbox.rules.refusal import NotSpoken, invalid_form, unknown
from sandbox.wire import Json
from sandbox.world.body import Body
from sandbox.world.feed import ChoicesOffered, Event, Feed, ModalOpened
from sandbox.world.interactions import Callback, Interaction, Interactions, Kind
from sandbox.world.post import Post
from sandbox.world.posts import Posts

# To ask for a purchase, to launch an activity, and another one that only Discord's document names.
_NOT_SPOKEN = (10, 12, 13)
_COMPONENT = {Callback.DEFERRED_UPDATE, Callback.UPDATE}
_FOR_MESSAGES = {Callback.MESSAGE, Callback.DEFERRED_MESSAGE}
_ALLOWED = {
    Kind.COMMAND: _FOR_MESSAGES | {Callback.MODAL},
    Kind.COMPONENT: _FOR_MESSAGES | _COMPONENT | {Callback.MODAL},
    Kind.AUTOCOMPLETE: {Callback.CHOICES},
    Kind.MODAL: _FOR_MESSAGES,
}


class Callbacks:
    """The route of first answers. The interaction's token is all the authorisation that it asks for."""

    def __init__(self, interactions: Interactions, answers: Answers, posts: Posts, feed: Feed) -> None:
        self._interactions = interactions
        self._answers = answers
        self._posts = posts
        self._feed = feed

    def routes(self) -> list[Route]:
        """Return what this answers."""
        return [post("/interactions/{interaction}/{token}/callback", self.acknowledge, "with_response")]

    async def acknowledge(self, request: web.Request) -> web.Response:
        """Check the answer against what it answers, carry it out, and tell what came of it if asked."""
        number, tell = int(request.match_info["interaction"]), truth_of(request, "with_response")
        interaction = self._interactions.to_acknowledge(number, request.match_info["token"])
        sent = request[BODY]
        kind = _callback_type(sent.object.get("type"), interaction)
        data: object = sent.object.get("data")
        post = self._carry_out(interaction, kind, data, replace(sent, json=data))
        return answer(self._told(interaction, kind, post)) if tell else answer()

    def _carry_out(self, interaction: Interaction, kind: Callback, data: object, body: Body) -> Post | None:
        match kind:
            case Callback.MESSAGE:
                return self._message(interaction, body)
            case Callback.DEFERRED_MESSAGE:
                check_defer(data)
                ephemeral = bool(int(body.object.get("flags") or 0) & EPHEMERAL)
                post = self._answers.defer(interaction, ephemeral=ephemeral)
                return self._show(interaction, kind, post, Body())
            case Callback.DEFERRED_UPDATE:
                self._acknowledge(interaction, kind, interaction.source)
                return interaction.source
            case Callback.UPDATE:
                return self._update(interaction, body)
            case Callback.CHOICES:
                self._offer(interaction, data)
            case Callback.MODAL:
                self._open(interaction, data)
        return None

    def _message(self, interaction: Interaction, body: Body) -> Post:
        check_message(body.json, uploads=body.names, interaction=True)
        return self._show(interaction, Callback.MESSAGE, self._answers.draft(interaction, body), body)

    def _show(self, interaction: Interaction, kind: Callback, post: Post, body: Body) -> Post:
        self._acknowledge(interaction, kind, post)
        self._posts.show(post, body, interaction.id)
        return post

    def _update(self, interaction: Interaction, body: Body) -> Post:
        post = interaction.source
        assert post is not None
        if self._posts.get(post.id) is None:
            raise unknown("Message")
        check_message(body.json, uploads=body.names, existing=post.existing())
        self._acknowledge(interaction, Callback.UPDATE, post)
        self._posts.edit(post, body)
        return post

    def _offer(self, interaction: Interaction, data: object) -> None:
        choices = check_choices(data, _focused_type(interaction.data))
        self._acknowledge(interaction, Callback.CHOICES, None)
        self._tell(interaction, ChoicesOffered, choices=choices)

    def _open(self, interaction: Interaction, data: object) -> None:
        check_modal(data)
        self._acknowledge(interaction, Callback.MODAL, None)
        self._tell(interaction, ModalOpened, modal=data)

    def _tell(self, interaction: Interaction, event: type[Event], **what: object) -> None:
        channel, member = interaction.channel.id, interaction.user.id
        self._feed.publish(event(channel_id=channel, audience=member, interaction_id=interaction.id, **what))

    def _acknowledge(self, interaction: Interaction, kind: Callback, post: Post | None) -> None:
        self._interactions.acknowledge(interaction, int(kind), post and post.id)

    def _told(self, interaction: Interaction, kind: Callback, post: Post | None) -> Json:
        """Return the callback object (https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-callback-interaction-callback-response-object)."""
        told: Json = {"id": str(interaction.id), "type": int(interaction.kind)}
        if post is None:
            return {"interaction": told}
        told["response_message_id"] = str(post.id)
        told["response_message_loading"] = post.loading
        told["response_message_ephemeral"] = post.audience is not None
        if kind is Callback.DEFERRED_UPDATE:
            return {"interaction": told}
        return {"interaction": told, "resource": {"type": int(kind), "message": self._posts.json(post)}}


def _callback_type(sent: object, interaction: Interaction) -> Callback:
    if sent in _NOT_SPOKEN:
        raise NotSpoken(f"The sandbox does not speak answers of type {sent}.")
    allowed = set(_ALLOWED[interaction.kind])
    if interaction.kind is Kind.MODAL and interaction.source is not None:
        allowed |= _COMPONENT
    if sent not in allowed or isinstance(sent, bool):
        choices = ", ".join(str(int(kind)) for kind in sorted(allowed))
        raise invalid_form({"type": ("BASE_TYPE_CHOICES", f"Value must be one of {{{choices}}}.")})
    return Callback(int(str(sent)))


def _focused_type(data: Json) -> int:
    """Return the type of the option that is being typed, which may be inside a subcommand."""
    for option in data.get("options", []):
        if option.get("focused"):
            return int(option["type"])
        if found := _focused_type(option):
            return found
    return 0
