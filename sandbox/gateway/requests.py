"""What a bot asks over its connection: members, sounds, and to be seen in some way.

https://discord.com/developers/docs/events/gateway-events#send-events
"""

from collections.abc import Iterator, Sequence
from typing import cast

from sandbox.gateway.protocol import Close, Closed
from sandbox.gateway.session import Session
from sandbox.wire import Json
from sandbox.world.payloads import member_json
from sandbox.world.world import Guild, Member, World

STATUSES = {"online", "dnd", "idle", "invisible", "offline"}
CHUNK = 1000
MOST_FOUND = 100  # by a query, or by ids
MEMBERS, PRESENCES = 1 << 1, 1 << 8


def read_presence(asked: Json) -> Json:
    """Return how the bot wants to be seen; rubbish ends the connection.

    Some libraries still name one activity, by the old word (hikari 2.7.0, impl/shard.py).
    """
    status: object = asked.get("status")
    activities: object = asked.get("activities", [asked["game"]] if asked.get("game") else [])
    listed = cast("list[object]", activities) if isinstance(activities, list) else None
    if status not in STATUSES or listed is None or not all(isinstance(one, dict) for one in listed):
        raise Closed(Close.DECODE_ERROR)
    return {"status": status, "activities": listed}


def sounds(asked: Json, world: World) -> Iterator[Json]:
    """Yield each guild's sounds: there are none."""
    for guild in _guilds(asked.get("guild_ids"), world):
        yield {"guild_id": str(guild.id), "soundboard_sounds": []}


def member_chunks(asked: Json, world: World, session: Session) -> Iterator[Json]:
    """Yield the members that are asked for, a thousand at a time. The whole list is for who has the members intent."""
    for guild in _guilds(asked.get("guild_id"), world):
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
            if asked.get("presences") and session.intents & PRESENCES:
                chunk["presences"] = []
            if isinstance(asked.get("nonce"), str):
                chunk["nonce"] = asked["nonce"]
            yield chunk


def wants_everybody(asked: Json) -> bool:
    """Return whether it is the whole list."""
    return not asked.get("user_ids") and not asked.get("query") and not asked.get("limit")


def _found(asked: Json, guild: Guild, session: Session) -> tuple[Sequence[Member], list[str]]:
    """Return members by their ids or by how their names begin, and the ids that are nobody's."""
    members = list(guild.members.values())
    if wanted := asked.get("user_ids"):
        ids = [str(one) for one in (cast("list[object]", wanted) if isinstance(wanted, list) else [wanted])]
        found = [member for member in members if str(member.user.id) in ids[:MOST_FOUND]]
        return found, sorted(set(ids) - {str(member.user.id) for member in found})
    if wants_everybody(asked):
        return (members if session.intents & MEMBERS else []), []
    limit: object = asked.get("limit")
    query, most = (
        str(asked.get("query") or "").lower(),
        limit if isinstance(limit, int) and limit > 0 else MOST_FOUND,
    )
    names = ((member, (member.user.name, member.user.display_name)) for member in members)
    fitting = [member for member, both in names if any(name.lower().startswith(query) for name in both)]
    return fitting[: min(most, MOST_FOUND)], []


def _guilds(named: object, world: World) -> list[Guild]:
    ids = cast("list[object]", named) if isinstance(named, list) else [named]
    return [guild for guild in world.homes if str(guild.id) in map(str, ids)]
