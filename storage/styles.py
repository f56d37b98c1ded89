"""A server's own styles, and how often each style was used there. A style's key is its name as names are told apart."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from domain.errors import StyleExists, TooManyStyles
from domain.event import Event, Value
from domain.job import StoredPicture
from domain.member import Member
from domain.picture import PictureFormat
from domain.rules import EVERYBODY
from domain.styles import Style, key_of
from storage import events, pictures
from storage.database import transaction
from storage.sqlite import Connection, Row

log = logging.getLogger(__name__)

LOOKED_AT = 50  # of a member's jobs, for one with a style


@dataclass(frozen=True, slots=True)
class OwnStyle:
    """A style of a server: who made it, and its preview where it has one."""

    style: Style
    author: int
    picture: StoredPicture | None = None


_SELECT = (
    "SELECT style, author, sha256, format, width, height, bytes"
    " FROM styles LEFT JOIN pictures ON sha256 = picture AND kept = 1 WHERE guild_id = ?"
)


def _own(row: Row) -> OwnStyle | None:
    """Return a row of _SELECT as a style; None where another version wrote it, or it is damaged."""
    style, author, sha256, kind, width, height, size = row
    try:
        found = Style.model_validate_json(style)
    except ValidationError as error:
        log.warning("a style is of another version, or damaged: %d fields", error.error_count())
        return None
    picture = StoredPicture(sha256, PictureFormat(kind), width, height, size) if sha256 else None
    return OwnStyle(found, author, picture)


def _find(connection: Connection, guild_id: int, key: str) -> OwnStyle | None:
    row = connection.execute(f"{_SELECT} AND key = ?", (guild_id, key)).fetchone()
    return _own(row) if row else None


@transaction
def of_server(connection: Connection, guild_id: int) -> list[OwnStyle]:
    """Return the styles of a server by name."""
    rows = connection.execute(f"{_SELECT} ORDER BY key", (guild_id,))
    return [own for own in map(_own, rows) if own]


@transaction
def add(connection: Connection, guild_id: int, style: Style, most: int, *, actor: int, now: int) -> None:
    """Add a style to a server that may have `most`. Raises StyleExists or TooManyStyles."""
    if connection.execute(
        "SELECT 1 FROM styles WHERE guild_id = ? AND key = ?", (guild_id, style.key)
    ).fetchone():
        raise StyleExists(style.name)
    row = connection.execute("SELECT count(*) FROM styles WHERE guild_id = ?", (guild_id,)).fetchone()
    if row and row[0] >= most:
        raise TooManyStyles(most)
    connection.execute(
        "INSERT INTO styles (guild_id, key, style, author, made_at) VALUES (?, ?, ?, ?, ?)",
        (guild_id, style.key, style.model_dump_json(), actor, now),
    )
    _tell(connection, "style.added", guild_id, actor, style.name)


@transaction
def change(connection: Connection, guild_id: int, style: Style, *, actor: int) -> bool:
    """Put a style in the place of the one of its name; its preview stays. Returns whether there was one."""
    row = connection.execute(
        "UPDATE styles SET style = ? WHERE guild_id = ? AND key = ? RETURNING key",
        (style.model_dump_json(), guild_id, style.key),
    ).fetchone()
    if row:
        _tell(connection, "style.changed", guild_id, actor, style.name)
    return row is not None


@transaction
def remove(connection: Connection, guild_id: int, key: str, *, actor: int) -> bool:
    """Take a style away. Returns whether there was one."""
    row = connection.execute(
        "DELETE FROM styles WHERE guild_id = ? AND key = ? RETURNING json_extract(style, '$.name')",
        (guild_id, key),
    ).fetchone()
    if row:
        _tell(connection, "style.removed", guild_id, actor, row[0])
    return row is not None


@transaction
def illustrate(
    connection: Connection, guild_id: int, key: str, picture: StoredPicture, *, actor: int, now: int
) -> bool:
    """Give a style a preview; it is kept for as long as it is one. Returns whether there is such a style."""
    own = _find(connection, guild_id, key)
    if own is None:
        return False
    pictures.remember(connection, picture, now)
    connection.execute(
        "UPDATE styles SET picture = ? WHERE guild_id = ? AND key = ?", (picture.sha256, guild_id, key)
    )
    before = {"picture": own.picture.sha256 if own.picture else None}
    _tell(connection, "style.illustrated", guild_id, actor, own.style.name, before, picture.sha256)
    return True


@transaction
def latest_result(connection: Connection, member: Member, key: str) -> StoredPicture | None:
    """Return the first picture of a member's latest result of a style, of those that all of their server may see."""
    rows = connection.execute(
        "SELECT json_extract(request, '$.style.name'), jobs.id FROM cards JOIN jobs ON card_id = cards.id"
        " WHERE cards.guild_id = ? AND cards.user_id = ? AND deleted_by IS NULL AND private = 0 AND state = 'done'"
        " AND publication IN ('shown', 'published') AND age_restricted = 0"
        " ORDER BY cards.id DESC, part LIMIT ?",
        (member.guild_id, member.user_id, LOOKED_AT),
    )
    job_ids = [job_id for name, job_id in rows.fetchall() if name and key_of(name) == key]
    for job_id in job_ids:
        row = connection.execute(
            "SELECT sha256, format, width, height, bytes FROM results JOIN pictures USING (sha256)"
            " WHERE job_id = ? AND kept = 1 ORDER BY number LIMIT 1",
            (job_id,),
        ).fetchone()
        if row:
            sha256, kind, width, height, size = row
            return StoredPicture(sha256, PictureFormat(kind), width, height, size)
    return None


def used(connection: Connection, guild_id: int, style: Style) -> None:
    """Count that a style was used in a server. Part of another transaction."""
    connection.execute(
        "INSERT INTO style_uses VALUES (?, ?, 1) ON CONFLICT (guild_id, key) DO UPDATE SET uses = style_uses.uses + 1",
        (guild_id, style.key),
    )


@transaction
def most_used(connection: Connection, guild_id: int, most: int) -> list[str]:
    """Return the keys of the styles that a server uses most, whether or not there still are such styles."""
    rows = connection.execute(
        "SELECT key FROM style_uses WHERE guild_id = ? ORDER BY uses DESC, key LIMIT ?", (guild_id, most)
    )
    return [key for (key,) in rows]


def _tell(
    connection: Connection,
    kind: str,
    guild_id: int,
    actor: int,
    name: str,
    before: Mapping[str, Value] | None = None,
    picture: str | None = None,
) -> None:
    after: dict[str, Value] = {"style": name, **({"picture": picture} if picture else {})}
    events.record(
        connection, Event(kind, Member(guild_id, EVERYBODY), actor, before=before or {}, after=after)
    )
