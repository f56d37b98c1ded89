"""The mark that a model made a picture: read by others, within the limit, and nothing else of the file touched."""

import logging
import struct
import time
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import GifImagePlugin, Image, ImageCms, ImageSequence
from PIL.PngImagePlugin import PngInfo

from domain.picture import CannotFit, PictureFormat
from images.marks.mark import ROOM, marked
from images.marks.unmarkable import PARTS, CannotMark
from images.workshop import Workshop
from tests import readers
from tests.readers import MADE_BY_AI, MADE_WITH_AI, needs_a_reader, needs_exiftool, source_types

PNG, JPEG, WEBP, GIF = PictureFormat.PNG, PictureFormat.JPEG, PictureFormat.WEBP, PictureFormat.GIF
ICC = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType] Pillow leaves it untyped
C2PA = b"\0\0\0\x1ajumb" + bytes(range(256))  # what it says is no matter of ours
XMP_NAME = b"http://ns.adobe.com/xap/1.0/\0"
SCAN = 0xDA
WAY_OUT = b"\x01" + bytes(range(255, -1, -1)) + b"\0"


def xmp(inside: str, *, about: str = "", padding: int = 0) -> bytes:
    """A packet as an editor writes it, with room to write in place."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Somebody\'s">\n'
        ' <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f'  <rdf:Description rdf:about="{about}" xmlns:dc="http://purl.org/dc/elements/1.1/"\n'
        '    xmlns:ext="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"\n'
        '    xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="Käte &amp; Co">\n'
        f"   {inside}\n"
        f"  </rdf:Description>\n </rdf:RDF>\n</x:xmpmeta>{' ' * padding}\n<?xpacket end='w'?>"
    ).encode()


FOREIGN = xmp("<dc:source>a &lt;host&gt;</dc:source>", padding=300)
NAMED = xmp("", about="uuid:a&quot;b&amp;c&lt;")
# The picture's own source type, in the forms that RDF has for it.
WITH_ITS_OWN = (
    xmp(f"<ext:DigitalSourceType>{MADE_BY_AI}</ext:DigitalSourceType>"),
    xmp("").replace(b"xmp:CreatorTool", f'ext:DigitalSourceType="{MADE_BY_AI}" xmp:CreatorTool'.encode()),
)
# An ingredient's, which says nothing of the picture.
OF_A_PART = xmp(
    '<ext:Parts><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<ext:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture</ext:DigitalSourceType>"
    "</rdf:li></rdf:Bag></ext:Parts>"
)
PACKETS = [None, FOREIGN, NAMED, OF_A_PART, *WITH_ITS_OWN]
ODD = (
    b"no XML",
    b"<a><b></a>",
    FOREIGN[:-400],
    FOREIGN.decode().encode("utf-16"),
    b"<x/>",
    b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
    b'<!DOCTYPE a [<!ENTITY b "' + b"c" * 99 + b'"><!ENTITY d "&b;&b;&b;&b;">]>' + FOREIGN,
    xmp("<ext:DigitalSourceType/>"),
)


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, 2 + len(body)) + body


def exif() -> Image.Exif:
    said = Image.Exif()
    said[0x0112], said[0x010E] = 6, "turned"
    return said


def as_png(
    image: Image.Image, packet: bytes | None = None, *, squeezed: bool = False, c2pa: bool = False
) -> bytes:
    info, file = PngInfo(), BytesIO()
    info.add_text("Comment", "kept")
    if packet is not None:
        info.add_itxt("XML:com.adobe.xmp", packet.decode("latin-1"), zip=squeezed)
    image.save(file, "PNG", pnginfo=info, exif=exif(), icc_profile=ICC)
    plain = file.getvalue()
    if packet is not None:  # Pillow takes text, and would write other bytes
        body = (
            b"XML:com.adobe.xmp\0"
            + bytes([squeezed, 0])
            + b"\0\0"
            + (zlib.compress(packet) if squeezed else packet)
        )
        plain = b"".join(
            chunk(b"iTXt", body) if name == b"iTXt" else whole for name, whole in parts(plain, PNG)
        )
        plain = b"\x89PNG\r\n\x1a\n" + plain
    return plain[:33] + chunk(b"caBX", C2PA) + plain[33:] if c2pa else plain


def as_jpeg(
    image: Image.Image, packet: bytes | None = None, *, progressive: bool = False, c2pa: bool = False
) -> bytes:
    file = BytesIO()
    options: dict[str, bytes] = {} if packet is None else {"xmp": packet}
    image.convert("RGB").save(
        file, "JPEG", exif=exif(), icc_profile=ICC, comment=b"kept", progressive=progressive, **options
    )
    plain = file.getvalue()
    return plain[:2] + segment(0xEB, b"JP\0\x01" + C2PA) + plain[2:] if c2pa else plain


def as_webp(
    image: Image.Image, packet: bytes | None = None, *, lossless: bool = False, c2pa: bool = False
) -> bytes:
    file = BytesIO()
    beside: dict[str, object] = {} if packet is None else {"xmp": packet, "exif": exif(), "icc_profile": ICC}
    image.save(file, "WEBP", lossless=lossless, exact=True, **beside)  # pyright: ignore[reportArgumentType] Pillow's own is untyped here
    plain = file.getvalue()
    if not c2pa:
        return plain
    body = plain[12:] + b"C2PA" + struct.pack("<I", len(C2PA)) + C2PA
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def as_gif(
    image: Image.Image, packet: bytes | None = None, *, moving: bool = False, c2pa: bool = False
) -> bytes:
    file = BytesIO()
    frames = [image.convert("P").rotate(90 * turn) for turn in range(3 if moving else 1)]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], loop=0, comment=b"kept")
    plain = file.getvalue()
    own = b"" if packet is None else b"\x21\xff\x0bXMP DataXMP" + packet + WAY_OUT
    seal = b"\x21\xff\x0bC2PA_GIF\x01\0\0" + b"\xff" + C2PA[:255] + b"\0" if c2pa else b""
    return plain[:-1] + seal + own + b";"


WRITERS: dict[PictureFormat, Callable[..., bytes]] = {PNG: as_png, JPEG: as_jpeg, WEBP: as_webp, GIF: as_gif}
OPTIONS = {PNG: "squeezed", JPEG: "progressive", WEBP: "lossless", GIF: "moving"}


def parts(file: bytes, format_: PictureFormat) -> list[tuple[bytes, bytes]]:
    """The chunks of a PNG or WebP, or the segments of a JPEG, whole and with their names, read plainly."""
    found: list[tuple[bytes, bytes]] = []
    at = {PNG: 8, WEBP: 12, JPEG: 2}[format_]
    while at < len(file):
        head = file[at : at + 8]
        match format_:
            case PictureFormat.PNG:
                name, size = head[4:], 12 + int.from_bytes(head[:4])
            case PictureFormat.WEBP:
                name, size = head[:4], 8 + (int.from_bytes(head[4:], "little") + 1) // 2 * 2
            case _:  # the pixels of a JPEG are the rest
                name, size = head[:2], 2 + int.from_bytes(head[2:4]) if head[1] != SCAN else len(file)
        found.append((name, file[at : at + size]))
        at += size
    return found


def others(file: bytes, format_: PictureFormat) -> list[bytes]:
    """Every part but the XMP; without what a WebP says of having one, and of its length."""
    match format_:
        case PictureFormat.PNG:
            return [
                whole for _, whole in parts(file, PNG) if not whole[4:].startswith(b"iTXtXML:com.adobe.xmp\0")
            ]
        case PictureFormat.JPEG:
            return [whole for _, whole in parts(file, JPEG) if not whole[4:].startswith(XMP_NAME)]
        case PictureFormat.WEBP:
            return [whole for name, whole in parts(file, WEBP) if name not in {b"XMP ", b"VP8X"}]
        case PictureFormat.GIF:
            before, name, rest = file[6:].partition(b"XMP DataXMP")
            return [before[:-3], rest.partition(WAY_OUT)[2]] if name else [before[:-1], before[-1:]]


def frames(file: bytes) -> list[tuple[str, tuple[int, int], bytes]]:
    """Every picture in a file, decoded."""
    with Image.open(BytesIO(file)) as image:
        return [(one.mode, one.size, one.tobytes()) for one in ImageSequence.Iterator(image)]


@st.composite
def pictures(draw: st.DrawFn) -> Image.Image:
    width, height = draw(st.integers(1, 40)), draw(st.integers(1, 40))
    mode = draw(st.sampled_from(["RGB", "RGBA"]))
    size = width * height * len(mode)
    return Image.frombytes(mode, (width, height), (draw(st.binary(min_size=1, max_size=64)) * size)[:size])


FILES = st.tuples(
    st.sampled_from(list(WRITERS)),
    pictures(),
    st.sampled_from(PACKETS),
    st.booleans(),
    st.booleans(),
)


@given(FILES)
def test_the_mark_is_all_that_changes(
    case: tuple[PictureFormat, Image.Image, bytes | None, bool, bool],
) -> None:
    format_, image, packet, option, c2pa = case
    before = WRITERS[format_](image, packet, c2pa=c2pa, **{OPTIONS[format_]: option})

    after = marked(before, format_)

    assert frames(after) == frames(before)
    assert others(after, format_) == others(before, format_)
    assert 0 <= len(after) - len(before) <= ROOM
    assert (after == before) == (packet in WITH_ITS_OWN)
    assert marked(after, format_) == after, "marked once is marked"
    if (read := readers.exiv2(after)) is not None:
        assert read == [MADE_BY_AI if packet in WITH_ITS_OWN else MADE_WITH_AI]


@needs_a_reader
@pytest.mark.parametrize("format_", [PNG, JPEG, WEBP, pytest.param(GIF, marks=needs_exiftool)])
def test_others_read_the_mark_and_find_the_file_sound(format_: PictureFormat, quadrants: Image.Image) -> None:
    packets = [packet for packet in PACKETS for _ in range(2)]
    before = [
        WRITERS[format_](quadrants, packet, **{OPTIONS[format_]: bool(place % 2)})
        for place, packet in enumerate(packets)
    ]

    own = [[MADE_BY_AI] if packet in WITH_ITS_OWN else [] for packet in packets]
    assert source_types(*before) == own
    assert source_types(*[marked(file, format_) for file in before]) == [one or [MADE_WITH_AI] for one in own]


@pytest.mark.parametrize("format_", list(WRITERS))
def test_a_packet_of_the_host_s_keeps_every_byte(format_: PictureFormat, quadrants: Image.Image) -> None:
    after = marked(WRITERS[format_](quadrants, FOREIGN), format_)

    place = FOREIGN.index(b"</rdf:RDF>")
    start = after.index(FOREIGN[:place])
    assert after.index(FOREIGN[place:]) > start + place


@pytest.mark.parametrize("packet", ODD)
@pytest.mark.parametrize("format_", list(WRITERS))
def test_what_is_no_sound_packet_is_left_alone(
    format_: PictureFormat, packet: bytes, quadrants: Image.Image
) -> None:
    with pytest.raises(CannotMark, match="odd_xmp"):
        marked(WRITERS[format_](quadrants, packet), format_)


def test_a_packet_that_fills_its_segment_has_no_room(quadrants: Image.Image) -> None:
    full = xmp("", padding=65_400 - len(xmp("")))
    with pytest.raises(CannotMark, match="no_room"):
        marked(as_jpeg(quadrants, full), JPEG)


def test_a_name_that_would_outgrow_the_room_is_not_repeated(quadrants: Image.Image) -> None:
    with pytest.raises(CannotMark, match="no_room"):
        marked(as_png(quadrants, xmp("", about="n" * ROOM)), PNG)


def test_a_packet_that_inflates_without_end_is_left_alone(quadrants: Image.Image) -> None:
    bomb = as_png(quadrants, b" " * 20_000_000, squeezed=True)
    began = time.process_time()
    with pytest.raises(CannotMark, match="odd_xmp"):
        marked(bomb, PNG)
    assert time.process_time() - began < 1


TINY = {
    PNG: lambda: as_png(Image.new("RGB", (1, 1)))[:33] + chunk(b"teSt", b"") * (PARTS + 1),
    JPEG: lambda: b"\xff\xd8" + segment(0xE5, b"") * (PARTS + 1),
    WEBP: lambda: b"RIFF" + struct.pack("<I", 4 + 8 * (PARTS + 1)) + b"WEBP" + b"teSt\0\0\0\0" * (PARTS + 1),
    GIF: lambda: b"GIF89a" + b"\0" * 7 + b"\x21\xfe" + b"\1\1" * (PARTS + 1),
}


@pytest.mark.parametrize("format_", list(TINY))
def test_a_file_of_nothing_but_parts_is_given_up_in_time(format_: PictureFormat) -> None:
    file = TINY[format_]()
    began = time.process_time()
    with pytest.raises(CannotMark, match="too_many_parts"):
        marked(file, format_)
    assert time.process_time() - began < 5, "half of what a child may use"


@given(FILES, st.data())
def test_whatever_the_bytes_it_marks_or_says_that_it_cannot(
    case: tuple[PictureFormat, Image.Image, bytes | None, bool, bool], data: st.DataObject
) -> None:
    format_, image, packet, option, c2pa = case
    file = bytearray(WRITERS[format_](image, packet, c2pa=c2pa, **{OPTIONS[format_]: option}))
    for at, value in data.draw(st.lists(st.tuples(st.integers(0, len(file) - 1), st.integers(0, 255)))):
        file[at] = value
    broken = bytes(file[: data.draw(st.integers(0, len(file)))])
    try:
        after = marked(broken, data.draw(st.sampled_from([format_, *WRITERS])))
    except CannotMark:
        return
    assert 0 <= len(after) - len(broken) <= ROOM


@pytest.mark.parametrize("format_", list(WRITERS))
def test_what_lies_behind_the_end_stays(format_: PictureFormat, quadrants: Image.Image) -> None:
    after = marked(WRITERS[format_](quadrants) + b"behind", format_)
    assert after.endswith(b"behind")
    assert frames(after) == frames(WRITERS[format_](quadrants))


@needs_exiftool
def test_an_old_gif_becomes_one_that_may_have_extensions(quadrants: Image.Image) -> None:
    old = b"GIF87a" + as_gif(quadrants)[6:]
    after = marked(old, GIF)
    assert after.startswith(b"GIF89a")
    assert source_types(after) == [[MADE_WITH_AI]]


def test_readers_of_gifs_get_past_the_packet(quadrants: Image.Image) -> None:
    with Image.open(BytesIO(marked(as_gif(quadrants, moving=True), GIF))) as image:
        assert isinstance(image, GifImagePlugin.GifImageFile)
        assert image.n_frames == 3


@needs_a_reader
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("divided_by", [1, 2, 20])
async def test_what_is_fitted_is_marked_last_and_keeps_the_limit(
    divided_by: int, mode: str, workshop: Workshop, tmp_path: Path, noise: Callable[..., Image.Image]
) -> None:
    source = tmp_path / "source.png"
    source.write_bytes(as_png(noise(200, 150, mode)))
    most = source.stat().st_size // divided_by

    fitted = await workshop.fit([source] * 2, each=most, total=2 * most - 100, folder=tmp_path, mark=True)

    for one in fitted:
        file = one.path.read_bytes()
        assert source_types(file) == [[MADE_WITH_AI]]
        assert one.picture.bytes == len(file) <= most
        assert one.change != "none", "also where only the mark is too much"
    assert sum(one.picture.bytes for one in fitted) <= 2 * most - 100


@needs_a_reader
async def test_a_host_s_picture_is_marked_as_it_comes_and_keeps_its_pixels(
    workshop: Workshop, tmp_path: Path, quadrants: Image.Image, files: Callable[[], list[str]]
) -> None:
    source = tmp_path / "source.png"
    source.write_bytes(before := as_png(quadrants, FOREIGN, c2pa=True))

    picture = await workshop.inspect(source, 10**6, mark=True)

    after = source.read_bytes()
    assert picture.bytes == len(after) > len(before)
    assert frames(after) == frames(before)
    assert readers.exiv2(after) in (None, [MADE_WITH_AI])
    [fitted] = await workshop.fit([source], each=10**6, total=10**6, folder=tmp_path, mark=True)
    assert (fitted.path, fitted.change) == (source, "none")
    assert files() == ["source.png"]


async def test_what_a_host_marked_stays_as_it_is_to_the_last_byte(
    workshop: Workshop, tmp_path: Path, quadrants: Image.Image
) -> None:
    source = tmp_path / "source.png"
    source.write_bytes(before := as_png(quadrants, WITH_ITS_OWN[0]))
    picture = await workshop.inspect(source, 10**6, mark=True)
    assert (source.read_bytes(), picture.bytes) == (before, len(before))


async def test_what_takes_no_mark_goes_without_and_is_told(
    workshop: Workshop, tmp_path: Path, quadrants: Image.Image, caplog: pytest.LogCaptureFixture
) -> None:
    source = tmp_path / "source.png"
    source.write_bytes(before := as_png(quadrants, b"no XML"))
    with caplog.at_level(logging.WARNING):
        await workshop.inspect(source, 10**6, mark=True)
    assert source.read_bytes() == before
    assert "source.png takes no mark: odd_xmp" in caplog.text


async def test_a_limit_below_the_mark_itself_is_said_as_it_was_asked(
    workshop: Workshop, tmp_path: Path, noise: Callable[..., Image.Image], files: Callable[[], list[str]]
) -> None:
    source = tmp_path / "source.png"
    source.write_bytes(as_png(noise(200, 200)))
    with pytest.raises(CannotFit) as cannot:
        await workshop.fit([source], each=100, total=100, folder=tmp_path, mark=True)
    assert cannot.value.limit == 100
    assert files() == ["source.png"]
