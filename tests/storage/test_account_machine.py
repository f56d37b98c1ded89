"""Whatever happens in whatever order, the real accounts are what a plain model says; and planted faults are found."""

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from domain import quota
from domain.buckets import DAY, MONTH, RELAXED, WEEK, WINDOWS, Bucket, Scope, Unit, Use
from domain.card import Admitted, NewCard, ReplyTo
from domain.errors import Failure, FailureKind, QuotaExceeded
from domain.grant import Category, NewGrant, in_order
from domain.grant import Grant as Credit
from domain.job import Bill, Draft, Job, StoredPicture, Ticket
from domain.member import Asker, Member
from domain.picture import PictureFormat
from domain.quota import Caps, Limits
from domain.request import RestyleRequest
from domain.rules import Rule, Subject
from storage import audit, entries, grants, jobs, ledger, reservations, rules, spending
from storage.entries import Entry
from storage.sqlite import Connection, SqliteError
from storage.writer import SqliteDatabase
from tests import stored
from tests.storage import account_model
from tests.storage.account_model import Grant, Model
from tests.storage.account_model import Job as ModelJob
from tests.storage.conftest import NOW, limits_of

Result = TypeVar("Result")
Write = Callable[[Connection, Entry, int], None]

CAPS = Caps(10**6, 10**6, 10**6, 10**6)
RELAX = Bucket(Scope.RELAX, Unit.PICTURES, 3)
LIMITS = Limits(limits_of(4).allowance, limits_of(4).personal, CAPS, relax=RELAX)
SOURCE = StoredPicture("a" * 64, PictureFormat.PNG, 64, 48, 1000)
REPLY_TO = ReplyTo(9, 5, 6, "token", NOW, ephemeral=False, lasting=True, file_limit=10_000_000)
FAILURE = Failure(kind=FailureKind.INTERNAL)

users, any_number = st.integers(1, 2), st.integers(0, 10**6)
roles = st.lists(st.sampled_from([70, 71]), unique=True, max_size=2)
sizes = st.lists(st.integers(1, 4), min_size=1, max_size=3)
costs = st.sampled_from([0, 0, 7, 30, 100])
subjects = st.sampled_from(
    [Subject(), Subject(Scope.ROLE, 70), Subject(Scope.ROLE, 71), Subject(Scope.MEMBER, 1)]
)


@cache
def _empty() -> Path:
    """A database with all of its tables, made once."""
    path = Path(tempfile.mkdtemp()) / "restyle.db"

    async def make() -> None:
        async with SqliteDatabase(path):
            pass

    asyncio.run(make())
    return path


