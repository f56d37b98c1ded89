"""Where a host can still read a source that was uploaded before, so that it is uploaded once."""

from storage.database import transaction
from storage.sqlite import Connection


@transaction
def find(connection: Connection, provider: str, sha256: str, now: int) -> str | None:
    """Return the URL of an upload that has not expired."""
    row = connection.execute(
        "SELECT url FROM uploads WHERE provider = ? AND sha256 = ? AND expires_at > ?",
        (provider, sha256, now),
    ).fetchone()
    return row[0] if row else None


@transaction
def keep(connection: Connection, provider: str, sha256: str, url: str, expires_at: int) -> None:
    """Remember an upload."""
    connection.execute(
        "INSERT INTO uploads VALUES (?, ?, ?, ?)"
        " ON CONFLICT (provider, sha256) DO UPDATE SET url = excluded.url, expires_at = excluded.expires_at",
        (provider, sha256, url, expires_at),
    )


@transaction
def forget_expired(connection: Connection, now: int) -> int:
    """Let go of those that have expired. Returns how many went."""
    return connection.execute("DELETE FROM uploads WHERE expires_at <= ?", (now,)).rowcount


@transaction
def forget(connection: Connection, provider: str, sha256: str) -> None:
    """Forget an upload: the host no longer has it."""
    connection.execute("DELETE FROM uploads WHERE provider = ? AND sha256 = ?", (provider, sha256))
