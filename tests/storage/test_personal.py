"""Every table says what it keeps of members; that is exported whole, and erased as far as accounts can do without it."""

from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from domain.card import Admitted, DeliveryState
from domain.fingerprint import Fingerprint
from domain.grant import Category, NewGrant
from domain.house import Block
from domain.job import Bill, Parent, Result, StoredPicture, Ticket
from domain.member import NO_SERVER, Member
from domain.past import Filter
from domain.picture import PictureFormat
from domain.preference import Preference
from domain.question import QuestionState
from domain.quota import Caps
from domain.report import NewReport, Reason
from domain.review import Reviewing
from domain.rules import EVERYBODY
from domain.styles import Style
from domain.understood import Understood
from domain.wordlist import Pattern
from storage import (
    audit,
    cards,
    deliveries,
    erasures,
    exports,
    fingerprints,
    grants,
    history,
    house,
    jobs,
    pictures,
    preferences,
    questions,
    reports,
    reviews,
    rules,
    styles,
    uploads,
)
from storage.database import Database
from storage.erasures import Erasure
from storage.personal import KEPT, OF_NOBODY
from storage.sqlite import Statements
from tests.storage.conftest import NOW, Reserve, new_question, rule

ADA, BOB, MO = 7_001_001, 7_002_002, 7_003_003
SERVERS = "teapots"  # what its moderators say
HERS = "zeppelin"  # in everything that she says, and nobody else does
OWN, RESULT = (StoredPicture(letter * 64, PictureFormat.PNG, 8, 8, 9) for letter in "bc")
WISH = Erasure(Member(NO_SERVER, ADA), NOW + 1)


def _tables(connection: Statements) -> list[str]:
    return [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]


def _undeclared(connection: Statements) -> set[str]:
    return set(_tables(connection)) - set(KEPT) - set(OF_NOBODY)


def _tables_with(connection: Statements, *wanted: object) -> set[str]:
    """The tables in which any of these stands: a number as it is, a word also as a part of a text."""

    def there(value: object) -> bool:
        words = (one for one in wanted if isinstance(one, str))
        return value in wanted or (isinstance(value, str) and any(word in value for word in words))

    return {
        table
        for table in _tables(connection)
        if any(there(value) for row in connection.execute(f"SELECT * FROM {table}") for value in row)  # noqa: S608 - its own names
    }


def _count(connection: Statements, table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table} WHERE user_id = ?", (ADA,)).fetchone()  # noqa: S608 - ours
    assert row
    return row[0]


@dataclass
class Kept:
    """What lies in a database in which Ada has used everything."""

    done: Admitted
    varied: Admitted  # by Bob, from her result
    theirs: Admitted  # by Bob, from her own picture


async def _done(
    database: Database,
    reserve: Reserve,
    picture: StoredPicture,
    *,
    user: int,
    parent: Parent | None = None,
    cost: int = 0,
) -> Admitted:
    source = picture if parent else OWN
    prompt = f"{HERS} ink" if user == ADA else "ink"
    admitted = await reserve(user=user, cost=cost, parent=parent, prompt=prompt, source=source)
    claimed = await jobs.claim(database, "local", Caps(), NOW)
    assert claimed
    called = await jobs.calling(database, claimed)
    assert called
    ticket = Ticket(id=f"t{claimed.id}", status_url="s", response_url="r", cancel_url="c")
    rendering = await jobs.accepted(database, called, ticket)
    assert rendering
    words = f"{HERS} in ink, they said" if user == ADA else "ink, they said"
    made = picture if not parent else StoredPicture("d" * 64, PictureFormat.PNG, 8, 8, 9)
    told = Understood(looks=("ink",), missed=(words,))
    results = [Result(1, 7, made)]
    await jobs.finish(database, rendering, results, Bill(1, 50), prompt_used=words, now=NOW, understood=told)
    await deliveries.moved(database, admitted.card.id, DeliveryState.SHOWN)
    return admitted


