"""Files that were made to hurt, of every kind, and files that chance has broken: always the same ones.

No decoder crashes, nothing takes ten seconds, and what comes of it is a picture without anything else in it, or a reason.
"""

import json
import struct
import zlib
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import cast, get_args

import pytest
from PIL import Image

from domain import limits
from domain.picture import UnreadableReason
from images.processes.forks import Forks
from images.processes.order import Limits, Order
from tests.images import corpus
from tests.images.parts import chunk, chunks_of, riff

Png = Callable[..., bytes]

LIMITS = Limits(cpu_seconds=10, wall_seconds=60)
PAYLOAD = b"<script>alert('payload')</script>"
SHORT, LONG = 60, 2000  # mutations


class Hurt:
    """Gives files to children as the bot does, and looks at what they say themselves."""

    def __init__(self, forks: Forks, folder: Path) -> None:
        self._forks = forks
        self._folder = folder

    async def read(self, file: bytes) -> list[dict[str, object]]:
        """Return what both ways to read a picture come to; a normal form is in `self.target`."""
        source, part = self._folder / "source", str(self._folder / "part")
        source.write_bytes(file)
        self.target.unlink(missing_ok=True)
        orders = (
            Order("normalise", LIMITS, str(source), str(self.target), part),
            Order("inspect", LIMITS, str(source), part=part, most=limits.SOURCE_BYTES),
        )
        return [self._understood(await self._forks.run(order)) for order in orders]

    @property
    def target(self) -> Path:
        return self._folder / "target"

    def _understood(self, raw: bytes) -> dict[str, object]:
        """Each says one thing; of a child that a signal ends the fork server says so, in its place."""
        answer = cast("dict[str, object]", json.loads(raw.partition(b"\n")[0]))
        assert "died" not in answer, answer
        assert "errno" not in answer, answer
        assert "picture" in answer or answer["reason"] in get_args(UnreadableReason), answer
        return answer


@pytest.fixture
async def hurt(tmp_path: Path) -> AsyncGenerator[Hurt]:
    forks = Forks()
    await forks.start()
    yield Hurt(forks, tmp_path)
    await forks.close()
    assert not (tmp_path / "part").exists()


async def _all_read(hurt: Hurt, files: Iterator[tuple[str, bytes]]) -> set[str]:
    """Read them all; what they came to."""
    come = set[str]()
    for name, file in files:
        for answer in await hurt.read(file):
            come.add(str(answer.get("reason", "picture")))
            assert answer.get("reason") != "took_too_long", name
    return come


async def test_what_chance_has_broken_is_a_picture_or_has_a_reason(hurt: Hurt) -> None:
    assert await _all_read(hurt, islice(corpus.broken(corpus.small(), LONG), SHORT)) == {"picture", "broken"}


@pytest.mark.chaos
async def test_so_is_all_of_the_corpus_and_whatever_chance_makes_of_it(hurt: Hurt) -> None:
    whole = corpus.small()
    assert await _all_read(hurt, iter(whole)) == {"picture"}
    assert "picture" in await _all_read(hurt, corpus.broken(whole, LONG))


def polyglots() -> dict[str, bytes]:
    """Pictures that are something else as well."""
    png, jpeg = corpus.png(corpus.RGB, 8), corpus.saved("RGB", "JPEG")
    gif, webp = corpus.saved("P", "GIF"), corpus.saved("RGB", "WEBP")
    comment = b"\xff\xfe" + struct.pack(">H", len(PAYLOAD) + 2) + PAYLOAD
    text = chunk(b"tEXt", b"Comment\0" + PAYLOAD)
    return {
        "a page behind a PNG": png + PAYLOAD,
        "an archive behind a PNG": png + b"PK\5\6" + bytes(18) + PAYLOAD,
        "a page in a PNG's text": corpus.png(corpus.RGB, 8, side=text),
        "a page in an unknown chunk": corpus.png(corpus.RGB, 8, side=chunk(b"paYl", PAYLOAD)),
        "a page in a JPEG's comment": jpeg[:2] + comment + jpeg[2:],
        "a page behind a JPEG": jpeg + PAYLOAD,
        "a document behind a JPEG": jpeg + b"%PDF-1.7\n" + PAYLOAD,
        "a page in a GIF's comment": gif[:-1] + b"\x21\xfe" + bytes([len(PAYLOAD)]) + PAYLOAD + b"\0;",
        "a page behind a GIF": gif + PAYLOAD,
        "a page behind a WebP": webp + PAYLOAD,
        "a page in a WebP's XMP": riff(
            (b"VP8X", b"\x04" + bytes(3) + struct.pack("<HB", 199, 0) + struct.pack("<HB", 130, 0)),
            *((name, body) for name, body in chunks_of(webp) if name.startswith(b"VP8")),
            (b"XMP ", PAYLOAD),
        ),
    }


