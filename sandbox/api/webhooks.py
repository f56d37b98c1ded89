"""/webhooks/{webhook}/{token}, where the webhook goes by the application's id: an interaction's original answer and its follow-ups, for 15 minutes."""

from aiohttp import web

from sandbox.api.answers import Answers
from sandbox.api.bodies import BODY
from sandbox.api.response import answer
from sandbox.api.routes import Route, delete, get, patch, post
from sandbox.rules.messages import check_message
from sandbox.world.interactions import Interaction, Interactions
from sandbox.world.post import Post
from sandbox.world.posts import Posts

_WEBHOOK = "/webhooks/{webhook}/{token}"
_MESSAGE = _WEBHOOK + "/messages/{message}"
_ORIGINAL = _WEBHOOK + "/messages/@original"


class Webhooks:
    """The routes of an interaction's messages. Its token is all the authorisation that they ask for."""

    def __init__(self, interactions: Interactions, answers: Answers, posts: Posts) -> None:
        self._interactions = interactions
        self._answers = answers
        self._posts = posts

    def routes(self) -> list[Route]:
        """Return what this answers."""
        return [
            post(_WEBHOOK, self.follow_up, "wait", "with_components"),
            *(get(path, self.show) for path in (_ORIGINAL, _MESSAGE)),
            *(patch(path, self.edit, "with_components") for path in (_ORIGINAL, _MESSAGE)),
            *(delete(path, self.delete) for path in (_ORIGINAL, _MESSAGE)),
        ]

    async def follow_up(self, request: web.Request) -> web.Response:
        """Create one more message.

        The first one after a deferred answer takes that answer's place, as Discord has it.
        """
        interaction, body = self._interaction(request), request[BODY]
        check_message(body.json, uploads=body.names, interaction=True)
        post = self._interactions.follow_up(interaction)
        if post is None:
            post = self._answers.show(interaction, body, follow_up=True)
        else:
            self._posts.edit(post, body)
        return answer(self._posts.json(post))

    async def show(self, request: web.Request) -> web.Response:
        """Return one of the interaction's messages."""
        return answer(self._posts.json(self._post(request)))

    async def edit(self, request: web.Request) -> web.Response:
        """Change one of them."""
        post, body = self._post(request), request[BODY]
        check_message(body.json, uploads=body.names, existing=post.existing())
        self._posts.edit(post, body)
        return answer(self._posts.json(post))

    async def delete(self, request: web.Request) -> web.Response:
        """Take one of them away."""
        self._posts.delete(self._post(request))
        return answer()

    def _interaction(self, request: web.Request) -> Interaction:
        return self._interactions.by_webhook(int(request.match_info["webhook"]), request.match_info["token"])

    def _post(self, request: web.Request) -> Post:
        return self._answers.owned(self._interaction(request), request.match_info.get("message", "@original"))
