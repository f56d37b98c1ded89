"""An independent reader sees what the bot sees, in files that neither of them has written for the other."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import pyvips
from PIL import Image

from tests.images import corpus
from tests.images.compare import compare, report
from tests.images.profiles import P3_PRIMARIES, SRGB_PRIMARIES, curves, gamma, icc
from tests.images.readers import Vips

Encode = Callable[..., bytes]

GREY_PROFILE = icc("sRGB", b"GRAY", {b"kTRC": gamma(1.8)})
PROFILES = {
    "none": (b"", b""),
    "linear": (icc("sRGB", b"RGB ", SRGB_PRIMARIES | curves(gamma(1.0))), GREY_PROFILE),
    "wide": (icc("sRGB", b"RGB ", P3_PRIMARIES | curves(gamma(2.2))), GREY_PROFILE),
}


def picture(bands: int, depth: int) -> pyvips.Image:
    """Slopes of light in all bands, the last one alpha where there are two or four."""
    places = pyvips.Image.xyz(48, 32)
    across, down = places[0] / 47, places[1] / 31
    slopes = [across, down, (across + down) / 2][: 3 if bands > 2 else 1] + [down] * (bands % 2 == 0)
    joined, *more = slopes
    for slope in more:
        joined = joined.bandjoin(slope)
    if depth == 16:
        return (joined * 65535).cast("ushort").copy(interpretation="rgb16" if bands > 2 else "grey16")
    return (joined * 255).cast("uchar").copy(interpretation="srgb" if bands > 2 else "b-w")


def pngs(image: pyvips.Image, depth: int) -> Iterator[tuple[str, bytes]]:
    for interlace in (False, True):
        yield f"interlaced {interlace}", image.pngsave_buffer(interlace=interlace)
        if depth == 8 and "icc-profile-data" not in image.get_fields():
            for bits in (1, 2, 4, 8):
                saved = image.pngsave_buffer(palette=True, bitdepth=bits, interlace=interlace)
                yield f"palette {bits} {interlace}", saved


def others(image: pyvips.Image) -> Iterator[tuple[str, bytes]]:
    for passes in (False, True):
        yield f"jpeg {passes}", image.jpegsave_buffer(Q=95, interlace=passes, subsample_mode="off")
    yield "webp lossless", image.webpsave_buffer(lossless=True)
    yield "webp", image.webpsave_buffer(Q=95)


@pytest.mark.parametrize("profile", PROFILES)
async def test_an_independent_reader_sees_the_same(profile: str, tmp_path: Path) -> None:
    for bands in (1, 2, 3, 4):
        for depth in (8, 16):
            image = picture(bands, depth)
            if body := PROFILES[profile][bands < 3]:
                image.set_type(pyvips.GValue.blob_type, "icc-profile-data", body)  # pyright: ignore[reportArgumentType] its stubs lack blobs
            for name, file in pngs(image, depth):
                (tmp_path / f"{bands} {depth} {name}").write_bytes(file)
            for name, file in others(image) if depth == 8 else ():
                (tmp_path / f"{bands} {name}").write_bytes(file)

    tally = await compare(tmp_path, Vips())

    assert not [one for one in tally.files if one.refused]
    assert {one.path.name: one.mean for one in tally.compared if one.mean is None or one.mean > 1.5} == {}


async def test_of_every_kind_of_picture_all_are_taken(tmp_path: Path) -> None:
    """A tenth of the corpus; the rest is measured by hand (docs/pictures.md)."""
    for name, file in corpus.small()[::10]:
        (tmp_path / name).write_bytes(file)

    tally = await compare(tmp_path, Vips())

    assert [one for one in tally.files if one.refused] == []
    assert len(tally.accepted) > 50


async def test_what_is_off_or_refused_is_named(
    tmp_path: Path, quadrants: Image.Image, encoded: Encode
) -> None:
    (tmp_path / "whole.png").write_bytes(encoded(quadrants, "PNG"))
    (tmp_path / "text.png").write_text("this is none")
    huge = Image.new("1", (10_000, 5_101))
    (tmp_path / "huge.png").write_bytes(encoded(huge, "PNG"))

    tally = await compare(tmp_path, Vips())
    said = "\n".join(report(tally, tmp_path, worst=5))

    assert [one.path.name for one in tally.missed] == ["huge.png"]
    assert "3 files: 1 accepted, 2 refused" in said
    assert "too_many_pixels 1" in said
    assert "100.00% within 4" in said
