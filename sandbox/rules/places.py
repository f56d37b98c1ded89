"""What a bot sends about channels, conversations and threads.

https://discord.com/developers/docs/resources/channel
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import TypeAdapter

from sandbox.rules.forms import Form, Snowflake, read, words


class Conversation(Form):
    """With whom a bot wants to talk; a group is opened with its members' own tokens."""

    not_spoken: ClassVar[Mapping[str, object]] = {"access_tokens": [], "nicks": {}}
    recipient_id: Snowflake


class Thread(Form):
    """A thread to begin. Nothing is archived here, however long nobody writes."""

    not_spoken: ClassVar[Mapping[str, object]] = {
        "rate_limit_per_user": 0,
        "message": None,
        "applied_tags": [],
    }
    name: Annotated[str, words(1, 100)]
    type: Literal[10, 11, 12] | None = None
    invitable: bool | None = None  # whom members of a private one may bring; of a public one it says nothing
    auto_archive_duration: Literal[60, 1440, 4320, 10080] | None = None


_THREAD = TypeAdapter(Thread)
_CONVERSATION = TypeAdapter(Conversation)


def read_recipient(body: object) -> str:
    """Return the id of who is to be talked to."""
    return read(_CONVERSATION, body).recipient_id


def read_thread(body: object) -> Thread:
    """Return the thread that is to begin."""
    return read(_THREAD, body)
