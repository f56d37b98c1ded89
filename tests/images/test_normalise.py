"""What a member sent, made normal."""

import os
import struct
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import ExifTags, Image, ImageChops

from domain.picture import Normal, PictureFormat, UnreadablePicture
from images.workshop import Workshop
from tests.images.parts import chunk

# How the camera was held: what is stored, seen from the upright picture (Exif 2.3, tag 0x0112).
STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}

Encode = Callable[..., bytes]
Made = Callable[[bytes], Awaitable[tuple[Normal, Image.Image]]]


def alike(one: Image.Image, other: Image.Image, within: int) -> bool:
    if one.size != other.size:
        return False
    return max(ImageChops.difference(one.convert("RGBA"), other.convert("RGBA")).tobytes()) <= within


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("orientation", STORED)
async def test_a_turned_photo_lands_upright(
    orientation: int, format_: str, quadrants: Image.Image, encoded: Encode, normal: Made
) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    options: dict[str, Any] = {"quality": 95, "subsampling": 0} if format_ == "JPEG" else {"lossless": True}
    stored = encoded(quadrants.transpose(STORED[orientation]), format_, exif=exif, **options)

    _, image = await normal(stored)

    assert alike(image, quadrants, within=8 if format_ == "JPEG" else 0)
    assert not image.getexif()


async def test_where_and_with_what_a_photo_was_made_is_gone(
    quadrants: Image.Image, encoded: Encode, normal: Made
) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Model] = "My phone"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (48.0, 51.0, 30.0)
    photo = encoded(quadrants, "JPEG", exif=exif, comment=b"a secret", xmp=b"<x:xmpmeta>me</x:xmpmeta>")
    assert b"My phone" in photo

    _, image = await normal(photo)

    assert not image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


async def test_text_in_a_png_is_gone(quadrants: Image.Image, encoded: Encode, normal: Made) -> None:
    file = encoded(quadrants, "PNG")
    head, body = file[:33], file[33:]

    _, image = await normal(head + chunk(b"tEXt", b"Author\0me") + body)

    assert image.info == {}


async def test_a_photo_with_broken_exif_is_still_a_photo(
    quadrants: Image.Image, encoded: Encode, normal: Made
) -> None:
    broken = b"Exif\0\0II*\0\x08\0\0\0" + b"\xff" * 40

    _, image = await normal(encoded(quadrants, "JPEG", exif=broken, quality=95, subsampling=0))

    assert alike(image, quadrants, within=8)


async def test_alpha_that_hides_nothing_is_dropped(
    quadrants: Image.Image, encoded: Encode, normal: Made
) -> None:
    _, image = await normal(encoded(quadrants.convert("RGBA"), "PNG"))

    assert image.mode == "RGB"
    assert alike(image, quadrants, within=0)


async def test_of_a_moving_gif_the_first_frame_is_taken(
    quadrants: Image.Image, encoded: Encode, normal: Made
) -> None:
    later = Image.new("RGB", quadrants.size, "black")

    made, image = await normal(encoded(quadrants, "GIF", save_all=True, append_images=[later]))

    assert made.picture.format is PictureFormat.PNG
    assert alike(image, quadrants, within=0)


async def test_a_phone_photo_with_a_second_picture_inside_is_a_jpeg(
    quadrants: Image.Image, encoded: Encode, normal: Made
) -> None:
    depth = Image.new("L", (16, 8))

    made, image = await normal(
        encoded(quadrants, "MPO", save_all=True, append_images=[depth], quality=95, subsampling=0)
    )

    assert made.picture.format is PictureFormat.JPEG
    assert alike(image, quadrants, within=8)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P"])
async def test_few_colours_become_true_colours(mode: str, encoded: Encode, normal: Made) -> None:
    file = encoded(Image.linear_gradient("L").convert(mode), "PNG")

    _, image = await normal(file)

    assert image.mode == "RGB"
    assert image.getpixel((5, 0)) == (0, 0, 0)
    assert image.getpixel((5, 255)) == (255, 255, 255)


