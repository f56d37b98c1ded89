"""A real database in a folder of its own, and short ways to fill it."""

from collections.abc import AsyncGenerator, Callable
from itertools import count
from pathlib import Path

import pytest

from domain.job import Draft, Parent, ReplyTo, StoredPicture
from domain.picture import PictureFormat
from domain.quota import Allowance, Caps, Limits
from domain.request import RestyleRequest
from storage.database import Database

NOW = 1_800_000_000_000
MakeDraft = Callable[..., Draft]


@pytest.fixture
async def database(tmp_path: Path) -> AsyncGenerator[Database]:
    async with Database(tmp_path / "restyle.db") as opened:
        yield opened


@pytest.fixture
def limits() -> Limits:
    return Limits(Allowance(20), Caps(member_waiting=1000, server_waiting=1000))


@pytest.fixture
def reply_to() -> ReplyTo:
    return ReplyTo(5, 6, "token", NOW, ephemeral=False, file_limit=10_000_000)


@pytest.fixture
def source() -> StoredPicture:
    return StoredPicture("a" * 64, PictureFormat.PNG, 640, 480, 1000)


@pytest.fixture
def draft(source: StoredPicture) -> MakeDraft:
    """Drafts, each of an interaction of its own."""
    interactions = count(1)

    def make(
        *,
        user: int = 1,
        guild: int = 9,
        images: int = 1,
        cost: int = 0,
        provider: str = "local",
        interaction: int | None = None,
        parent: Parent | None = None,
    ) -> Draft:
        request = RestyleRequest(prompt="ink", seed=7, images=images)
        return Draft(
            interaction or next(interactions), 0, guild, user, request, source, parent, provider, cost
        )

    return make
