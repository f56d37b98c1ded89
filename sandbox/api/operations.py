"""All that Discord's API can be asked: the operations of its own document (https://github.com/discord/discord-api-spec).

`python -m sandbox.spoken` renews the list from a copy of that document.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of a path, and the names in its query."""

    method: str
    path: str
    query: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def place(self) -> tuple[str, str]:
        """What it has in common with a route whose gaps are called otherwise."""
        return place(self.method, self.path)


def place(method: str, path: str) -> tuple[str, str]:
    """Return a route without the names of its gaps."""
    return method, re.sub(r"\{\w+(:[^/]+)?\}", "{}", path)


def operations() -> dict[tuple[str, str], Operation]:
    """Return all operations by their place, in the document's order."""
    text = files("sandbox.api").joinpath("operations.txt").read_text("utf-8")
    return {one.place: one for one in _read(text.splitlines())}


def _read(lines: Iterable[str]) -> Iterator[Operation]:
    for line in lines:
        method, path, *query = line.split(" ")
        names = query[0].removeprefix("?").split("&") if query else []
        yield Operation(method, path, frozenset(names))
