"""Fingerprints of pictures, found by nearness; and files that are copies of one, known by their bytes."""

from domain.fingerprint import NEAR, REACH, Fingerprint
from domain.job import StoredPicture
from domain.picture import PictureFormat
from storage.database import snapshot, transaction
from storage.sqlite import Connection, Statements

MOST = 20  # candidates; more than a few are one picture, made several times


def keep(connection: Connection, sha256: str, fingerprint: Fingerprint) -> None:
    """Note how a picture looks. Part of another transaction."""
    connection.execute(
        "INSERT INTO fingerprints VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (sha256, *fingerprint.sums, bytes(fingerprint.cells)),
    )


@transaction
def add(connection: Connection, sha256: str, fingerprint: Fingerprint) -> None:
    """Note how a picture looks."""
    keep(connection, sha256, fingerprint)


@snapshot
def missing(connection: Statements, after: str, most: int) -> list[StoredPicture]:
    """Return pictures with a file of which no fingerprint is kept, in the order of their hashes and after that one."""
    rows = connection.execute(
        "SELECT sha256, format, width, height, bytes FROM pictures WHERE kept = 1 AND sha256 > ?"
        " AND NOT EXISTS (SELECT 1 FROM fingerprints WHERE fingerprints.sha256 = pictures.sha256) ORDER BY sha256 LIMIT ?",
        (after, most),
    )
    return [StoredPicture(sha, PictureFormat(kind), *size) for sha, kind, *size in rows]


@transaction
def copied(connection: Connection, sha256: str, picture: StoredPicture) -> None:
    """Note that a file with that hash was made from a picture to be shown in its place."""
    connection.execute("INSERT INTO copies VALUES (?, ?) ON CONFLICT DO NOTHING", (sha256, picture.sha256))


def of(connection: Statements, sha256: str) -> Fingerprint | None:
    """Return the fingerprint of a picture. Part of another transaction."""
    row = connection.execute("SELECT cells FROM fingerprints WHERE sha256 = ?", (sha256,)).fetchone()
    return Fingerprint(tuple(row[0])) if row else None


def near(connection: Statements, fingerprint: Fingerprint) -> list[tuple[str, Fingerprint]]:
    """Return the pictures that look so, the nearest first. Part of another transaction.

    None is missed: what is near differs by no more than REACH in each sum. The index is gone along by the first, and
    looked at for the others.
    """
    light, across, down = fingerprint.sums
    rows = connection.execute(
        "SELECT sha256, cells FROM fingerprints WHERE light BETWEEN ? AND ? AND across BETWEEN ? AND ?"
        " AND down BETWEEN ? AND ?",
        (
            *(light - REACH, light + REACH),
            *(across - REACH, across + REACH),
            *(down - REACH, down + REACH),
        ),
    )
    found = [(sha256, Fingerprint(tuple(cells))) for sha256, cells in rows]
    both = sorted((fingerprint.distance(other), sha256, other) for sha256, other in found)
    return [(sha256, other) for distance, sha256, other in both if distance <= NEAR][:MOST]
