"""From a picture to the result that it is: by its bytes, or by how it looks."""

from collections.abc import Sequence

from domain.fingerprint import Fingerprint
from domain.member import NO_SERVER, Asker
from domain.trace import Trace
from storage import deliveries, fingerprints, shown
from storage.cards import card_above
from storage.database import snapshot
from storage.jobs import QUALIFIED, job_of
from storage.sqlite import Statements


@snapshot
def trace(connection: Statements, sha256: str, fingerprint: Fingerprint, viewer: Asker) -> Trace | None:
    """Return the result that a file is; of several, one of which the viewer may know most, and then the oldest."""
    row = connection.execute("SELECT picture FROM copies WHERE sha256 = ?", (sha256,)).fetchone()
    exact = _result(connection, row[0] if row else sha256, viewer, None, same=True)
    if exact or fingerprint.plain:
        return exact
    for picture, its_own in fingerprints.near(connection, fingerprint):
        if found := _result(connection, picture, viewer, (fingerprint, its_own), same=False):
            return found
    return None


def _result(
    connection: Statements,
    picture: str,
    viewer: Asker,
    compared: tuple[Fingerprint, Fingerprint] | None,
    *,
    same: bool,
) -> Trace | None:
    """Return what a picture is the result of, unless it could as well be what that was made from."""
    member = viewer.member
    rows = connection.execute(
        f"""
        SELECT {QUALIFIED}, results.number, deleted_by IS NOT NULL
        FROM results JOIN jobs ON jobs.id = results.job_id JOIN cards ON cards.id = jobs.card_id
        WHERE results.sha256 = ?
        ORDER BY jobs.guild_id = ? AND (jobs.guild_id <> {NO_SERVER} OR jobs.user_id = ?)
          OR jobs.guild_id = {NO_SERVER} AND cards.channel_id = ? DESC,
          deleted_by IS NULL AND (private = 0 OR jobs.user_id = ?) DESC, jobs.id
        LIMIT {fingerprints.MOST}
        """,
        (picture, member.guild_id, member.user_id, viewer.channel_id, member.user_id),
    ).fetchall()
    for *columns, number, deleted in rows:
        job = job_of(columns)
        if compared is None or _copies(connection, compared, job.source):
            return _trace(connection, columns, number, same=same, deleted=bool(deleted))
    return None


def _copies(connection: Statements, compared: tuple[Fingerprint, Fingerprint], source: str) -> bool:
    """Return whether a fingerprint is a result's; a source that is a result itself is no other answer."""
    fingerprint, result = compared
    made_here = connection.execute("SELECT 1 FROM results WHERE sha256 = ?", (source,)).fetchone()
    return fingerprint.copies(result, None if made_here else fingerprints.of(connection, source))


def _trace(
    connection: Statements, columns: Sequence[object], number: int, *, same: bool, deleted: bool
) -> Trace:
    job = job_of(columns)
    reply_to = deliveries.reply_of(connection, job.card_id)
    spot = reply_to.spot if reply_to else None
    card = card_above(connection, job.card_id)
    return Trace(card, job, number, same, deleted, spot, shown.parent_of(connection, job))
