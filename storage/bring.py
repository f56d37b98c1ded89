"""Bringing the pictures of a folder to a store, where each is before it leaves the folder: cut short, it can be gone on with."""

import asyncio
from pathlib import Path

from domain.picture import Picture, PictureFormat
from storage.places import Place, hash_at

FORMATS = {form.suffix: form for form in PictureFormat}


async def bring(folder: Path, store: Place) -> int:
    """Bring them all; what is no picture stays. Returns how many. Raises OSError and StoreAway."""
    found = await asyncio.to_thread(_pictures, folder)
    for path, form, size in found:
        await store.adopt(path, Picture(form, 0, 0, size))
    return len(found)


def _pictures(folder: Path) -> list[tuple[Path, PictureFormat, int]]:
    """Return the files that are named as pictures are, with what they are and their bytes."""
    return [
        (one, FORMATS[one.suffix], one.stat().st_size)
        for one in sorted(folder.glob("??/*"))
        if hash_at(str(one.relative_to(folder))) and one.suffix in FORMATS and one.is_file()
    ]