@pytest.fixture
async def kept(database: Database, reserve: Reserve) -> Kept:
    ada, everybody = Member(9, ADA), Member(9, EVERYBODY)
    await rules.set_rule(database, 9, rule(20, rules.Scope.MEMBER, ADA), actor=MO)
    await grants.give(
        database, ada, NewGrant(5, Category.GIFT, None, f"for a {HERS} of {SERVERS}"), actor=MO, now=NOW
    )
    await grants.give(database, ada, NewGrant(2), actor=MO, now=NOW)
    await grants.revoke(database, ada, 2, f"no more {HERS}", actor=MO, now=NOW)
    done = await _done(database, reserve, RESULT, user=ADA, cost=50)
    parent = Parent(done.jobs[0].id, 1, ADA)
    varied = await _done(database, reserve, RESULT, parent=parent, user=BOB)
    theirs = await reserve(user=BOB, source=OWN)
    await database.run(
        lambda each: each.execute("UPDATE jobs SET author = ? WHERE id = ?", (ADA, theirs.jobs[0].id))
    )
    for one in (OWN, RESULT):
        await fingerprints.add(database, one.sha256, Fingerprint(tuple(range(192))))
        await uploads.keep(database, "local", one.sha256, "https://host/", NOW)
    await fingerprints.copied(database, "e" * 64, RESULT)
    await preferences.choose(database, ada, Preference.NOTICES, 0, actor=ADA)
    await preferences.choose(database, Member(NO_SERVER, ADA), Preference.CONSENT, 2, actor=ADA)
    await preferences.choose(database, everybody, Preference.LOG, 5, actor=ADA)
    await history.keep(database, ada, Filter(text=HERS), NOW)
    new = new_question(user=ADA, author=BOB)
    question = await questions.ask(database, new)
    assert question
    await database.run(
        lambda each: each.execute("UPDATE questions SET request = replace(request, 'ink', ?)", (HERS,))
    )
    await questions.answer(database, question, QuestionState.DECLINED, actor=BOB)
    hers = NewReport("letter", varied.card.id, ada, Reason.HATE, f"{HERS}!", "en-GB", NOW)
    await reports.posted(database, await reports.add(database, hers), 5, 65)
    about_her = NewReport("letter", done.card.id, Member(9, BOB), Reason.HATE, "look", "en-GB", NOW)
    await reports.posted(database, await reports.add(database, about_her), 5, 66)
    await house.pause(database, 9, f"{SERVERS} first", actor=ADA, now=NOW)
    await house.block(database, 9, Block(ADA, None, f"too much {SERVERS}", MO), now=NOW)
    await house.block_word(database, 9, Pattern.parse(SERVERS), actor=ADA, now=NOW)
    await styles.add(database, 9, Style(name="House", after="in our house"), 9, actor=ADA, now=NOW)
    await erasures.wish(database, WISH.owner, WISH.at)
    return Kept(done, varied, theirs)


async def _erase(database: Database, erasure: Erasure = WISH) -> None:
    await erasures.erase_cards(database, erasure, await erasures.left(database, erasure))
    await erasures.erase_rest(database, erasure, done=not await erasures.left(database, erasure))


async def test_every_table_says_what_it_keeps_and_one_that_does_not_is_found(database: Database) -> None:
    assert await database.run(_undeclared) == set()
    assert set(KEPT).isdisjoint(OF_NOBODY)
    await database.run(lambda each: each.execute("CREATE TABLE diaries (user_id INTEGER, words TEXT)"))
    assert await database.run(_undeclared) == {"diaries"}


async def test_what_is_of_nobody_names_nobody(database: Database, kept: Kept) -> None:
    found = await database.run(lambda each: _tables_with(each, ADA, HERS))
    assert found.isdisjoint(OF_NOBODY)
    assert found >= {
        "cards",
        "jobs",
        "ledger",
        "grants",
        "events",
        "questions",
        "reports",
        "filters",
        "styles",
    }


