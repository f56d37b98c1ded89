"""A token of an interaction is in no file any more once it has ended."""

from pathlib import Path

from domain.card import ReplyTo
from jobs import clock
from jobs.tokens import LIFE, Tokens
from storage import deliveries
from storage.writer import SqliteDatabase
from tests.storage.conftest import ON_SQLITE, Reserve


@ON_SQLITE
async def test_ended_ones_are_gone_from_the_file_and_from_its_log(
    database: SqliteDatabase, reserve: Reserve
) -> None:
    now = clock.now()
    ended, living = await reserve(user=1), await reserve(user=2)
    for card, token, at in ((ended, "an-ended-token", now - LIFE - 1), (living, "a-living-token", now)):
        kept = await deliveries.reply_to(database, card.card.id)
        assert kept
        newer = ReplyTo(
            *(kept.guild_id, kept.channel_id, kept.message_id, token, at),
            *(kept.ephemeral, kept.lasting, kept.file_limit),
        )
        await deliveries.renew(database, card.card.id, newer)
    assert "an-ended-token" in _on_disk(database.path)
    await Tokens(database).forget()
    found = _on_disk(database.path)
    assert "an-ended-token" not in found
    assert "a-living-token" in found
    place = await deliveries.reply_to(database, ended.card.id)
    assert place
    assert (place.token, place.message_id) == ("", newer.message_id)


def _on_disk(path: Path) -> str:
    return "".join(file.read_bytes().decode("latin-1") for file in path.parent.glob(f"{path.name}*"))
