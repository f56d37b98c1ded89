"""Share: how many bytes each of several files may have, so that together they keep a limit."""

from collections.abc import Sequence


def share(sizes: Sequence[int], *, each: int, total: int) -> int:
    """Return the largest m for which files cut to m bytes keep both limits.

    Small files leave their rest to the large ones, so that as few as possible must change.
    """
    left = total
    for place, size in enumerate(sorted(sizes)):
        most = left // (len(sizes) - place)
        if size > most:
            return min(each, most)
        left -= size
    return each
