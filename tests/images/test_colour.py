"""The same colours, however a file says what its numbers mean."""

import struct
import zlib
from collections.abc import Awaitable, Callable
from itertools import pairwise

import pytest
from PIL import Image

from domain.picture import Normal
from tests.images.parts import chunk, packed
from tests.images.profiles import P3_PRIMARIES, SRGB_PRIMARIES, curves, gamma, icc, table

Encode = Callable[..., bytes]
Png = Callable[..., bytes]
Made = Callable[[bytes], Awaitable[tuple[Normal, Image.Image]]]
Colour = tuple[int, int, int]

# IEC 61966-2-1 both ways, and from Display P3's primaries to sRGB's, in light (CSS Color 4, 10.4).
P3_TO_SRGB = ((1.2249, -0.2247, 0.0), (-0.0420, 1.0419, 0.0), (-0.0197, -0.0786, 1.0979))

NAMES = ["sRGB IEC61966-2.1", "GIMP built-in Linear sRGB", "sRGB", "c2", "Display P3"]
LINEAR = SRGB_PRIMARIES | curves(gamma(1.0))
GREY, RGB, PALETTE, GREY_ALPHA, RGB_ALPHA = 0, 2, 3, 4, 6
P3_CHRM = (31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)
SRGB_CHRM = (31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)


def light(sample: float) -> float:
    return sample / 12.92 if sample <= 0.04045 else ((sample + 0.055) / 1.055) ** 2.4


def sample(light: float) -> int:
    light = min(1.0, max(0.0, light))
    return round(255 * (light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055))


def from_p3(colour: Colour) -> Colour:
    lights = [light(value / 255) for value in colour]
    red, green, blue = (
        sample(sum(share * one for share, one in zip(row, lights, strict=True))) for row in P3_TO_SRGB
    )
    return red, green, blue


def pixel(image: Image.Image, across: int, down: int) -> Colour:
    red, green, blue = image.crop((across, down, across + 1, down + 1)).tobytes()
    return red, green, blue


def near(seen: Colour, wanted: Colour, within: int = 2) -> bool:
    return all(abs(one - other) <= within for one, other in zip(seen, wanted, strict=True))


@pytest.fixture
def iccp() -> Callable[[bytes], bytes]:
    return lambda profile: chunk(b"iCCP", b"a name\0\0" + zlib.compress(profile))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("format_", ["PNG", "JPEG", "WEBP"])
async def test_a_profile_is_judged_by_what_it_does_and_not_by_its_name(
    format_: str, name: str, encoded: Encode, normal: Made
) -> None:
    linear = Image.new("RGB", (16, 16), (55, 55, 55))
    options = {"quality": 100} if format_ == "JPEG" else {"lossless": True}

    _, image = await normal(encoded(linear, format_, icc_profile=icc(name, b"RGB ", LINEAR), **options))

    assert near(pixel(image, 8, 8), (128, 128, 128))


@pytest.mark.parametrize("name", NAMES)
async def test_a_profile_that_does_what_srgb_does_changes_nothing(
    name: str, encoded: Encode, normal: Made
) -> None:
    does = SRGB_PRIMARIES | curves(table([light(at / 1023) for at in range(1024)]))
    colours = Image.radial_gradient("L").convert("RGB")
    colours.paste((200, 30, 90), (50, 50, 200, 100))

    _, image = await normal(encoded(colours, "PNG", icc_profile=icc(name, b"RGB ", does)))

    assert image.tobytes() == colours.tobytes()


@pytest.mark.parametrize("colour", [(128, 200, 60), (250, 120, 130), (40, 40, 90)])
async def test_primaries_of_another_name_are_seen_too(colour: Colour, encoded: Encode, normal: Made) -> None:
    wide = P3_PRIMARIES | curves(table([light(at / 1023) for at in range(1024)]))

    _, image = await normal(
        encoded(Image.new("RGB", (8, 8), colour), "PNG", icc_profile=icc("sRGB", b"RGB ", wide))
    )

    assert near(pixel(image, 4, 4), from_p3(colour))


def greys(depth: int, samples: int) -> list[list[int]]:
    """A ramp down, each sample so often as asked for, opaque where one of them is alpha."""
    top = 2**depth - 1
    steps = min(2**depth, 64)
    return [[round(top * at / (steps - 1))] + [top] * (samples - 1) for at in range(steps)]


