"""Answers of hosts, read field by field: each may be broken by itself, and none voids what stands beside it.

An answer about a paid job is worth what it costs, and nobody needs its logs or its timings. So only what a model
here requires (a status, an address, an id) can make an answer unreadable; a broken field that is `Soft` is None, a
broken item of a list is left out, and all lengths have a maximum.
"""

import json
from typing import Annotated, Self, TypeVar, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from domain import limits

Value = TypeVar("Value")
DIGITS = 30  # of a whole number; a longer one is nobody's seed, and takes long to read


class NoAnswer(Exception):
    """What came is not an answer to what was asked: it may be asked again."""


class Answer(BaseModel):
    """Part of a host's answer; what else is in it does not matter."""

    model_config = ConfigDict(extra="ignore")

    @classmethod
    def of(cls, content: bytes | str) -> Self:
        """Read an answer. Raises NoAnswer where it is none, or lacks what it must have."""
        try:
            return cls.model_validate(_json(content))
        except ValidationError as error:
            raise NoAnswer(
                "an answer without " + ", ".join(str(one["loc"][:1]) for one in error.errors())
            ) from error


def _json(content: bytes | str) -> object:
    """Read any JSON, also where a text in it is cut in the middle of a character or a number has no end."""
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else content
    try:
        return json.loads(text, parse_int=_whole_number)
    except (ValueError, RecursionError) as error:
        raise NoAnswer("not JSON") from error


def _whole_number(digits: str) -> int | None:
    return int(digits) if len(digits) <= DIGITS else None


def _or_none(value: object, check: ValidatorFunctionWrapHandler) -> object:
    """Return the value, or None where it does not hold."""
    try:
        return check(value)
    except ValidationError:
        return None


def _items(value: object, check: ValidatorFunctionWrapHandler) -> tuple[object, ...]:
    """Return those items of a list that hold, of the last LISTED."""
    checked = (_or_none([item], check) for item in _list(value)[-limits.LISTED :])
    return tuple(_list(one)[0] for one in checked if one is not None)


def _places(value: object, check: ValidatorFunctionWrapHandler) -> tuple[object, ...]:
    """Return the first PICTURES items of a list, each in its place; None for one that does not hold."""
    checked = (_or_none([item], check) for item in _list(value)[: limits.PICTURES])
    return tuple(None if one is None else _list(one)[0] for one in checked)


def _list(value: object) -> list[object]:
    return list(cast("list[object] | tuple[object, ...]", value)) if isinstance(value, list | tuple) else []


def _cut(text: str) -> str:
    return text[: limits.WORDS_CHARS]


Soft = Annotated[Value | None, WrapValidator(_or_none)]
Items = Annotated[tuple[Value, ...], WrapValidator(_items)]
Places = Annotated[tuple[Value | None, ...], WrapValidator(_places)]
Words = Annotated[str, AfterValidator(_cut)]
Word = Annotated[str, Field(min_length=1, max_length=50)]
Url = Annotated[str, Field(min_length=1, max_length=limits.URL_CHARS)]
Id = Annotated[str, Field(min_length=1, max_length=limits.TICKET_CHARS)]
