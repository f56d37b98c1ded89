"""The gateway: sessions, heartbeats, events, and the ways in which connections end.

https://discord.com/developers/docs/events/gateway
"""

import asyncio
import json
import secrets
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from sandbox.gateway.connection import Connection
from sandbox.gateway.protocol import Close, Closed, Op, an_object
from sandbox.gateway.requests import (
    MEMBERS,
    guilds,
    member_chunks,
    read,
    read_presence,
    sounds,
)
from sandbox.gateway.session import Session
from sandbox.gateway.transport import Pack, packing
from sandbox.rules.asked_forms import Members, Sounds
from sandbox.rules.intents import MESSAGE_CONTENT, PRIVILEGED, granted
from sandbox.wire import Json
from sandbox.world.payloads import guild_create_json, own_user_json
from sandbox.world.signal import Signal
from sandbox.world.unspoken import Unspoken
from sandbox.world.world import Guild, World

HEARTBEAT_MS = 41_250
# Discord is some way off. Clients note in one thread when they have sent a heartbeat, and hear of its answer in another;
# one that comes before the note counts as late by a whole interval (discord.py 2.7.1, gateway.py, KeepAliveHandler). With
# six busy processes on two cores that was 1 heartbeat of 58 at 0.05 s, and none of 59 at 0.2 s.
ACK_SECONDS = 0.2
VERSION = "10"
# What Discord serves besides (https://discord.com/developers/docs/reference#api-versioning-api-versions).
OTHER_VERSIONS = {"6", "7", "8", "9"}
EVENTS_A_MINUTE = 120
LARGEST_PAYLOAD = 4096
_GIVEN_UP = {WSCloseCode.OK, WSCloseCode.GOING_AWAY}  # closing with these, the bot ends its session
_GUILDS = 1 << 0
_PRIVILEGED = granted(PRIVILEGED)
_MOST_SESSIONS = 32
_MINUTE = 60


Tell = Callable[[str, Mapping[str, object]], None]  # of an event, its name and what it brings


class Link:
    """A connection with what is known about its other side."""

    def __init__(self, request: web.Request, connection: Connection) -> None:
        self.request = request
        self.connection = connection
        self.session: Session | None = None
        self.received: deque[float] = deque(maxlen=EVENTS_A_MINUTE)


