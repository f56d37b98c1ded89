"""PNG: grey or colours, with a palette, a transparent colour or alpha, of one to sixteen bits."""

import struct
from dataclasses import dataclass, replace
from typing import Self

from PIL import Image

from domain.picture import PictureFormat, UnreadablePicture
from images.colour import depth
from images.formats import chunks
from images.formats.chunks import Chunks, Colour, Header
from images.formats.content import Content, opened
from images.formats.exif import orientation
from images.formats.keying import keyed
from images.formats.pngcolour import profile

_BYTE = 8  # bits
_GREYS = {Colour.GREY, Colour.GREY_ALPHA}
_HIGH, _LOW = 0, 1  # of the two bytes of a sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Png(Content):
    """A PNG taken apart."""

    header: Header
    palette: bytes
    transparency: bytes  # an alpha for each colour of the palette, or the one colour that is not shown

    @classmethod
    def of(cls, file: bytes) -> Self:
        """Take a file apart. Raises UnreadablePicture."""
        found = chunks.read(file)
        return cls(
            format=PictureFormat.PNG,
            width=found.header.width,
            height=found.header.height,
            pixels=_alone(found),
            animated=int.from_bytes(found.side.get(b"acTL", b"")[:4]) > 1,
            orientation=orientation(found.side.get(b"eXIf")),
            profile=profile(found.side),
            header=found.header,
            palette=found.palette,
            transparency=_transparency(found),
        )

    def decode(self, size: tuple[int, int]) -> tuple[Image.Image, bytes | None]:
        """Return the pixels, with eight bits, and the profile that they are left with."""
        if self.header.depth > _BYTE:
            return self._deep(size)
        image = self._loaded(size)
        if self.header.colour is Colour.INDEXED:
            return self._indexed(image), self.profile
        image = image.convert("L") if image.mode == "1" else image
        if key := self._key():
            most = 2**self.header.depth - 1
            image.putalpha(keyed([(image, [(value & most) * 255 // most for value in key])]))
        return image, self.profile

    def _deep(self, size: tuple[int, int]) -> tuple[Image.Image, bytes | None]:
        """Decode sixteen bits: the high bytes, and the low ones where something hangs on them."""
        key, left = self._key(), self.profile
        tone = depth.toned(left, 1 if self.header.colour in _GREYS else 3) if left else None
        image = self._bytes(size, _HIGH)
        if not (key or tone):
            return image, left
        low, alpha = self._bytes(size, _LOW), None
        if key:
            alpha = keyed([(image, [value >> 8 for value in key]), (low, [value & 255 for value in key])])
        if tone:
            tables, left = tone
            image = depth.looked_up(image, low, tables)
        if alpha:
            image.putalpha(alpha)
        return image, left

    def _bytes(self, size: tuple[int, int], which: int) -> Image.Image:
        """Decode one of the two bytes of each sample."""
        if self.header.colour in _GREYS:
            bands = self._grey_bytes(size, which)
            return Image.merge("LA", bands) if len(bands) > 1 else bands[0]
        mode = "RGB" if self.header.colour is Colour.RGB else "RGBA"
        return self._loaded(size, f"{mode};16{'BL'[which]}")

    def _grey_bytes(self, size: tuple[int, int], which: int) -> list[Image.Image]:
        """Decode grey and alpha, of which each byte is a band for Pillow, see _alone."""
        image = self._loaded(size)
        return [image.getchannel(band) for band in range(which, len(image.getbands()), 2)]

    def _loaded(self, size: tuple[int, int], raw: str | None = None) -> Image.Image:
        """Decode; `raw` names another way to read the samples than Pillow's own. Raises UnreadablePicture.

        Where rows are missing Pillow leaves them black. Are they, or is the last one? Then once more, on a mark.
        """
        image = self._read(size, raw)
        row = image.crop(self._last_row)
        if any(row.tobytes()):
            return image
        mark = Image.frombytes(row.mode, row.size, b"\xff" * len(row.tobytes()))
        del image  # it may have 200 MB
        image = Image.new(row.mode, (self.width, self.height))
        image.paste(mark, self._last_row)
        image = self._read(size, raw, image)
        if image.crop(self._last_row).tobytes() == mark.tobytes():
            raise UnreadablePicture("broken")
        return image

    def _read(self, size: tuple[int, int], raw: str | None, onto: Image.Image | None = None) -> Image.Image:
        image = opened(self.pixels, self.format, size)
        if raw:
            image.tile = [tile._replace(args=raw) for tile in image.tile]
        if onto:
            image.im = onto.im
        image.load()
        return image

    @property
    def _last_row(self) -> tuple[int, int, int, int]:
        """The row that comes last in the file; of interlaced rows that is an odd one."""
        even = self.header.interlace and self.height > 1 and self.height % 2
        top = self.height - (2 if even else 1)
        return 0, top, self.width, top + 1

    def _indexed(self, image: Image.Image) -> Image.Image:
        """Replace each index by its colour; a palette of greys gives grey, which profiles tell from colours."""
        red, green, blue = (self.palette[band::3].ljust(256, b"\0") for band in range(3))
        shown = image.point(red, "L") if red == green == blue else image.convert("RGB")
        if self.transparency:
            shown.putalpha(image.point(self.transparency.ljust(256, b"\xff"), "L"))
        return shown

    def _key(self) -> tuple[int, ...]:
        return struct.unpack(f">{len(self.transparency) // 2}H", self.transparency)


def _alone(found: Chunks) -> bytes:
    """Write the pixels as a file of their own.

    Grey of sixteen bits is written as two bands of eight, since its rows have the same bytes then, filters and all,
    and Pillow reads them all.
    """
    header, palette = found.header, b""
    if header.colour in _GREYS and header.depth > _BYTE:
        twice = Colour.GREY_ALPHA if header.colour is Colour.GREY else Colour.RGB_ALPHA
        header = replace(header, depth=_BYTE, colour=twice)
    if found.palette:
        palette = chunks.chunk(b"PLTE", found.palette.ljust(chunks.PALETTE_BYTES, b"\0"))
    return b"".join((chunks.SIGNATURE, header.dump(), palette, *found.pixels, chunks.chunk(b"IEND", b"")))


def _transparency(found: Chunks) -> bytes:
    """Return what tRNS says, where it is what this picture can have."""
    said = found.side.get(b"tRNS", b"")
    match found.header.colour:
        case Colour.GREY:
            holds = len(said) == struct.calcsize(">H")
        case Colour.RGB:
            holds = len(said) == struct.calcsize(">3H")
        case Colour.INDEXED:
            holds = len(said) <= len(found.palette) // 3
        case _:
            holds = False
    return said if holds else b""
