"""House rules: what a server holds its members to, and who said so."""

from collections.abc import Sequence

from domain.errors import BadWord
from domain.event import Event, Value
from domain.house import SPEEDS, Block, Bounds, HouseRules, Pause, Private
from domain.member import Asker, Member
from domain.paging import Paged, within
from domain.preference import Preference
from domain.rules import EVERYBODY
from domain.wordlist import MOST_WORDS, Pattern
from storage import events
from storage.database import snapshot, transaction
from storage.privileges import privileges_of
from storage.sqlite import Connection, Row, Statements


@snapshot
def of_asker(connection: Statements, asker: Asker, now: int) -> HouseRules:
    """Return all that holds for somebody with their roles; for who is on their own nothing does."""
    member = asker.member
    if member.personal:
        return HouseRules()
    return HouseRules(
        _pause_of(connection, member.guild_id),
        _block_of(connection, member, now),
        _patterns_of(connection, member.guild_id),
        privileges_of(connection, asker).bounds(_bounds_of(connection, member.guild_id)),
    )


def check_open(connection: Statements, member: Member, now: int) -> None:
    """Raise ServerPaused or Blocked where a member may ask for nothing. Part of another transaction."""
    if not member.personal:
        HouseRules(_pause_of(connection, member.guild_id), _block_of(connection, member, now)).check_open()


def _pause_of(connection: Statements, guild_id: int) -> Pause | None:
    row = connection.execute(
        "SELECT reason, actor, at FROM server_pauses WHERE guild_id = ?", (guild_id,)
    ).fetchone()
    return Pause(*row) if row else None


@snapshot
def paused(connection: Statements, guild_id: int) -> Pause | None:
    """Return by whom, since when and why a server is paused; None where it is not."""
    return _pause_of(connection, guild_id)


@transaction
def pause(connection: Connection, guild_id: int, reason: str, *, actor: int, now: int) -> None:
    """Take nothing in any more, for that reason, in the place of another one."""
    before = _pause_of(connection, guild_id)
    connection.execute(
        "INSERT INTO server_pauses VALUES (?, ?, ?, ?) ON CONFLICT (guild_id)"
        " DO UPDATE SET reason = excluded.reason, actor = excluded.actor, at = excluded.at",
        (guild_id, reason, actor, now),
    )
    was: dict[str, Value] = {"paused": int(before is not None)}
    _tell(connection, "server.paused", guild_id, actor, was, {"paused": 1}, reason=reason)


@transaction
def resume(connection: Connection, guild_id: int, *, actor: int) -> bool:
    """Let a server go on. Returns whether it was paused."""
    if not connection.execute("DELETE FROM server_pauses WHERE guild_id = ?", (guild_id,)).rowcount:
        return False
    _tell(connection, "server.resumed", guild_id, actor, {"paused": 1}, {"paused": 0})
    return True


_BLOCK = "user_id, ends_at, reason, actor"


def _block(row: Row) -> Block:
    user_id, ends_at, reason, actor = row
    return Block(user_id, ends_at, reason, actor)


def _block_of(connection: Statements, member: Member, now: int) -> Block | None:
    row = connection.execute(
        f"SELECT {_BLOCK} FROM blocks WHERE guild_id = ? AND user_id = ?", (member.guild_id, member.user_id)
    ).fetchone()
    block = _block(row) if row else None
    return block if block and block.holds(now) else None


@snapshot
def blocks(connection: Statements, guild_id: int, now: int, page: int, each: int) -> Paged[Block]:
    """Return a page of who is blocked in a server, the last first."""
    holding = "guild_id = ? AND (ends_at IS NULL OR ends_at > ?)"
    row = connection.execute(f"SELECT count(*) FROM blocks WHERE {holding}", (guild_id, now)).fetchone()
    count = row[0] if row else 0
    number = within(page, count, each)
    rows = connection.execute(
        f"SELECT {_BLOCK} FROM blocks WHERE {holding} ORDER BY at DESC, user_id LIMIT ? OFFSET ?",
        (guild_id, now, each, number * each),
    ).fetchall()
    return Paged([_block(row) for row in rows], number, count, each)