class Gateway:
    """All sessions of the bot."""

    def __init__(self, world: World, url: Callable[[], str], unspoken: Unspoken) -> None:
        self._world = world
        self._url = url
        self._unspoken = unspoken
        self._sessions: dict[str, Session] = {}
        self._links: set[Link] = set()
        self.tell: Tell = lambda _event, _payload: None  # who wants to know what the bot hears
        self.changed = Signal()  # raised when the bot comes, goes, or offers other commands
        self.presence: Json = {"status": "online", "activities": []}  # as the bot wants to be seen
        self.down = False  # nobody gets a connection
        self.copies = 1  # so often each event comes: "at least once" may be twice
        self._lost: list[str] = []

    @property
    def online(self) -> bool:
        """Return whether the bot is connected and identified."""
        return any(link.session is not None for link in self._links)

    def dispatch(
        self,
        event: str,
        payload: Mapping[str, object],
        guild_id: int | None,
        intent: int = 0,
        *,
        unread: Mapping[str, object] | None = None,
    ) -> None:
        """Send an event to the sessions of its shard that asked for it.

        `unread` is what it brings to those that did not ask for the content of messages.
        """
        if event in self._lost:
            self._lost.remove(event)
            return
        hearing = [
            one for one in self._sessions.values() if one.handles(guild_id) and one.intents & intent == intent
        ]
        told = [payload if unread is None or one.intents & MESSAGE_CONTENT else unread for one in hearing]
        if told:
            self.tell(event, told[0])
        for session, what in zip(hearing, told, strict=True):
            for _ in range(self.copies):
                session.dispatch(event, what)

    def lose(self, event: str) -> None:
        """Let the next event of this name never come, also not at a resume."""
        self._lost.append(event)

    def forget(self) -> None:
        """Remember no session any more, as after a while without its connection."""
        self._sessions.clear()

    def joined(self, guild: Guild) -> None:
        """Tell the bot that it was let into a guild: one that only became available again says so."""
        joined = guild_create_json(self._world, guild)
        del joined["unavailable"]
        self.dispatch("GUILD_CREATE", joined, guild.id, _GUILDS)

    def reconnect(self) -> None:
        """Ask the bot to connect again and resume."""
        for link in self._links:
            link.connection.send({"op": Op.RECONNECT, "d": None})

    def invalidate(self, *, resumable: bool = False) -> None:
        """Tell the bot that its session is no more, or that it should resume it."""
        for link in self._links:
            if link.session is not None:
                self._detach(link, link.session, resumable=resumable)
            link.connection.send({"op": Op.INVALID_SESSION, "d": resumable})
        self.changed.notify()

    def drop(self) -> None:
        """Break all connections off, as a network does."""
        for link in self._links:
            if link.request.transport is not None:
                link.request.transport.abort()

    def mute(self) -> None:
        """Let the connections that there are stay open, and nothing of what is sent on them arrive any more."""
        for link in self._links:
            link.connection.mute = True

    def close(self, code: int = WSCloseCode.GOING_AWAY) -> None:
        """Hang up, and say why."""
        for link in self._links:
            link.connection.close(code)

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection, from HELLO to its end."""
        if self.down:
            return web.Response(status=503)
        try:
            pack = _packing(request.query)
        except ValueError as unknown:
            return web.Response(
                status=501, text=self._unspoken.note(f"The gateway does not speak {unknown}.")
            )
        socket = web.WebSocketResponse(max_msg_size=1 << 16)
        await socket.prepare(request)
        link = Link(request, Connection(socket, pack))
        self._links.add(link)
        tasks = [
            asyncio.create_task(self._converse(link, socket)),
            asyncio.create_task(link.connection.write()),
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
            self._part(link, socket)
        for error in (end for end in ends if isinstance(end, Exception)):
            raise error
        if link.connection.farewell is not None:
            # By whoever reads, since it waits for the other side: where that hears no end of it, it takes it for a fault.
            await socket.close(code=link.connection.farewell)
        return socket

    async def _converse(self, link: Link, socket: web.WebSocketResponse) -> None:
        try:
            _greet(link)
            while (message := await socket.receive(HEARTBEAT_MS / 1000 * 1.5)).type in _DATA:
                self._receive(link, message)
        except Closed as closed:
            link.connection.close(closed.code)
            await socket.receive()
        except TimeoutError:
            link.connection.close(Close.SESSION_TIMED_OUT)

    def _part(self, link: Link, socket: web.WebSocketResponse) -> None:
        self._links.discard(link)
        if link.session is not None:
            resumable = link.connection.farewell is not None or socket.close_code not in _GIVEN_UP
            self._detach(link, link.session, resumable=resumable)
        self.changed.notify()

    def _detach(self, link: Link, session: Session, *, resumable: bool) -> None:
        """Part a connection from its session; on the same one the bot may then resume it, or identify anew."""
        link.session = None
        if session.connection is link.connection:
            session.connection = None
            if not resumable:
                self._sessions.pop(session.id, None)

    def _receive(self, link: Link, message: WSMessage) -> None:
        self._count(link)
        payload = _decoded(message)
        data: object = payload.get("d")
        match payload.get("op"):
            case Op.HEARTBEAT:
                acknowledge = {"op": Op.ACK, "d": None}
                asyncio.get_running_loop().call_later(ACK_SECONDS, link.connection.send, acknowledge)
            case Op.IDENTIFY:
                self._identify(link, an_object(data))
            case Op.RESUME:
                self._resume(link, an_object(data))
            case Op() | int() as op if op in _WITHIN_A_SESSION:
                if link.session is None:
                    raise Closed(Close.NOT_AUTHENTICATED)
                self._serve(link.session, Op(op), data)
            case _:
                raise Closed(Close.UNKNOWN_OPCODE)

    def _serve(self, session: Session, op: Op, data: object) -> None:
        """Do what a session asks for."""
        match op:
            case Op.PRESENCE:
                self.presence = read_presence(data)
                self.changed.notify()
            case Op.REQUEST_MEMBERS:
                asked = read(Members, data)
                if asked.everybody and not session.intents & MEMBERS:
                    self._unspoken.note(
                        "A bot without the members intent has asked for all members of a server."
                    )
                self._look_for([asked.guild_id], "members")
                for chunk in member_chunks(asked, self._world, session):
                    session.dispatch("GUILD_MEMBERS_CHUNK", chunk)
            case Op.REQUEST_SOUNDS:
                wanted = read(Sounds, data)
                self._look_for(wanted.guild_ids, "sounds")
                for told in sounds(wanted, self._world):
                    session.dispatch("SOUNDBOARD_SOUNDS", told)
            case _ if op is Op.VOICE_STATE and an_object(data).get("channel_id") is None:
                pass  # to be in no voice channel is done already
            case _:
                self._unspoken.note(f"The gateway does not speak opcode {int(op)} ({op.name.lower()}).")

    def _look_for(self, guild_ids: Sequence[str], what: str) -> None:
        """Say so where a bot asks for what is in a guild that it is not in: nothing comes from there."""
        if len(guilds(guild_ids, self._world)) < len(set(guild_ids)):
            self._unspoken.note(f"A bot has asked for {what} of a server that it is not in.")

    def _count(self, link: Link) -> None:
        now = self._world.clock.time()
        if len(link.received) == EVENTS_A_MINUTE and now - link.received[0] < _MINUTE:
            raise Closed(Close.RATE_LIMITED)
        link.received.append(now)

    def _identify(self, link: Link, asked: Json) -> None:
        if link.session is not None:
            raise Closed(Close.ALREADY_AUTHENTICATED)
        self._authorise(asked)
        intents, shard = self._intents(asked), _shard(asked)
        an_object(asked.get("properties"))
        if asked.get("presence") is not None:
            self.presence = read_presence(asked["presence"])
        session = Session(secrets.token_hex(16), intents, shard, link.connection)
        self._sessions[session.id] = session
        while len(self._sessions) > _MOST_SESSIONS:
            self._sessions.pop(next(iter(self._sessions)))
        link.session = session
        self._welcome(session)
        self.changed.notify()

    def _authorise(self, asked: Json) -> None:
        if asked.get("token") != self._world.application.token:
            raise Closed(Close.AUTHENTICATION_FAILED)

    def _intents(self, asked: Json) -> int:
        intents: object = asked.get("intents")
        if not isinstance(intents, int) or not 0 <= intents < 1 << 26:
            raise Closed(Close.INVALID_INTENTS)
        if intents & _PRIVILEGED & ~self._world.application.intents:
            raise Closed(Close.DISALLOWED_INTENTS)
        return intents

    def _welcome(self, session: Session) -> None:
        world = self._world
        here = [guild for guild in world.homes if session.handles(guild.id)]
        ready: Json = {
            "v": 10,
            "user": own_user_json(world.application.bot),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in here],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self._url(),
            "application": {"id": str(world.application.id), "flags": 0},
            "shard": list(session.shard),
            "private_channels": [],
        }
        session.dispatch("READY", ready)
        if session.intents & _GUILDS:
            for guild in here:
                session.dispatch("GUILD_CREATE", guild_create_json(world, guild))

    def _resume(self, link: Link, asked: Json) -> None:
        if link.session is not None:
            raise Closed(Close.ALREADY_AUTHENTICATED)
        self._authorise(asked)
        session = self._sessions.get(str(asked.get("session_id")))
        sequence: object = asked.get("seq")
        if not isinstance(sequence, int):
            raise Closed(Close.INVALID_SEQUENCE)
        if session is None or not session.can_replay(sequence):
            link.connection.send({"op": Op.INVALID_SESSION, "d": False})
            return
        if sequence > session.sequence:
            raise Closed(Close.INVALID_SEQUENCE)
        if session.connection is not None:
            session.connection.close(Close.SESSION_TIMED_OUT)
        session.connection = link.connection
        link.session = session
        session.replay(sequence)
        session.dispatch("RESUMED", {})
        self.changed.notify()


# How a connection ends on the way: it breaks off, the bot is asked to come again, or its session is no more.
Ending = Literal["drop", "reconnect", "invalidate"]
ENDINGS: Mapping[Ending, Callable[[Gateway], None]] = {
    "drop": Gateway.drop,
    "reconnect": Gateway.reconnect,
    "invalidate": Gateway.invalidate,
}
_WITHIN_A_SESSION = {
    *(Op.PRESENCE, Op.VOICE_STATE, Op.REQUEST_MEMBERS, Op.REQUEST_SOUNDS, Op.REQUEST_CHANNELS)
}
_DATA = {WSMsgType.TEXT, WSMsgType.BINARY}


def _packing(query: Mapping[str, str]) -> Pack | None:
    if (version := query.get("v")) in OTHER_VERSIONS:
        raise ValueError(f"v={version}")
    if (encoding := query.get("encoding", "json")) != "json":
        raise ValueError(f"encoding={encoding}")
    return packing(query.get("compress"))


def _greet(link: Link) -> None:
    link.connection.send({"op": Op.HELLO, "d": {"heartbeat_interval": HEARTBEAT_MS}})
    if link.request.query.get("v") != VERSION:
        raise Closed(Close.INVALID_VERSION)


def _decoded(message: WSMessage) -> Json:
    content: str | bytes = message.data
    if len(content) > LARGEST_PAYLOAD:
        raise Closed(Close.DECODE_ERROR)
    try:
        return an_object(json.loads(content))
    except (ValueError, RecursionError):
        raise Closed(Close.DECODE_ERROR) from None


def _shard(asked: Json) -> tuple[int, int]:
    match asked.get("shard", [0, 1]):
        case [int() as number, int() as count] if 0 <= number < count:
            return number, count
        case _:
            raise Closed(Close.INVALID_SHARD)
