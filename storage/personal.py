"""What every table keeps of members: how it is exported, and what becomes of it when it is erased.

A table is in KEPT, or in OF_NOBODY with the reason: tests/storage/test_personal.py finds one that is in neither. Amounts,
times and ids stay where accounts and moderation need them; no words and no pictures do.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from storage.cards import ANOTHER_CARD_HAS_IT
from storage.pictures import STILL_KNOWN


@dataclass(frozen=True, slots=True)
class Kept:
    """What a table keeps of members, in statements that are carried out in this order, and in the order of the tables.

    Each may name :user or :guild, and :cards: a JSON list of cards, all of one owner. The export has :guilds besides, all
    servers that there are.
    """

    export: str  # the member's rows, to be read by them: no tokens, and nothing that is only somebody else's
    cards: tuple[str, ...] = ()  # erases what belongs to these cards
    member: tuple[str, ...] = ()  # erases what else is the member's
    server: tuple[str, ...] = ()  # erases what else is the server's


_CARDS = "(SELECT CAST(value AS BIGINT) FROM json_each(:cards))"
_JOBS = f"(SELECT id FROM jobs WHERE card_id IN {_CARDS})"
_PICTURES = f"""(
    SELECT results.sha256 FROM jobs JOIN results ON results.job_id = jobs.id WHERE jobs.card_id IN {_CARDS}
    UNION SELECT source FROM jobs WHERE card_id IN {_CARDS}
    UNION SELECT look FROM jobs WHERE card_id IN {_CARDS} AND look IS NOT NULL)"""


def _forgotten(column: str) -> str:
    """Return the condition for rows about pictures of the cards that are of no other card any more."""
    return f"{column} IN {_PICTURES} AND NOT {STILL_KNOWN.format(sha256=column)}"


# A request without anybody's words, which can still be read.
_NO_REQUEST = """'{"prompt":"…","seed":0,"images":' || pictures || '}'"""
_NO_QUESTION = """'{"prompt":"…","seed":0}'"""

KEPT: Mapping[str, Kept] = {
    "cards": Kept(
        "SELECT id, guild_id, channel_id, locale, private, asked_at, role_ids, age_restricted,"
        " deleted_by IS NOT NULL AS deleted"
        f" FROM cards WHERE id IN {_CARDS} ORDER BY id",
        cards=(
            (
                "UPDATE cards SET deleted_by = coalesce(deleted_by, :actor), erased = 1, channel_id = 0, role_ids = '[]',"
                f" locale = 'en-US' WHERE id IN {_CARDS}"
            ),
        ),
    ),
    # Retention deletes the files (storage/pictures).
    "pictures": Kept(
        f"SELECT sha256, format, width, height, bytes, used_at, kept FROM pictures WHERE sha256 IN {_PICTURES}",
        cards=(f"UPDATE pictures SET used_at = 0 WHERE sha256 IN {_PICTURES} AND NOT {ANOTHER_CARD_HAS_IT}",),
        # What others have made from theirs stays with those; the member may delete that, one by one.
        member=(
            """
            UPDATE pictures SET used_at = 0 WHERE sha256 IN (SELECT source FROM jobs WHERE author = :user)
            AND NOT EXISTS (
                SELECT 1 FROM results JOIN jobs ON jobs.id = results.job_id JOIN cards ON cards.id = card_id
                WHERE results.sha256 = pictures.sha256 AND deleted_by IS NULL)
            AND NOT EXISTS (
                SELECT 1 FROM jobs JOIN cards ON cards.id = card_id
                WHERE jobs.source = pictures.sha256 AND coalesce(author, 0) <> :user AND deleted_by IS NULL)
            AND NOT EXISTS (
                SELECT 1 FROM jobs JOIN cards ON cards.id = card_id
                WHERE jobs.look = pictures.sha256 AND deleted_by IS NULL)
            """,
        ),
        server=(
            (
                "UPDATE pictures SET used_at = 0 WHERE sha256 IN (SELECT picture FROM styles WHERE guild_id = :guild)"
                f" AND NOT {ANOTHER_CARD_HAS_IT}"
            ),
        ),
    ),
    "fingerprints": Kept(
        f"SELECT sha256, light, across, down FROM fingerprints WHERE sha256 IN {_PICTURES}",
        cards=(f"DELETE FROM fingerprints WHERE {_forgotten('fingerprints.sha256')}",),
    ),
    "copies": Kept(
        f"SELECT sha256, picture FROM copies WHERE picture IN {_PICTURES}",
        cards=(f"DELETE FROM copies WHERE {_forgotten('copies.picture')}",),
    ),
    "uploads": Kept(
        f"SELECT provider, sha256, expires_at FROM uploads WHERE sha256 IN {_PICTURES}",
        cards=(f"DELETE FROM uploads WHERE {_forgotten('uploads.sha256')}",),
    ),
    "results": Kept(
        f"SELECT job_id, number, seed, sha256 FROM results WHERE job_id IN {_JOBS} ORDER BY job_id, number",
        cards=(f"DELETE FROM results WHERE job_id IN {_JOBS}",),
    ),
    # A row stays, without words, since the ledger says what it took. Its ticket is the host's name for it.
    "jobs": Kept(
        "SELECT id, card_id, part, state, request, pictures, source, look, author, parent_job, parent_number, provider,"
        " ticket_id, cost, billed, relaxed, asked_at, started_at, finished_at, failure, prompt_used,"
        f" understood FROM jobs WHERE card_id IN {_CARDS} ORDER BY id",
        cards=(
            (
                f"UPDATE jobs SET request = {_NO_REQUEST}, style = NULL, said = '', prompt_used = NULL, understood = NULL,"
                " author = NULL,"
                " failure = CASE WHEN json_valid(failure) THEN json_object('kind', json_extract(failure, '$.kind')) END"
                f" WHERE card_id IN {_CARDS}"
            ),
        ),
    ),
    "deliveries": Kept(
        "SELECT card_id, target, state, guild_id, channel_id, message_id FROM deliveries"
        f" WHERE card_id IN {_CARDS} ORDER BY card_id",
        cards=(f"DELETE FROM deliveries WHERE card_id IN {_CARDS}",),
    ),
    # What moderators said of a result that they held, and what its member said to them.
    "reviews": Kept(
        "SELECT card_id, held_at, flagged, adult, reason, objection FROM reviews"
        f" WHERE card_id IN {_CARDS} ORDER BY card_id",
        cards=(
            (
                "UPDATE reviews SET reason = '', objection = CASE WHEN objection IS NOT NULL THEN '' END"
                f" WHERE card_id IN {_CARDS}"
            ),
        ),
    ),
    "leftovers": Kept(
        f"SELECT card_id, channel_id, message_id FROM leftovers WHERE card_id IN {_CARDS}",
        # What they reported in their words is drawn anew without them.
        member=(
            """
            INSERT INTO leftovers
            SELECT card_id, 0, 0 FROM reports WHERE user_id = :user AND note <> '' AND message_id IS NOT NULL
            ON CONFLICT DO NOTHING
            """,
        ),
    ),
    # Append-only: amounts and times, and why, but not in anybody's words.
    "ledger": Kept(
        "SELECT at, written_at, kind, guild_id, job_id, grant_id, pictures, cost, why, bucket FROM ledger"
        " WHERE guild_id IN (SELECT CAST(value AS BIGINT) FROM json_each(:guilds)) AND user_id = :user AND grant_id IS NULL"
        " UNION ALL SELECT at, written_at, kind, guild_id, job_id, grant_id, pictures, cost, why, bucket FROM ledger"
        " WHERE grant_id IN (SELECT id FROM grants WHERE user_id = :user)",
    ),
    "grants": Kept(
        "SELECT id, guild_id, category, pictures, balance, given_at, expires_at, reason FROM grants"
        " WHERE user_id = :user ORDER BY id",
        member=("UPDATE grants SET reason = '' WHERE user_id = :user",),
        server=("UPDATE grants SET reason = '' WHERE guild_id = :guild",),
    ),
    # A server's rule for a member is the server's.
    "buckets": Kept(
        "SELECT guild_id, unit, window, amount FROM buckets WHERE scope = 'member' AND subject = :user",
    ),
    # Events have ids and settings, the names of a server's styles, and the words that it has blocked.
    "events": Kept(
        "SELECT at, kind, guild_id, card_id, job_id, actor = :user AS by_you, before, after FROM events"
        f" WHERE card_id IN {_CARDS}"
        " UNION ALL SELECT at, kind, guild_id, card_id, job_id, actor = :user, before, after FROM events"
        " WHERE job_id IS NULL AND card_id IS NULL AND guild_id IN (SELECT CAST(value AS BIGINT) FROM json_each(:guilds))"
        " AND (user_id = :user OR actor = :user)",
        server=(
            (
                "UPDATE events SET before = '{}', after = '{}' WHERE guild_id = :guild AND job_id IS NULL"
                " AND card_id IS NULL AND (kind LIKE 'style.%' OR kind LIKE 'word.%')"
            ),
        ),
    ),
    # What moderators gave as their reason. Where they were told of it, that is said anew without.
    "reasons": Kept(
        "SELECT events.at, events.kind, reasons.guild_id, reasons.actor = :user AS by_you, reason"
        " FROM reasons JOIN events ON events.id = event_id WHERE reasons.user_id = :user OR reasons.actor = :user",
        member=(
            """
            UPDATE tellings SET stale = 1 WHERE message_id IN (
                SELECT message_id FROM reasons JOIN tellings ON tellings.guild_id = reasons.guild_id
                AND event_id BETWEEN first AND last WHERE reasons.user_id = :user)
            """,
            "DELETE FROM reasons WHERE user_id = :user",
        ),
        server=(
            "DELETE FROM reasons WHERE guild_id = :guild",
            "DELETE FROM tellings WHERE guild_id = :guild",
        ),
    ),
    # What a member has said of their own pictures goes on to hold.
    "preferences": Kept(
        "SELECT guild_id, name, value FROM preferences WHERE user_id = :user",
        member=("DELETE FROM preferences WHERE user_id = :user AND name <> 'consent'",),
    ),
    "filters": Kept(
        "SELECT guild_id, style, text, used_at FROM filters WHERE user_id = :user",
        member=("DELETE FROM filters WHERE user_id = :user",),
        server=("DELETE FROM filters WHERE guild_id = :guild",),
    ),
    # That somebody has asked in vain is known on, so that nobody is asked again.
    "questions": Kept(
        "SELECT id, state, guild_id, channel_id, source_id, author_id, sha256, request, card_id, asked_at, ends_at"
        " FROM questions WHERE user_id = :user"
        " UNION ALL SELECT id, state, guild_id, channel_id, source_id, author_id, sha256, NULL, NULL, asked_at, ends_at"
        " FROM questions WHERE author_id = :user",
        member=(
            (
                f"UPDATE questions SET request = {_NO_QUESTION}, url = '' WHERE user_id = :user"
                " AND state NOT IN ('open', 'allowed')"
            ),
        ),
        server=(
            (
                f"UPDATE questions SET request = {_NO_QUESTION}, url = '' WHERE guild_id = :guild"
                " AND state NOT IN ('open', 'allowed')"
            ),
        ),
    ),
    "reports": Kept(
        "SELECT id, state, card_id, guild_id, reason, note, at FROM reports WHERE user_id = :user ORDER BY id",
        member=("UPDATE reports SET note = '' WHERE user_id = :user",),
        server=("UPDATE reports SET note = '' WHERE guild_id = :guild",),
    ),
    # A style belongs to its server, whoever made it.
    "styles": Kept(
        "SELECT guild_id, style, made_at FROM styles WHERE author = :user",
        server=("DELETE FROM styles WHERE guild_id = :guild",),
    ),
    # House rules are the server's, whoever made them; a block goes on to hold for whom it is about.
    "server_pauses": Kept(
        "SELECT guild_id, reason, at FROM server_pauses WHERE actor = :user",
        server=("DELETE FROM server_pauses WHERE guild_id = :guild",),
    ),
    "blocks": Kept(
        "SELECT guild_id, ends_at, reason, at FROM blocks WHERE user_id = :user",
        server=("DELETE FROM blocks WHERE guild_id = :guild",),
    ),
    "blocked_words": Kept(
        "SELECT guild_id, word, at FROM blocked_words WHERE actor = :user",
        server=("DELETE FROM blocked_words WHERE guild_id = :guild",),
    ),
    "erasures": Kept("SELECT guild_id, at FROM erasures WHERE user_id = :user"),
}

OF_NOBODY: Mapping[str, str] = {
    "queue_clock": "the time of the line",
    "owners": "by which name a store of pictures knows this database",
    "privileges": "what a server lets the members of its roles do",
    "refusals": "how often a server's members were turned down, and why",
    "servers": "what a server's moderators have set for all",
    "spend": "sums of a server",
    "spend_told": "which sums have been told of",
    "tellings": "in which messages moderators were told of what they did",
    "trail_told": "up to which event a server's moderators have been told",
    "style_uses": "how often a server uses a style",
    "standing": "that the bot is paused, and which hosts rest",
    "_sqlite_migrations": "which steps the schema has taken",
    "steps": "the same, where PostgreSQL keeps it",
    "commits": "which transaction was the last, where PostgreSQL keeps all",
}
