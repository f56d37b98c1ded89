"""What is shown of a card, all of it as it was at one moment; read beside what is being written."""

from dataclasses import dataclass

from domain.card import Card, DeliveryState, ReplyTo, Varied, picture_name
from domain.job import Job, JobState, Result, StoredPicture
from domain.quota import Account, Limits
from domain.review import Review
from storage import deliveries, jobs, ledger
from storage.cards import card_above
from storage.database import snapshot
from storage.reviews import review_of
from storage.sqlite import Statements


@dataclass(frozen=True, slots=True)
class Part:
    """One job of a card: its pictures, how many of them count, what it started from, and which picture of ours that is."""

    job: Job
    results: list[Result]
    counted: int
    source: StoredPicture | None
    parent: Varied | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A card, where it is shown and whether its end has been, and its member's account."""

    card: Card
    reply_to: ReplyTo | None
    delivery: DeliveryState
    account: Account
    review: Review | None = None


@snapshot
def of_card(connection: Statements, card_id: int, limits: Limits, now: int) -> tuple[Shown, tuple[Part, ...]]:
    """Return a card with its jobs, in the order of their parts, and with what has come of them."""
    parts = tuple(_part(connection, job) for job in jobs.jobs_of(connection, card_id))
    card = card_above(connection, card_id)
    relaxed = any(part.job.relaxed for part in parts)
    account = ledger.account_of(connection, card.asker, limits, now, relaxed=relaxed)
    reply_to, state = deliveries.reply_of(connection, card_id), deliveries.state_of(connection, card_id)
    return Shown(card, reply_to, state, account, review_of(connection, card)), parts


def _part(connection: Statements, job: Job) -> Part:
    results = jobs.results_of(connection, job.id) if job.state is JobState.DONE else []
    counted = ledger.counted_of(connection, job.id)
    return Part(job, results, counted, jobs.source_of(connection, job), parent_of(connection, job))


def parent_of(connection: Statements, job: Job) -> Varied | None:
    """Return the picture that a job varies. Part of another transaction."""
    if job.parent is None:
        return None
    row = connection.execute(
        "SELECT part, pictures, card_id, deleted_by IS NULL,"
        " (SELECT count(*) FROM jobs AS others WHERE others.card_id = jobs.card_id),"
        " (SELECT count(*) FROM results WHERE job_id = jobs.id AND number <= ?)"
        " FROM jobs JOIN cards ON cards.id = card_id WHERE jobs.id = ?",
        (job.parent.number, job.parent.job_id),
    ).fetchone()
    if row is None:
        return Varied(str(job.parent.number), None)
    part, images, card_id, kept, jobs_of_card, place = row
    name = picture_name(part, place or job.parent.number, images, alone=jobs_of_card == 1)
    reply_to = deliveries.reply_of(connection, card_id) if kept else None
    return Varied(name, reply_to.spot if reply_to else None)
