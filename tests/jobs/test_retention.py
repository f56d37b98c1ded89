"""Old pictures go, used ones stay."""

from pathlib import Path

from PIL import Image

from domain.job import StoredPicture
from domain.picture import Picture, PictureFormat
from jobs import clock
from jobs.retention import AT_ONCE, DAY, Retention
from storage.database import Database
from storage.pictures import PictureFiles, remember


async def test_a_picture_goes_some_days_after_its_last_use(tmp_path: Path) -> None:
    files = PictureFiles(tmp_path / "pictures")
    async with Database(tmp_path / "restyle.db") as database:
        stored: list[StoredPicture] = []
        for number in range(AT_ONCE + 5):
            file = tmp_path / "new.png"
            Image.new("RGB", (8, 8), (number, 0, 0)).save(file)
            picture = await files.adopt(file, Picture(PictureFormat.PNG, 8, 8, file.stat().st_size))
            stored.append(picture)
            used = clock.now() - (3 if number == 7 else 31) * DAY
            await database.run(lambda connection, it=picture, at=used: remember(connection, it, at))

        assert await Retention(database, files, days=30).sweep() == AT_ONCE + 4
        assert [number for number, one in enumerate(stored) if files.path(one).exists()] == [7]
        assert await Retention(database, files, days=30).sweep() == 0