@pytest.mark.parametrize(
    ("depth", "kind"),
    [
        *((depth, GREY) for depth in (1, 2, 4, 8, 16)),
        *((depth, PALETTE) for depth in (1, 2, 4, 8)),
        *((depth, GREY_ALPHA) for depth in (8, 16)),
    ],
)
@pytest.mark.parametrize("first", ["seen", "transparent"])
async def test_a_profile_for_grey_is_used_on_grey_of_any_depth_with_alpha_or_without(
    depth: int,
    kind: int,
    first: str,
    png: Png,
    iccp: Callable[[bytes], bytes],
    normal: Made,
) -> None:
    before = iccp(icc("grey", b"GRAY", {b"kTRC": gamma(1.8)}))
    rows = greys(depth, 2 if kind == GREY_ALPHA else 1)
    wanted = [sample((row[0] / (2**depth - 1)) ** 1.8) for row in rows]
    if kind == PALETTE:
        levels = [round(255 * at / (2**depth - 1)) for at in range(2**depth)]
        before += chunk(b"PLTE", bytes(level for level in levels for _ in range(3)))
    if first == "transparent":  # the first grey is not seen, and all others are as before
        rows, wanted = rows[1:] + rows[:1], wanted[1:]
        if kind == GREY_ALPHA:
            rows[-1][1] = 0
        else:
            before += chunk(b"tRNS", b"\0" if kind == PALETTE else b"\0\0")

    _, image = await normal(png((1, len(rows), depth, kind), packed(rows, depth), before))

    for at, grey in enumerate(wanted):
        assert near(pixel(image, 0, at), (grey, grey, grey)), at


@pytest.mark.parametrize(
    ("depth", "kind"), [(8, RGB), (16, RGB), (8, RGB_ALPHA), (16, RGB_ALPHA), (8, GREY), (16, GREY)]
)
async def test_a_profile_for_colours_is_used_at_any_depth_and_on_grey(
    depth: int, kind: int, png: Png, iccp: Callable[[bytes], bytes], normal: Made
) -> None:
    alpha = kind == RGB_ALPHA
    levels = [round((2**depth - 1) * at / 63) for at in range(64)]
    rows = [[level] * (1 if kind == GREY else 3) + [2**depth - 1] * alpha for level in levels]

    _, image = await normal(
        png((1, 64, depth, kind), packed(rows, depth), iccp(icc("sRGB", b"RGB ", LINEAR)))
    )

    for at in range(64):
        grey = sample(levels[at] / (2**depth - 1))
        assert near(pixel(image, 0, at), (grey, grey, grey)), at


@pytest.mark.parametrize("kind", [GREY, RGB, GREY_ALPHA, RGB_ALPHA])
async def test_dark_tones_of_sixteen_bits_are_told_apart(
    kind: int, png: Png, iccp: Callable[[bytes], bytes], normal: Made
) -> None:
    """In linear light, 100 of 65,536 steps are 5 of 256 in sRGB, and all of them have the high byte 0."""
    rows = [
        [at * 4] * (3 if kind in {RGB, RGB_ALPHA} else 1) + [65535] * (kind >= GREY_ALPHA) for at in range(64)
    ]

    _, image = await normal(png((1, 64, 16, kind), packed(rows, 16), iccp(icc("l", b"RGB ", LINEAR))))

    for at in range(64):
        grey = sample(at * 4 / 65535)
        assert near(pixel(image, 0, at), (grey, grey, grey), within=1), at


async def test_colours_keep_their_alpha_under_a_profile(encoded: Encode, normal: Made) -> None:
    """Half of linear grey on white: what is seen is half of the grey as sRGB."""
    half = Image.new("RGBA", (16, 16), (55, 55, 55, 128))

    made, image = await normal(encoded(half, "PNG", icc_profile=icc("x", b"RGB ", LINEAR)))

    assert made.loss.ground == "white"
    assert near(pixel(image, 8, 8), (191, 191, 191))


@pytest.mark.parametrize("space", [b"GRAY", b"CMYK", b"Lab ", b"XYZ ", b"????"])
async def test_a_profile_for_other_numbers_is_ignored(
    space: bytes, quadrants: Image.Image, encoded: Encode, normal: Made
) -> None:
    _, image = await normal(encoded(quadrants, "PNG", icc_profile=icc("sRGB", space, {b"kTRC": gamma(1)})))

    assert image.tobytes() == quadrants.tobytes()


