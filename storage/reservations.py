"""The way in: one transaction that asks whether they may, reserves the quota and inserts the card with its jobs."""

import json
from collections.abc import Collection, Mapping, Sequence

from domain.buckets import Reservation
from domain.card import Admitted, Card, NewCard, ReplyTo, Target
from domain.errors import TooManyWaiting
from domain.job import Draft, Job
from domain.member import Asker
from domain.past import folded
from domain.privileges import LENGTH, Privileges
from domain.quota import Limits, Uses, account, after, decide, expecting
from storage import deliveries, house, ledger, pictures, spending, styles
from storage import jobs as stored
from storage.cards import COLUMNS, card_of
from storage.database import or_refused, snapshot
from storage.line import place_of
from storage.privileges import privileges_of
from storage.rules import caps_of
from storage.sqlite import Connection, Statements


@or_refused
def reserve(
    connection: Connection,
    new: NewCard,
    drafts: Sequence[Draft],
    reply_to: ReplyTo,
    limits: Limits,
    now: int,
) -> Admitted:
    """Admit a card with all of its jobs, or raise QuotaExceeded, TooManyWaiting, ServerPaused, Blocked or NoRoom and change nothing.

    The same interaction again is the card that it became the first time.
    """
    known = connection.execute(
        f"SELECT {COLUMNS} FROM cards WHERE interaction_id = ?", (new.interaction_id,)
    ).fetchone()
    if known is None:
        house.check_open(connection, new.asker.member, now)
        privileges = privileges_of(connection, new.asker)
        reservation, uses = _decide(connection, new.asker, privileges, drafts, limits, now)
        card, jobs = _insert(connection, new, privileges, drafts, reply_to, reservation, now)
        spending.warn(connection, card.member.guild_id, uses)
    else:
        card, relaxed = card_of(known), _relaxed(drafts)
        uses = ledger.uses_of(connection, new.asker, limits, now, relaxed=relaxed)
        jobs = stored.jobs_of(connection, card.id)
    places = tuple(place_of(connection, job) for job in jobs)
    return Admitted(card, jobs, places, account(uses, now), new=known is None)


@snapshot
def check(
    connection: Statements,
    asker: Asker,
    requests: Sequence[int],
    cost: int,
    coming: Mapping[int, Sequence[int]],
    limits: Limits,
    now: int,
    *,
    relaxed: bool = False,
    apart: Collection[int] = (),
) -> None:
    """Raise what `reserve` would raise for requests of so many pictures each, at that cost; change nothing.

    What is `coming` from the same member (the pictures of each request, by interaction) counts as if it were reserved,
    unless it is by now. Of those that are drawn `apart`, from what relaxed requests have or from what others have, only
    the number counts.
    """
    known = f"SELECT interaction_id FROM cards WHERE interaction_id IN ({', '.join('?' * len(coming))})"
    reserved = {row[0] for row in connection.execute(known, tuple(coming))} if coming else set[int]()
    expected = {one: each for one, each in coming.items() if one not in reserved}
    privileges, waiting = privileges_of(connection, asker), sum(map(len, expected.values()))
    _check_caps(connection, asker, privileges, len(requests), waiting, limits)
    uses = ledger.uses_of(connection, asker, limits, now, relaxed=relaxed)
    pictures = sum(sum(each) for one, each in expected.items() if one not in apart)
    decide(expecting(uses, pictures, now), sum(requests), cost, now)


def _decide(
    connection: Statements,
    asker: Asker,
    privileges: Privileges,
    drafts: Sequence[Draft],
    limits: Limits,
    now: int,
) -> tuple[Reservation, Uses]:
    """Return what the requests of a card take, and what counts then."""
    _check_caps(connection, asker, privileges, len(drafts), 0, limits)
    uses = ledger.uses_of(connection, asker, limits, now, relaxed=_relaxed(drafts))
    pictures, cost = sum(one.request.images for one in drafts), sum(one.cost for one in drafts)
    reservation = decide(uses, pictures, cost, now)
    return reservation, after(uses, reservation, now)


def _relaxed(drafts: Sequence[Draft]) -> bool:
    return any(draft.relaxed for draft in drafts)


