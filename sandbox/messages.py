"""The rules for the body of a message: when it is made, answered with, or edited."""

from collections.abc import Mapping
from dataclasses import dataclass, field

EPHEMERAL = 1 << 6
IS_COMPONENTS_V2 = 1 << 15


@dataclass(frozen=True, slots=True)
class Existing:
    """What an edit finds: the message as it stands. A deferred answer that shows nothing yet is Existing()."""

    flags: int = 0
    content: str = ""
    embeds: int = 0
    components: int = 0
    poll: bool = False
    attachments: Mapping[str, str] = field(default_factory=dict[str, str])  # id -> file name


def check_message(
    body: object,
    *,
    uploads: Mapping[int, str],
    existing: Existing | None = None,
    interaction: bool = False,
) -> None:
    """Refuse a body that Discord would not take.

    `uploads` are the multipart files: the n of `files[n]` and the file's name. `existing` is given for an edit.
    `interaction` is true for an interaction's first answer and follow-ups, which alone may be EPHEMERAL.
    """


def check_defer(data: object) -> None:
    """Refuse the data of a deferred answer (callback type 5): of its flags only EPHEMERAL means anything."""
