"""What is kept of a member, as theirs: handed to them, and erased; and a server's, some time after it has gone."""

import asyncio
import json
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from domain.keeping import Keeping
from domain.member import NO_SERVER, Member
from domain.rules import EVERYBODY
from domain.shards import EVERY, Shards
from jobs import clock
from jobs.retention import DAY
from storage import erasures, exports
from storage.database import Database
from storage.erasures import Erasure, Leftover
from storage.exports import OwnPicture
from storage.places import Place

AT_ONCE = 200  # cards in one transaction
EACH = 400  # bytes that a file's names and sizes take in a zip
OURS = 4096  # bytes for what is said beside the pictures
JSON_COLUMNS = frozenset({"request", "before", "after", "role_ids", "failure", "style"})


@dataclass(frozen=True, slots=True)
class Export:
    """A zip: with how many pictures, how many more were too large for it, and from which place the next one goes on."""

    file: Path
    pictures: int
    too_large: int
    next: int | None


@dataclass(frozen=True, slots=True)
class Erased:
    """What came of an erasure: how many cards went, how many are still on their way, and how many pictures stay."""

    cards: int
    on_their_way: int
    stay: int


class Personal:
    """Exports and erases."""

    def __init__(self, database: Database, files: Place, keeping: Keeping) -> None:
        self._database = database
        self._files = files
        self.keeping = keeping

    def workspace(self) -> AbstractContextManager[Path]:
        """Return a folder for an export."""
        return self._files.workspace()

    async def export(self, user_id: int, after: int, *, most: int, folder: Path, readme: str) -> Export:
        """Write a zip of at most `most` bytes: first all that is in words and numbers, then pictures from a place on."""
        rows = {} if after else await exports.rows(self._database, user_id)
        own = await exports.pictures(self._database, user_id)
        later = await self._at_hand([one for one in own if one.place > after], most)
        return await asyncio.to_thread(_zipped, folder / "my-data.zip", readme, rows, later, most)

    async def _at_hand(self, own: Sequence[OwnPicture], most: int) -> list[tuple[OwnPicture, Path | None]]:
        """Return pictures with their files, None where one has gone; as many as fit into so many bytes, and one more."""
        found: list[tuple[OwnPicture, Path | None]] = []
        room = most
        for one in own:
            try:
                file = await self._files.file(one.picture)
            except FileNotFoundError:  # retention may have come in between
                file = None
            found.append((one, file))
            size = one.picture.bytes + EACH
            if file and size <= most - 2 * OURS:  # else it is in no zip
                room -= size
            if room < 0:
                break
        return found

    async def erase(self, user_id: int) -> Erased:
        """Erase all of a member's, in all servers; what is still on its way is erased when it has ended."""
        wish = await erasures.wish(self._database, Member(NO_SERVER, user_id), clock.now())
        return await self._erase(wish)

    async def erase_due(self) -> int:
        """Erase what members have wanted and is not done yet, and what is of servers that are long gone.

        Returns how many cards went.
        """
        before = clock.now() - self.keeping.server_days * DAY
        gone = [await self._erase(one) for one in await erasures.due(self._database, before)]
        return sum(one.cards for one in gone)

    async def _erase(self, erasure: Erasure) -> Erased:
        cards = await erasures.left(self._database, erasure)
        made = await erasures.results_of(self._database, cards)
        for start in range(0, len(cards), AT_ONCE):
            await erasures.erase_cards(self._database, erasure, cards[start : start + AT_ONCE])
        left = len(await erasures.left(self._database, erasure))
        await erasures.erase_rest(self._database, erasure, done=not left)
        return Erased(len(cards) - left, left, await erasures.needed(self._database, made))

    async def server_left(self, guild_id: int) -> None:
        """Note that a server has removed the bot: what is of it goes after a while."""
        await erasures.wish(self._database, Member(guild_id, EVERYBODY), clock.now())

    async def server_back(self, guild_id: int) -> None:
        """Keep what is of a server: it has the bot again."""
        await erasures.take_back(self._database, guild_id)

    async def only_in(self, guild_ids: frozenset[int], shards: Shards = EVERY) -> None:
        """Do both for what has happened to servers of these shards while the bot was away."""
        await erasures.only_in(self._database, guild_ids, clock.now(), shards)

    async def leftovers(self, shards: Shards) -> list[Leftover]:
        """Return what of erased cards is still to be seen on Discord in servers of these shards, some of it."""
        return await erasures.leftovers(self._database, AT_ONCE, shards)

    async def cleared(self, leftover: Leftover) -> None:
        """Note that it is not to be seen any more, or that nobody can change it."""
        await erasures.cleared(self._database, leftover)


def _zipped(
    target: Path,
    readme: str,
    rows: Mapping[str, Sequence[Mapping[str, object]]],
    pictures: Sequence[tuple[OwnPicture, Path | None]],
    most: int,
) -> Export:
    """Write the zip; pictures are packed as they are, since they are small already."""
    count, too_large, last = 0, 0, pictures[0][0].place - 1 if pictures else 0
    with target.open("wb") as file, zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", readme, zipfile.ZIP_DEFLATED)
        if rows:
            readable = {table: [_readable(row) for row in found] for table, found in rows.items()}
            text = json.dumps(readable, ensure_ascii=False, indent=1)
            archive.writestr("data.json", text, zipfile.ZIP_DEFLATED)
        for one, path in pictures:
            size = path.stat().st_size + EACH if path and path.exists() else 0
            if size > most - 2 * OURS:  # it would not fit into a zip of its own
                too_large += 1
            elif file.tell() + count * EACH + size > most - OURS:
                return Export(target, count, too_large, last)
            elif path and size:
                archive.write(path, one.name)
                count += 1
            last = one.place
    return Export(target, count, too_large, None)


def _readable(row: Mapping[str, object]) -> dict[str, object]:
    """Return a row with its times as people write them, and what is kept as JSON as what it is."""
    return {name: _value(name, value) for name, value in row.items()}


def _value(name: str, value: object) -> object:
    if isinstance(value, int) and (name == "at" or name.endswith("_at")):
        return datetime.fromtimestamp(value / 1000, UTC).isoformat(timespec="milliseconds")
    if isinstance(value, str) and name in JSON_COLUMNS and value[:1] in "{[":
        with suppress(ValueError):  # a row that is damaged
            return json.loads(value)
    return value
