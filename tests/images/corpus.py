"""Pictures of all kinds, and broken ones: what `tests.images.compare` is run on.

    python -m tests.images.corpus FOLDER [--broken 4000]

The same folder comes out each time. Samples are slopes of light, so that a wrong order of profile, depth, alpha and
key shows as wrong levels.
"""

import argparse
import io
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from random import Random

import pyvips
from PIL import Image

from tests.images.parts import Row, chunk, chunks_of, packed, riff
from tests.images.profiles import P3_PRIMARIES, SRGB_PRIMARIES, curves, gamma, icc, table

WIDTH, HEIGHT = 48, 32
SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY, RGB, INDEXED, GREY_ALPHA, RGB_ALPHA = 0, 2, 3, 4, 6
DEPTHS: Mapping[int, Sequence[int]] = {
    GREY: (1, 2, 4, 8, 16),
    RGB: (8, 16),
    INDEXED: (1, 2, 4, 8),
    GREY_ALPHA: (8, 16),
    RGB_ALPHA: (8, 16),
}
BANDS = {GREY: 1, RGB: 3, INDEXED: 1, GREY_ALPHA: 2, RGB_ALPHA: 4}

PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))

SRGB_STEPS = [step / 255 for step in range(256)]
SRGB_CURVE = table([x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in SRGB_STEPS])
COLOURS = {
    "srgb": icc("something", b"RGB ", SRGB_PRIMARIES | curves(SRGB_CURVE)),
    "linear": icc("sRGB IEC61966-2.1", b"RGB ", SRGB_PRIMARIES | curves(gamma(1.0))),
    "p3": icc("sRGB too", b"RGB ", P3_PRIMARIES | curves(gamma(2.2))),
}
GREYS = {
    "gamma22": icc("grey", b"GRAY", {b"kTRC": gamma(2.2)}),
    "gamma18": icc("sRGB grey", b"GRAY", {b"kTRC": gamma(1.8)}),
}


def rows(colour: int, depth: int) -> list[Row]:
    """Return slopes of light, other ones in each band."""
    most = 2**depth - 1
    slopes: list[Callable[[int, int], float]] = [
        lambda x, _: x / (WIDTH - 1),
        lambda _, y: y / (HEIGHT - 1),
        lambda x, y: (x + y) / (WIDTH + HEIGHT - 2),
        lambda x, y: 1 - (x - y) ** 2 / WIDTH**2,
    ]
    chosen = [slopes[0], slopes[3]] if colour == GREY_ALPHA else slopes[: BANDS[colour]]
    return [[round(slope(x, y) * most) for x in range(WIDTH) for slope in chosen] for y in range(HEIGHT)]


def png(colour: int, depth: int, *, interlaced: bool = False, side: bytes = b"", rest: bytes = b"") -> bytes:
    """Write a PNG by hand; `side` are chunks before the pixels."""
    samples, bands = rows(colour, depth), BANDS[colour]
    palette = b""
    if colour == INDEXED:
        random = Random(depth)
        palette = chunk(b"PLTE", bytes(random.randrange(256) for _ in range(3 * 2**depth)))
    raw = b""
    for left, top, across, down in PASSES if interlaced else [(0, 0, 1, 1)]:
        raw += packed(
            [
                [value for x in range(left, WIDTH, across) for value in row[x * bands : (x + 1) * bands]]
                for row in samples[top::down]
            ],
            depth,
        )
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, colour, 0, 0, interlaced)
    parts = (chunk(b"IHDR", header), side, palette, chunk(b"IDAT", zlib.compress(raw)), chunk(b"IEND", b""))
    # tRNS follows the palette, everything that says what colours are comes before it.
    if side[4:8] == b"tRNS":
        parts = (parts[0], palette, side, *parts[3:])
    return SIGNATURE + b"".join(parts) + rest


