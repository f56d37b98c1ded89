"""All that Discord's API can be asked.

operations.txt is what Discord's own document has (https://github.com/discord/discord-api-spec), which `python -m
sandbox.spoken` renews from a copy of it. besides.txt is what its written pages have besides, as libraries ask for it
(discord-api-types 0.38, rest/v10; discord.py 2.7.1, http.py). What Discord has taken away is in neither, and not found.
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
    """Return all operations by their place, in the document's order, and then the others."""
    here = files("sandbox.api")
    lines = [
        line
        for name in ("operations.txt", "besides.txt")
        for line in here.joinpath(name).read_text("utf-8").splitlines()
    ]
    return {one.place: one for one in _read(lines)}


def _read(lines: Iterable[str]) -> Iterator[Operation]:
    for line in lines:
        method, path, *query = line.split(" ")
        names = query[0].removeprefix("?").split("&") if query else []
        yield Operation(method, path, frozenset(names))