class Accounts(RuleBasedStateMachine):
    """A server in which anything may happen, and beside it the model of it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(shutil.copy(_empty(), Path(self.folder.name) / "restyle.db"))
        self.runner = asyncio.Runner()
        self.database = SqliteDatabase(path)
        self.runner.run(self._open())
        self.model = Model(4, 3, NOW)
        self.numbers = count(1)
        self.cards: dict[int, Admitted] = {}
        self.live: dict[int, Job] = {}

    async def _open(self) -> None:
        await self.database.__aenter__()

    def teardown(self) -> None:
        async def close() -> None:
            await self.database.__aexit__(None, None, None)

        self.runner.run(close())
        self.runner.close()
        self.folder.cleanup()

    def _do(self, doing: Awaitable[Result]) -> Result:
        async def do() -> Result:
            return await doing

        return self.runner.run(do())

    @rule(user=users, having=roles, images=sizes, cost=costs)
    def ask(self, user: int, having: list[int], images: list[int], cost: int) -> None:
        now, asker = self.model.now, Asker(Member(9, user), 5, frozenset(having))
        whole = cost * len(images)
        fits = self.model.fits(user, having, sum(images), whole)
        checked = self._do(
            self._outcome(reservations.check(self.database, asker, images, whole, {}, LIMITS, now))
        )
        assert (checked is None) is fits
        number = next(self.numbers)
        card = NewCard(number, asker, "letter", private=False)
        admitted = self._do(self._outcome(self._reserve(card, images, cost)))
        if not fits:
            assert isinstance(admitted, QuotaExceeded)
            if admitted.bucket.unit is Unit.PICTURES:
                assert admitted.left < sum(images)
            return
        assert isinstance(admitted, Admitted)
        assert admitted.new
        room = self.model.room(user, having)
        draws = self.model.admit(user, having, images)
        for job, drawn in zip(admitted.jobs, draws, strict=True):
            self.model.jobs[job.id] = ModelJob(user, now, drawn, cost)
            self.live[job.id] = job
        self.cards[number] = admitted
        for window, limit in self.model.limits(user, having).items():
            assert limit is None or room == 0 or self.model.used(user, window) <= limit
        for period, cap in self.model.caps.items():
            assert whole == 0 or self.model.spent(period) <= cap

    @rule(user=users, having=roles, images=sizes)
    def ask_for_what_costs_nothing(self, user: int, having: list[int], images: list[int]) -> None:
        now, asker = self.model.now, Asker(Member(9, user), 5, frozenset(having))
        fits = self.model.relaxes(user, having, sum(images))
        checked = self._do(
            self._outcome(reservations.check(self.database, asker, images, 0, {}, LIMITS, now, relaxed=True))
        )
        assert (checked is None) is fits
        number = next(self.numbers)
        card = NewCard(number, asker, "letter", private=False)
        admitted = self._do(self._outcome(self._reserve(card, images, 0, relaxed=True)))
        assert isinstance(admitted, Admitted) is fits
        if isinstance(admitted, Admitted):
            for job, size in zip(admitted.jobs, images, strict=True):
                self.model.jobs[job.id] = ModelJob(user, now, [(account_model.RELAX, size)], 0)
                self.live[job.id] = job
            self.cards[number] = admitted

    def _reserve(
        self, card: NewCard, images: Sequence[int], cost: int, *, relaxed: bool = False
    ) -> Awaitable[Admitted]:
        drafts = [
            Draft(
                RestyleRequest(prompt="ink", seed=7, images=size), SOURCE, None, "fal", cost, relaxed=relaxed
            )
            for size in images
        ]
        return reservations.reserve(self.database, card, drafts, REPLY_TO, LIMITS, self.model.now)

    async def _outcome(self, doing: Awaitable[Result]) -> Result | QuotaExceeded:
        try:
            return await doing
        except QuotaExceeded as exceeded:
            return exceeded

    @precondition(lambda self: self.cards)
    @rule(which=any_number, user=users, images=sizes)
    def deliver_an_interaction_again(self, which: int, user: int, images: list[int]) -> None:
        known = list(self.cards.values())[which % len(self.cards)]
        asker = Asker(Member(9, user), 5)
        card = NewCard(known.card.interaction_id, asker, "others", private=False)
        again = self._do(self._reserve(card, images, 100))
        assert (again.card, again.new) == (known.card, False)
        assert [job.id for job in again.jobs] == [job.id for job in known.jobs]

    @rule()
    def call(self) -> None:
        claimed = self._do(jobs.claim(self.database, "fal", CAPS, self.model.now))
        waiting = [job for number, job in self.live.items() if not self.model.jobs[number].called]
        assert (claimed is None) is (not waiting)
        if claimed:
            called = self._do(jobs.calling(self.database, claimed))
            assert called
            self.live[claimed.id] = called
            self.model.jobs[claimed.id].called = True

    def _movable(self) -> list[Job]:
        """What was not called yet, and may go to a host that costs something."""
        models = self.model.jobs
        return [
            job for number, job in self.live.items() if not (models[number].called or models[number].relaxed)
        ]

    @precondition(lambda self: self._movable())
    @rule(which=any_number, cost=costs)
    def move_to_another_host(self, which: int, cost: int) -> None:
        waiting = self._movable()
        job = waiting[which % len(waiting)]
        model = self.model.jobs[job.id]
        more = max(0, cost - model.cost)
        fits = self.model.affordable(more)
        outcome = self._do(self._outcome(jobs.reroute(self.database, job, "fal", cost, (), self.model.now)))
        assert isinstance(outcome, Job) is fits
        if isinstance(outcome, Job):
            self.live[job.id] = outcome
            model.cost = cost

    @precondition(lambda self: any(self.model.jobs[number].called for number in self.live))
    @rule(which=any_number, missing=st.integers(0, 4), bill=st.sampled_from([0, 7, 150]))
    def finish(self, which: int, missing: int, bill: int) -> None:
        called = [job for number, job in self.live.items() if self.model.jobs[number].called]
        job = called[which % len(called)]
        ticket = Ticket(id=str(job.id), status_url="s", response_url="r", cancel_url="c")
        rendering = self._do(jobs.accepted(self.database, job, ticket))
        assert rendering
        made = max(0, job.request.images - missing)
        finishing = jobs.finish(
            self.database, rendering, [], Bill(made, bill), prompt_used="", now=self.model.now
        )
        assert self._do(finishing)
        self._ended(job, job.request.images - made, bill)

    @precondition(lambda self: self.live)
    @rule(which=any_number, bill=st.sampled_from([None, 0, 7]))
    def fail(self, which: int, bill: int | None) -> None:
        job = list(self.live.values())[which % len(self.live)]
        assert self._do(jobs.fail(self.database, job, FAILURE, self.model.now, bill))
        model = self.model.jobs[job.id]
        self._ended(job, job.request.images, (model.cost if model.called else 0) if bill is None else bill)

    @precondition(lambda self: self.live)
    @rule(which=any_number)
    def cancel(self, which: int) -> None:
        job = list(self.live.values())[which % len(self.live)]
        assert self._do(jobs.cancel(self.database, job, self.model.now, actor=1))
        model = self.model.jobs[job.id]
        model.billable = model.called
        self._ended(job, job.request.images, model.cost if model.called else 0)

    def _ended(self, job: Job, spare: int, cost: int) -> None:
        model = self.model.jobs[job.id]
        self.model.give_back(model, spare)
        model.cost, model.ended = cost, True
        del self.live[job.id]

    @precondition(lambda self: any(job.billable for job in self.model.jobs.values()))
    @rule(which=any_number)
    def hear_that_a_host_bills_nothing(self, which: int) -> None:
        called_off = [number for number, job in self.model.jobs.items() if job.billable]
        number = called_off[which % len(called_off)]
        job = self._do(jobs.find(self.database, number))
        assert job
        self._do(ledger.give_back(self.database, job, self.model.now))
        self.model.give_back(self.model.jobs[number], job.request.images)
        self.model.jobs[number].cost = 0

    @precondition(lambda self: self.model.jobs)
    @rule(which=any_number)
    def end_what_has_ended(self, which: int) -> None:
        number = list(self.model.jobs)[which % len(self.model.jobs)]
        stale = next(job for card in self.cards.values() for job in card.jobs if job.id == number)
        if self.model.jobs[number].ended:
            assert self._do(jobs.fail(self.database, stale, FAILURE, self.model.now)) is None
            assert self._do(jobs.cancel(self.database, stale, self.model.now, actor=1)) is None

    @rule(
        user=users,
        pictures=st.integers(1, 6),
        category=st.sampled_from(Category),
        days=st.sampled_from([None, 1, 3, 10]),
    )
    def grant(self, user: int, pictures: int, category: Category, days: int | None) -> None:
        ends_at = None if days is None else self.model.now + days * DAY
        new = NewGrant(pictures, category, ends_at)
        self._do(grants.give(self.database, Member(9, user), new, actor=3, now=self.model.now))
        number = len(self.model.grants) + 1
        self.model.grants[number] = Grant(user, pictures, category is Category.PAID, ends_at, ends_at)

    @rule(user=users, which=st.none() | st.integers(1, 3))
    def take_a_grant_back(self, user: int, which: int | None) -> None:
        ended = self._do(
            grants.revoke(self.database, Member(9, user), which, "spam", actor=3, now=self.model.now)
        )
        assert sum(grant.balance for grant in ended) == self.model.revoke(user, which)

    @rule()
    def expire(self) -> None:
        self._do(grants.expire(self.database, self.model.now))
        self.model.expire()

    @rule(user=users)
    def reset(self, user: int) -> None:
        given_back = self._do(ledger.reset(self.database, Member(9, user), actor=3, now=self.model.now))
        assert given_back == self.model.reset(user)

    @rule(by=st.sampled_from([-DAY, -1, 1, 60_000, DAY // 2, DAY, 3 * DAY, WEEK, MONTH]))
    def move_the_clock(self, by: int) -> None:
        self.model.now += by

    @rule(subject=subjects, window=st.sampled_from(WINDOWS), limit=st.sampled_from([None, 0, 1, 3, 8, 20]))
    def set_a_rule(self, subject: Subject, window: int, limit: int | None) -> None:
        made = Rule(subject, Bucket(subject.scope, Unit.PICTURES, limit, window))
        self._do(rules.set_rule(self.database, 9, made, actor=3))
        self.model.rules[subject.scope, subject.id, window] = limit

    @precondition(lambda self: self.model.rules)
    @rule(which=any_number)
    def clear_a_rule(self, which: int) -> None:
        scope, who, window = key = list(self.model.rules)[which % len(self.model.rules)]
        cleared = Rule(Subject(Scope(scope), who), Bucket(Scope(scope), Unit.PICTURES, None, window))
        self._do(rules.clear_rules(self.database, 9, [cleared], actor=3))
        del self.model.rules[key]

    @rule(period=st.sampled_from(["day", "month"]), cap=st.sampled_from([0, 50, 200, 1000]))
    def cap(self, period: str, cap: int) -> None:
        bucket = Bucket(Scope.SERVER, Unit.MICROS, cap, DAY if period == "day" else MONTH)
        self._do(rules.set_rule(self.database, 9, Rule(Subject(), bucket), actor=3))
        self.model.caps[period] = cap

    @invariant()
    def accounts_are_what_the_model_says(self) -> None:
        now = self.model.now
        for user in (1, 2):
            member = Member(9, user)
            credit = self._do(grants.credit(self.database, member, now))
            assert [(one.id, one.balance) for one in credit] == [
                (number, self.model.grants[number].left) for number in self.model.credit(user)
            ]
            account = self._do(stored.account(self.database, Asker(member, 5), LIMITS, now))
            left = self.model.room(user, ()) + sum(one.balance for one in credit)
            assert account.left is None or account.left == left
            assert account.used >= 0

    @invariant()
    def money_is_what_the_model_says(self) -> None:
        day, month = self._do(spending.of_server(self.database, 9, self.model.now))
        assert (day.spent, month.spent) == (self.model.spent("day"), self.model.spent("month"))

    @invariant()
    def the_books_agree(self) -> None:
        assert self._do(audit.audit(self.database)) == []


class TestAccounts(Accounts.TestCase):
    """The machine as a test."""

    settings = settings(
        max_examples=60,
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )


def _one_more_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    room = quota._room  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - where the fault is planted

    def wrongly(bucket: Bucket, uses: Sequence[Use], now: int) -> int:
        return room(bucket, uses, now) + 1

    monkeypatch.setattr(quota, "_room", wrongly)


def _written(monkeypatch: pytest.MonkeyPatch, fault: Callable[[Entry, int], Sequence[Entry]]) -> None:
    """Let other entries be written than those that should be."""
    write = entries.write

    def wrongly(connection: Connection, entry: Entry, now: int) -> None:
        for one in fault(entry, now):
            write(connection, one, now)

    monkeypatch.setattr(entries, "write", wrongly)


def _back(entry: Entry) -> bool:
    return entry.kind in {"refund", "settle"} and entry.pictures < 0


def _a_second_refund(monkeypatch: pytest.MonkeyPatch) -> None:
    again = "adjust"  # a second one of its own kind would not be written
    _written(
        monkeypatch,
        lambda entry, _: [entry, replace(entry, kind=again, cost=0)] if _back(entry) else [entry],
    )


def _a_refund_that_counts_now(monkeypatch: pytest.MonkeyPatch) -> None:
    _written(monkeypatch, lambda entry, now: [replace(entry, at=now) if _back(entry) else entry])


def _a_refund_to_another_grant(monkeypatch: pytest.MonkeyPatch) -> None:
    def elsewhere(entry: Entry, _: int) -> list[Entry]:
        if not _back(entry) or not entry.grant_id or entry.grant_id == 1:
            return [entry]
        other = entry.grant_id - 1
        return [replace(entry, grant_id=other, bucket=f"credit:{other}")]

    _written(monkeypatch, elsewhere)


def _the_last_grant_first(monkeypatch: pytest.MonkeyPatch) -> None:
    def backwards(several: Iterable[Credit]) -> list[Credit]:
        return in_order(several)[::-1]

    monkeypatch.setattr(grants, "in_order", backwards)


def _a_refund_that_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    _written(monkeypatch, lambda entry, _: [replace(entry, pictures=0) if _back(entry) else entry])


def _a_cost_that_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    _written(monkeypatch, lambda entry, _: [replace(entry, cost=0) if entry.kind == "settle" else entry])


def _nothing_that_is_relaxed_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    _written(monkeypatch, lambda entry, _: [replace(entry, pictures=0) if entry.bucket == RELAXED else entry])


FAULTS = (
    *(_one_more_fits, _a_second_refund, _a_refund_that_counts_now, _a_refund_to_another_grant),
    *(_the_last_grant_first, _a_refund_that_is_lost, _a_cost_that_is_forgotten),
    _nothing_that_is_relaxed_counts,
)


@pytest.mark.parametrize("plant", FAULTS, ids=lambda plant: plant.__name__.strip("_"))
def test_a_planted_fault_is_found(
    monkeypatch: pytest.MonkeyPatch, plant: Callable[[pytest.MonkeyPatch], None]
) -> None:
    _empty()
    plant(monkeypatch)
    quickly = settings(
        TestAccounts.settings,
        max_examples=300,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        report_multiple_bugs=False,
    )
    with pytest.raises((AssertionError, SqliteError)):
        run_state_machine_as_test(Accounts, settings=quickly)
