"""What the work at hand is about: fields that every line of the log carries while it is done."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

Value = str | int | None
_FIELDS: ContextVar[Mapping[str, Value]] = ContextVar("about", default={})  # noqa: B039 - it is never changed


@contextmanager
def about(**fields: Value) -> Generator[None]:
    """Name what is worked at: job, card, member, server, provider, ticket. Tasks that are started within inherit it."""
    token = _FIELDS.set({**_FIELDS.get(), **fields})
    try:
        yield
    finally:
        _FIELDS.reset(token)


def at_hand() -> Mapping[str, Value]:
    """Return the fields of the work at hand."""
    return _FIELDS.get()