def key(colour: int, depth: int) -> bytes:
    """Return a tRNS that hides something of what rows() has."""
    most = 2**depth - 1
    match colour:
        case 0:
            return chunk(b"tRNS", struct.pack(">H", most))
        case 2:
            return chunk(b"tRNS", struct.pack(">3H", *rows(colour, depth)[HEIGHT // 2][:3]))
        case _:
            return chunk(b"tRNS", bytes(range(0, 256, max(1, 256 // 2**depth)))[: 2**depth])


def told(*, grey: bool) -> dict[str, bytes]:
    """Return what PNGs say of their colours, by chunks of their own."""
    primaries = {
        "srgb": (31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000),
        "p3": (31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000),
        "2020": (31270, 32900, 70800, 29200, 17000, 79700, 13100, 4600),
    }
    said = {
        f"gama {value}": chunk(b"gAMA", struct.pack(">I", value)) for value in (45455, 55556, 100000, 30000)
    }
    for (name, chrm), value in product(primaries.items(), (45455, 55556)):
        both = chunk(b"gAMA", struct.pack(">I", value)) + chunk(b"cHRM", struct.pack(">8I", *chrm))
        said[f"chrm {name} {value}"] = both
        said[f"srgb over chrm {name} {value}"] = chunk(b"sRGB", b"\0") + both
    for points in ((1, 13), (12, 13), (9, 13), (9, 14), (1, 8), (12, 4), (9, 16), (9, 18)):
        said[f"cicp {points}"] = chunk(b"cICP", bytes((*points, 0, 1)))
    for name, profile in (GREYS if grey else COLOURS).items():
        said[f"icc {name}"] = chunk(b"iCCP", b"sRGB\0\0" + zlib.compress(profile))
        said[f"cicp over icc {name}"] = chunk(b"cICP", bytes((1, 13, 0, 1))) + said[f"icc {name}"]
    return said


def wrong() -> dict[str, bytes]:
    """Return chunks beside the pixels that do not hold."""
    text = chunk(b"tEXt", b"Comment\0hello")
    profile = chunk(b"iCCP", b"x\0\0" + zlib.compress(COLOURS["linear"]))
    large = b"Comment\0\0" + zlib.compress(b"words " * 400_000)
    return {
        "text with a wrong checksum": text[:-1] + b"\0",
        "profile with a wrong checksum": profile[:-1] + bytes([profile[-1] ^ 1]),
        "cut profile": chunk(b"iCCP", b"x\0\0" + zlib.compress(COLOURS["linear"])[:100]),
        "text over 1 MiB": chunk(b"zTXt", large),
        "short gAMA": chunk(b"gAMA", b"\0\0"),
        "empty tRNS": chunk(b"tRNS", b""),
        "broken exif": chunk(b"eXIf", b"MM\0*\xff\xff\xff\xff"),
        "unknown": chunk(b"abCd", bytes(1000)),
    }


def pngs() -> Iterator[tuple[str, bytes]]:
    """Make every kind of PNG."""
    for colour, depths in DEPTHS.items():
        for depth, interlaced in product(depths, (False, True)):
            name = f"png {colour} {depth} {'interlaced' if interlaced else 'rows'}"
            yield name, png(colour, depth, interlaced=interlaced)
            if colour in (GREY, RGB, INDEXED):
                yield f"{name} key", png(colour, depth, interlaced=interlaced, side=key(colour, depth))
        sides = told(grey=colour in (GREY, GREY_ALPHA))
        for depth, (what, side) in product(depths, sides.items()):
            yield f"png {colour} {depth} {what}", png(colour, depth, side=side)
    for what, side in wrong().items():
        yield f"png wrong {what}", png(RGB, 8, side=side)
    yield "png with garbage after the end", png(RGB, 8, rest=b"\0garbage" * 100)
    for way in range(1, 9):
        side = chunk(
            b"eXIf", b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01" + struct.pack(">HHI", way, 0, 0)
        )
        yield f"png exif {way}", png(RGB, 8, side=side)


def seen(mode: str) -> Image.Image:
    """Return slopes of light as Pillow has them."""
    red, green, blue = (
        Image.frombytes(
            "L", (WIDTH, HEIGHT), bytes(row[x * 3 + band] for row in rows(RGB, 8) for x in range(WIDTH))
        )
        for band in range(3)
    )
    image = Image.merge("RGB", (red, green, blue)).resize((200, 131), Image.Resampling.BICUBIC)
    if mode in {"RGBA", "LA"}:
        image.putalpha(image.getchannel(0))
    return image.convert(mode)


def saved(mode: str, kind: str, **options: object) -> bytes:
    """Write with Pillow."""
    file = io.BytesIO()
    seen(mode).save(file, kind, **options)  # pyright: ignore[reportArgumentType] Pillow's options are of any type
    return file.getvalue()


def jpegs() -> Iterator[tuple[str, bytes]]:
    """Make every kind of JPEG that Pillow and libvips write."""
    for mode, progressive, sampling in product(("L", "RGB", "CMYK"), (False, True), (0, 1, 2)):
        options = {
            "quality": 95,
            "progressive": progressive,
            "subsampling": sampling if mode == "RGB" else -1,
        }
        yield f"jpeg {mode} {progressive} {sampling}", saved(mode, "JPEG", **options)
    for name, profile in COLOURS.items():
        yield f"jpeg icc {name}", saved("RGB", "JPEG", quality=95, icc_profile=profile)
    for name, profile in GREYS.items():
        yield f"jpeg grey icc {name}", saved("L", "JPEG", quality=95, icc_profile=profile)
    yield "jpeg profile of grey on colours", saved("RGB", "JPEG", icc_profile=GREYS["gamma18"])
    for way in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = way
        yield f"jpeg exif {way}", saved("RGB", "JPEG", quality=95, exif=exif)
    yield "jpeg of red, green and blue", saved("RGB", "JPEG", quality=95, keep_rgb=True)
    whole = saved("RGB", "JPEG", quality=95)
    restarts = saved("RGB", "JPEG", quality=95, restart_marker_rows=1)
    yield "jpeg restarts", restarts
    yield "jpeg no end", whole[:-2]
    yield "jpeg progressive no end", saved("RGB", "JPEG", progressive=True)[:-2]
    yield "jpeg garbage after", whole + b"\xff\xd8garbage" * 50
    yield "jpeg zeros after", whole[:-2] + bytes(4000)
    yield "jpeg fill bytes", whole[:2] + b"\xff" * 20 + whole[2:]
    yield "jpeg garbage between", whole[:20] + b"\x00\x01\x02" + whole[20:]


def webps() -> Iterator[tuple[str, bytes]]:
    """Make every kind of WebP."""
    for mode, lossless in product(("RGB", "RGBA"), (False, True)):
        plain = {"lossless": lossless, "quality": 95, "exact": True}
        yield f"webp {mode} {lossless}", saved(mode, "WEBP", **plain)
        yield f"webp {mode} {lossless} garbage", saved(mode, "WEBP", **plain) + b"garbage" * 9
        for name, profile in COLOURS.items():
            yield f"webp {mode} {lossless} {name}", saved(mode, "WEBP", icc_profile=profile, **plain)
        more = [Image.new(mode, (200, 131), "red")]
        yield (
            f"webp {mode} {lossless} moving",
            saved(mode, "WEBP", save_all=True, append_images=more, **plain),
        )
        for way in range(1, 9):
            exif = Image.Exif()
            exif[0x0112] = way
            yield f"webp {mode} {lossless} exif {way}", saved(mode, "WEBP", exif=exif, **plain)
    profiled = chunks_of(saved("RGB", "WEBP", icc_profile=COLOURS["linear"], quality=95))
    yield (
        "webp profile cut",
        riff(*((name, body[:60] if name == b"ICCP" else body) for name, body in profiled)),
    )


def others() -> Iterator[tuple[str, bytes]]:
    """Make GIFs, moving PNGs, and what libvips writes in its own way."""
    for mode in ("1", "L", "P", "RGB"):
        for interlace in (False, True):
            yield f"gif {mode} {interlace}", saved(mode, "GIF", interlace=interlace)
    yield "gif transparent", saved("RGBA", "GIF")
    more = [Image.new("RGB", (200, 131), colour) for colour in ("red", "blue")]
    for disposal in range(4):
        yield (
            f"gif moving {disposal}",
            saved("RGB", "GIF", save_all=True, append_images=more, disposal=disposal),
        )
    whole = saved("P", "GIF")
    yield "gif no trailer", whole[:-1]
    yield "gif garbage", whole + b"garbage" * 9
    for mode in ("L", "RGB", "RGBA", "P"):
        yield (
            f"apng {mode}",
            saved(mode, "PNG", save_all=True, append_images=[one.convert(mode) for one in more]),
        )
    base = pyvips.Image.new_from_memory(seen("RGB").tobytes(), 200, 131, 3, "uchar").copy(
        interpretation="srgb"
    )
    for bits, interlace in product((1, 2, 4, 8), (False, True)):
        yield (
            f"vips png {bits} {interlace}",
            base.pngsave_buffer(palette=True, bitdepth=bits, interlace=interlace),
        )
    for quality, mode in product((30, 90), ("on", "off")):
        yield (
            f"vips jpeg {quality} {mode}",
            base.jpegsave_buffer(
                Q=quality, subsample_mode=mode, optimize_scans=True, interlace=True, trellis_quant=True
            ),
        )


def small() -> list[tuple[str, bytes]]:
    """Make all that are quickly made."""
    return [*pngs(), *jpegs(), *webps(), *others()]


def large() -> Iterator[tuple[str, bytes]]:
    """Make pictures near the limits."""
    phone = Image.effect_noise((1020, 768), 60).resize((8160, 6144)).convert("RGB")
    file = io.BytesIO()
    phone.save(file, "JPEG", quality=85)
    yield "large phone 50 million", file.getvalue()
    file = io.BytesIO()
    phone.save(file, "JPEG", quality=80, progressive=True)
    yield "large phone 50 million progressive", file.getvalue()
    for mode in ("RGB", "RGBA", "L"):
        file = io.BytesIO()
        phone.crop((0, 0, 8160, 6000)).convert(mode).resize((7000, 7000)).save(file, "PNG", compress_level=1)
        if len(file.getvalue()) < 25 * 2**20:
            yield f"large png {mode}", file.getvalue()
        file = io.BytesIO()
        Image.new(mode, (7000, 7000), "teal").save(file, "PNG")
        yield f"large flat png {mode}", file.getvalue()
    file = io.BytesIO()
    phone.resize((5000, 5000)).save(file, "WEBP", quality=60, method=0)
    yield "large webp", file.getvalue()


def broken(whole: Sequence[tuple[str, bytes]], count: int) -> Iterator[tuple[str, bytes]]:
    """Break pictures: flip bytes, cut, insert, double and take out."""
    random = Random(20)
    for number in range(count):
        name, content = random.choice(whole)
        file, at = bytearray(content), random.randrange(8, max(9, len(content)))
        match number % 5:
            case 0:
                for _ in range(random.choice((1, 1, 4, 20))):
                    file[random.randrange(8, len(file))] ^= 1 << random.randrange(8)
            case 1:
                del file[at:]
            case 2:
                file[at:at] = random.randbytes(random.choice((1, 4, 100)))
            case 3:
                file[at:at] = file[at : at + random.randrange(1, 200)]
            case _:
                del file[at : at + random.randrange(1, 200)]
        yield f"broken {number} {name}", bytes(file)


def main() -> None:
    """Write them all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--broken", type=int, default=4000, help="how many broken ones")
    asked = parser.parse_args()
    whole = small()
    folders = {"whole": [*whole, *large()], "broken": broken(whole, asked.broken)}
    for folder, files in folders.items():
        Path(asked.folder, folder).mkdir(parents=True)
        for name, content in files:
            Path(asked.folder, folder, name).write_bytes(content)


if __name__ == "__main__":
    main()
