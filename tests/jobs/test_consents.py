"""Whose pictures may be restyled by whom: the whole matrix, from what was said and written down."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from domain.consent import Author, Consent, Way
from domain.errors import NotAllowed
from domain.member import NO_SERVER, Asker, Member
from domain.preference import Preference
from jobs.consents import Consents
from jobs.preferences import Preferences
from storage.database import Database
from storage.writer import SqliteDatabase

ME, OTHER, MODERATOR, ELSEWHERE = 1, 2, 3, 8
STRANGER = Asker(Member(9, ME), 5)
# Of somebody else's picture: what comes of it where moderators have chosen nothing or NEVER, ASK, and ANYONE.
OTHERS: dict[str, tuple[str, str, str]] = {
    "a stranger": ("server", "ask", "free"),
    "a moderator": ("server", "ask", "free"),
    "its author has opted out": ("author", "author", "author"),
    "its author wants to be asked": ("server", "ask", "ask"),
    "an app has posted it": ("server", "app", "free"),
    "no server has the bot": ("outside", "outside", "outside"),
}
WORDS = {None: 0, Consent.NEVER: 0, Consent.ASK: 1, Consent.ANYONE: 2}


@pytest.fixture
async def database(tmp_path: Path) -> AsyncGenerator[Database]:
    async with SqliteDatabase(tmp_path / "restyle.db") as opened:
        yield opened


async def _comes_of(consents: Consents, who: Asker, author: Author | None) -> str:
    try:
        return "ask" if await consents.must_ask(who, author) else "free"
    except NotAllowed as refused:
        return refused.why


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("how", OTHERS)
async def test_who_may_restyle_whose_picture(database: Database, how: str, word: Consent | None) -> None:
    consents, preferences = Consents(database), Preferences(database)
    moderator = Asker(Member(9, MODERATOR), 5, moderator=True)
    if word is not None:
        await preferences.choose_for_all(moderator, Preference.CONSENT, word)
    who = {
        "a moderator": moderator,
        "no server has the bot": Asker(Member(NO_SERVER, ME), 5),
    }.get(how, STRANGER)
    said = {"its author has opted out": Consent.NEVER, "its author wants to be asked": Consent.ASK}
    if how in said:
        await consents.say(OTHER, said[how])
        await consents.say(who.member.user_id, said[how])
    person = how != "an app has posted it"

    assert await _comes_of(consents, who, Author(OTHER, person)) == OTHERS[how][WORDS[word]]
    assert await _comes_of(consents, who, Author(who.member.user_id)) == "free", "one's own"
    assert await _comes_of(consents, who, None) == "free", "of this bot"


@pytest.mark.parametrize("server", WORDS)
@pytest.mark.parametrize("who", [STRANGER, Asker(Member(NO_SERVER, ME), 5)], ids=["in a server", "outside"])
async def test_what_they_brought_to_the_bot_and_its_results_wait_for_the_author_s_own_word_alone(
    database: Database, who: Asker, server: Consent | None
) -> None:
    consents, preferences = Consents(database), Preferences(database)
    if server is not None:
        await preferences.choose_for_all(STRANGER, Preference.CONSENT, server)
    brought, made = Author(OTHER, way=Way.BROUGHT), Author(OTHER, way=Way.MADE)
    for word, of_brought, of_made in (
        (Consent.ANYONE, "free", "free"),
        (Consent.ASK, "ask", "free"),
        (Consent.NEVER, "author", "author"),
    ):
        await consents.say(OTHER, word)
        assert await _comes_of(consents, who, brought) == of_brought
        assert await _comes_of(consents, who, made) == of_made


async def test_a_word_of_one_s_own_holds_in_every_server_and_a_server_s_in_it_alone(
    database: Database,
) -> None:
    consents, preferences = Consents(database), Preferences(database)
    elsewhere = Asker(Member(ELSEWHERE, ME), 5)
    await preferences.choose_for_all(STRANGER, Preference.CONSENT, Consent.ANYONE)
    assert await _comes_of(consents, STRANGER, Author(OTHER)) == "free"
    assert await _comes_of(consents, elsewhere, Author(OTHER)) == "server"
    await consents.say(OTHER, Consent.NEVER)
    for who in (STRANGER, elsewhere):
        assert await _comes_of(consents, who, Author(OTHER)) == "author"
    assert await consents.of_user(OTHER) is Consent.NEVER
    await consents.say(OTHER, Consent.ANYONE)
    assert await _comes_of(consents, STRANGER, Author(OTHER)) == "free"
    assert await consents.of_user(ME) is Consent.ANYONE, "who has said nothing"
