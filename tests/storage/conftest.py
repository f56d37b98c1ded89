"""A real database in a folder of its own, and short ways to fill it."""

from collections.abc import AsyncGenerator, Awaitable, Collection, Generator
from itertools import count
from pathlib import Path
from typing import Protocol

import psycopg
import pytest

from domain.buckets import DAY, Bucket, Scope, Unit
from domain.card import Admitted, NewCard, ReplyTo, Spot
from domain.job import Draft, Parent, StoredPicture
from domain.member import Asker, Member
from domain.picture import PictureFormat
from domain.question import LIFE, NewQuestion
from domain.quota import Caps, Limits
from domain.request import RestyleRequest
from domain.rules import EVERYBODY, Rule, Subject
from domain.styles import Style
from storage import reservations
from storage.database import Database
from storage.pool import PostgresDatabase
from storage.postgres_schema import bring_up_to_date
from storage.sqlite import SqliteError
from storage.writer import SqliteDatabase
from tests.postgres import Server, running

NOW = 1_800_000_000_000


# What an engine says of a statement that its schema does not allow.
REFUSALS = (SqliteError, psycopg.IntegrityError)
# For what is that engine's alone.
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def allowance(pictures: int, scope: Scope = Scope.BOT) -> Bucket:
    return Bucket(scope, Unit.PICTURES, pictures)


def rule(
    pictures: int | None, scope: Scope = Scope.SERVER, subject: int = EVERYBODY, *, window: int = DAY
) -> Rule:
    return Rule(Subject(scope, subject), Bucket(scope, Unit.PICTURES, pictures, window))


def cap(micros: int, scope: Scope = Scope.SERVER, *, window: int = DAY) -> Rule:
    return Rule(Subject(), Bucket(scope, Unit.MICROS, micros, window))


def asker(user: int = 1, guild: int = 9, channel: int = 5, roles: Collection[int] = ()) -> Asker:
    return Asker(Member(guild, user), channel, frozenset(roles))


def limits_of(pictures: int, *, personal: int = 10, **caps: int) -> Limits:
    return Limits(allowance(pictures), allowance(personal, Scope.PERSONAL), Caps(**caps))


def new_question(
    interaction: int = 1, *, user: int = 1, author: int = 2, sha256: str = "a" * 64, at: int = NOW
) -> NewQuestion:
    """What somebody asks an author."""
    return NewQuestion(
        interaction_id=interaction,
        letters="letter",
        member=Member(9, user),
        locale="en-GB",
        author_id=author,
        source=Spot(9, 5, 70),
        number=None,
        url="https://cdn.discordapp.com/x.png",
        sha256=sha256,
        request=RestyleRequest(prompt="ink", seed=7),
        asked_at=at,
        ends_at=at + LIFE,
    )


@pytest.fixture(scope="session")
def postgres() -> Generator[tuple[Server, str]]:
    """A server, and the name of a database there that has the schema."""
    with running() as server, server.database() as template:
        bring_up_to_date(server.address(template))
        with psycopg.connect(
            server.address(template)
        ) as connection:  # so that a test can ask either for its tables
            connection.execute(
                "CREATE VIEW sqlite_master AS"
                " SELECT tablename AS name, 'table' AS type FROM pg_tables WHERE schemaname = current_schema()"
            )
        yield server, template


@pytest.fixture(params=["sqlite", "postgres"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Database]:
    """A database of either kind."""
    if request.param == "sqlite":
        async with SqliteDatabase(tmp_path / "restyle.db") as opened:
            yield opened
    else:
        server, template = request.getfixturevalue("postgres")
        with server.database(template) as name:
            async with PostgresDatabase(server.address(name)) as opened:
                yield opened


@pytest.fixture
def limits() -> Limits:
    return limits_of(20, member_waiting=1000, server_waiting=1000)


@pytest.fixture
def reply_to() -> ReplyTo:
    return ReplyTo(9, 5, 6, "token", NOW, ephemeral=False, lasting=True, file_limit=10_000_000)


@pytest.fixture
def source() -> StoredPicture:
    return StoredPicture("a" * 64, PictureFormat.PNG, 640, 480, 1000)


class Reserve(Protocol):
    """Admits one card, of an interaction of its own where none is named."""

    def __call__(
        self,
        *,
        user: int = 1,
        guild: int = 9,
        channel: int = 5,
        images: int | tuple[int, ...] = 1,
        cost: int = 0,
        provider: str = "local",
        interaction: int | None = None,
        parent: Parent | None = None,
        limits: Limits = ...,
        at: int = NOW,
        private: bool = False,
        prompt: str = "ink",
        style: Style | None = None,
        source: StoredPicture = ...,
        roles: Collection[int] = (),
    ) -> Awaitable[Admitted]: ...


@pytest.fixture
def reserve(database: Database, limits: Limits, source: StoredPicture, reply_to: ReplyTo) -> Reserve:
    """Cards with a job for each number of images."""
    interactions = count(1)

    async def admit(
        *,
        user: int = 1,
        guild: int = 9,
        channel: int = 5,
        images: int | tuple[int, ...] = 1,
        cost: int = 0,
        provider: str = "local",
        interaction: int | None = None,
        parent: Parent | None = None,
        limits: Limits = limits,
        at: int = NOW,
        private: bool = False,
        prompt: str = "ink",
        style: Style | None = None,
        source: StoredPicture = source,
        roles: Collection[int] = (),
    ) -> Admitted:
        sizes = images if isinstance(images, tuple) else (images,)
        drafts = [
            Draft(
                RestyleRequest(prompt=prompt, seed=7, images=size, style=style),
                source,
                parent,
                provider,
                cost,
            )
            for size in sizes
        ]
        card = NewCard(
            interaction or next(interactions), asker(user, guild, channel, roles), "letter", private
        )
        return await reservations.reserve(database, card, drafts, reply_to, limits, at)

    return admit
