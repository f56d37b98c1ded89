"""No query of the live program scans jobs or the ledger: their cost does not grow with the history.

The statements are those that SQLite itself saw while every function was used once.
"""

import re
from dataclasses import replace
from typing import Any, cast

import pytest

from domain.books import Book, Extract
from domain.buckets import Scope
from domain.card import Card, CardRef, DeliveryState, Target
from domain.errors import Failure, FailureKind, QuotaExceeded
from domain.fingerprint import Fingerprint
from domain.grant import NewGrant
from domain.house import Block
from domain.job import Bill, Job, Parent, Result, StoredPicture, Ticket
from domain.member import Member
from domain.past import Filter
from domain.picture import PictureFormat
from domain.preference import Preference
from domain.privileges import Privileges
from domain.question import QuestionState
from domain.quota import Caps, Limits
from domain.report import NewReport, Reason, ReportState
from domain.review import TIMEOUT, Reviewing
from domain.rules import EVERYBODY
from domain.telling import Telling
from domain.wordlist import Pattern
from storage import (
    books,
    cards,
    charges,
    deliveries,
    erasures,
    events,
    exports,
    families,
    figures,
    fingerprints,
    grants,
    history,
    holds,
    house,
    jobs,
    ledger,
    line,
    pictures,
    preferences,
    privileges,
    questions,
    reports,
    reservations,
    reviews,
    rules,
    shown,
    spending,
    styles,
    tellings,
    traces,
)
from storage.database import Database
from tests import stored
from tests.storage.conftest import NOW, ON_SQLITE, Reserve, asker, cap, new_question, rule

SCAN = re.compile(
    r"SCAN (cards|jobs|ledger|grants|spend|spend_told|events|buckets|deliveries|styles|style_uses|results|fingerprints|copies|questions|reports|reviews|reasons|tellings"
    r"|server_pauses|blocks|blocked_words|preferences|privileges|refusals|next|other)\b(?! USING (COVERING )?INDEX"
    r" (jobs_(claim|lease|member)|deliveries_pending|cards_held|tellings_stale|questions_(ends|unposted)))"
)


@ON_SQLITE
async def test_nothing_scans_jobs_or_the_ledger(database: Database, reserve: Reserve, limits: Limits) -> None:
    seen = await _trace(database)
    await _use_everything(database, reserve, limits)
    statements = {
        sql
        for sql in seen
        if re.search(
            r"\b(cards|jobs|ledger|grants|spend|events|buckets|styles|style_uses|fingerprints|copies|questions|reports|reviews|server_pauses|blocks|blocked_words|preferences|privileges|refusals|reasons|tellings)\b",
            sql,
        )
        and not sql.startswith("EXPLAIN")
    }
    assert len(statements) >= 20
    plans = {sql: await _plan(database, sql) for sql in statements}
    assert {sql: plan for sql, plan in plans.items() if SCAN.search(plan)} == {}


async def _trace(database: Database) -> list[str]:
    """The statements that SQLite gets from now on, with their values in them."""
    seen: list[str] = []
    await database.run(
        lambda connection: cast("Any", connection).execute.__self__.set_trace_callback(seen.append)
    )
    await database.read(lambda connection: cast("Any", connection).set_trace_callback(seen.append))
    return seen


async def _plan(database: Database, sql: str) -> str:
    rows = await database.run(lambda connection: connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall())
    return " | ".join(str(row[3]) for row in rows)


async def _use_everything(database: Database, reserve: Reserve, limits: Limits) -> None:
    async def rendering() -> Job:
        admitted = await reserve()
        claimed = await jobs.claim(database, "local", Caps(), NOW)
        assert claimed
        assert claimed.id == admitted.jobs[0].id
        called = await jobs.calling(database, claimed)
        assert called
        url = "http://h/"
        ticket = Ticket(id=f"t{claimed.id}", status_url=url, response_url=url, cancel_url=url)
        accepted = await jobs.accepted(database, called, ticket)
        assert accepted
        return accepted

    job = await rendering()
    picture = StoredPicture("b" * 64, PictureFormat.PNG, 1, 1, 1)
    await jobs.finish(database, job, [Result(1, 1, picture)], Bill(1, 0), prompt_used="", now=NOW)
    await jobs.fail(database, await rendering(), Failure(kind=FailureKind.INTERNAL), NOW)
    await jobs.cancel(database, await rendering(), NOW, actor=1)
    await jobs.requeue(database, await rendering())
    admitted = await jobs.claim(database, "local", Caps(), NOW)
    assert admitted
    await jobs.not_called(database, admitted)
    await jobs.reroute(database, admitted, "fal", 1, (), NOW)
    await _use_leases(database, job)
    await jobs.let_go(database, await rendering(), 1)
    await jobs.unknown(database, NOW)
    await jobs.paid_cancels(database, job.member, NOW)
    await line.waiting(database, "local", 0, 10)
    await line.servers(database)
    await line.parting(database, 0, NOW)
    await line.under_way(database, job.member, 1, 8)
    await line.waiting_in(database, 9)
    await shown.of_card(database, job.card_id, limits, NOW)
    await preferences.chosen(database, job.member, Preference.NOTICES)
    await preferences.consent(database, 9, 1)
    await preferences.choose(database, job.member, Preference.NOTICES, 0, actor=1)
    await ledger.give_back(database, job, NOW)
    await stored.counted(database, job.id)
    await jobs.find(database, job.id)
    await jobs.results(database, job.id)
    await jobs.source(database, job)
    await jobs.look(database, replace(job, look=job.source))
    await line.first(database, "local", 10)
    await jobs.orphans(database, ["local"])
    await line.usual(database, job)
    await _use_cards(database, job)
    await _use_accounts(database, reserve, limits)
    await _use_what_is_kept(database, job)
    await _use_questions(database)


