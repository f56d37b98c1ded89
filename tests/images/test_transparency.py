"""What is transparent: found whatever says so, never sent on, and on a ground from which the picture stands out."""

import io
import struct
from collections.abc import Awaitable, Callable

import pytest
from PIL import Image, ImageDraw

from domain.picture import Normal
from tests.images.parts import chunk, packed

Encode = Callable[..., bytes]
Png = Callable[..., bytes]
Made = Callable[[bytes], Awaitable[tuple[Normal, Image.Image]]]
Colour = tuple[int, int, int]

GREY, RGB, PALETTE = 0, 2, 3
WHITE: Colour = (255, 255, 255)


def pixels(image: Image.Image) -> list[Colour]:
    seen = image.tobytes()
    return [(seen[at], seen[at + 1], seen[at + 2]) for at in range(0, len(seen), 3)]


@pytest.mark.parametrize("depth", [1, 2, 4, 8, 16])
@pytest.mark.parametrize("more", ["", "bits beyond the depth"])
async def test_one_grey_may_stand_for_nothing_at_any_depth(
    depth: int, more: str, png: Png, normal: Made
) -> None:
    top = 2**depth - 1
    greys = sorted({top * at // 8 for at in range(9)})
    hidden = greys[len(greys) // 2 - 1]
    said = hidden | (1 << depth if more and depth < 16 else 0)

    made, image = await normal(
        png(
            (1, len(greys), depth, GREY),
            packed([[grey] for grey in greys], depth),
            chunk(b"tRNS", struct.pack(">H", said)),
        )
    )

    assert made.loss.ground
    under = pixels(Image.new("RGB", (1, 1), made.loss.ground))[0]
    for grey, seen in zip(greys, pixels(image), strict=True):
        level = round(grey * 255 / top)
        assert seen == (under if grey == hidden else pytest.approx((level, level, level), abs=1))


@pytest.mark.parametrize("depth", [8, 16])
async def test_one_colour_may_stand_for_nothing_and_its_neighbours_do_not(
    depth: int, png: Png, normal: Made
) -> None:
    """At sixteen bits they differ in the low byte alone, and look the same."""
    hidden = [value * (257 if depth == 16 else 1) for value in (30, 60, 90)]
    rows = [hidden] + [[value + (at == band) for at, value in enumerate(hidden)] for band in range(3)]

    made, image = await normal(
        png((1, 4, depth, RGB), packed(rows, depth), chunk(b"tRNS", struct.pack(">3H", *hidden)))
    )

    assert made.loss.ground == "white"
    first, *others = pixels(image)
    assert first == WHITE
    assert all(
        max(abs(one - other) for one, other in zip(seen, (30, 60, 90), strict=True)) <= 1 for seen in others
    )


@pytest.mark.parametrize("depth", [1, 2, 4, 8])
@pytest.mark.parametrize("tints", ["greys", "colours"])
async def test_each_colour_of_a_palette_may_be_partly_there(
    depth: int, tints: str, png: Png, normal: Made
) -> None:
    count = 2**depth
    palette = [(at, at, at) if tints == "greys" else (at, 255 - at, 0) for at in range(count)]
    alphas = [0, 128, 255][: count - 1]  # the last ones are not named, and are there

    _, image = await normal(
        png(
            (1, count, depth, PALETTE),
            packed([[at] for at in range(count)], depth),
            chunk(b"PLTE", bytes(value for colour in palette for value in colour))
            + chunk(b"tRNS", bytes(alphas)),
        )
    )

    seen = pixels(image)
    for at, colour in enumerate(palette):
        alpha = alphas[at] if at < len(alphas) else 255
        wanted = [(value * alpha + 255 * (255 - alpha)) / 255 for value in colour]
        assert seen[at] == pytest.approx(wanted, abs=1), at


@pytest.mark.parametrize(
    ("depth", "kind", "said"),
    [
        (8, GREY, b""),
        (8, GREY, b"\0"),
        (8, GREY, b"\0\0\0"),
        (8, RGB, bytes(5)),
        (16, RGB, bytes(7)),
        (8, PALETTE, bytes(9)),
        (8, 4, bytes(2)),
        (8, 6, bytes(6)),
    ],
)
async def test_transparency_that_cannot_be_meant_is_left_out(
    depth: int, kind: int, said: bytes, png: Png, normal: Made
) -> None:
    samples = {GREY: 1, RGB: 3, PALETTE: 1, 4: 2, 6: 4}[kind]
    row = [0] * samples if kind < 4 else [0] * (samples - 1) + [255]
    palette = chunk(b"PLTE", bytes(24)) if kind == PALETTE else b""

    made, image = await normal(png((1, 1, depth, kind), packed([row], depth), palette + chunk(b"tRNS", said)))

    assert made.loss.ground is None
    assert pixels(image) == [(0, 0, 0)]


async def test_transparency_before_its_palette_is_left_out(png: Png, normal: Made) -> None:
    before = chunk(b"tRNS", b"\0") + chunk(b"PLTE", bytes(3))

    made, image = await normal(png((1, 1, 8, PALETTE), b"\0\0", before))

    assert (made.loss.ground, pixels(image)) == (None, [(0, 0, 0)])


def erased(mode: str) -> Image.Image:
    """A black drawing; around it everything is transparent, and still there for who looks below."""
    image = Image.new("RGBA", (64, 64), (200, 30, 60, 0))
    ImageDraw.Draw(image).ellipse((16, 16, 48, 48), fill=(0, 0, 0, 255))
    if mode == "P":
        return image.quantize(8)
    return image.convert(mode)


@pytest.mark.parametrize(
    ("mode", "format_"), [("RGBA", "PNG"), ("LA", "PNG"), ("P", "PNG"), ("RGBA", "GIF"), ("RGBA", "WEBP")]
)
@pytest.mark.parametrize("side", [64, 6000])
async def test_colour_under_full_transparency_is_not_sent_on(
    side: int, mode: str, format_: str, encoded: Encode, normal: Made
) -> None:
    picture = erased(mode).resize((side, 64), Image.Resampling.NEAREST)
    options = {"lossless": True, "exact": True} if format_ == "WEBP" else {}

    made, image = await normal(encoded(picture, format_, **options))

    assert made.loss.ground == "white"
    red, green, blue = image.split()
    assert (
        red.tobytes() == green.tobytes() == blue.tobytes()
    )  # nothing of the red is left, not at the edge either
    assert pixels(image)[0] == WHITE


def drawing(ink: str, *, outline: str | None = None, blurred: bool = False) -> Image.Image:
    mask = Image.new("L", (128, 128))
    ImageDraw.Draw(mask).text((8, 30), "LOGO", fill=255, font_size=48)
    if blurred:
        mask = mask.resize((32, 32)).resize((128, 128))
    image = Image.new("RGBA", (128, 128))
    image.paste(ink, mask=mask)
    image.putalpha(mask)
    if outline:
        ImageDraw.Draw(image).text(
            (8, 30), "LOGO", fill=ink, stroke_fill=outline, stroke_width=3, font_size=48
        )
    return image


DRAWINGS: dict[str, tuple[Image.Image, str]] = {
    "white": (drawing("white"), "black"),
    "cream": (drawing("#fffbe0"), "black"),
    "yellow": (drawing("yellow"), "black"),
    "light grey": (drawing("#d0d0d0"), "black"),
    "a white glow": (drawing("white", blurred=True), "black"),
    "black": (drawing("black"), "white"),
    "a black glow": (drawing("black", blurred=True), "white"),
    "red": (drawing("crimson"), "white"),
    "grey": (drawing("#808080"), "white"),
    "white in black": (drawing("white", outline="black"), "white"),
    "black in white": (drawing("black", outline="white"), "black"),
    "white glass": (Image.new("RGBA", (64, 64), (255, 255, 255, 90)), "black"),
    "black glass": (Image.new("RGBA", (64, 64), (0, 0, 0, 90)), "white"),
    "nothing": (Image.new("RGBA", (64, 64), (255, 255, 255, 0)), "white"),
}


@pytest.mark.parametrize("what", DRAWINGS)
async def test_the_ground_is_one_that_the_edge_stands_out_from(
    what: str, encoded: Encode, normal: Made
) -> None:
    picture, ground = DRAWINGS[what]

    made, image = await normal(encoded(picture, "PNG"))

    assert made.loss.ground == ground
    under = Image.new("RGBA", picture.size, ground)
    assert image.tobytes() == Image.alpha_composite(under, picture).convert("RGB").tobytes()


async def test_a_drawing_in_black_and_in_white_is_seen_on_grey(encoded: Encode, normal: Made) -> None:
    both = Image.new("RGBA", (256, 128))
    both.paste(drawing("white"), (0, 0))
    both.paste(drawing("black"), (128, 0))

    made, _ = await normal(encoded(both, "PNG"))

    assert made.loss.ground == "grey"


async def test_where_the_first_picture_of_a_gif_leaves_the_screen_free_there_is_nothing(
    encoded: Encode, normal: Made
) -> None:
    """Pillow puts the background's colour there, browsers put nothing."""
    file = bytearray(encoded(Image.new("P", (8, 8), 0), "GIF"))
    file[6:10] = struct.pack("<2H", 16, 16)

    made, image = await normal(bytes(file))

    assert image.size == (16, 16)
    assert made.loss.ground == "white"
    assert pixels(image)[-1] == WHITE


async def test_where_the_first_frame_of_a_webp_leaves_the_canvas_free_there_is_nothing(normal: Made) -> None:
    frame = Image.new("RGBA", (64, 64))
    frame.paste((0, 0, 0, 255), (20, 20, 30, 30))
    file = io.BytesIO()
    frame.save(file, "WEBP", save_all=True, append_images=[Image.new("RGBA", (64, 64), "red")], lossless=True)

    made, image = await normal(file.getvalue())

    assert (made.loss.motion, made.loss.ground, image.size) == (True, "white", (64, 64))
    assert image.getpixel((25, 25)) == (0, 0, 0)
    assert image.getpixel((50, 50)) == WHITE
