"""What somebody sends for a message: JSON, and files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from sandbox.wire import Json


@dataclass(frozen=True, slots=True)
class SentFile:
    """One of the files[n]."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Body:
    """What a request carried."""

    json: object = None
    files: Mapping[int, SentFile] = field(default_factory=dict[int, SentFile])

    @property
    def object(self) -> Json:
        """The JSON object; another kind of JSON is none."""
        return cast("Json", self.json) if isinstance(self.json, dict) else {}

    @property
    def names(self) -> dict[int, str]:
        """The files' names by their n."""
        return {number: file.name for number, file in self.files.items()}