async def _use_leases(database: Database, job: Job) -> None:
    await jobs.renew(database, [job])
    await jobs.take_over(database, held=[job], but=["fal"])
    await jobs.placed(database, "local")
    await jobs.wound_up(database, job)
    await jobs.shown(database, job.card_id, [job.id])
    await jobs.leave(database)


async def _use_what_is_kept(database: Database, job: Job) -> None:
    await exports.rows(database, 1)
    await exports.pictures(database, 1)
    await erasures.only_in(database, [9], NOW)
    await erasures.take_back(database, 8)
    await erasures.leftovers(database, 9)
    for owner in (Member(0, 1), Member(9, 0)):
        wish = await erasures.wish(database, owner, NOW)
        await erasures.due(database, NOW)
        await erasures.left(database, wish)
        made = await erasures.results_of(database, [job.card_id])
        await erasures.erase_cards(database, wish, [job.card_id])
        await erasures.erase_rest(database, wish, done=True)
        await erasures.needed(database, made)
    await questions.withdraw_all(database, 1)
    await pictures.forget_unused(database, NOW, 9)


async def _use_cards(database: Database, job: Job) -> None:
    await pictures.forget_unused(database, NOW, 10)
    await jobs.of_card(database, job.card_id)
    card = await stored.card(database, job.card_id)
    await cards.find(database, CardRef(card.id, card.letters))
    reply_to = await deliveries.reply_to(database, card.id)
    assert reply_to is not None
    await deliveries.renew(database, card.id, reply_to)
    await deliveries.undelivered(database)
    await deliveries.forget_tokens(database, NOW)
    await styles.latest_result(database, card.member, "house")
    await styles.most_used(database, card.member.guild_id, 25)
    for wanted in (Filter(), Filter(style="Ink"), Filter(text="ink"), Filter("Ink", "ink")):
        await history.page(database, card.member, wanted, 8)
        await history.page(database, card.member, wanted, 8, below=card.id)
        await history.page(database, card.member, wanted, 8, above=card.id)
    await history.styles(database, card.member, 8)
    ref = await history.keep(database, card.member, Filter(), NOW)
    await history.kept(database, ref, card.member)
    await history.forget(database, NOW)
    seen = Fingerprint(tuple(range(192)))
    await fingerprints.add(database, "b" * 64, seen)
    await fingerprints.copied(database, "c" * 64, StoredPicture("b" * 64, PictureFormat.PNG, 1, 1, 1))
    await fingerprints.missing(database, "", 10)
    await traces.trace(database, "d" * 64, seen, asker())
    await families.family(database, replace(job, parent=Parent(job.id, 1, 1)), asker(), 8)
    await deliveries.moved(database, card.id, DeliveryState.SHOWN)
    await _use_reports(database, card.id)
    await _use_reviews(database, card)
    await _use_house(database, card.member)
    await cards.delete(database, card, actor=1)
    await events.of_job(database, job.id)
    await events.of_server(database, 9, 10)


async def _use_reports(database: Database, card_id: int) -> None:
    report = await reports.add(
        database, NewReport("letter", card_id, Member(9, 1), Reason.OTHER, "", "en-GB", NOW)
    )
    await reports.posted(database, report, 5, 6)
    await reports.find(database, report.ref)
    await reports.about(database, card_id)
    await reports.unposted(database, 9)
    await reports.undone(database, 9, 3)
    await reports.decide(database, report, ReportState.DISMISSED, actor=1)


