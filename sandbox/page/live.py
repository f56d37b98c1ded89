"""The page's WebSocket: what happens goes out, what a member does comes in."""

import asyncio
import contextlib
from collections.abc import Callable

from aiohttp import WSCloseCode, WSMsgType, web
from pydantic import ValidationError

from sandbox.gateway.gateway import Gateway
from sandbox.page.asks import ASK, Dismiss, MakeTrouble, Older, Typing, Watch
from sandbox.page.panel import Panel, Trouble
from sandbox.page.views import commands, languages, page_of, places, told, welcome
from sandbox.page.window import Window
from sandbox.people.acting import Acting, Action, Done, Install, Language, Permit
from sandbox.people.exchange import Exchange
from sandbox.people.person import Person, Stage
from sandbox.rules.options import WrongInput
from sandbox.rules.wrong_forms import first_fault
from sandbox.wire import Json
from sandbox.world.feed import Event, Marked, MessageChanged, Typed

_LARGEST_ASK = 128 << 10  # a command with 25 options of 6000 characters is larger; no page sends one
_MOST_WINDOWS = 32
_SECONDS_BETWEEN_PINGS = 20


class Live:
    """All open pages."""

    def __init__(self, stage: Stage, acting: Acting, gateway: Gateway, panel: Panel) -> None:
        self._stage = stage
        self._gateway = gateway
        self._acting = acting
        self._windows: set[Window] = set()
        self._dismissed: set[tuple[int, int]] = set()  # member, message
        self._panel = panel
        panel.is_watched = lambda: any(window.watches for window in self._windows)
        panel.tell, panel.alarm = self._tell_watchers, self._tell_all
        acting.subscribe(self._hear_act)
        stage.feed.subscribe(self._hear)

    async def connect(self, request: web.Request, me: Person) -> web.WebSocketResponse:
        """Serve one page for as long as it is open."""
        socket = web.WebSocketResponse(max_msg_size=_LARGEST_ASK, heartbeat=_SECONDS_BETWEEN_PINGS)
        await socket.prepare(request)
        if len(self._windows) >= _MOST_WINDOWS:
            await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
            return socket
        window = Window(socket, me)
        self._greet(window)
        self._windows.add(window)
        self._tell_presence()
        working = [asyncio.create_task(window.write()), asyncio.create_task(self._watch_bot(window))]
        try:
            await self._listen(window, socket)
        finally:
            self._windows.discard(window)
            self._tell_presence()
            for task in working:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        return socket

    def _greet(self, window: Window) -> None:
        """Tell a window all that it begins with."""
        me = window.person
        window.places = self._seen_by(me)
        window.tell(welcome(self._stage, me, self._is_dismissed_by(me)))
        window.tell(self._panel.unspoken())

    async def close(self, _: web.Application) -> None:
        """Close every page's connection; the pages will look for the next sandbox."""
        for window in tuple(self._windows):
            await window.close(WSCloseCode.GOING_AWAY)

    async def _listen(self, window: Window, socket: web.WebSocketResponse) -> None:
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
            await self._take(window, message.data)
        await socket.close(code=WSCloseCode.POLICY_VIOLATION)

    async def _take(self, window: Window, text: str) -> None:
        try:
            ask = ASK.validate_json(text)
        except ValidationError as error:
            window.tell({"op": "nonsense", "reason": first_fault(error)})
            return
        match ask:
            case Dismiss():
                self._dismissed.add((window.person.id, ask.message))
            case Typing():
                self._type(window.person, ask)
            case Older():
                self._tell_older(window, ask)
            case Watch(on=on):
                self._watch(window, on=on)
            case MakeTrouble(kind=kind):
                self._trouble(window, kind)
            case _:
                await self._act(window, ask)

    async def _act(self, window: Window, ask: Action) -> None:
        try:
            done = await self._acting.act(window.person, ask)
        except WrongInput as wrong:
            window.tell({"op": "refused", "request": ask.request, "reason": str(wrong)})
            return
        opened = None
        if isinstance(done, Exchange):
            done.leave()  # the windows hear of all that happens anyway
            opened = str(done.interaction_id)
        window.tell({"op": "opened", "request": ask.request, "interaction": opened})

    def _hear_act(self, me: Person, ask: Action, _: Done) -> None:
        """Tell the windows what they are offered now, where that may be something else."""
        match ask:
            case Install():
                for window in self._windows:
                    if window.person is me:
                        self._tell_offers(window)
            case Language():
                for window in self._windows:
                    offers = commands(self._stage, window.person)
                    window.tell({"op": "languages", **languages(self._stage, window.person), **offers})
            case Permit():
                for window in self._windows:
                    self._tell_offers(window)
            case _:
                pass

    def _tell_older(self, window: Window, ask: Older) -> None:
        """Tell what stands before a message; of a channel that is not theirs to see, nothing."""
        me, found, more = window.person, list[Json](), False
        with contextlib.suppress(WrongInput):
            channel = me.place(ask.channel)
            if channel and self._sees(me, channel.id):
                found, more = page_of(self._stage, me, channel, self._is_dismissed_by(me), ask.before)
        window.tell({"op": "older", "request": ask.request, "messages": found, "more": more})

    def _is_dismissed_by(self, me: Person) -> Callable[[int], bool]:
        return lambda message_id: (me.id, message_id) in self._dismissed

    def _watch(self, window: Window, *, on: bool) -> None:
        window.watches = on
        if on:
            for news in self._panel.news():
                window.tell(news)

    def _tell_watchers(self, news: Json) -> None:
        for window in self._windows:
            if window.watches:
                window.tell(news)

    def _tell_all(self, news: Json) -> None:
        for window in self._windows:
            window.tell(news)

    def _trouble(self, window: Window, kind: Trouble) -> None:
        try:
            what = self._panel.make(kind)
        except WrongInput as wrong:
            what = str(wrong)
        window.tell({"op": "troubled", "what": what})
        self._tell_all({"op": "clock", "now": self._stage.world.clock.time()})

    async def _watch_bot(self, window: Window) -> None:
        """Tell whether the bot is there, and what it offers; at once, and when it changes."""
        while True:
            self._tell_offers(window)
            await self._gateway.changed.raised(None)

    def _tell_offers(self, window: Window) -> None:
        offers = commands(self._stage, window.person)
        presence = self._gateway.presence
        window.tell({"op": "bot", "online": self._gateway.online, "presence": presence, **offers})

    def _hear(self, event: Event) -> None:
        for window in self._windows:
            if window.places != self._seen_by(window.person):  # somebody has begun a thread, say
                self._greet(window)
            if self._concerns(window.person, event):
                window.tell(told(self._stage, event))

    def _concerns(self, person: Person, event: Event) -> bool:
        if isinstance(event, Typed) and event.user_id == person.id:
            return False
        if event.audience not in {None, person.id} or not self._sees(person, event.channel_id):
            return False
        return (
            not isinstance(event, MessageChanged | Marked)
            or (person.id, event.message.id) not in self._dismissed
        )

    def _sees(self, person: Person, channel_id: int) -> bool:
        return channel_id in self._seen_by(person)

    def _seen_by(self, person: Person) -> frozenset[int]:
        return frozenset(channel.id for channel in places(self._stage, person))

    def _tell_presence(self) -> None:
        here = sorted({str(window.person.id) for window in self._windows})
        for window in self._windows:
            window.tell({"op": "presence", "online": here})

    def _type(self, me: Person, ask: Typing) -> None:
        if self._sees(me, ask.channel):
            self._stage.posts.show_typing(self._stage.world.channels[ask.channel], me.user)
