"""What a member's requests count: those under way, and the last ones that have ended."""

from domain.buckets import RELAXED
from domain.charge import Charge, Charges
from domain.member import Member
from storage.database import snapshot
from storage.jobs import jobs_of
from storage.sqlite import Statements


@snapshot
def of_member(connection: Statements, member: Member, most: int) -> Charges:
    """Return the pictures that are reserved for what is under way, and what the last requests counted, newest first."""
    reserved = connection.execute(
        "SELECT coalesce(sum(ledger.pictures), 0) FROM jobs CROSS JOIN ledger ON job_id = jobs.id"
        " WHERE jobs.guild_id = ? AND jobs.user_id = ? AND state IN ('queued', 'submitting', 'rendering')"
        " AND bucket <> ?",
        (member.guild_id, member.user_id, RELAXED),
    ).fetchone()
    rows = connection.execute(
        "SELECT DISTINCT card_id, deleted_by IS NOT NULL FROM jobs CROSS JOIN cards ON cards.id = card_id"
        " WHERE jobs.guild_id = ? AND jobs.user_id = ? AND NOT EXISTS ("
        "  SELECT 1 FROM jobs AS other WHERE other.card_id = jobs.card_id AND finished_at IS NULL)"
        " ORDER BY card_id DESC LIMIT ?",
        (member.guild_id, member.user_id, most),
    ).fetchall()
    last = [_charge(connection, card_id, deleted=bool(deleted)) for card_id, deleted in rows]
    return Charges(reserved[0] if reserved else 0, last)


def _charge(connection: Statements, card_id: int, *, deleted: bool) -> Charge:
    row = connection.execute(
        "SELECT coalesce(sum(ledger.pictures), 0),"
        " coalesce(sum(ledger.pictures) FILTER (WHERE grant_id IS NOT NULL), 0)"
        " FROM jobs CROSS JOIN ledger ON job_id = jobs.id WHERE card_id = ?",
        (card_id,),
    ).fetchone()
    pictures, credit = row or (0, 0)
    return Charge(jobs_of(connection, card_id)[0], pictures, credit, deleted=deleted)
