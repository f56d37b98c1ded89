"""Two threads for what lets go of the interpreter while it works, as Pillow and numpy do with large planes."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

COUNT = 2  # as many as the networks have (networks.THREADS)
NAME = "planes"

Given = TypeVar("Given")
Made = TypeVar("Made")


def each(make: Callable[[Given], Made], given: Iterable[Given]) -> list[Made]:
    """Return what is made of each, in their order. Inside such a thread one comes after the other: none waits for itself."""
    inside = threading.current_thread().name.startswith(NAME)
    return list(map(make, given) if inside else _pool().map(make, given))


def together(*works: Callable[[], Made]) -> list[Made]:
    """Return what some works make, done at the same time."""
    return each(lambda work: work(), works)


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(COUNT, thread_name_prefix=NAME)
