"""A member's data come in zips that fit: all of it, and each picture once."""

import json
import random
import zipfile
from pathlib import Path

import pytest

from domain.job import StoredPicture
from domain.keeping import Keeping
from domain.picture import PictureFormat
from jobs.personal import EACH, OURS, Export, Personal
from storage.pictures import remember
from storage.sqlite import Connection
from tests.jobs.studio import Open, Studio

TOO_LARGE = 60_000  # bytes
MOST = 50_000


async def _give(studio: Studio, sizes: list[int]) -> None:
    """Give member 1 a result of each of these sizes."""
    noise = random.Random(7)
    for number, size in enumerate(sizes, 1):
        job = await studio.ask(number)
        picture = StoredPicture(f"{number:064x}", PictureFormat.JPEG, 8, 8, size)
        path = studio.files.path(picture)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(noise.randbytes(size))

        def keep(connection: Connection, job_id: int = job.id, made: StoredPicture = picture) -> None:
            remember(connection, made, 1)
            connection.execute("INSERT INTO results VALUES (?, 1, 7, ?)", (job_id, made.sha256))

        await studio.database.run(keep)


async def _export(personal: Personal, folder: Path) -> list[tuple[Export, list[str]]]:
    """All zips, each with the names of what is in it."""
    parts: list[tuple[Export, list[str]]] = []
    after: int | None = 0
    while after is not None:
        export = await personal.export(1, after, most=MOST, folder=folder, readme="what it is")
        assert export.file.stat().st_size <= MOST
        with zipfile.ZipFile(export.file) as archive:
            assert archive.testzip() is None
            assert archive.read("readme.txt") == b"what it is"
            parts.append((export, archive.namelist()))
        assert export.next is None or export.next > after or "data.json" in parts[-1][1], "it goes on"
        after = export.next
    return parts


@pytest.mark.parametrize(
    "sizes",
    [[], [9], [20_000] * 5, [TOO_LARGE, 9, TOO_LARGE], [MOST - 2 * OURS - EACH] * 2, [1] * 9],
    ids=str,
)
async def test_each_zip_fits_and_each_picture_is_in_one(
    open_studio: Open, tmp_path: Path, sizes: list[int]
) -> None:
    async with open_studio(working=False) as studio:
        studio.files.path(studio.source).unlink()  # as if retention had come by
        await _give(studio, sizes)
        parts = await _export(Personal(studio.database, studio.files, Keeping()), tmp_path)
    assert [("data.json" in names) for _, names in parts] == [True, *(False for _ in parts[1:])]
    pictures = [name for _, names in parts for name in names if name.startswith("pictures/")]
    assert len(pictures) == len(set(pictures)) == len([one for one in sizes if one < TOO_LARGE])
    assert sum(export.pictures for export, _ in parts) == len(pictures)
    assert sum(export.too_large for export, _ in parts) == sizes.count(TOO_LARGE)


async def test_times_and_what_is_kept_as_json_are_readable(open_studio: Open, tmp_path: Path) -> None:
    async with open_studio(working=False) as studio:
        await studio.ask(1)
        personal = Personal(studio.database, studio.files, Keeping())
        export = await personal.export(1, 0, most=10**7, folder=tmp_path, readme="")
        with zipfile.ZipFile(export.file) as archive:
            data = json.loads(archive.read("data.json"))
    [job] = data["jobs"]
    assert job["request"]["prompt"] == "ink"
    assert job["asked_at"].endswith("+00:00")
    assert job["finished_at"] is None
    assert [event["after"]["state"] for event in data["events"]] == ["queued"]
