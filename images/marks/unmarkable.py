"""Why a file takes no mark, and how much of it is looked at before it is left alone."""

from typing import Literal

Unmarkable = Literal["damaged", "odd_xmp", "no_room", "too_many_parts"]

# Chunks, segments or blocks. Encoders write pixels in parts of 8 kB and more, a GIF's in 255 bytes: the largest
# result that we take has 8000 of them, or 260 000. So many are passed in about a second.
PARTS = 300_000

# A host's XMP. What cameras and editors write has some kB; more than 64 kB do not go into a JPEG.
PACKET_BYTES = 2**20


class CannotMark(Exception):
    """A file has no place for a mark where it would be found, or it is not certain where that is."""

    def __init__(self, reason: Unmarkable) -> None:
        super().__init__(reason)
        self.reason: Unmarkable = reason