def _check_caps(
    connection: Statements, asker: Asker, privileges: Privileges, asked: int, coming: int, limits: Limits
) -> None:
    member, caps = asker.member, caps_of(connection, asker.member.guild_id, limits.caps)
    most = privileges.waits(caps)
    row = connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE user_id = ?) FROM jobs WHERE guild_id = ?"
        " AND state IN ('queued', 'submitting', 'rendering') AND state = 'queued'",
        (member.user_id, member.guild_id),
    ).fetchone()
    of_server, of_member = row or (0, 0)
    if of_member + coming + asked > most:
        raise TooManyWaiting("member", most, of_member + coming, asked)
    if not member.personal and of_server + coming + asked > caps.server_waiting:
        raise TooManyWaiting("server", caps.server_waiting, of_server + coming, asked)


def _insert(
    connection: Connection,
    new: NewCard,
    privileges: Privileges,
    drafts: Sequence[Draft],
    reply_to: ReplyTo,
    reservation: Reservation,
    now: int,
) -> tuple[Card, tuple[Job, ...]]:
    """Insert the card, its jobs with their reservations, and its delivery."""
    asker = new.asker
    row = connection.execute(
        "INSERT INTO cards"
        " (interaction_id, guild_id, user_id, channel_id, locale, letters, private, asked_at, role_ids, age_restricted)"
        f" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING {COLUMNS}",
        (
            *(new.interaction_id, asker.member.guild_id, asker.member.user_id, asker.channel_id),
            *(
                new.locale,
                new.letters,
                new.private,
                new.asked_at or now,
                json.dumps(sorted(asker.role_ids)) if asker.role_ids else "[]",
            ),
            asker.age_restricted,
        ),
    ).fetchone()
    assert row is not None
    card = card_of(row)
    left, jobs = list(reservation.draws), list[Job]()
    for part, draft in enumerate(drafts):
        job = _insert_job(connection, card, part, draft, privileges.length(relaxed=draft.relaxed), now)
        left = ledger.reserve(connection, job, left, now)
        if draft.request.style:
            styles.used(connection, card.member.guild_id, draft.request.style)
        stored.tell(connection, "job.queued", job, actor=asker.member.user_id)
        jobs.append(job)
    deliveries.add(connection, card, Target.REPLY, reply_to)
    return card, tuple(jobs)


def _insert_job(connection: Connection, card: Card, part: int, draft: Draft, length: int, now: int) -> Job:
    """Insert one job whose pictures count so much in the line. Its virtual start is behind all that its member has waiting.

    As far as its pictures count less than others', it goes before them, and where they count more, behind. Who goes before
    others starts behind their own last request also when that has ended: so they have their share, and not all.
    """
    pictures.remember(connection, draft.source, now)
    if draft.look:
        pictures.remember(connection, draft.look, now)
    member, parent, asked = card.member, draft.parent, draft.request
    row = connection.execute(
        f"""
        INSERT INTO jobs (card_id, part, tag, guild_id, user_id, state, request, style, said, pictures, source, look,
                          parent_job, parent_number, parent_user, author, way, provider, cost, motion_lost,
                          ground, relaxed, asked_at, vstart)
        VALUES (?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? + max(
            (SELECT vtime FROM queue_clock),
            coalesce((SELECT max(vstart + pictures * {LENGTH}) FROM jobs WHERE guild_id = ? AND user_id = ?
                      AND state IN ('queued', 'submitting', 'rendering')), 0),
            coalesce(CASE WHEN ? = 1 THEN (SELECT vstart + pictures * {LENGTH} FROM jobs WHERE guild_id = ? AND user_id = ?
                                           ORDER BY card_id DESC LIMIT 1) END, 0)))
        RETURNING {stored.COLUMNS}
        """,
        (
            *(card.id, part, f"{card.interaction_id}.{part}", member.guild_id, member.user_id),
            *(asked.model_dump_json(), asked.style.name if asked.style else None, folded(asked.prompt)),
            *(asked.images, draft.source.sha256, draft.look.sha256 if draft.look else None),
            *((parent.job_id, parent.number, parent.user_id) if parent else (None, None, None)),
            *((draft.author.user_id, draft.author.way) if draft.author else (None, None)),
            *(draft.provider, draft.cost, draft.loss.motion, draft.loss.ground),
            *(draft.relaxed, now, asked.images * (length - LENGTH)),
            *(member.guild_id, member.user_id),
            *(length < LENGTH, member.guild_id, member.user_id),
        ),
    ).fetchone()
    assert row is not None
    return stored.job_of(row, draft.request)
