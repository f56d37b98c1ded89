"""A real database in a folder of its own, and short ways to fill it."""

from collections.abc import AsyncGenerator, Awaitable, Collection
from itertools import count
from pathlib import Path
from typing import Protocol

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

NOW = 1_800_000_000_000


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


@pytest.fixture
async def database(tmp_path: Path) -> AsyncGenerator[Database]:
    async with Database(tmp_path / "restyle.db") as opened:
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
