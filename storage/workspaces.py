"""Folders for what is not finished. Who works in one holds it, until that is done or the process ends; what nobody holds is deleted.

So processes may share what these folders lie in, and a start takes nothing away from another's work.
"""

import fcntl
import os
import shutil
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

WORK = "unfinished"  # the folder in which they lie beside pictures


@contextmanager
def workspace(folder: Path, prefix: str = "") -> Generator[Path]:
    """Give a folder of its own in another, which is made where it is not there; it is held while the block runs."""
    with ExitStack() as stack:
        while True:
            folder.mkdir(parents=True, exist_ok=True)  # somebody may have tidied up meanwhile
            made = Path(stack.enter_context(TemporaryDirectory(dir=folder, prefix=prefix)))
            if (descriptor := hold(made)) is not None:
                break
        stack.callback(os.close, descriptor)
        yield made


def hold(folder: Path) -> int | None:
    """Hold a folder, beside others, until what is returned is closed; None where it was deleted before that."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return None
    with suppress(OSError):  # a disk without locks of folders, as some over a network
        fcntl.flock(descriptor, fcntl.LOCK_SH)
    with suppress(FileNotFoundError):
        if os.path.samestat(os.fstat(descriptor), folder.stat()):
            return descriptor
    os.close(descriptor)
    return None


def tidy_up(folder: Path, prefix: str = "") -> None:
    """Delete the folders in another that nobody holds: their processes were killed, and what is in them is of members."""
    for left in folder.glob(f"{prefix}*"):
        delete_unheld(left)


def delete_unheld(folder: Path) -> None:
    """Delete a folder, unless somebody holds it."""
    with suppress(OSError):  # another's, or held, or not there
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder)
        finally:
            os.close(descriptor)
