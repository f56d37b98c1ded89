"""What people do, asked for by a program, and what they see of it."""

from collections import OrderedDict
from collections.abc import Callable

from aiohttp import web
from pydantic import TypeAdapter

from sandbox.control.forms import Asked, Query, checked, read_query
from sandbox.control.routes import body, get, post, within
from sandbox.control.views import outcome
from sandbox.local import read_upload
from sandbox.people.acting import Acting
from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.people.transcript import Transcript
from sandbox.rules.options import WrongInput
from sandbox.wire import Json
from sandbox.world.message import Message

_ASKED = TypeAdapter(Asked)
_LONGEST_ID = 20
_MOST_EXCHANGES = 1000  # that are followed; the oldest go first


class Acts:
    """The routes of people."""

    def __init__(
        self,
        people: Callable[[str], Person],
        acting: Acting,
        transcript: Transcript,
        largest_file: Callable[[], int],
    ) -> None:
        self._people = people
        self._acting = acting
        self._transcript = transcript
        self._largest_file = largest_file
        self._exchanges: OrderedDict[int, Exchange] = OrderedDict()

    def routes(self) -> list[web.RouteDef]:
        """Return what this answers."""
        return [
            get("/commands", self.commands, "as", "channel"),
            get("/messages", self.messages, "as", "channel", "after", "wait"),
            get("/interactions/{id}", self.interaction, "wait"),
            get("/transcript", self.transcript),
            post("/act", self.act),
            post("/files", self.keep, "name"),
        ]

    async def commands(self, request: web.Request) -> list[Json]:
        """Tell what somebody is offered in a channel."""
        me, query = self._reader(request)
        return me.commands(me.place(query.channel))

    async def messages(self, request: web.Request) -> list[Json]:
        """Tell what somebody sees in a channel after a message, oldest first; where it is nothing, wait for something."""
        me, query = self._reader(request)
        place = me.place(query.channel)

        def is_new(message: Message) -> bool:
            return message.id > query.after

        await within(query.wait, lambda seconds: me.message_seen(is_new, place, seconds))
        return [message.raw for message in me.messages(place) if is_new(message)]

    async def act(self, request: web.Request) -> Json:
        """Let somebody do something, and tell what came of it, at the latest when the wait is over."""
        asked = checked(_ASKED, await body(request))
        done = await self._acting.act(self._people(asked.person), asked.action)
        match done:
            case Exchange():
                self._follow(done)
                await within(asked.wait, done.settled)
                return outcome(done)
            case Message():
                return {"message": done.raw}
            case None:
                return {}

    async def interaction(self, request: web.Request) -> Json:
        """Tell what has come of something by now, or when there is something to see."""
        wait, named = read_query(request.query).wait, request.match_info["id"][:_LONGEST_ID]
        exchange = self._exchanges.get(int(named)) if named.isdecimal() else None
        if exchange is None:
            raise WrongInput(f"No interaction {named} was asked for here.")
        await within(wait, exchange.settled)
        return outcome(exchange)

    async def transcript(self, _: web.Request) -> Json:
        """Tell what people have done so far."""
        return self._transcript.saved().model_dump(mode="json", exclude_none=True)

    async def keep(self, request: web.Request) -> Json:
        """Take in a file, for an option, a form or a message."""
        return {"ticket": self._acting.uploads.keep(await read_upload(request, self._largest_file()))}

    def _reader(self, request: web.Request) -> tuple[Person, Query]:
        query = read_query(request.query)
        if not query.person:
            raise WrongInput("Say who looks: ?as= and a name.")
        return self._people(query.person), query

    def _follow(self, exchange: Exchange) -> None:
        self._exchanges[exchange.interaction_id] = exchange
        while len(self._exchanges) > _MOST_EXCHANGES:
            self._exchanges.popitem(last=False)[1].leave()
