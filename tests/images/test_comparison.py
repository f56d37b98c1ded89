"""Before and after in one picture."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from domain.picture import Comparison, UnreadablePicture
from images.workshop import Workshop
from tests.readers import MADE_WITH_AI, needs_a_reader, source_types

Noise = Callable[..., Image.Image]
BESIDE, WIPED = Comparison


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir()
    return folder


@pytest.fixture
def both(tmp_path: Path) -> Callable[..., tuple[Path, Path]]:
    """A red picture and a blue one, of these sizes."""

    def write(before: tuple[int, int], after: tuple[int, int]) -> tuple[Path, Path]:
        paths = tmp_path / "before.png", tmp_path / "after.png"
        for path, size, colour in zip(paths, (before, after), ("#c02020", "#2020c0"), strict=True):
            Image.new("RGB", size, colour).save(path)
        return paths

    return write


def _colours(path: Path, *shares: float) -> list[str]:
    """Which picture is seen at these shares of the width, in the middle of the height."""
    with Image.open(path) as image:
        seen = [image.getpixel((int(share * image.width), image.height // 2)) for share in shares]
    names = {(True, False): "before", (False, True): "after", (True, True): "divider"}
    return [names[rgb[0] > 128, rgb[2] > 128] if isinstance(rgb, tuple) else str(rgb) for rgb in seen]


@pytest.mark.parametrize(
    ("before", "after", "size"),
    [
        ((400, 300), (400, 300), (802, 300)),
        ((100, 100), (512, 512), (1026, 512)),
        ((3000, 2000), (1536, 1024), (3076, 1024)),
        ((2000, 500), (500, 500), (2502, 500)),
        ((4096, 8), (4096, 8), (3074, 3)),
        ((8, 4096), (8, 4096), (8, 1024)),
        ((8, 8), (4096, 16), (3857, 15)),
    ],
    ids=str,
)
async def test_side_by_side_they_have_one_height(
    workshop: Workshop,
    folder: Path,
    both: Callable[..., tuple[Path, Path]],
    before: tuple[int, int],
    after: tuple[int, int],
    size: tuple[int, int],
) -> None:
    made = await workshop.compare(both(before, after), BESIDE, most=10**7, folder=folder)
    with Image.open(made.path) as image:
        assert image.size == (made.picture.width, made.picture.height)
        assert image.width == pytest.approx(size[0], abs=3)
        assert image.height == pytest.approx(size[1], abs=1)
    assert _colours(made.path, 0.0, 0.999) == ["before", "after"]


@pytest.mark.parametrize("before", [(400, 300), (64, 48), (300, 400), (4096, 100)], ids=str)
async def test_wiped_they_have_the_shape_of_the_result(
    workshop: Workshop, folder: Path, both: Callable[..., tuple[Path, Path]], before: tuple[int, int]
) -> None:
    made = await workshop.compare(both(before, (400, 300)), WIPED, most=10**7, folder=folder)
    assert (made.picture.width, made.picture.height) == (400, 300)
    assert _colours(made.path, 0, 0.48, 0.5, 0.52, 0.99) == ["before", "before", "divider", "after", "after"]


async def test_what_is_transparent_is_seen_on_a_ground(
    workshop: Workshop, folder: Path, both: Callable[..., tuple[Path, Path]]
) -> None:
    before, after = both((40, 40), (40, 40))
    Image.new("RGBA", (40, 40), (32, 32, 192, 0)).save(after)
    made = await workshop.compare((before, after), BESIDE, most=10**7, folder=folder)
    with Image.open(made.path) as image:
        assert (image.mode, image.getpixel((70, 20))) == ("RGB", (255, 255, 255))


@needs_a_reader
@pytest.mark.parametrize("how", Comparison)
async def test_it_keeps_the_limit_and_says_that_a_model_made_it(
    workshop: Workshop, tmp_path: Path, folder: Path, noise: Noise, how: Comparison
) -> None:
    paths = tmp_path / "before.png", tmp_path / "after.png"
    for path in paths:
        noise(300, 300).save(path)
    for most in (10**6, 60_000, 12_000):
        made = await workshop.compare(paths, how, most=most, folder=folder, mark=True)
        assert made.path.stat().st_size == made.picture.bytes <= most
        assert source_types(made.path.read_bytes()) == [[MADE_WITH_AI]]


async def test_of_a_damaged_file_or_of_one_that_is_gone_there_is_none(
    workshop: Workshop, folder: Path, both: Callable[..., tuple[Path, Path]]
) -> None:
    before, after = both((40, 40), (40, 40))
    before.write_bytes(before.read_bytes()[:40])
    with pytest.raises(UnreadablePicture):
        await workshop.compare((before, after), BESIDE, most=10**6, folder=folder)
    before.unlink()
    with pytest.raises(FileNotFoundError):
        await workshop.compare((before, after), BESIDE, most=10**6, folder=folder)
    assert list(folder.iterdir()) == []