async def test_sixteen_bits_of_grey_are_scaled_and_not_cut(normal: Made, encoded: Encode) -> None:
    grey = Image.frombytes("I;16", (3, 1), struct.pack("<3H", 0, 0x8000, 0xFFFF))

    _, image = await normal(encoded(grey, "PNG"))

    assert [image.getpixel((x, 0)) for x in range(3)] == [(0, 0, 0), (128, 128, 128), (255, 255, 255)]


async def test_ink_becomes_light(encoded: Encode, normal: Made) -> None:
    cyan = Image.new("CMYK", (16, 16), (255, 0, 0, 0))

    made, image = await normal(encoded(cyan, "JPEG", quality=95))

    assert made.picture.format is PictureFormat.JPEG
    assert alike(image, Image.new("RGB", (16, 16), (0, 255, 255)), within=8)


async def test_a_large_picture_keeps_its_shape(encoded: Encode, normal: Made) -> None:
    made, _ = await normal(encoded(Image.new("L", (9000, 3000), "white"), "JPEG"))

    assert (made.picture.width, made.picture.height) == (4096, 1365)


@pytest.mark.parametrize("size", [(16_384, 20), (20, 16_384), (65_000, 1)])
async def test_what_would_be_too_narrow_once_it_is_scaled_is_refused(
    size: tuple[int, int], encoded: Encode, normal: Made
) -> None:
    with pytest.raises(UnreadablePicture) as refused:
        await normal(encoded(Image.new("RGB", size, "white"), "PNG"))

    assert refused.value.reason == "too_long"


async def test_the_narrowest_strip_that_a_model_takes_is_taken(encoded: Encode, normal: Made) -> None:
    made, _ = await normal(encoded(Image.new("RGB", (8192, 16), "white"), "PNG"))

    assert (made.picture.width, made.picture.height) == (4096, 8)


async def test_a_photo_stays_a_jpeg_and_a_drawing_stays_without_loss(
    quadrants: Image.Image, encoded: Encode, normal: Made
) -> None:
    photo, _ = await normal(encoded(quadrants, "WEBP"))
    drawing, image = await normal(encoded(quadrants, "WEBP", lossless=True))

    assert photo.picture.format is PictureFormat.JPEG
    assert drawing.picture.format is PictureFormat.PNG
    assert alike(image, quadrants, within=0)


async def test_a_normal_picture_can_be_read_again(
    workshop: Workshop, tmp_path: Path, noise: Callable[..., Image.Image], encoded: Encode
) -> None:
    source, normal = tmp_path / "source.png", tmp_path / "normal"
    palette = noise(4096, 4096, "P")
    palette.putpalette(os.urandom(768))
    source.write_bytes(encoded(palette, "PNG"))

    made = await workshop.normalise(source, normal)

    assert made.picture.format is PictureFormat.JPEG  # as PNG it would have been too large
    assert await workshop.inspect(normal) == made.picture


async def test_what_was_at_the_target_is_replaced_as_a_whole_or_not_at_all(
    workshop: Workshop,
    tmp_path: Path,
    files: Callable[[], list[str]],
    quadrants: Image.Image,
    encoded: Encode,
) -> None:
    good, bad, target = tmp_path / "good", tmp_path / "bad", tmp_path / "target"
    good.write_bytes(encoded(quadrants, "PNG"))
    bad.write_bytes(encoded(quadrants, "PNG")[:-40])
    target.write_bytes(b"before")

    with pytest.raises(Exception, match="broken"):
        await workshop.normalise(bad, target)
    assert target.read_bytes() == b"before"

    await workshop.normalise(good, target)
    assert target.read_bytes() != b"before"
    assert files() == ["bad", "good", "target"]


async def test_a_fault_of_the_disk_is_not_blamed_on_the_picture(
    workshop: Workshop, tmp_path: Path, quadrants: Image.Image, encoded: Encode
) -> None:
    source = tmp_path / "source"
    source.write_bytes(encoded(quadrants, "PNG"))

    with pytest.raises(FileNotFoundError):
        await workshop.normalise(source, tmp_path / "no such folder" / "target")
    with pytest.raises(FileNotFoundError):
        await workshop.inspect(tmp_path / "no such file")
