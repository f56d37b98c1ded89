"""The schema, as the steps that lead to it. A step that has run anywhere is never edited: add another.

Times are unix milliseconds, money is millionths of a dollar, pictures are counted. Every index but the ledger's is
partial, so its size follows the work that is live and not the history. SQLite uses a partial index only for a
query that repeats its condition (https://sqlite.org/partialindex.html); `storage/jobs.py` does.
"""

import unicodedata

from sqlite_utils import Database as Tables
from sqlite_utils import Migrations

from storage.sqlite import Statements

STEPS = Migrations("restyle")

_FIRST = (
    """
    CREATE TABLE pictures (
        sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
        format TEXT NOT NULL CHECK (format IN ('png', 'jpeg', 'webp', 'gif')),
        width INTEGER NOT NULL CHECK (width > 0),
        height INTEGER NOT NULL CHECK (height > 0),
        bytes INTEGER NOT NULL CHECK (bytes > 0),
        used_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE jobs (
        id INTEGER PRIMARY KEY,
        interaction_id INTEGER NOT NULL,
        part INTEGER NOT NULL,
        guild_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (
            state IN ('queued', 'submitting', 'rendering', 'held', 'done', 'failed', 'cancelled')),
        attempt INTEGER NOT NULL DEFAULT 0,
        request TEXT NOT NULL CHECK (json_valid(request)),
        pictures INTEGER NOT NULL CHECK (pictures BETWEEN 1 AND 4),
        source TEXT NOT NULL REFERENCES pictures (sha256),
        parent_job INTEGER REFERENCES jobs (id),
        parent_number INTEGER,
        parent_user INTEGER,
        provider TEXT NOT NULL,
        ticket TEXT,
        ticket_id TEXT,
        called INTEGER NOT NULL DEFAULT 0,
        cost INTEGER NOT NULL,
        vstart INTEGER NOT NULL,
        lease_until INTEGER,
        asked_at INTEGER NOT NULL,
        started_at INTEGER,
        finished_at INTEGER,
        failure TEXT,
        prompt_used TEXT,
        UNIQUE (interaction_id, part),
        CHECK ((state IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL))
    ) STRICT
    """,
    "CREATE INDEX jobs_claim ON jobs (provider, vstart, id) WHERE state = 'queued'",
    """
    CREATE INDEX jobs_member ON jobs (guild_id, user_id, state, vstart, pictures)
    WHERE state IN ('queued', 'submitting', 'rendering')
    """,
    "CREATE INDEX jobs_lease ON jobs (lease_until) WHERE state IN ('submitting', 'rendering')",
    "CREATE UNIQUE INDEX jobs_ticket ON jobs (provider, ticket_id) WHERE ticket_id IS NOT NULL",
    # A variation's way back, and forth; also what SQLite looks at to keep the reference.
    "CREATE INDEX jobs_parent ON jobs (parent_job) WHERE parent_job IS NOT NULL",
    "CREATE INDEX jobs_usual ON jobs (provider, finished_at, started_at, pictures) WHERE state = 'done'",
    # The virtual time of the fair queue: where the last claimed job started.
    "CREATE TABLE queue_clock (id INTEGER PRIMARY KEY CHECK (id = 1), vtime INTEGER NOT NULL) STRICT",
    "INSERT INTO queue_clock VALUES (1, 0)",
    """
    CREATE TABLE results (
        job_id INTEGER NOT NULL REFERENCES jobs (id),
        number INTEGER NOT NULL CHECK (number >= 1),
        seed INTEGER NOT NULL,
        sha256 TEXT NOT NULL REFERENCES pictures (sha256),
        PRIMARY KEY (job_id, number)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE deliveries (
        job_id INTEGER PRIMARY KEY REFERENCES jobs (id),
        state TEXT NOT NULL CHECK (state IN ('pending', 'shown', 'waiting')),
        channel_id INTEGER NOT NULL,
        message_id INTEGER NOT NULL,
        token TEXT NOT NULL,
        token_at INTEGER NOT NULL,
        ephemeral INTEGER NOT NULL CHECK (ephemeral IN (0, 1)),
        file_limit INTEGER NOT NULL CHECK (file_limit > 0)
    ) STRICT
    """,
    "CREATE INDEX deliveries_pending ON deliveries (job_id) WHERE state = 'pending'",
    # Append-only. `at` is when the pictures count (a refund's is its reservation's), `written_at` when it was said.
    """
    CREATE TABLE ledger (
        id INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        written_at INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('reserve', 'settle', 'refund', 'grant')),
        guild_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        job_id INTEGER REFERENCES jobs (id),
        pictures INTEGER NOT NULL,
        cost INTEGER NOT NULL,
        who INTEGER NOT NULL,
        why TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX ledger_job ON ledger (job_id)",
    "CREATE INDEX ledger_member ON ledger (guild_id, user_id, at, pictures)",
    # Each job reserves once, and is settled or refunded once: the account clears, or the write fails.
    "CREATE UNIQUE INDEX ledger_reserved ON ledger (job_id) WHERE kind = 'reserve'",
    "CREATE UNIQUE INDEX ledger_cleared ON ledger (job_id) WHERE kind IN ('settle', 'refund')",
    """
    CREATE TRIGGER ledger_keeps_all BEFORE DELETE ON ledger
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
    """,
    """
    CREATE TRIGGER ledger_changes_nothing BEFORE UPDATE ON ledger
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
    """,
    # user_id 0 is the server's rule for everybody.
    """
    CREATE TABLE allowances (
        guild_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        pictures INTEGER NOT NULL CHECK (pictures >= 0),
        window INTEGER NOT NULL CHECK (window > 0),
        set_by INTEGER NOT NULL,
        set_at INTEGER NOT NULL,
        PRIMARY KEY (guild_id, user_id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE servers (
        guild_id INTEGER PRIMARY KEY,
        member_running INTEGER NOT NULL CHECK (member_running >= 1),
        member_waiting INTEGER NOT NULL CHECK (member_waiting >= 1),
        server_running INTEGER NOT NULL CHECK (server_running >= 1),
        server_waiting INTEGER NOT NULL CHECK (server_waiting >= 1)
    ) STRICT
    """,
    "CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
)


@STEPS()
def first(tables: Tables) -> None:
    """Create jobs, their results and deliveries, the ledger, allowances, and a server's settings."""
    for statement in _FIRST:
        tables.conn.execute(statement)


@STEPS()
def history(tables: Tables) -> None:
    """Index a member's own jobs, newest first."""
    tables.conn.execute("CREATE INDEX jobs_history ON jobs (guild_id, user_id, id)")


@STEPS()
def retention(tables: Tables) -> None:
    """Note which pictures still have their file, so that old ones are found without looking at all."""
    tables.conn.execute(
        "ALTER TABLE pictures ADD COLUMN kept INTEGER NOT NULL DEFAULT 1 CHECK (kept IN (0, 1))"
    )
    tables.conn.execute("CREATE INDEX pictures_unused ON pictures (used_at) WHERE kept = 1")


@STEPS()
def uploads(tables: Tables) -> None:
    """Remember sources that hosts have already: one row for a picture and a host, until it expires."""
    tables.conn.execute(
        """
        CREATE TABLE uploads (
            provider TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            url TEXT NOT NULL,
            expires_at INTEGER NOT NULL,
            PRIMARY KEY (provider, sha256)
        ) STRICT, WITHOUT ROWID
        """
    )


@STEPS()
def resent(tables: Tables) -> None:
    """Count how often a job was sent again to a host that forgot it; taking one over is not that."""
    tables.conn.execute("ALTER TABLE jobs ADD COLUMN resent INTEGER NOT NULL DEFAULT 0")


_CARDS = (
    """
    CREATE TABLE cards (
        id INTEGER PRIMARY KEY,
        interaction_id INTEGER NOT NULL UNIQUE,
        guild_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        channel_id INTEGER NOT NULL,
        locale TEXT NOT NULL,
        install TEXT NOT NULL CHECK (install IN ('server', 'user')),
        letters TEXT NOT NULL,
        private INTEGER NOT NULL CHECK (private IN (0, 1)),
        publication TEXT NOT NULL DEFAULT 'shown' CHECK (
            publication IN ('shown', 'held', 'published', 'rejected')),
        decided_by INTEGER,
        asked_at INTEGER NOT NULL,
        CHECK ((publication IN ('published', 'rejected')) = (decided_by IS NOT NULL))
    ) STRICT
    """,
    # Until now an interaction was one job, and a button named it: the card has its number, and no letters.
    """
    INSERT INTO cards (id, interaction_id, guild_id, user_id, channel_id, locale, install, letters, private, asked_at)
    SELECT min(jobs.id), interaction_id, guild_id, user_id, coalesce(channel_id, 0), 'en-US', 'server', '',
           coalesce(ephemeral, 0), min(asked_at)
    FROM jobs LEFT JOIN deliveries ON deliveries.job_id = jobs.id GROUP BY interaction_id
    """,
    # Within a server a member's cards, newest first: their history.
    "CREATE INDEX cards_member ON cards (guild_id, user_id, id)",
    """
    CREATE TABLE new_jobs (
        id INTEGER PRIMARY KEY,
        card_id INTEGER NOT NULL REFERENCES cards (id),
        part INTEGER NOT NULL CHECK (part >= 0),
        tag TEXT NOT NULL UNIQUE,
        guild_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('queued', 'submitting', 'rendering', 'done', 'failed', 'cancelled')),
        attempt INTEGER NOT NULL DEFAULT 0,
        request TEXT NOT NULL CHECK (json_valid(request)),
        pictures INTEGER NOT NULL CHECK (pictures BETWEEN 1 AND 4),
        source TEXT NOT NULL REFERENCES pictures (sha256),
        parent_job INTEGER REFERENCES jobs (id),
        parent_number INTEGER,
        parent_user INTEGER,
        provider TEXT NOT NULL,
        ticket TEXT,
        ticket_id TEXT,
        called INTEGER NOT NULL DEFAULT 0,
        resent INTEGER NOT NULL DEFAULT 0,
        cost INTEGER NOT NULL,
        vstart INTEGER NOT NULL,
        lease_until INTEGER,
        asked_at INTEGER NOT NULL,
        started_at INTEGER,
        finished_at INTEGER,
        failure TEXT,
        prompt_used TEXT,
        UNIQUE (card_id, part),
        CHECK ((state IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL))
    ) STRICT
    """,
    # 'held' was a job's state that nothing ever wrote; it is the card's now.
    """
    INSERT INTO new_jobs
    SELECT jobs.id, cards.id, part, jobs.interaction_id || '.' || part, jobs.guild_id, jobs.user_id,
           iif(state = 'held', 'rendering', state), attempt, request, pictures, source, parent_job, parent_number,
           parent_user, provider, ticket, ticket_id, called, resent, cost, vstart, lease_until, jobs.asked_at,
           started_at, finished_at, failure, prompt_used
    FROM jobs JOIN cards USING (interaction_id)
    """,
    "DROP TABLE jobs",
    "ALTER TABLE new_jobs RENAME TO jobs",
    "CREATE INDEX jobs_claim ON jobs (provider, vstart, id) WHERE state = 'queued'",
    """
    CREATE INDEX jobs_member ON jobs (guild_id, user_id, state, vstart, pictures)
    WHERE state IN ('queued', 'submitting', 'rendering')
    """,
    "CREATE INDEX jobs_lease ON jobs (lease_until) WHERE state IN ('submitting', 'rendering')",
    "CREATE UNIQUE INDEX jobs_ticket ON jobs (provider, ticket_id) WHERE ticket_id IS NOT NULL",
    "CREATE INDEX jobs_parent ON jobs (parent_job) WHERE parent_job IS NOT NULL",
    "CREATE INDEX jobs_usual ON jobs (provider, finished_at, started_at, pictures) WHERE state = 'done'",
    """
    CREATE TABLE new_deliveries (
        card_id INTEGER NOT NULL REFERENCES cards (id),
        target TEXT NOT NULL CHECK (target IN ('reply', 'review', 'direct', 'log')),
        state TEXT NOT NULL CHECK (state IN ('pending', 'shown', 'waiting')),
        channel_id INTEGER NOT NULL,
        message_id INTEGER NOT NULL,
        token TEXT NOT NULL,
        token_at INTEGER NOT NULL,
        ephemeral INTEGER NOT NULL CHECK (ephemeral IN (0, 1)),
        file_limit INTEGER NOT NULL CHECK (file_limit > 0),
        PRIMARY KEY (card_id, target)
    ) STRICT, WITHOUT ROWID
    """,
    """
    INSERT INTO new_deliveries
    SELECT jobs.card_id, 'reply', deliveries.state, channel_id, message_id, token, token_at, ephemeral, file_limit
    FROM deliveries JOIN jobs ON jobs.id = deliveries.job_id WHERE jobs.id = jobs.card_id
    """,
    "DROP TABLE deliveries",
    "ALTER TABLE new_deliveries RENAME TO deliveries",
    "CREATE INDEX deliveries_pending ON deliveries (card_id) WHERE state = 'pending'",
)


@STEPS()
def cards(tables: Tables) -> None:
    """Make a card of what a member asks in one interaction; under it its jobs, and a delivery for each target."""
    for statement in _CARDS:
        tables.conn.execute(statement)


_EVENTS = (
    """
    CREATE TABLE events (
        id INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        actor INTEGER NOT NULL,
        guild_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        card_id INTEGER REFERENCES cards (id),
        job_id INTEGER REFERENCES jobs (id),
        before TEXT NOT NULL CHECK (json_valid(before)),
        after TEXT NOT NULL CHECK (json_valid(after))
    ) STRICT
    """,
    "CREATE INDEX events_job ON events (job_id, id) WHERE job_id IS NOT NULL",
    "CREATE INDEX events_card ON events (card_id, id) WHERE card_id IS NOT NULL",
    "CREATE INDEX events_server ON events (guild_id, id) WHERE job_id IS NULL AND card_id IS NULL",
    # Which bucket an amount was drawn from. Rows from before do not say; it was the one allowance that there was.
    "ALTER TABLE ledger ADD COLUMN bucket TEXT NOT NULL DEFAULT 'allowance'",
    "DROP INDEX ledger_reserved",
    "DROP INDEX ledger_cleared",
    "CREATE UNIQUE INDEX ledger_reserved ON ledger (job_id, bucket) WHERE kind = 'reserve'",
    "CREATE UNIQUE INDEX ledger_cleared ON ledger (job_id, bucket) WHERE kind IN ('settle', 'refund')",
    # A server's rules as buckets: subject is the member's or the role's id, 0 for everybody.
    """
    CREATE TABLE buckets (
        guild_id INTEGER NOT NULL,
        scope TEXT NOT NULL CHECK (scope IN ('member', 'role', 'server')),
        subject INTEGER NOT NULL,
        unit TEXT NOT NULL CHECK (unit IN ('pictures', 'micros')),
        window INTEGER NOT NULL CHECK (window > 0),
        amount INTEGER NOT NULL CHECK (amount >= 0),
        PRIMARY KEY (guild_id, scope, subject, unit, window),
        CHECK ((scope = 'server') = (subject = 0))
    ) STRICT, WITHOUT ROWID
    """,
    """
    INSERT INTO events (at, kind, actor, guild_id, user_id, before, after)
    SELECT set_at, 'allowance.set', set_by, guild_id, user_id, '{}',
           json_object('amount', pictures, 'unit', 'pictures', 'window', window)
    FROM allowances ORDER BY set_at
    """,
    """
    INSERT INTO buckets
    SELECT guild_id, iif(user_id = 0, 'server', 'member'), user_id, 'pictures', window, pictures FROM allowances
    """,
    "DROP TABLE allowances",
)


@STEPS()
def events(tables: Tables) -> None:
    """Write down who did what to what; and quotas as buckets, with the ledger saying which."""
    for statement in _EVENTS:
        tables.conn.execute(statement)


@STEPS()
def no_notes(tables: Tables) -> None:
    """Forget which commands are registered: Discord is asked, nothing is remembered."""
    tables.conn.execute("DROP TABLE notes")


@STEPS()
def unknown(tables: Tables) -> None:
    """Index jobs that ended with an unknown outcome, to be looked for again: called, and without a ticket."""
    tables.conn.execute(
        "CREATE INDEX jobs_unknown ON jobs (finished_at)"
        " WHERE state IN ('failed', 'cancelled') AND called = 1 AND ticket IS NULL"
    )


@STEPS()
def preferences(tables: Tables) -> None:
    """Keep what members choose for themselves (0 in place of a member: their server for all of them)."""
    tables.conn.execute(
        """
        CREATE TABLE preferences (
            guild_id INTEGER NOT NULL,
            user_id INTEGER NOT NULL,
            name TEXT NOT NULL,
            value INTEGER NOT NULL,
            PRIMARY KEY (guild_id, user_id, name)
        ) STRICT, WITHOUT ROWID
        """
    )


@STEPS()
def authors(tables: Tables) -> None:
    """Note whose picture a job was made from, where it was somebody else's."""
    tables.conn.execute("ALTER TABLE jobs ADD COLUMN author INTEGER")


@STEPS()
def deletion(tables: Tables) -> None:
    """Let cards be deleted, and find what else needs one of their pictures."""
    tables.conn.execute("ALTER TABLE cards ADD COLUMN deleted_by INTEGER")
    tables.conn.execute("CREATE INDEX results_picture ON results (sha256)")
    tables.conn.execute("CREATE INDEX jobs_source ON jobs (source)")


@STEPS()
def losses(tables: Tables) -> None:
    """Keep with a job what of its source did not come along, for its card."""
    tables.conn.execute(
        "ALTER TABLE jobs ADD COLUMN motion_lost INTEGER NOT NULL DEFAULT 0 CHECK (motion_lost IN (0, 1))"
    )
    tables.conn.execute(
        "ALTER TABLE jobs ADD COLUMN ground TEXT CHECK (ground IN ('white', 'black', 'grey'))"
    )


@STEPS()
def unanswered(tables: Tables) -> None:
    """Count how often a job's host could not be asked, apart from how often its worker changed."""
    tables.conn.execute("ALTER TABLE jobs ADD COLUMN unanswered INTEGER NOT NULL DEFAULT 0")


_STYLES = (
    # A style of a server, whole, by its name as names are told apart; its preview is kept for as long as it is one.
    """
    CREATE TABLE styles (
        guild_id INTEGER NOT NULL,
        key TEXT NOT NULL,
        style TEXT NOT NULL CHECK (json_valid(style)),
        author INTEGER NOT NULL,
        made_at INTEGER NOT NULL,
        picture TEXT REFERENCES pictures (sha256),
        PRIMARY KEY (guild_id, key)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX styles_picture ON styles (picture) WHERE picture IS NOT NULL",
    """
    CREATE TABLE style_uses (
        guild_id INTEGER NOT NULL,
        key TEXT NOT NULL,
        uses INTEGER NOT NULL CHECK (uses > 0),
        PRIMARY KEY (guild_id, key)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX style_uses_most ON style_uses (guild_id, uses DESC, key)",
    # Names of that time were English: lower() tells them apart as well as anything.
    """
    INSERT INTO style_uses
    SELECT guild_id, lower(json_extract(request, '$.style.name')) AS name, count(*) FROM jobs
    WHERE name IS NOT NULL GROUP BY guild_id, name
    """,
)


@STEPS()
def styles(tables: Tables) -> None:
    """Let servers have styles of their own, and count how often each style is used."""
    for statement in _STYLES:
        tables.conn.execute(statement)


_FINDING = (
    # A style's name as it was asked for; and the member's own words, folded as they are compared.
    "ALTER TABLE jobs ADD COLUMN style TEXT",
    "ALTER TABLE jobs ADD COLUMN said TEXT NOT NULL DEFAULT ''",
    """
    UPDATE jobs SET style = json_extract(request, '$.style.name'),
                    said = folded(coalesce(json_extract(request, '$.prompt'), ''))
    """,
    # All of a member's words lie side by side: looking through them touches nothing else.
    "CREATE INDEX jobs_said ON jobs (guild_id, user_id, card_id, style, said)",
    "CREATE INDEX jobs_style ON jobs (guild_id, user_id, style, card_id) WHERE style IS NOT NULL",
    "CREATE INDEX deliveries_waiting ON deliveries (card_id) WHERE state = 'waiting'",
    # What was made from one picture, within a server.
    "DROP INDEX jobs_source",
    "CREATE INDEX jobs_source ON jobs (source, guild_id)",
    """
    CREATE TABLE filters (
        id INTEGER PRIMARY KEY,
        letters TEXT NOT NULL,
        guild_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        style TEXT NOT NULL,
        text TEXT NOT NULL,
        used_at INTEGER NOT NULL,
        UNIQUE (guild_id, user_id, style, text)
    ) STRICT
    """,
)


def _folded(text: object) -> str:
    """Fold as domain/past does at the time of this step."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKD", str(text)).casefold())


@STEPS()
def finding(tables: Tables) -> None:
    """Find a member's cards by style and by words, and keep what they look for while they turn the pages."""
    tables.conn.create_function("folded", 1, _folded)
    for statement in _FINDING:
        tables.conn.execute(statement)


_RECOGNITION = (
    # How a picture looks (domain/fingerprint.py): three sums to find it by, and all of it. With a row's number, so that
    # SQLite looks at all three in the index before it fetches a row.
    """
    CREATE TABLE fingerprints (
        sha256 TEXT PRIMARY KEY REFERENCES pictures (sha256),
        light INTEGER NOT NULL,
        across INTEGER NOT NULL,
        down INTEGER NOT NULL,
        cells BLOB NOT NULL CHECK (length(cells) = 192)
    ) STRICT
    """,
    "CREATE INDEX fingerprints_near ON fingerprints (light, across, down)",
    # Files that were made from a picture, to be shown in its place.
    """
    CREATE TABLE copies (
        sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
        picture TEXT NOT NULL REFERENCES pictures (sha256)
    ) STRICT, WITHOUT ROWID
    """,
)


@STEPS()
def recognition(tables: Tables) -> None:
    """Recognise pictures by their bytes and by their fingerprints; those of before are looked at while the bot runs."""
    for statement in _RECOGNITION:
        tables.conn.execute(statement)


@STEPS()
def looks(tables: Tables) -> None:
    """Keep with a job the picture whose look it takes, and find the jobs of such a picture."""
    tables.conn.execute("ALTER TABLE jobs ADD COLUMN look TEXT REFERENCES pictures (sha256)")
    tables.conn.execute("CREATE INDEX jobs_look ON jobs (look) WHERE look IS NOT NULL")


@STEPS()
def places(tables: Tables) -> None:
    """Note with a message whose channel it is in, and whether the bot reaches it without its token.

    Until now it was used only in servers that have it; a card's member says now whether one has.
    """
    tables.conn.execute("ALTER TABLE cards DROP COLUMN install")
    tables.conn.execute("ALTER TABLE deliveries ADD COLUMN guild_id INTEGER NOT NULL DEFAULT 0")
    tables.conn.execute(
        "ALTER TABLE deliveries ADD COLUMN lasting INTEGER NOT NULL DEFAULT 1 CHECK (lasting IN (0, 1))"
    )
    tables.conn.execute(
        "UPDATE deliveries SET guild_id = (SELECT guild_id FROM cards WHERE cards.id = card_id),"
        " lasting = 1 - ephemeral"
    )


_QUESTIONS = (
    """
    CREATE TABLE questions (
        id INTEGER PRIMARY KEY,
        letters TEXT NOT NULL,
        state TEXT NOT NULL CHECK (
            state IN ('open', 'allowed', 'started', 'declined', 'withdrawn', 'expired', 'gone')),
        interaction_id INTEGER NOT NULL UNIQUE,
        guild_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        locale TEXT NOT NULL,
        author_id INTEGER NOT NULL,
        channel_id INTEGER NOT NULL,
        source_id INTEGER NOT NULL,
        number INTEGER,
        url TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        request TEXT NOT NULL CHECK (json_valid(request)),
        message_id INTEGER,
        card_id INTEGER REFERENCES cards (id),
        asked_at INTEGER NOT NULL,
        ends_at INTEGER NOT NULL,
        CHECK ((state = 'started') = (card_id IS NOT NULL))
    ) STRICT
    """,
    "CREATE INDEX questions_author ON questions (author_id, user_id, asked_at)",
    "CREATE INDEX questions_asker ON questions (user_id) WHERE state IN ('open', 'allowed')",
    "CREATE INDEX questions_ends ON questions (ends_at) WHERE state IN ('open', 'allowed')",
    "CREATE INDEX questions_source ON questions (source_id) WHERE state IN ('open', 'allowed')",
    "CREATE INDEX questions_message ON questions (message_id) WHERE state IN ('open', 'allowed')",
    "CREATE INDEX questions_unposted ON questions (id) WHERE message_id IS NULL",
    "CREATE INDEX questions_card ON questions (card_id) WHERE card_id IS NOT NULL",
)


@STEPS()
def questions(tables: Tables) -> None:
    """Keep what members ask the authors of pictures, and what those say."""
    for statement in _QUESTIONS:
        tables.conn.execute(statement)


_REPORTS = (
    """
    CREATE TABLE reports (
        id INTEGER PRIMARY KEY,
        letters TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('open', 'upheld', 'dismissed', 'gone')),
        card_id INTEGER NOT NULL REFERENCES cards (id),
        guild_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        reason TEXT NOT NULL,
        note TEXT NOT NULL,
        locale TEXT NOT NULL,
        at INTEGER NOT NULL,
        channel_id INTEGER,
        message_id INTEGER,
        decided_by INTEGER,
        UNIQUE (card_id, user_id),
        CHECK ((state = 'open') = (decided_by IS NULL))
    ) STRICT
    """,
    "CREATE INDEX reports_member ON reports (guild_id, user_id, at)",
    "CREATE INDEX reports_open ON reports (guild_id, id) WHERE state = 'open'",
)


@STEPS()
def reports(tables: Tables) -> None:
    """Keep what members report of results, and what moderators decide."""
    for statement in _REPORTS:
        tables.conn.execute(statement)


_WINDOWS = (
    # A role's or a member's rules, or those of everybody (subject 0). Without an amount: as much as they like.
    """
    CREATE TABLE new_buckets (
        guild_id INTEGER NOT NULL,
        scope TEXT NOT NULL CHECK (scope IN ('member', 'role', 'server')),
        subject INTEGER NOT NULL,
        unit TEXT NOT NULL CHECK (unit IN ('pictures', 'micros')),
        window INTEGER NOT NULL CHECK (window > 0),
        amount INTEGER CHECK (amount >= 0),
        PRIMARY KEY (guild_id, scope, subject, unit, window),
        CHECK ((scope = 'server') = (subject = 0))
    ) STRICT, WITHOUT ROWID
    """,
    "INSERT INTO new_buckets SELECT guild_id, scope, subject, unit, window, amount FROM buckets",
    "DROP TABLE buckets",
    "ALTER TABLE new_buckets RENAME TO buckets",
    # The roles of a card's member, as they asked.
    "ALTER TABLE cards ADD COLUMN role_ids TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(role_ids))",
)


@STEPS()
def windows(tables: Tables) -> None:
    """Let rules say that nothing limits somebody, and keep with a card the roles of its member."""
    for statement in _WINDOWS:
        tables.conn.execute(statement)


_GRANTS = (
    # What is left of a grant follows its entries, by a trigger. `expires_at` is as it was given; `ends_at` is what holds,
    # which is later where pictures were given back afterwards.
    """
    CREATE TABLE grants (
        id INTEGER PRIMARY KEY,
        guild_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        category TEXT NOT NULL CHECK (category IN ('gift', 'event', 'paid')),
        pictures INTEGER NOT NULL CHECK (pictures > 0),
        balance INTEGER NOT NULL CHECK (balance BETWEEN 0 AND pictures),
        given_at INTEGER NOT NULL,
        expires_at INTEGER,
        ends_at INTEGER,
        reason TEXT NOT NULL,
        actor INTEGER NOT NULL,
        CHECK ((expires_at IS NULL) = (ends_at IS NULL))
    ) STRICT
    """,
    "CREATE INDEX grants_member ON grants (guild_id, user_id) WHERE balance > 0",
    "CREATE INDEX grants_due ON grants (ends_at) WHERE balance > 0 AND ends_at IS NOT NULL",
    # An entry of a grant does not count in windows.
    """
    CREATE TABLE new_ledger (
        id INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        written_at INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('reserve', 'settle', 'refund', 'grant', 'expire', 'adjust')),
        guild_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        job_id INTEGER REFERENCES jobs (id),
        grant_id INTEGER REFERENCES grants (id),
        pictures INTEGER NOT NULL,
        cost INTEGER NOT NULL,
        who INTEGER NOT NULL,
        why TEXT NOT NULL,
        bucket TEXT NOT NULL
    ) STRICT
    """,
    # What 'grant' has been until now is an adjustment: of jobs that a host did not bill after all.
    """
    INSERT INTO new_ledger
    SELECT id, at, written_at, iif(kind = 'grant', 'adjust', kind), guild_id, user_id, job_id, NULL, pictures, cost,
           who, why, bucket
    FROM ledger
    """,
    "DROP TABLE ledger",
    "ALTER TABLE new_ledger RENAME TO ledger",
    "CREATE INDEX ledger_job ON ledger (job_id)",
    "CREATE INDEX ledger_member ON ledger (guild_id, user_id, at, pictures) WHERE grant_id IS NULL",
    "CREATE INDEX ledger_grant ON ledger (grant_id) WHERE grant_id IS NOT NULL",
    "CREATE UNIQUE INDEX ledger_reserved ON ledger (job_id, bucket) WHERE kind = 'reserve'",
    "CREATE UNIQUE INDEX ledger_cleared ON ledger (job_id, bucket) WHERE kind IN ('settle', 'refund')",
    """
    CREATE TRIGGER ledger_keeps_all BEFORE DELETE ON ledger
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
    """,
    """
    CREATE TRIGGER ledger_changes_nothing BEFORE UPDATE ON ledger
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
    """,
    """
    CREATE TRIGGER ledger_moves_grants AFTER INSERT ON ledger WHEN NEW.grant_id IS NOT NULL
    BEGIN UPDATE grants SET balance = balance - NEW.pictures WHERE id = NEW.grant_id; END
    """,
)


@STEPS()
def grants(tables: Tables) -> None:
    """Keep what moderators grant members on top, and say in the ledger what was drawn from it."""
    for statement in _GRANTS:
        tables.conn.execute(statement)


_SPEND = (
    # What all jobs of a day cost, by the time at which they count (UTC; days since 1970); guild_id -1 is everywhere.
    """
    CREATE TABLE spend (
        guild_id INTEGER NOT NULL,
        day INTEGER NOT NULL,
        micros INTEGER NOT NULL,
        PRIMARY KEY (guild_id, day)
    ) STRICT, WITHOUT ROWID
    """,
    """
    INSERT INTO spend
    SELECT guild_id, at / 86400000 AS day, sum(cost) FROM ledger WHERE cost <> 0 GROUP BY guild_id, day
    """,
    "INSERT INTO spend SELECT -1, day, sum(micros) FROM spend GROUP BY day",
    """
    CREATE TRIGGER ledger_spends AFTER INSERT ON ledger WHEN NEW.cost <> 0
    BEGIN
        INSERT INTO spend VALUES
            (NEW.guild_id, NEW.at / 86400000, NEW.cost), (-1, NEW.at / 86400000, NEW.cost)
        ON CONFLICT DO UPDATE SET micros = micros + excluded.micros;
    END
    """,
    # Which caps have been told of, in which of their periods, and at how many percent.
    """
    CREATE TABLE spend_told (
        guild_id INTEGER NOT NULL,
        window INTEGER NOT NULL,
        began_at INTEGER NOT NULL,
        cap INTEGER NOT NULL,
        percent INTEGER NOT NULL,
        PRIMARY KEY (guild_id, window, began_at, cap, percent)
    ) STRICT, WITHOUT ROWID
    """,
)


@STEPS()
def spend(tables: Tables) -> None:
    """Keep what was spent as a sum for each day, and which budgets have been told of."""
    for statement in _SPEND:
        tables.conn.execute(statement)


@STEPS()
def paid_cancels(tables: Tables) -> None:
    """Index jobs that were called off after their host was called, to count those of a member."""
    tables.conn.execute(
        "CREATE INDEX jobs_cancelled ON jobs (guild_id, user_id, finished_at)"
        " WHERE state = 'cancelled' AND called = 1"
    )


@STEPS()
def ways(tables: Tables) -> None:
    """Note how somebody else's picture came to a job: posted, brought to the bot by themselves, or made here from theirs."""
    tables.conn.execute("ALTER TABLE jobs ADD COLUMN way TEXT")


_HOUSE = (
    """
    CREATE TABLE server_pauses (
        guild_id INTEGER PRIMARY KEY,
        reason TEXT NOT NULL,
        actor INTEGER NOT NULL,
        at INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE blocks (
        guild_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        ends_at INTEGER,
        reason TEXT NOT NULL,
        actor INTEGER NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (guild_id, user_id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE blocked_words (
        guild_id INTEGER NOT NULL,
        word TEXT NOT NULL,
        actor INTEGER NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (guild_id, word)
    ) STRICT, WITHOUT ROWID
    """,
    # What moderators did, and up to which of it their channel has been told.
    "ALTER TABLE events ADD COLUMN trail INTEGER NOT NULL DEFAULT 0 CHECK (trail IN (0, 1))",
    """
    UPDATE events SET trail = 1
    WHERE guild_id <> 0 AND (
        kind IN ('allowance.set', 'allowance.cleared', 'caps.set', 'caps.cleared', 'credit.granted',
                 'account.reset', 'style.added', 'style.changed', 'style.removed', 'style.illustrated',
                 'report.upheld', 'report.dismissed')
        OR (kind IN ('spend.warning', 'spend.stopped') AND after ->> '$.scope' <> 'bot')
        OR (kind = 'preference.set' AND user_id = 0)
        OR (kind IN ('card.deleted', 'job.cancelled') AND actor NOT IN (0, user_id)))
    """,
    "CREATE INDEX events_trail ON events (guild_id, id) WHERE trail = 1",
    "CREATE TABLE trail_told (guild_id INTEGER PRIMARY KEY, event_id INTEGER NOT NULL) STRICT",
    "INSERT INTO trail_told SELECT guild_id, max(id) FROM events WHERE trail = 1 GROUP BY guild_id",
)


@STEPS()
def house(tables: Tables) -> None:
    """Keep what servers hold their members to, and which events are a moderator's doing."""
    for statement in _HOUSE:
        tables.conn.execute(statement)


_REVIEWS = (
    # Whether a result may be seen is its card's publication; this is what goes with it.
    """
    CREATE TABLE reviews (
        card_id INTEGER PRIMARY KEY REFERENCES cards (id),
        held_at INTEGER NOT NULL,
        flagged INTEGER NOT NULL CHECK (flagged IN (0, 1)),
        reason TEXT NOT NULL DEFAULT '',
        objection TEXT
    ) STRICT
    """,
    "CREATE INDEX cards_held ON cards (guild_id, id) WHERE publication = 'held'",
)


@STEPS()
def reviews(tables: Tables) -> None:
    """Keep what moderators look at before others do, and what they say of it."""
    for statement in _REVIEWS:
        tables.conn.execute(statement)


_ERASURES = (
    # Who wants what is theirs to be erased, and servers that have removed the bot (user 0), each since when.
    """
    CREATE TABLE erasures (
        guild_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (guild_id, user_id),
        CHECK ((guild_id = 0) <> (user_id = 0))
    ) STRICT, WITHOUT ROWID
    """,
    # Messages of cards that were erased, still to be deleted; 0 for the messages of reports about one, to be drawn anew.
    """
    CREATE TABLE leftovers (
        card_id INTEGER NOT NULL REFERENCES cards (id),
        channel_id INTEGER NOT NULL,
        message_id INTEGER NOT NULL,
        PRIMARY KEY (card_id, message_id)
    ) STRICT, WITHOUT ROWID
    """,
    "ALTER TABLE cards ADD COLUMN erased INTEGER NOT NULL DEFAULT 0 CHECK (erased IN (0, 1))",
    # What is somebody's in any server. Cards and the ledger, which grow with every request, are looked through server
    # by server along the indexes that they have.
    "CREATE INDEX jobs_author ON jobs (author) WHERE author IS NOT NULL",
    "CREATE INDEX grants_user ON grants (user_id)",
    "CREATE INDEX buckets_member ON buckets (subject) WHERE scope = 'member'",
    "CREATE INDEX preferences_user ON preferences (user_id)",
    "CREATE INDEX filters_user ON filters (user_id)",
    "CREATE INDEX questions_user ON questions (user_id)",
    "CREATE INDEX questions_server ON questions (guild_id)",
    "CREATE INDEX reports_user ON reports (user_id)",
    "CREATE INDEX styles_author ON styles (author)",
    "CREATE INDEX copies_picture ON copies (picture)",
    "CREATE INDEX server_pauses_actor ON server_pauses (actor)",
    "CREATE INDEX blocks_user ON blocks (user_id)",
    "CREATE INDEX blocked_words_actor ON blocked_words (actor)",
)


@STEPS()
def erasures(tables: Tables) -> None:
    """Let members erase what is kept of them, and forget servers that have removed the bot."""
    for statement in _ERASURES:
        tables.conn.execute(statement)


_BOOKS = (
    # Of a server, in the order in which rows count; and of a member, all that the sum of a window needs beside it.
    "CREATE INDEX ledger_server ON ledger (guild_id, at)",
    "DROP INDEX ledger_member",
    "CREATE INDEX ledger_member ON ledger (guild_id, user_id, at, grant_id, pictures)",
)


@STEPS()
def books(tables: Tables) -> None:
    """Read the ledger of a server and of a member in order."""
    for statement in _BOOKS:
        tables.conn.execute(statement)


_RELAXED = (
    "ALTER TABLE jobs ADD COLUMN relaxed INTEGER NOT NULL DEFAULT 0 CHECK (relaxed IN (0, 1))",
    "DROP INDEX ledger_member",
    "CREATE INDEX ledger_member ON ledger (guild_id, user_id, at, grant_id, bucket, pictures)",
)


@STEPS()
def relaxed(tables: Tables) -> None:
    """Note which jobs cost nothing and wait behind others, and count them apart."""
    for statement in _RELAXED:
        tables.conn.execute(statement)


_PRIVILEGES = (
    # What the members of a role may do; without a value, what all may.
    """
    CREATE TABLE privileges (
        guild_id INTEGER NOT NULL,
        role_id INTEGER NOT NULL,
        running INTEGER CHECK (running > 0),
        waiting INTEGER CHECK (waiting > 0),
        priority INTEGER CHECK (priority BETWEEN 1 AND 5),
        images INTEGER CHECK (images > 0),
        speed TEXT,
        side INTEGER CHECK (side > 0),
        PRIMARY KEY (guild_id, role_id)
    ) STRICT, WITHOUT ROWID
    """,
    # The fair queue counts a picture as 60 from now on, so that its fifth is a whole number too.
    "UPDATE jobs SET vstart = vstart * 60",
    "UPDATE queue_clock SET vtime = vtime * 60",
)


@STEPS()
def privileges(tables: Tables) -> None:
    """Let the members of a role have more than others."""
    for statement in _PRIVILEGES:
        tables.conn.execute(statement)


@STEPS()
def refusals(tables: Tables) -> None:
    """Count for each day (UTC; days since 1970) how often members of a server were turned down, and why."""
    tables.conn.execute(
        """
        CREATE TABLE refusals (
            guild_id INTEGER NOT NULL,
            day INTEGER NOT NULL,
            reason TEXT NOT NULL,
            number INTEGER NOT NULL CHECK (number > 0),
            PRIMARY KEY (guild_id, day, reason)
        ) STRICT, WITHOUT ROWID
        """
    )


@STEPS()
def billed(tables: Tables) -> None:
    """Keep what a host says that it bills for a job (micros), beside what is booked."""
    tables.conn.execute("ALTER TABLE jobs ADD COLUMN billed INTEGER")


_AGE_RESTRICTED = (
    "ALTER TABLE cards ADD COLUMN age_restricted INTEGER NOT NULL DEFAULT 0 CHECK (age_restricted IN (0, 1))",
    "ALTER TABLE reviews ADD COLUMN adult INTEGER NOT NULL DEFAULT 0 CHECK (adult IN (0, 1))",
)


@STEPS()
def age_restricted(tables: Tables) -> None:
    """Note which cards were asked for in age-restricted channels, and which are held since they seem adult elsewhere."""
    for statement in _AGE_RESTRICTED:
        tables.conn.execute(statement)


@STEPS()
def hindrances(tables: Tables) -> None:
    """Keep why a card's end waits for its member."""
    tables.conn.execute("ALTER TABLE deliveries ADD COLUMN why TEXT")


@STEPS()
def understood(tables: Tables) -> None:
    """Keep what a host tells of how it read a job's prompt, as JSON."""
    tables.conn.execute("ALTER TABLE jobs ADD COLUMN understood TEXT")


@STEPS()
def living_tokens(tables: Tables) -> None:
    """Find the tokens that are still kept, whatever the number of deliveries."""
    tables.conn.execute("CREATE INDEX deliveries_tokens ON deliveries (token_at) WHERE token <> ''")


REASONS = (
    # What moderators have typed, beside the event that it is the reason of: that stays when this is erased.
    """
    CREATE TABLE reasons (
        event_id INTEGER PRIMARY KEY REFERENCES events (id),
        guild_id INTEGER NOT NULL,
        user_id INTEGER NOT NULL,
        actor INTEGER NOT NULL,
        reason TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX reasons_user ON reasons (user_id)",
    "CREATE INDEX reasons_actor ON reasons (actor)",
    "CREATE INDEX reasons_server ON reasons (guild_id)",
    # Messages in the moderators' channels that have reasons in them, and of which events they tell.
    """
    CREATE TABLE tellings (
        message_id INTEGER PRIMARY KEY,
        guild_id INTEGER NOT NULL,
        channel_id INTEGER NOT NULL,
        locale TEXT NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        stale INTEGER NOT NULL DEFAULT 0 CHECK (stale IN (0, 1))
    ) STRICT
    """,
    "CREATE INDEX tellings_server ON tellings (guild_id)",
    "CREATE INDEX tellings_stale ON tellings (message_id) WHERE stale = 1",
)


@STEPS()
def reasons(tables: Tables) -> None:
    """Keep the reasons of what moderators do, and where they were told."""
    for statement in REASONS:
        tables.conn.execute(statement)


GRANTS_OF_SERVERS = ("CREATE INDEX grants_server ON grants (guild_id)",)


@STEPS()
def grants_of_servers(tables: Tables) -> None:
    """Find the grants of a server, whose reasons go with it."""
    for statement in GRANTS_OF_SERVERS:
        tables.conn.execute(statement)


HOLDERS = (
    # Who holds a job, since when by a lease, and whether it has one of its host's places. It is held until its end is shown.
    "ALTER TABLE jobs ADD COLUMN holder TEXT",
    "ALTER TABLE jobs ADD COLUMN placed INTEGER NOT NULL DEFAULT 0 CHECK (placed IN (0, 1))",
    "UPDATE jobs SET placed = 1 WHERE state IN ('submitting', 'rendering')",
    "UPDATE jobs SET lease_until = NULL WHERE state NOT IN ('submitting', 'rendering')",
    "DROP INDEX jobs_lease",
    "CREATE INDEX jobs_lease ON jobs (lease_until) WHERE lease_until IS NOT NULL",
    "CREATE INDEX jobs_placed ON jobs (provider) WHERE placed = 1",
)


@STEPS()
def holders(tables: Tables) -> None:
    """Let several processes hold jobs, and places at their hosts."""
    for statement in HOLDERS:
        tables.conn.execute(statement)


# What holds for all processes of the bot, by its name.
STANDING = ("CREATE TABLE standing (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",)


@STEPS()
def standing(tables: Tables) -> None:
    """Let several processes know of a pause, and of hosts that rest."""
    for statement in STANDING:
        tables.conn.execute(statement)


OWNERS = ("CREATE TABLE owners (name TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID",)


@STEPS()
def owners(tables: Tables) -> None:
    """Keep the name by which a store of pictures knows whose it is."""
    for statement in OWNERS:
        tables.conn.execute(statement)


class NewerDatabase(Exception):
    """The file has taken steps that this version does not know: a later one has written it."""


def migrate(connection: Statements) -> None:
    """Take every step that this file has not taken yet; each is one transaction. Raises NewerDatabase."""
    # Plugins are for the sqlite-utils command line; a service loads no code that it did not ask for.
    tables = Tables(connection, execute_plugins=False)  # pyright: ignore[reportArgumentType] - it is a sqlite3.Connection, of whichever build
    known = {step.name for step in STEPS.pending(tables)} | {step.name for step in STEPS.applied(tables)}
    ours = {step.name for step in STEPS.pending(Tables(memory=True, execute_plugins=False))}
    if later := known - ours:
        raise NewerDatabase(", ".join(sorted(later)))
    STEPS.apply(tables)
