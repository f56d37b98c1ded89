"""What a member sent, made normal."""

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pytest
from PIL import ExifTags, Image, ImageChops, ImageCms

from domain.picture import Picture, PictureFormat
from images.workshop import Workshop

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


class Normal(Protocol):
    async def __call__(self, file: bytes) -> tuple[Picture, Image.Image]: ...


@pytest.fixture
def normal(workshop: Workshop, tmp_path: Path) -> Normal:
    async def normalise(file: bytes) -> tuple[Picture, Image.Image]:
        source, target = tmp_path / "source", tmp_path / "target"
        source.write_bytes(file)
        picture = await workshop.normalise(source, target)
        with Image.open(target) as image:
            image.load()
        size = target.stat().st_size
        assert picture == Picture(PictureFormat[str(image.format)], image.width, image.height, size)
        return picture, image

    return normalise


def alike(one: Image.Image, other: Image.Image, within: int) -> bool:
    if one.size != other.size:
        return False
    return max(ImageChops.difference(one.convert("RGBA"), other.convert("RGBA")).tobytes()) <= within


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("orientation", STORED)
async def test_a_turned_photo_lands_upright(
    orientation: int, format_: str, quadrants: Image.Image, encoded: Encode, normal: Normal
) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    options: dict[str, Any] = {"quality": 95, "subsampling": 0} if format_ == "JPEG" else {"lossless": True}
    stored = encoded(quadrants.transpose(STORED[orientation]), format_, exif=exif, **options)

    _, image = await normal(stored)

    assert alike(image, quadrants, within=8 if format_ == "JPEG" else 0)
    assert not image.getexif()


async def test_where_and_with_what_a_photo_was_made_is_gone(
    quadrants: Image.Image, encoded: Encode, normal: Normal
) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Model] = "My phone"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (48.0, 51.0, 30.0)
    photo = encoded(quadrants, "JPEG", exif=exif, comment=b"a secret", xmp=b"<x:xmpmeta>me</x:xmpmeta>")
    assert b"My phone" in photo

    _, image = await normal(photo)

    assert not image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


async def test_text_in_a_png_is_gone(
    quadrants: Image.Image, chunk: Callable[[bytes, bytes], bytes], encoded: Encode, normal: Normal
) -> None:
    file = encoded(quadrants, "PNG")
    head, body = file[:33], file[33:]

    _, image = await normal(head + chunk(b"tEXt", b"Author\0me") + body)

    assert image.info == {}


async def test_a_photo_with_broken_exif_is_still_a_photo(
    quadrants: Image.Image, encoded: Encode, normal: Normal
) -> None:
    broken = b"Exif\0\0II*\0\x08\0\0\0" + b"\xff" * 40

    _, image = await normal(encoded(quadrants, "JPEG", exif=broken, quality=95, subsampling=0))

    assert alike(image, quadrants, within=8)


@pytest.mark.parametrize("format_", ["PNG", "WEBP"])
async def test_alpha_is_kept(format_: str, quadrants: Image.Image, encoded: Encode, normal: Normal) -> None:
    quadrants.putalpha(Image.linear_gradient("L").resize(quadrants.size).point([*range(1, 256), 255]))

    picture, image = await normal(encoded(quadrants, format_, lossless=True))

    assert picture.format is PictureFormat.PNG
    assert image.mode == "RGBA"
    assert alike(image, quadrants, within=0)


async def test_alpha_that_hides_nothing_is_dropped(
    quadrants: Image.Image, encoded: Encode, normal: Normal
) -> None:
    _, image = await normal(encoded(quadrants.convert("RGBA"), "PNG"))

    assert image.mode == "RGB"
    assert alike(image, quadrants, within=0)


async def test_of_a_moving_gif_the_first_frame_is_taken(
    quadrants: Image.Image, encoded: Encode, normal: Normal
) -> None:
    later = Image.new("RGB", quadrants.size, "black")

    picture, image = await normal(encoded(quadrants, "GIF", save_all=True, append_images=[later]))

    assert picture.format is PictureFormat.PNG
    assert alike(image, quadrants, within=0)


async def test_a_phone_photo_with_a_second_picture_inside_is_a_jpeg(
    quadrants: Image.Image, encoded: Encode, normal: Normal
) -> None:
    depth = Image.new("L", (16, 8))

    picture, image = await normal(
        encoded(quadrants, "MPO", save_all=True, append_images=[depth], quality=95, subsampling=0)
    )

    assert picture.format is PictureFormat.JPEG
    assert alike(image, quadrants, within=8)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P"])