@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize(
    "profile",
    [
        b"not a profile" * 20,
        icc("cut", b"RGB ", LINEAR)[:200],
        icc("no curves", b"RGB ", SRGB_PRIMARIES),
        icc(
            "no end of a curve",
            b"RGB ",
            SRGB_PRIMARIES | curves(b"curv" + bytes(4) + struct.pack(">I", 2**31)),
        ),
        icc(
            "no such curve",
            b"RGB ",
            SRGB_PRIMARIES | curves(b"para" + bytes(4) + struct.pack(">HH5i", 9, 0, *[0] * 5)),
        ),
        icc(
            "nothing to divide by",
            b"RGB ",
            SRGB_PRIMARIES | curves(b"para" + bytes(4) + struct.pack(">HH3i", 1, 0, 1, 0, 1)),
        ),
    ],
    ids=lambda profile: repr(profile[-30:]),
)
async def test_a_profile_that_cannot_be_used_is_ignored(
    profile: bytes, depth: int, png: Png, iccp: Callable[[bytes], bytes], normal: Made
) -> None:
    rows = [[0, 100 << depth - 8, 200 << depth - 8] for _ in range(4)]

    _, image = await normal(png((1, 4, depth, RGB), packed(rows, depth), iccp(profile)))

    assert near(pixel(image, 0, 2), (0, 100, 200), within=0)


def chunks(*described: tuple[bytes, bytes]) -> bytes:
    return b"".join(chunk(name, body) for name, body in described)


def gama(parts: int) -> tuple[bytes, bytes]:
    return b"gAMA", struct.pack(">I", parts)


def chrm(parts: tuple[int, ...]) -> tuple[bytes, bytes]:
    return b"cHRM", struct.pack(">8I", *parts)


def cicp(primaries: int, transfer: int, matrix: int = 0, full: int = 1) -> tuple[bytes, bytes]:
    return b"cICP", bytes((primaries, transfer, matrix, full))


def profiled(exponent: float) -> tuple[bytes, bytes]:
    body = icc("a name", b"RGB ", SRGB_PRIMARIES | curves(gamma(exponent)))
    return b"iCCP", b"a name\0\0" + zlib.compress(body)


SRGB = (b"sRGB", b"\0")


def power(exponent: float) -> Callable[[Colour], Colour]:
    def shown(colour: Colour) -> Colour:
        red, green, blue = (sample((value / 255) ** exponent) for value in colour)
        return red, green, blue

    return shown


def as_it_is(colour: Colour) -> Colour:
    return colour


@pytest.mark.parametrize(
    ("described", "shown"),
    [
        ([gama(100_000)], power(1.0)),
        ([gama(55_556)], power(1.8)),
        ([gama(35_000)], power(1 / 0.35)),
        ([gama(100_000), chrm(SRGB_CHRM)], power(1.0)),
        ([chrm(SRGB_CHRM), gama(55_556)], power(1.8)),
        # What stands for sRGB where its chunk is missing, and chromaticities alone, which say nothing of tones.
        ([gama(45_455)], as_it_is),
        ([gama(45_455), chrm(SRGB_CHRM)], as_it_is),
        ([gama(45_450), chrm((31269, 32899, 63999, 33001, 30000, 60000, 15000, 5999))], as_it_is),
        ([chrm(P3_CHRM)], as_it_is),
        # The first of cICP, iCCP, sRGB, gAMA that is there, in whatever order they stand.
        ([gama(100_000), SRGB], as_it_is),
        ([gama(100_000), chrm(P3_CHRM), SRGB], as_it_is),
        ([SRGB, profiled(1.0)], power(1.0)),
        ([profiled(1.8), SRGB, gama(100_000)], power(1.8)),
        ([profiled(1.8), cicp(1, 8)], power(1.0)),
        ([cicp(1, 13), profiled(1.8), gama(100_000)], as_it_is),
        ([cicp(1, 4)], power(2.2)),
        ([cicp(1, 5)], power(2.8)),
        ([cicp(1, 1)], power(2.4)),
        ([cicp(12, 13)], from_p3),
        # What does not hold is as if it were not there.
        ([cicp(1, 8, matrix=1), gama(55_556)], power(1.8)),
        ([cicp(1, 8, full=0), gama(55_556)], power(1.8)),
        ([cicp(2, 8), gama(55_556)], power(1.8)),
        ([cicp(1, 2), gama(55_556)], power(1.8)),
        ([cicp(1, 99), SRGB], as_it_is),
        ([(b"cICP", b"\1\10\0"), gama(55_556)], power(1.8)),
        ([(b"iCCP", b"a name\0\0" + b"not packed"), gama(55_556)], power(1.8)),
        ([(b"iCCP", b"a name\0\1" + zlib.compress(b"")), gama(55_556)], power(1.8)),
        ([(b"iCCP", b"\0\0" + profiled(1.0)[1][8:]), gama(55_556)], power(1.8)),
        ([(b"iCCP", profiled(1.0)[1][:-40]), gama(55_556)], power(1.8)),
        ([(b"sRGB", b"\4"), gama(55_556)], power(1.8)),
        ([(b"sRGB", b""), gama(55_556)], power(1.8)),
        ([(b"gAMA", bytes(4))], as_it_is),
        ([(b"gAMA", b"\0\1\x86")], as_it_is),
        ([(b"gAMA", struct.pack(">I", 100_000) + b"x")], as_it_is),
        ([gama(2**32 - 1)], as_it_is),
        ([gama(100_000), (b"cHRM", bytes(32))], power(1.0)),
        ([gama(100_000), (b"cHRM", b"\xff" * 32)], power(1.0)),
        ([gama(100_000), (b"cHRM", bytes(31))], power(1.0)),
        ([gama(100_000), gama(45_455)], power(1.0)),
    ],
)
@pytest.mark.parametrize("depth", [8, 16])
async def test_what_a_png_says_of_its_colours_is_heard_in_the_order_of_the_standard(
    depth: int,
    described: list[tuple[bytes, bytes]],
    shown: Callable[[Colour], Colour],
    png: Png,
    normal: Made,
) -> None:
    colours = [(128, 200, 60), (40, 90, 41), (128, 128, 128), (0, 0, 0), (255, 255, 255)]
    factor = (2**depth - 1) // 255
    rows = [[value * factor for value in colour] for colour in colours]

    _, image = await normal(png((1, 5, depth, RGB), packed(rows, depth), chunks(*described)))

    for at, colour in enumerate(colours):
        assert near(pixel(image, 0, at), shown(colour)), colour