async def _use_reviews(database: Database, card: Card) -> None:
    await preferences.of_server(database, 9, Preference.REVIEW)
    everybody = Member(9, EVERYBODY)
    await preferences.choose(database, everybody, Preference.REVIEW, Reviewing.EVERYTHING, actor=1)
    await database.run(lambda connection: holds.hold(connection, card.id, NOW, flagged=True))
    await database.run(lambda connection: holds.hold(connection, card.id, NOW, flagged=True, adult=True))
    await cards.above(database, card.id)
    await deliveries.posted(database, card.id, Target.REVIEW, 5)
    await deliveries.state(database, card.id, Target.REVIEW)
    assert await reviews.waiting(database, 9) != (None, 0)
    assert await reviews.overdue(database, NOW + TIMEOUT, 10)
    assert await reviews.object_to(database, card, "why", NOW)
    assert await reviews.reject(database, card, "so", actor=1, now=NOW)
    assert not await reviews.publish(database, card, actor=1)
    assert await reviews.find(database, await stored.card(database, card.id))


async def _use_house(database: Database, member: Member) -> None:
    word = Pattern.parse("gore")
    await house.pause(database, 9, "", actor=1, now=NOW)
    await house.block(database, 9, Block(member.user_id, NOW + 1, "", 1), now=NOW)
    await house.block_word(database, 9, word, actor=1, now=NOW)
    await house.of_asker(database, asker(), NOW)
    await house.blocks(database, 9, NOW, 1, 10)
    await house.patterns(database, 9)
    await house.bounds(database, 9)
    await line.under_way(database, Member(9, EVERYBODY), 1, 8)
    await events.trail(database, 9, 10)
    await events.untold(database, 9, 10)
    await events.told(database, 9)
    await house.allow_word(database, 9, word, actor=1)
    await house.unblock(database, member, actor=1, now=NOW)
    await house.resume(database, 9, actor=1)


async def _use_questions(database: Database) -> None:
    await questions.check(database, Member(9, 1), 2, NOW)
    asked = await questions.ask(database, new_question())
    assert asked
    await questions.posted(database, asked, 5)
    await questions.forget_unposted(database)
    await questions.unposted(database, asked)
    await questions.find(database, asked.ref)
    await questions.granted(database, Member(9, 1), 2, "a" * 64)
    await questions.unsettled(database, 10)
    await questions.gone(database, [1])
    await questions.expire(database, NOW, 10)
    await questions.decline_all(database, 3)
    await questions.answer(database, asked, QuestionState.ALLOWED, actor=2)


async def _use_accounts(database: Database, reserve: Reserve, limits: Limits) -> None:
    await reservations.check(database, asker(), [1], 0, {1: [1]}, limits, NOW)
    await stored.account(database, asker(), limits, NOW)
    await ledger.uses(database, asker(roles=(70, 71)), limits, NOW)
    own = rule(1, Scope.MEMBER, 1)
    await rules.set_rule(database, 9, own, actor=1)
    await rules.set_rule(database, 9, cap(1_000_000), actor=1)
    await spending.of_server(database, 9, NOW)
    await reserve(user=2, cost=900_000, limits=replace(limits, budgets=(cap(1_000_000, Scope.BOT).bucket,)))
    with pytest.raises(QuotaExceeded) as exceeded:
        await reserve(user=2, cost=900_000)
    await spending.stopped(database, 9, exceeded.value, (), NOW)
    await rules.of_server(database, 9)
    await rules.clear_rules(database, 9, [own], actor=1)
    member = asker().member
    for wanted in (
        Extract(),
        Extract(user_id=1),
        Extract(job_id=1),
        Extract(day=20_833),
        Extract(Book.ACTIONS),
    ):
        await books.sheet(database, 9, wanted, 8)
        await books.sheet(database, 9, wanted, 8, below=5)
        await books.sheet(database, 9, wanted, 8, above=5)
    await charges.of_member(database, member, 5)
    await figures.turned_down(database, 20_833, {(9, "QuotaExceeded"): 2})
    await database.read(lambda connection: figures.figures_of(connection, 9, 20_800, 20_833))
    await privileges.set_for_role(database, 9, 70, Privileges(2, 3, 4), actor=1)
    await privileges.of_role(database, 9, 70)
    await privileges.of_server(database, 9)
    await reserve(roles=(70,), user=4)
    await jobs.claim(database, "local", Caps(), NOW)
    for size in (1, 2):
        await grants.give(database, member, NewGrant(size, ends_at=NOW), actor=1, now=0)
    await grants.credit(database, member, NOW)
    await grants.revoke(database, member, None, "why", actor=1, now=NOW)
    told = Telling(1, 9, 5, "en-GB", 1, 10**6)
    await tellings.keep(database, told, 0)
    await tellings.stale(database, 9)
    await tellings.told_in(database, told)
    await tellings.forget(database, told)
    await grants.expire(database, NOW)
    await database.run(lambda connection: grants.reopen(connection, 1, NOW))
    await ledger.reset(database, member, actor=1, now=NOW)
    await rules.set_caps(database, 9, Caps(), Caps(), actor=1)
    await rules.caps(database, 9, Caps())
    await rules.clear_caps(database, 9, Caps(), actor=1)
