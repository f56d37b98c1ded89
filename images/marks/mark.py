"""Mark a file: put into it that a trained model made the picture, and change nothing else."""

from collections.abc import Callable, Mapping

from domain.picture import PictureFormat
from images.marks import gif, jpeg, packet, png, webp
from images.marks.unmarkable import CannotMark

# Bytes by which a file grows at most. The mark takes 350, a packet of its own 550 with what each format puts
# around it, and GIF's way out of it 258; the rest is for the name that a host may have given its picture.
ROOM = 1024

_BY_FORMAT: Mapping[PictureFormat, Callable[[bytes], bytes]] = {
    PictureFormat.PNG: png.marked,
    PictureFormat.JPEG: jpeg.marked,
    PictureFormat.WEBP: webp.marked,
    PictureFormat.GIF: gif.marked,
}


_PACKETS: Mapping[PictureFormat, Callable[[bytes], bytes | None]] = {
    PictureFormat.PNG: png.found,
    PictureFormat.JPEG: jpeg.found,
    PictureFormat.WEBP: webp.found,
    PictureFormat.GIF: gif.found,
}


def says(file: bytes, format_: PictureFormat) -> bool:
    """Return whether a file says of its picture that a model made it; what cannot be read says nothing."""
    try:
        there = _PACKETS[format_](file)
        return there is not None and packet.says(there)
    except CannotMark:
        return False


def marked(file: bytes, format_: PictureFormat) -> bytes:
    """Return the file with the mark; the same bytes where a host put one in. Raises CannotMark.

    No pixel is decoded. All parts that the file has stay as they are and in their order: the host's XMP, whose
    packet the mark joins, Exif, colour profiles, C2PA.
    """
    after = _BY_FORMAT[format_](file)
    if len(after) - len(file) > ROOM:
        raise CannotMark("no_room")
    return after