@pytest.mark.parametrize(
    "described", [[gama(100_000)], [cicp(1, 8)], [cicp(9, 8)], [gama(100_000), chrm(P3_CHRM)]], ids=str
)
@pytest.mark.parametrize(
    ("depth", "kind"),
    [
        (2, GREY),
        (4, GREY),
        (8, GREY),
        (16, GREY),
        (8, GREY_ALPHA),
        (16, GREY_ALPHA),
        (4, PALETTE),
        (8, PALETTE),
    ],
)
async def test_grey_stays_grey_under_any_primaries(
    depth: int,
    kind: int,
    described: list[tuple[bytes, bytes]],
    png: Png,
    normal: Made,
) -> None:
    rows = greys(depth, 2 if kind == GREY_ALPHA else 1)
    levels = [round(255 * at / (2**depth - 1)) for at in range(2**depth)] if kind == PALETTE else []
    palette = chunk(b"PLTE", bytes(level for level in levels for _ in range(3))) if levels else b""

    _, image = await normal(
        png((1, len(rows), depth, kind), packed(rows, depth), chunks(*described) + palette)
    )

    for at, row in enumerate(rows):
        grey = sample(row[0] / (2**depth - 1))
        assert near(pixel(image, 0, at), (grey, grey, grey)), at


@pytest.mark.parametrize("transfer", [16, 18], ids=["PQ", "HLG"])
@pytest.mark.parametrize(("depth", "kind"), [(8, GREY), (8, RGB), (16, GREY), (16, RGB)])
async def test_high_dynamic_range_is_brought_to_what_a_screen_shows(
    transfer: int, depth: int, kind: int, png: Png, normal: Made
) -> None:
    """Black stays black, paper is light but leaves room for what is brighter, and brighter is never darker."""
    factor = (2**depth - 1) // 255
    rows = [[at * factor] * (3 if kind == RGB else 1) for at in range(256)]

    _, image = await normal(png((1, 256, depth, kind), packed(rows, depth), chunks(cicp(9, transfer))))

    seen = image.convert("L").tobytes()
    paper = {16: 148, 18: 191}[transfer]  # the samples of 203 candela per square metre (ITU-R BT.2408)
    assert list(seen) == sorted(seen)
    assert (seen[0], seen[255]) == (0, pytest.approx(255, abs=6))
    assert 170 < seen[paper] < 210
    assert max(after - before for before, after in pairwise(seen)) < 8


@pytest.mark.parametrize("transfer", [16, 18], ids=["PQ", "HLG"])
async def test_high_dynamic_range_keeps_hues(transfer: int, png: Png, normal: Made) -> None:
    rows = [[150, 100, 60], [60, 150, 100], [100, 60, 150]]

    _, image = await normal(png((1, 3, 8, RGB), packed(rows, 8), chunks(cicp(9, transfer))))

    for at in range(3):
        seen = pixel(image, 0, at)
        assert sorted(range(3), key=seen.__getitem__) == sorted(range(3), key=rows[at].__getitem__)
