"""A file that somebody has written for this Discord: bounded, and what is wrong in it is said in a sentence."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from sandbox.rules.wrong_forms import first_fault

T = TypeVar("T")


class WrongFile(ValueError):
    """A file that is not there, or holds something else than it should, in one sentence that begins with its path."""


def read_file(path: Path, most: int, read: Callable[[bytes], T]) -> T:
    """Return what is read from a file of so many bytes at most. What `read` refuses is ValueError, as pydantic's are."""
    try:
        return read(_content(path, most))
    except OSError as error:
        raise WrongFile(f"{path}: it cannot be read: {error.strerror}.") from None
    except ValidationError as error:
        raise WrongFile(f"{path}: {first_fault(error)}") from None
    except ValueError as error:
        raise WrongFile(f"{path}: {error}.") from None


def _content(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        size = f"{most >> 20} MiB" if most >= 1 << 20 else f"{most >> 10} KiB"
        raise ValueError(f"it is larger than {size}")
    return content
