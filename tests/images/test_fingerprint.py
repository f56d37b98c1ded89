"""How pictures look in little, and what their files say of themselves."""

from collections.abc import Awaitable, Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from domain.fingerprint import NEAR, Fingerprint
from domain.picture import PictureFormat
from images.marks.mark import marked
from images.marks.packet import MADE_WITH_AI
from images.workshop import Workshop
from tests.images.test_mark import as_gif, as_jpeg, as_png, as_webp
from tests.readers import MADE_BY_AI

See = Callable[[bytes], Awaitable[tuple[Fingerprint, bool]]]
CAMERA = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"


@pytest.fixture
def see(workshop: Workshop, tmp_path: Path) -> See:
    async def seen(file: bytes) -> tuple[Fingerprint, bool]:
        path = tmp_path / "seen"
        path.write_bytes(file)
        return await workshop.recognise(path)

    return seen


@pytest.fixture
def drawing() -> Image.Image:
    image = Image.linear_gradient("L").resize((640, 480)).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.ellipse((60, 40, 300, 280), fill="#c04020")
    draw.rectangle((350, 200, 600, 460), fill="#2060a0")
    return image


def _file(image: Image.Image, form: str, **options: Any) -> bytes:  # noqa: ANN401 - what Pillow takes
    file = BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


COPIES: dict[str, tuple[float, str, dict[str, Any]]] = {
    "JPEG": (1, "JPEG", {"quality": 85}),
    "a bad JPEG": (1, "JPEG", {"quality": 30}),
    "a smaller JPEG": (0.5, "JPEG", {"quality": 60}),
    "a thumbnail": (0.2, "WEBP", {"quality": 70}),
    "a larger WebP": (1.5, "WEBP", {"quality": 60}),
}


@pytest.mark.parametrize("copy", COPIES)
async def test_a_copy_looks_the_same_however_it_is_encoded_and_scaled(
    see: See, drawing: Image.Image, copy: str
) -> None:
    factor, form, options = COPIES[copy]
    scaled = drawing.resize((round(640 * factor), round(480 * factor)))
    fingerprint, _ = await see(_file(drawing, "PNG"))
    other, _ = await see(_file(scaled, form, **options))
    assert fingerprint.distance(other) <= NEAR / 2


async def test_it_is_seen_upright(see: See, drawing: Image.Image) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    fingerprint, _ = await see(_file(drawing, "PNG"))
    lying = drawing.transpose(Image.Transpose.ROTATE_90)
    turned, _ = await see(_file(lying, "JPEG", exif=exif, quality=95))
    flat, _ = await see(_file(lying, "JPEG", quality=95))
    assert fingerprint.distance(turned) <= NEAR / 2
    assert fingerprint.distance(flat) > 10 * NEAR


async def test_other_pictures_look_otherwise(see: See, drawing: Image.Image) -> None:
    fingerprint, _ = await see(_file(drawing, "PNG"))
    others = (
        drawing.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        drawing.crop((60, 40, 600, 460)),
        drawing.point([min(255, level + 12) for level in range(256)] * 3),
    )
    for other in others:
        assert fingerprint.distance((await see(_file(other, "PNG")))[0]) > NEAR


async def test_a_new_picture_brings_its_look_along_and_it_is_that_of_the_file(
    workshop: Workshop, see: See, tmp_path: Path, drawing: Image.Image
) -> None:
    source, target = tmp_path / "source.png", tmp_path / "target"
    source.write_bytes(_file(drawing, "PNG"))
    fingerprint, _ = await see(source.read_bytes())
    assert (await workshop.inspect(source)).fingerprint == fingerprint
    assert (await workshop.normalise(source, target)).picture.fingerprint == fingerprint


XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description rdf:about="" xmlns:i="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">'
    b"<i:DigitalSourceType>%s</i:DigitalSourceType></rdf:Description></rdf:RDF></x:xmpmeta>"
)


@pytest.mark.parametrize("write", [as_png, as_jpeg, as_webp, as_gif])
@pytest.mark.parametrize(
    ("value", "says"),
    [
        (MADE_WITH_AI, True),
        (MADE_BY_AI, True),
        (MADE_BY_AI.replace("http:", "https:"), True),
        (CAMERA, False),
        (f"{MADE_BY_AI}x", False),
        ("trainedAlgorithmicMedia", False),
        ("", False),
    ],
)
async def test_a_file_says_that_a_model_made_it_or_does_not(
    see: See, drawing: Image.Image, write: Callable[..., bytes], value: str, *, says: bool
) -> None:
    _, said = await see(write(drawing, XMP % value.encode()))
    assert said == says


@pytest.mark.parametrize("form", PictureFormat)
async def test_our_own_mark_is_read_and_none_is_none(
    see: See, drawing: Image.Image, form: PictureFormat
) -> None:
    file = _file(drawing, form.name)
    assert not (await see(file))[1]
    assert (await see(marked(file, form)))[1]


@pytest.mark.parametrize("write", [as_png, as_jpeg, as_webp, as_gif])
async def test_xmp_that_cannot_be_read_says_nothing(
    see: See, drawing: Image.Image, write: Callable[..., bytes]
) -> None:
    assert not (await see(write(drawing, b"no XML")))[1]