async def test_the_export_has_all_of_it_and_nobody_else_s_words(database: Database, kept: Kept) -> None:
    exported = await exports.rows(database, ADA)
    everywhere = await database.run(lambda each: _tables_with(each, ADA, HERS, OWN.sha256, RESULT.sha256))
    assert {table for table in everywhere if not exported[table]} == set()
    words = await database.run(lambda each: _tables_with(each, HERS))
    assert {table for table in words if HERS not in str(exported[table])} == set()
    for table in ("cards", "jobs", "ledger", "grants", "preferences", "filters", "reports"):
        assert len(exported[table]) == await database.run(lambda each, of=table: _count(each, of)), table
    assert str(exported).count("letter") == 0, "whoever has the letters of a card can press its buttons"
    assert [row["card_id"] for row in exported["jobs"]] == [kept.done.card.id]
    assert [row["note"] for row in exported["reports"]] == [f"{HERS}!"]
    others = await exports.rows(database, BOB)
    assert HERS not in str(others)
    [asked] = others["questions"]
    assert asked["request"] is None, "what he was asked is her words"


async def test_her_pictures_are_what_was_made_for_her_and_what_she_brought(
    database: Database, kept: Kept
) -> None:
    assert [one.name for one in await exports.pictures(database, ADA)] == [
        f"pictures/{kept.done.jobs[0].id}-1.png",
        f"pictures/{kept.done.jobs[0].id}-source.png",
    ]
    names = [one.name for one in await exports.pictures(database, BOB)]
    assert names == [f"pictures/{kept.varied.jobs[0].id}-1.png"], "not her result, and not her picture"


async def test_erased_no_word_of_hers_is_left_and_all_accounts_agree(database: Database, kept: Kept) -> None:
    def sums(connection: Statements) -> list[object]:
        return list(connection.execute("SELECT id, pictures, cost, user_id FROM ledger"))

    before = await database.run(sums)
    await _erase(database)
    assert await database.run(lambda each: _tables_with(each, HERS)) == set()
    assert await database.run(sums) == before
    assert await audit.audit(database) == []
    job = await jobs.find(database, kept.done.jobs[0].id)
    assert job
    assert (job.readable, job.request.prompt, job.prompt_used) == (True, "…", None)
    assert await cards.find(database, kept.done.card.ref) is None
    assert await preferences.consent(database, 9, ADA) == (None, 2), (
        "her word on her pictures goes on to hold"
    )


async def test_erased_her_pictures_are_due_unless_others_have_gone_on_from_them(
    database: Database, kept: Kept
) -> None:
    def due(connection: Statements) -> set[str]:
        rows = connection.execute("SELECT sha256 FROM pictures WHERE used_at = 0")
        return {sha256 for (sha256,) in rows}

    made = await erasures.results_of(database, [kept.done.card.id])
    await _erase(database)
    assert await database.run(due) == {OWN.sha256}, "also where Bob has restyled it"
    assert await erasures.needed(database, made) == 1, "her result, which Bob has varied"
    both = [(one.card_id, one.message_id) for one in await erasures.leftovers(database, 9)]
    assert both == [(kept.done.card.id, 0), (kept.done.card.id, 6), (kept.varied.card.id, 0)]
    assert await exports.pictures(database, ADA) == []
    assert len(await exports.pictures(database, BOB)) == 1

    await cards.delete(database, kept.varied.card, actor=BOB)
    await erasures.wish(database, Member(NO_SERVER, BOB), NOW + 1)
    await _erase(database, Erasure(Member(NO_SERVER, BOB), NOW + 1))
    assert RESULT.sha256 in await database.run(due)
    assert await database.run(lambda each: each.execute("SELECT count(*) FROM copies").fetchone()) == (0,)


async def test_what_is_forgotten_takes_its_looks_along(database: Database, kept: Kept) -> None:
    await jobs.cancel(database, kept.theirs.jobs[0], NOW, actor=BOB)
    await _erase(database)
    await pictures.forget_unused(database, NOW, 100)

    def looks(connection: Statements) -> Iterable[str]:
        return [sha256 for (sha256,) in connection.execute("SELECT sha256 FROM fingerprints")]

    assert OWN.sha256 in await database.run(looks), "Bob's card still says what it was made from"
    owner = Member(NO_SERVER, BOB)
    await deliveries.moved(database, kept.theirs.card.id, DeliveryState.SHOWN)
    await _erase(database, Erasure(owner, NOW + 1))
    assert list(await database.run(looks)) == []