@transaction
def block(connection: Connection, guild_id: int, new: Block, *, now: int) -> Block | None:
    """Block a member, in the place of what was said before, which it returns. What has ended is forgotten."""
    member = Member(guild_id, new.user_id)
    before = _block_of(connection, member, now)
    connection.execute("DELETE FROM blocks WHERE guild_id = ? AND ends_at <= ?", (guild_id, now))
    connection.execute(
        "INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (guild_id, user_id) DO UPDATE"
        " SET ends_at = excluded.ends_at, reason = excluded.reason, actor = excluded.actor, at = excluded.at",
        (guild_id, new.user_id, new.ends_at, new.reason, new.actor, now),
    )
    said = _said(before), _said(new)
    _tell(connection, "member.blocked", guild_id, new.actor, *said, new.user_id, reason=new.reason)
    return before


@transaction
def unblock(connection: Connection, member: Member, *, actor: int, now: int) -> Block | None:
    """Let a member ask for things again. Returns what they were blocked for."""
    before = _block_of(connection, member, now)
    connection.execute(
        "DELETE FROM blocks WHERE guild_id = ? AND user_id = ?", (member.guild_id, member.user_id)
    )
    if before:
        _tell(
            connection, "member.unblocked", member.guild_id, actor, _said(before), _said(None), member.user_id
        )
    return before


def _said(block: Block | None) -> dict[str, Value]:
    return {"blocked": int(block is not None), "ends_at": block.ends_at if block else None}


def _patterns_of(connection: Statements, guild_id: int) -> tuple[Pattern, ...]:
    rows = connection.execute("SELECT word FROM blocked_words WHERE guild_id = ? ORDER BY word", (guild_id,))
    return tuple(Pattern(tuple(word.split())) for (word,) in rows)


@snapshot
def patterns(connection: Statements, guild_id: int) -> Sequence[Pattern]:
    """Return the words that a server does not want in prompts."""
    return _patterns_of(connection, guild_id)


@transaction
def block_word(
    connection: Connection, guild_id: int, word: Pattern, *, actor: int, now: int
) -> Sequence[Pattern]:
    """Block a word; return all that are blocked. Raises BadWord where there is no room for another."""
    known = _patterns_of(connection, guild_id)
    if word in known:
        return known
    if len(known) >= MOST_WORDS:
        raise BadWord("many", MOST_WORDS)
    connection.execute("INSERT INTO blocked_words VALUES (?, ?, ?, ?)", (guild_id, str(word), actor, now))
    count: dict[str, Value] = {"words": len(known)}
    _tell(connection, "word.blocked", guild_id, actor, count, {"words": len(known) + 1, "word": str(word)})
    return _patterns_of(connection, guild_id)


@transaction
def allow_word(connection: Connection, guild_id: int, word: Pattern, *, actor: int) -> Sequence[Pattern]:
    """Allow a word again; return all that are blocked. Raises BadWord where it was not."""
    gone = connection.execute(
        "DELETE FROM blocked_words WHERE guild_id = ? AND word = ?", (guild_id, str(word))
    )
    if not gone.rowcount:
        raise BadWord("unknown")
    left = _patterns_of(connection, guild_id)
    before: dict[str, Value] = {"words": len(left) + 1, "word": str(word)}
    _tell(connection, "word.allowed", guild_id, actor, before, {"words": len(left)})
    return left


def _bounds_of(connection: Statements, guild_id: int) -> Bounds:
    rows = connection.execute(
        "SELECT name, value FROM preferences WHERE guild_id = ? AND user_id = ?", (guild_id, EVERYBODY)
    )
    chosen: dict[str, int] = {row[0]: row[1] for row in rows}
    usual = Bounds()
    return Bounds(
        chosen.get(Preference.IMAGES, usual.images),
        SPEEDS[chosen.get(Preference.SPEED, SPEEDS.index(usual.speed))],
        chosen.get(Preference.SIDE, usual.side),
        Private(chosen.get(Preference.PRIVATE, usual.private)),
    )


@snapshot
def bounds(connection: Statements, guild_id: int) -> Bounds:
    """Return the most that one request may ask for in a server."""
    return _bounds_of(connection, guild_id)


def _tell(
    connection: Connection,
    kind: str,
    guild_id: int,
    actor: int,
    before: dict[str, Value],
    after: dict[str, Value],
    user_id: int = EVERYBODY,
    *,
    reason: str = "",
) -> None:
    member = Member(guild_id, user_id)
    events.record(connection, Event(kind, member, actor, before=before, after=after, reason=reason))
