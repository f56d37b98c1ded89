"""Pictures on their way out: a mark that cannot be made costs nobody a picture."""

import logging
from pathlib import Path

import pytest
from PIL import Image

from domain.job import Result
from domain.picture import Picture, PictureFormat, UnreadablePicture
from images.order import Limits
from images.workshop import Workshop
from jobs.pictures import Pictures
from storage.pictures import PictureFiles

MEBI = 2**20
NO_TIME = Limits(wall_seconds=0)  # nothing that a child is asked gets done


@pytest.fixture
def files(tmp_path: Path) -> PictureFiles:
    return PictureFiles(tmp_path / "pictures")


@pytest.fixture
async def result(tmp_path: Path, files: PictureFiles) -> Result:
    raw = tmp_path / "raw.png"
    Image.new("RGB", (8, 8), "navy").save(raw)
    return Result(1, 7, await files.adopt(raw, Picture(PictureFormat.PNG, 8, 8, raw.stat().st_size)))


async def test_what_fits_goes_without_a_mark_where_only_that_fails(
    tmp_path: Path,
    files: PictureFiles,
    result: Result,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with Workshop(limits=NO_TIME) as workshop:
        pictures = Pictures(files, workshop, marks=True)
        with caplog.at_level(logging.WARNING):
            [upload] = await pictures.fit([result], each=MEBI, total=MEBI, folder=tmp_path)
        assert (upload.path, upload.change) == (pictures.path(result.picture), "none")
        assert "without a mark" in caplog.text
        with pytest.raises(UnreadablePicture):
            await pictures.fit([result], each=10, total=MEBI, folder=tmp_path)


async def test_without_marks_nothing_is_read_again(
    tmp_path: Path,
    files: PictureFiles,
    result: Result,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with Workshop(limits=NO_TIME) as workshop:
        pictures = Pictures(files, workshop, marks=False)
        [upload] = await pictures.fit([result], each=MEBI, total=MEBI, folder=tmp_path)
    assert upload.path == pictures.path(result.picture)
    assert not caplog.records


async def test_a_picture_that_is_gone_is_said_to_be_gone(
    tmp_path: Path, files: PictureFiles, result: Result
) -> None:
    async with Workshop() as workshop:
        pictures = Pictures(files, workshop, marks=True)
        pictures.path(result.picture).unlink()
        with pytest.raises(FileNotFoundError):
            await pictures.fit([result], each=MEBI, total=MEBI, folder=tmp_path)