async def test_what_moderators_have_still_to_look_at_is_erased_with_what_was_said_of_it(
    database: Database, reserve: Reserve
) -> None:
    everybody = Member(9, EVERYBODY)
    await preferences.choose(database, everybody, Preference.REVIEW, Reviewing.EVERYTHING, actor=MO)
    denied, held = (
        await _done(database, reserve, RESULT, user=ADA),
        await _done(database, reserve, OWN, user=ADA),
    )
    card = await cards.find(database, denied.card.ref)
    assert card
    assert await reviews.reject(database, card, f"no {HERS}", actor=MO, now=NOW)
    assert await reviews.object_to(database, card, f"but {HERS}", NOW)
    exported = await exports.rows(database, ADA)
    assert [(one["reason"], one["objection"]) for one in exported["reviews"]] == [
        (f"no {HERS}", f"but {HERS}"),
        ("", None),
    ]
    await erasures.wish(database, WISH.owner, WISH.at)
    await _erase(database)
    assert await database.run(lambda each: _tables_with(each, HERS)) == set()
    assert await reviews.waiting(database, 9) == (None, 0)
    assert not await reviews.publish(database, held.card, actor=MO), "there is nothing to be seen"


async def test_what_is_on_its_way_or_was_asked_later_is_left(database: Database, reserve: Reserve) -> None:
    waiting = await reserve(user=ADA, prompt=HERS)
    later = await reserve(user=ADA, prompt=HERS, at=NOW + 2)
    wish = await erasures.wish(database, WISH.owner, WISH.at)
    await _erase(database, wish)
    assert await erasures.left(database, wish) == [waiting.card.id]
    assert await erasures.due(database, 0) == [wish], "it is gone on with"
    await jobs.cancel(database, waiting.jobs[0], NOW, actor=ADA)
    await _erase(database, wish)
    assert await erasures.left(database, wish) == [waiting.card.id], "she has not seen its end"
    await deliveries.moved(database, waiting.card.id, DeliveryState.SHOWN)
    await _erase(database, wish)
    assert await erasures.due(database, 0) == []
    assert await cards.find(database, waiting.card.ref) is None
    assert await cards.find(database, later.card.ref)


async def test_a_server_s_words_go_a_while_after_it_has_gone_unless_it_comes_back(
    database: Database, kept: Kept, reserve: Reserve
) -> None:
    elsewhere = await reserve(user=ADA, guild=8, prompt="copper")
    assert [one.owner for one in await erasures.due(database, 0)] == [WISH.owner]
    gone = await erasures.wish(database, Member(9, EVERYBODY), NOW + 1)
    await erasures.wish(database, Member(9, EVERYBODY), NOW + 9)
    assert gone not in await erasures.due(database, NOW), "not long enough"
    assert gone in await erasures.due(database, NOW + 1), "since the first time"
    await erasures.take_back(database, 9)
    assert gone not in await erasures.due(database, NOW + 99)

    gone = await erasures.wish(database, Member(9, EVERYBODY), NOW + 1)
    await _erase(database, gone)
    left = await database.run(lambda each: _tables_with(each, HERS, "House", SERVERS))
    assert left == set()
    assert [one.card_id for one in await erasures.leftovers(database, 9)] == [], "the bot is not there"
    assert await cards.find(database, elsewhere.card.ref)
    assert await erasures.left(database, gone) == [kept.theirs.card.id], "still on its way"


async def test_which_servers_have_the_bot_is_found_out_at_the_start(
    database: Database, reserve: Reserve
) -> None:
    for guild in (0, 7, 8, 9):
        await reserve(guild=guild)
    await erasures.wish(database, Member(6, EVERYBODY), NOW)
    await erasures.wish(database, Member(8, EVERYBODY), NOW)
    await erasures.only_in(database, [6, 7], NOW + 5)
    due = await erasures.due(database, NOW + 9)
    assert [(one.owner.guild_id, one.at) for one in due] == [(8, NOW), (9, NOW + 5)]
