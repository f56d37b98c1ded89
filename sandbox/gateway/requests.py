"""What a bot asks over its connection: members, sounds, and to be seen in some way.

https://docs.discord.com/developers/events/gateway-events#send-events
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from pydantic import ValidationError

from sandbox.gateway.protocol import Close, Closed
from sandbox.gateway.session import Session
from sandbox.rules.asked_forms import Members, Presence, Sounds
from sandbox.rules.forms import Form
from sandbox.wire import Json
from sandbox.world.payloads import member_json
from sandbox.world.world import Guild, Member, World

CHUNK = 1000
MOST_FOUND = 100  # by a query, or by ids
LONGEST_NONCE = 32  # bytes; a longer one, or what is no text, is ignored
MEMBERS, PRESENCES = 1 << 1, 1 << 8

F = TypeVar("F", bound=Form)


def read_presence(data: object) -> Json:
    """Return how the bot wants to be seen."""
    asked = read(Presence, data)
    activities = [one.model_dump(exclude_none=True) for one in asked.shown()]
    return {"status": asked.status or "online", "activities": activities}


def read(form: type[F], data: object) -> F:
    """Return what is asked. What is none of that kind ends the connection.

    By 4001, "an invalid payload for an opcode" (discord-api-docs issues 1372 and 2226).
    """
    try:
        return form.model_validate(data)
    except ValidationError:
        raise Closed(Close.UNKNOWN_OPCODE) from None


def sounds(asked: Sounds, world: World) -> Iterator[Json]:
    """Yield each guild's sounds: there are none."""
    for guild in guilds(asked.guild_ids, world):
        yield {"guild_id": str(guild.id), "soundboard_sounds": []}


def guilds(ids: Iterable[str], world: World) -> list[Guild]:
    """Return those of the guilds that the bot is in."""
    wanted = set(ids)
    return [guild for guild in world.homes if str(guild.id) in wanted]


def member_chunks(asked: Members, world: World, session: Session) -> Iterator[Json]:
    """Yield the members that are asked for, a thousand at a time. The whole list is for who has the members intent."""
    for guild in guilds([asked.guild_id], world):
        found, missing = _found(asked, guild, session)
        parts = [found[place : place + CHUNK] for place in range(0, len(found), CHUNK)] or [[]]
        for number, part in enumerate(parts):
            chunk: Json = {
                "guild_id": str(guild.id),
                "members": [member_json(member) for member in part],
                "chunk_index": number,
                "chunk_count": len(parts),
            }
            if missing:
                chunk["not_found"] = missing
            if asked.presences and session.intents & PRESENCES:
                chunk["presences"] = []
            if isinstance(asked.nonce, str) and len(asked.nonce.encode(errors="replace")) <= LONGEST_NONCE:
                chunk["nonce"] = asked.nonce
            yield chunk


def _found(asked: Members, guild: Guild, session: Session) -> tuple[Sequence[Member], list[str]]:
    """Return members by their ids or by how their names begin, and the ids that are nobody's."""
    members = list(guild.members.values())
    if ids := set(asked.ids):
        found = [member for member in members if str(member.user.id) in ids]
        return found[:MOST_FOUND], sorted(ids - {str(member.user.id) for member in found})
    if asked.everybody:
        return (members if session.intents & MEMBERS else []), []
    query = (asked.query or "").lower()
    names = ((member, (member.user.name, member.user.display_name)) for member in members)
    fitting = [member for member, both in names if any(name.lower().startswith(query) for name in both)]
    return fitting[: min(asked.limit or MOST_FOUND, MOST_FOUND)], []
