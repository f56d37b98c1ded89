"""The way in: one transaction that asks whether they may, reserves the quota and inserts the card with its jobs."""

import json
from collections.abc import Mapping, Sequence

from domain.buckets import Reservation
from domain.card import Admitted, Card, NewCard, ReplyTo, Target
from domain.errors import TooManyWaiting
from domain.job import Draft, Job
from domain.member import Asker, Member
from domain.past import folded
from domain.quota import Limits, Uses, account, after, decide, expecting
from storage import deliveries, house, ledger, pictures, spending, styles
from storage import jobs as stored
from storage.cards import COLUMNS, card_of
from storage.database import snapshot, transaction
from storage.line import place_of
from storage.rules import caps_of
from storage.sqlite import Connection, Statements


@transaction
def reserve(
    connection: Connection,
    new: NewCard,
    drafts: Sequence[Draft],
    reply_to: ReplyTo,
    limits: Limits,
    now: int,
) -> Admitted:
    """Admit a card with all of its jobs, or raise QuotaExceeded, TooManyWaiting, ServerPaused or Blocked and change nothing.

    The same interaction again is the card that it became the first time.
    """
    known = connection.execute(
        f"SELECT {COLUMNS} FROM cards WHERE interaction_id = ?", (new.interaction_id,)
    ).fetchone()
    if known is None:
        house.check_open(connection, new.asker.member, now)
        reservation, uses = _decide(connection, new.asker, drafts, limits, now)
        card, jobs = _insert(connection, new, drafts, reply_to, reservation, now)
        spending.warn(connection, card.member.guild_id, uses)
    else:
        card, uses = card_of(known), ledger.uses_of(connection, new.asker, limits, now)
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
) -> None:
    """Raise what `reserve` would raise for requests of so many pictures each, at that cost; change nothing.

    What is `coming` from the same member (the pictures of each request, by interaction) counts as if it were reserved,
    unless it is by now.
    """
    known = f"SELECT interaction_id FROM cards WHERE interaction_id IN ({', '.join('?' * len(coming))})"
    reserved = {row[0] for row in connection.execute(known, tuple(coming))} if coming else set[int]()
    expected = [pictures for one, each in coming.items() if one not in reserved for pictures in each]
    _check_caps(connection, asker.member, len(requests), len(expected), limits)
    uses = ledger.uses_of(connection, asker, limits, now)
    decide(expecting(uses, sum(expected), now), sum(requests), cost, now)


def _decide(
    connection: Statements, asker: Asker, drafts: Sequence[Draft], limits: Limits, now: int
) -> tuple[Reservation, Uses]:
    """Return what the requests of a card take, and what counts then."""
    _check_caps(connection, asker.member, len(drafts), 0, limits)
    uses = ledger.uses_of(connection, asker, limits, now)
    pictures, cost = sum(one.request.images for one in drafts), sum(one.cost for one in drafts)
    reservation = decide(uses, pictures, cost, now)
    return reservation, after(uses, reservation, now)


def _check_caps(connection: Statements, member: Member, asked: int, coming: int, limits: Limits) -> None:
    caps = caps_of(connection, member.guild_id, limits.caps)
    row = connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE user_id = ?) FROM jobs WHERE guild_id = ?"
        " AND state IN ('queued', 'submitting', 'rendering') AND state = 'queued'",
        (member.user_id, member.guild_id),
    ).fetchone()
    of_server, of_member = row or (0, 0)
    if of_member + coming + asked > caps.member_waiting:
        raise TooManyWaiting("member", caps.member_waiting, of_member + coming, asked)
    if not member.personal and of_server + coming + asked > caps.server_waiting:
        raise TooManyWaiting("server", caps.server_waiting, of_server + coming, asked)


def _insert(
    connection: Connection,
    new: NewCard,
    drafts: Sequence[Draft],
    reply_to: ReplyTo,
    reservation: Reservation,
    now: int,
) -> tuple[Card, tuple[Job, ...]]:
    """Insert the card, its jobs with their reservations, and its delivery."""
    asker = new.asker
    row = connection.execute(
        "INSERT INTO cards"
        " (interaction_id, guild_id, user_id, channel_id, locale, letters, private, asked_at, role_ids)"
        f" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING {COLUMNS}",
        (
            *(new.interaction_id, asker.member.guild_id, asker.member.user_id, asker.channel_id),
            *(new.locale, new.letters, new.private, new.asked_at or now, json.dumps(sorted(asker.role_ids))),
        ),
    ).fetchone()
    assert row is not None
    card = card_of(row)
    left, jobs = list(reservation.draws), list[Job]()
    for part, draft in enumerate(drafts):
        job = _insert_job(connection, card, part, draft, now)
        left = ledger.reserve(connection, job, left, now)
        if draft.request.style:
            styles.used(connection, card.member.guild_id, draft.request.style)
        stored.tell(connection, "job.queued", job, actor=asker.member.user_id)
        jobs.append(job)
    deliveries.add(connection, card, Target.REPLY, reply_to)
    return card, tuple(jobs)


def _insert_job(connection: Connection, card: Card, part: int, draft: Draft, now: int) -> Job:
    """Insert one job. Its virtual start is behind all that its member has waiting."""
    pictures.remember(connection, draft.source, now)
    if draft.look:
        pictures.remember(connection, draft.look, now)
    member, parent, asked = card.member, draft.parent, draft.request
    row = connection.execute(
        f"""
        INSERT INTO jobs (card_id, part, tag, guild_id, user_id, state, request, style, said, pictures, source, look,
                          parent_job, parent_number, parent_user, author, way, provider, cost, motion_lost,
                          ground, asked_at, vstart)
        VALUES (?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, max(
            (SELECT vtime FROM queue_clock),
            coalesce((SELECT max(vstart + pictures) FROM jobs WHERE guild_id = ? AND user_id = ?
                      AND state IN ('queued', 'submitting', 'rendering')), 0)))
        RETURNING {stored.COLUMNS}
        """,
        (
            *(card.id, part, f"{card.interaction_id}.{part}", member.guild_id, member.user_id),
            *(asked.model_dump_json(), asked.style.name if asked.style else None, folded(asked.prompt)),
            *(asked.images, draft.source.sha256, draft.look.sha256 if draft.look else None),
            *((parent.job_id, parent.number, parent.user_id) if parent else (None, None, None)),
            *((draft.author.user_id, draft.author.way) if draft.author else (None, None)),
            *(draft.provider, draft.cost, draft.loss.motion, draft.loss.ground),
            *(now, member.guild_id, member.user_id),
        ),
    ).fetchone()
    assert row is not None
    return stored.job_of(row, draft.request)
