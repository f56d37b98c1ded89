"""Pictures made to fit an upload."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from domain.picture import CannotFit, Picture, PictureFormat, UnreadablePicture
from images.share import share
from images.workshop import Fitted, Workshop

Encode = Callable[..., bytes]
Noise = Callable[..., Image.Image]
Noisy = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir()
    return folder


@pytest.fixture
def noisy(tmp_path: Path, noise: Noise, encoded: Encode) -> Noisy:
    """A file of noise, named for its size."""

    def write(width: int, height: int, mode: str = "RGB") -> Path:
        path = tmp_path / f"{width}x{height}.png"
        path.write_bytes(encoded(noise(width, height, mode), "PNG"))
        return path

    return write


def assert_true(fitted: Fitted, source: Path) -> None:
    """What is said of a fitted picture is what is in its file."""
    with Image.open(source) as before, Image.open(fitted.path) as after:
        after.load()
        said = fitted.picture
        assert said == Picture(
            PictureFormat[str(after.format)], after.width, after.height, fitted.path.stat().st_size
        )
        if fitted.change == "none":
            assert fitted.path == source
        elif fitted.change == "reencoded":
            assert after.size == before.size
        else:
            assert after.width < before.width
            assert after.width / after.height == pytest.approx(before.width / before.height, rel=0.1)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("divided_by", [1, 2, 5, 20, 300])
async def test_a_picture_fits_and_what_was_done_is_named(
    divided_by: int, mode: str, workshop: Workshop, folder: Path, noisy: Noisy
) -> None:
    source = noisy(400, 300, mode)
    most = source.stat().st_size // divided_by

    [fitted] = await workshop.fit([source], each=most, total=10 * most, folder=folder)

    assert fitted.path.stat().st_size <= most
    assert fitted.change == {1: "none", 2: "reencoded"}.get(divided_by, fitted.change)
    assert (fitted.change == "scaled") >= (divided_by == 300)
    assert_true(fitted, source)


async def test_alpha_survives_the_fitting(
    workshop: Workshop, tmp_path: Path, folder: Path, noise: Noise, encoded: Encode
) -> None:
    picture = noise(300, 300)
    picture.putalpha(Image.new("L", picture.size, 80))
    source = tmp_path / "source.png"
    source.write_bytes(encoded(picture, "PNG"))

    [fitted] = await workshop.fit([source], each=100_000, total=100_000, folder=folder)

    with Image.open(fitted.path) as image:
        assert image.mode == "RGBA"
        assert image.getchannel("A").getextrema() == (80, 80)


async def test_several_keep_their_order_and_the_total(
    workshop: Workshop, folder: Path, noisy: Noisy, files: Callable[[], list[str]]
) -> None:
    sources = [noisy(side, side) for side in (200, 20, 300, 30)]

    fitted = await workshop.fit(sources, each=150_000, total=200_000, folder=folder)

    assert [each.change == "none" for each in fitted] == [False, True, False, True]
    assert sum(each.picture.bytes for each in fitted) <= 200_000
    for source, each in zip(sources, fitted, strict=True):
        assert_true(each, source)
    assert {f"folder/{each.path.name}" for each in fitted[::2]} == set(files()) - {
        source.name for source in sources
    }


async def test_a_turned_photo_is_upright_when_it_had_to_change(
    workshop: Workshop, tmp_path: Path, folder: Path, noise: Noise, encoded: Encode
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    source = tmp_path / "source.jpg"
    source.write_bytes(encoded(noise(400, 300), "JPEG", exif=exif, quality=100))

    [fitted] = await workshop.fit([source], each=150_000, total=150_000, folder=folder)

    assert (fitted.picture.width, fitted.picture.height, fitted.change) == (300, 400, "reencoded")


async def test_what_cannot_be_small_enough_is_said_so(
    workshop: Workshop, folder: Path, noisy: Noisy, files: Callable[[], list[str]]
) -> None:
    source = noisy(200, 200)

    with pytest.raises(CannotFit) as cannot:
        await workshop.fit([source, source], each=1000, total=200, folder=folder)

    assert cannot.value.limit == 100
    assert files() == [source.name]


async def test_a_broken_picture_is_unreadable_here_too(
    workshop: Workshop, tmp_path: Path, folder: Path
) -> None:
    (tmp_path / "text.png").write_text("a text, and a long one")

    with pytest.raises(UnreadablePicture, match="not_a_picture"):
        await workshop.fit([tmp_path / "text.png"], each=10, total=10, folder=folder)


async def test_nothing_to_fit_is_nothing(workshop: Workshop, folder: Path) -> None:
    assert await workshop.fit([], each=1, total=1, folder=folder) == []


@given(st.lists(st.integers(1, 1000), max_size=10), st.integers(1, 1000), st.integers(1, 5000))
def test_a_share_keeps_both_limits_and_wastes_nothing(sizes: list[int], each: int, total: int) -> None:
    most = share(sizes, each=each, total=total)

    assert most <= each
    assert sum(min(size, most) for size in sizes) <= total
    if most < each:
        assert sum(min(size, most + 1) for size in sizes) > total