async def test_few_colours_become_true_colours(mode: str, encoded: Encode, normal: Normal) -> None:
    file = encoded(Image.linear_gradient("L").convert(mode), "PNG")

    _, image = await normal(file)

    assert image.mode == "RGB"
    assert image.getpixel((5, 0)) == (0, 0, 0)
    assert image.getpixel((5, 255)) == (255, 255, 255)


async def test_a_palette_with_a_transparent_colour_becomes_alpha(
    quadrants: Image.Image, encoded: Encode, normal: Normal
) -> None:
    palette = quadrants.quantize(4)
    hidden = palette.getpixel((0, 0))

    _, image = await normal(encoded(palette, "PNG", transparency=hidden))

    assert image.mode == "RGBA"
    assert image.getpixel((0, 0)) == (254, 0, 0, 0) or image.getpixel((0, 0)) == (255, 0, 0, 0)
    assert image.getchannel("A").getpixel((63, 31)) == 255


async def test_sixteen_bits_of_grey_are_scaled_and_not_cut(normal: Normal, encoded: Encode) -> None:
    grey = Image.frombytes("I;16", (3, 1), struct.pack("<3H", 0, 0x8000, 0xFFFF))

    _, image = await normal(encoded(grey, "PNG"))

    assert [image.getpixel((x, 0)) for x in range(3)] == [(0, 0, 0), (128, 128, 128), (255, 255, 255)]


async def test_ink_becomes_light(encoded: Encode, normal: Normal) -> None:
    cyan = Image.new("CMYK", (16, 16), (255, 0, 0, 0))

    picture, image = await normal(encoded(cyan, "JPEG", quality=95))

    assert picture.format is PictureFormat.JPEG
    assert alike(image, Image.new("RGB", (16, 16), (0, 255, 255)), within=8)


def a_profile_that_swaps_red_and_green() -> bytes:
    """The built-in sRGB profile with the places of two of its primaries exchanged."""
    profile = ImageCms.ImageCmsProfile(
        ImageCms.createProfile("sRGB")  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    ).tobytes()
    swapped = profile.replace(b"rXYZ", b"tmp.").replace(b"gXYZ", b"rXYZ").replace(b"tmp.", b"gXYZ")
    return swapped.replace("sRGB".encode("utf-16-be"), "Odd!".encode("utf-16-be"))


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
async def test_colours_of_another_profile_are_converted(
    mode: str, quadrants: Image.Image, encoded: Encode, normal: Normal
) -> None:
    colours = quadrants.convert("RGB")
    if mode == "RGBA":
        colours.putalpha(100)

    _, image = await normal(encoded(colours, "PNG", icc_profile=a_profile_that_swaps_red_and_green()))

    red, green, blue, *alpha = colours.split()
    assert alike(image, Image.merge(mode, (green, red, blue, *alpha)), within=3)
    assert "icc_profile" not in image.info


async def test_a_profile_that_cannot_be_used_is_ignored(
    quadrants: Image.Image, encoded: Encode, normal: Normal
) -> None:
    _, image = await normal(encoded(quadrants, "PNG", icc_profile=b"not a profile" * 20))

    assert alike(image, quadrants, within=0)


async def test_a_large_picture_keeps_its_shape(encoded: Encode, normal: Normal) -> None:
    picture, _ = await normal(encoded(Image.new("L", (9000, 3000), "white"), "JPEG"))

    assert (picture.width, picture.height) == (4096, 1365)


async def test_a_line_of_a_picture_stays_one_pixel_high(encoded: Encode, normal: Normal) -> None:
    picture, _ = await normal(encoded(Image.new("RGB", (20_000, 1), "white"), "PNG"))

    assert (picture.width, picture.height) == (4096, 1)


async def test_a_photo_stays_a_jpeg_and_a_drawing_stays_without_loss(
    quadrants: Image.Image, encoded: Encode, normal: Normal
) -> None:
    photo, _ = await normal(encoded(quadrants, "WEBP"))
    drawing, image = await normal(encoded(quadrants, "WEBP", lossless=True))

    assert photo.format is PictureFormat.JPEG
    assert drawing.format is PictureFormat.PNG
    assert alike(image, quadrants, within=0)


async def test_a_normal_picture_can_be_read_again(
    workshop: Workshop, tmp_path: Path, noise: Callable[..., Image.Image], encoded: Encode
) -> None:
    source, normal = tmp_path / "source.webp", tmp_path / "normal"
    source.write_bytes(encoded(noise(3000, 3000, "RGBA"), "WEBP", quality=60, alpha_quality=20, method=0))

    picture = await workshop.normalise(source, normal)

    assert picture.format is PictureFormat.WEBP  # as PNG it would have been too large
    assert await workshop.inspect(normal) == picture


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