@pytest.mark.parametrize("what", polyglots())
async def test_of_a_picture_that_is_something_else_as_well_the_picture_alone_is_kept(
    what: str, hurt: Hurt
) -> None:
    file = polyglots()[what]
    assert PAYLOAD in file
    normal, seen = await hurt.read(file)
    assert "picture" in normal
    assert "picture" in seen
    assert b"payload" not in hurt.target.read_bytes()


def frames(kind: str, count: int) -> bytes:
    """A picture that moves for long."""
    more = [Image.new("RGB", (200, 131), (number % 256, 0, 0)) for number in range(count)]
    return corpus.saved("RGB", kind, save_all=True, append_images=more)


def unfolding(mebi: int) -> bytes:
    """So many MiB of noughts, packed."""
    packing = zlib.compressobj(1)
    return b"".join(packing.compress(bytes(limits.MEBI)) for _ in range(mebi)) + packing.flush()


def bombs(png: Png) -> dict[str, bytes]:
    """Small files that unfold, or never end."""
    deep, loop = (
        unfolding(400),
        b"MM\0*\0\0\0\x08\0\1\x87i\0\4\0\0\0\1\0\0\0\x08\0\0\0\x08",
    )
    rows = bytes(33 * (1 + 3 * 48))
    return {
        "a profile of 400 MB": png((48, 32, 8, 2), rows, chunk(b"iCCP", b"x\0\0" + deep)),
        "a text of 400 MB": png((48, 32, 8, 2), rows, chunk(b"zTXt", b"Comment\0\0" + deep)),
        "pixels for 400 MB": png((48, 32, 8, 2), rows)[:-12].replace(b"IDAT", b"IDAt") + chunk(b"IDAT", deep),
        "a thousand texts": png((48, 32, 8, 2), rows, chunk(b"tEXt", b"a\0" + bytes(900)) * 1000),
        "Exif that leads to itself": png((48, 32, 8, 2), rows, chunk(b"eXIf", loop)),
        "a GIF of 60 frames": frames("GIF", 60),
        "a PNG of 60 frames": frames("PNG", 60),
        "a WebP of 60 frames": frames("WEBP", 60),
        "a JPEG of fill bytes": b"\xff\xd8" + b"\xff" * 3_000_000,
        "a JPEG of empty segments": b"\xff\xd8" + b"\xff\xe1\0\2" * 500_000,
        "a GIF of empty extensions": b"GIF89a\1\0\1\0\0\0\0" + b"!\xfe\0" * 1_000_000,
        "a PNG of empty chunks": b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(7) + b"\1\1\0\0\0\0") + chunk(b"teXt", b"") * 300_000,
        "a WebP of empty chunks": b"RIFF\xff\xff\xff\x7fWEBP" + b"XXXX\0\0\0\0" * 500_000,
    }  # fmt: skip


async def test_what_unfolds_or_never_ends_does_neither(hurt: Hurt, png: Png) -> None:
    come = {name: await hurt.read(file) for name, file in bombs(png).items()}
    reasons = {name: [one.get("reason", "picture") for one in answers] for name, answers in come.items()}
    assert not [name for name, each in reasons.items() if "took_too_long" in each or "too_heavy" in each], (
        reasons
    )
    assert reasons["a profile of 400 MB"] == reasons["a text of 400 MB"] == ["picture", "picture"]


def declaring(side: int, kind: str) -> bytes:
    """Return the head of a file that says to have so many pixels each way, and has none."""
    match kind:
        case "PNG":
            return (
                b"\x89PNG\r\n\x1a\n"
                + chunk(b"IHDR", struct.pack(">2I5B", side, side, 8, 2, 0, 0, 0))
                + chunk(b"IDAT", b"")
            )
        case "GIF":
            return (
                b"GIF89a"
                + struct.pack("<2H", side, side)
                + b"\x80\0\0"
                + bytes(6)
                + b","
                + struct.pack("<4HB", 0, 0, side, side, 0)
            )
        case "WEBP":
            return riff((b"VP8L", b"\x2f" + struct.pack("<I", (side - 1) | (side - 1) << 14) + bytes(9)))
        case _:
            head = struct.pack(">BHHB", 8, side, side, 3) + b"\1\x22\0\2\x11\1\3\x11\1"
            return (
                b"\xff\xd8\xff\xc0"
                + struct.pack(">H", 2 + len(head))
                + head
                + b"\xff\xda\0\x0c\3\1\0\2\x11\3\x11\0\x3f\0"
            )


LARGEST: Sequence[tuple[str, int]] = (("PNG", 7141), ("GIF", 7141), ("WEBP", 5000), ("JPEG", 10_488))


@pytest.mark.parametrize(("kind", "side"), LARGEST)
async def test_a_head_alone_is_too_large_or_broken_and_costs_no_memory(
    kind: str, side: int, hurt: Hurt
) -> None:
    above, below = await hurt.read(declaring(side + 1, kind)), await hurt.read(declaring(side, kind))
    assert [one["reason"] for one in above] == ["too_many_pixels"] * 2
    assert [one["reason"] for one in below] == ["broken"] * 2
