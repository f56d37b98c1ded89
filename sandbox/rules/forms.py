"""Request bodies as pydantic models, and pydantic's complaints in Discord's words and at Discord's paths."""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence, Sized
from typing import Annotated, ClassVar, TypeVar, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from sandbox.rules.refusal import NotSpoken, Refused, invalid_form

T = TypeVar("T")
_log = logging.getLogger("sandbox")

_WORDS = {
    "missing": ("BASE_TYPE_REQUIRED", "This field is required"),
    "string_type": ("STRING_TYPE_CONVERT", "Could not interpret value as string."),
    "int_type": ("NUMBER_TYPE_COERCE", "Value is not int."),
    "float_type": ("NUMBER_TYPE_COERCE", "Value is not float."),
    "bool_type": ("BOOLEAN_TYPE_CONVERT", "Must be either true or false."),
    "list_type": ("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType"),
    "dict_type": ("DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType"),
    "model_type": ("DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType"),
    "model_attributes_type": ("DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType"),
    "union_tag_not_found": ("BASE_TYPE_REQUIRED", "The field 'type' is required"),
    "union_tag_invalid": ("UNION_TYPE_CHOICES", 'Value of field "type" must be one of ({expected_tags}).'),
    "literal_error": ("BASE_TYPE_CHOICES", "Value must be one of {expected}."),
}


class Form(BaseModel):
    """A part of a request body. Unknown fields are let pass, as Discord does."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")
    # What Discord takes here and the sandbox cannot: it is refused by its name. Beside each stands the empty value by which,
    # after Discord's document, it says nothing; as null does of all, and of some alone.
    not_spoken: ClassVar[Mapping[str, object]] = {}
    # What Discord lets a bot send and does nothing with.
    without_effect: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="before")
    @classmethod
    def _look_for_more(cls, sent: object, info: ValidationInfo) -> object:
        said = cast("dict[str, object]", sent) if isinstance(sent, dict) else {}
        for name, value in said.items():
            if name in cls.model_fields or name in cls.without_effect:
                continue
            if name not in cls.not_spoken:
                _log.debug("ignored: %s.%s", cls.__name__, name)
                continue
            _log.debug("not spoken: %s.%s", cls.__name__, name)
            if info.context is not None and not _says_nothing(value, cls.not_spoken[name]):
                cast("list[str]", info.context).append(f"the field {name} of a {_words(cls.__name__)}")
        return cast("object", sent)


def _says_nothing(value: object, empty: object) -> bool:
    """Return whether it is null or the empty value; to JSON 0 is not false."""
    return value is None or (type(value) is type(empty) and value == empty)


def _words(name: str) -> str:
    return re.sub("(?<!^)(?=[A-Z])", " ", name).lower()


def mistake(code: str, message: str, at: str = "") -> PydanticCustomError:
    """Return what a validator raises: Discord's code and sentence, and the field where it belongs."""
    return PydanticCustomError(code, "{message}", {"message": message, "at": at})  # pyright: ignore[reportArgumentType]


def length(low: int, high: int) -> AfterValidator:
    """Return the check for a text or a list of so many."""

    def check(value: Sized | None) -> Sized | None:
        if value is not None:
            _measure(len(value), low, high)
        return value

    return AfterValidator(check)


def words(low: int, high: int) -> AfterValidator:
    """Return the check for a text that people read: spaces around it go, and what is blank is no text.

    Bots are told so by 50006 and the like (JShellBot pull request 28, Discord.Net pull request 2831); a zero-width space
    counts (Discord.Net pull request 758). That it is measured with its spaces is remembered.
    """

    def check(value: str | None) -> str | None:
        if value is None:
            return None
        _measure(len(value) if value.strip() else 0, low, high)
        return value.strip()

    return AfterValidator(check)


def _measure(size: int, low: int, high: int) -> None:
    if not low <= size <= high:
        bounds = f"between {low} and {high}" if low else f"{high} or fewer"
        raise mistake(
            "BASE_TYPE_BAD_LENGTH" if low else "BASE_TYPE_MAX_LENGTH", f"Must be {bounds} in length."
        )


def between(low: float, high: float) -> AfterValidator:
    """Return the check for a number in a range."""

    def check(value: float | None) -> float | None:
        if value is None or low <= value <= high:
            return value
        if value < low:
            raise mistake("NUMBER_TYPE_MIN", f"Value should be greater than or equal to {low}.")
        raise mistake("NUMBER_TYPE_MAX", f"Value should be less than or equal to {high}.")

    return AfterValidator(check)


def distinct(name: str, code: str) -> AfterValidator:
    """Return the check for a list whose forms differ in one field."""

    def check(forms: list[Form] | None) -> list[Form] | None:
        seen: set[object] = set()
        for index, form in enumerate(forms or []):
            value = cast("object", getattr(form, name))
            if value in seen:
                raise mistake(code, f"Each {name} must be unique.", f"{index}.{name}")
            seen.add(value)
        return forms

    return AfterValidator(check)


def _as_snowflake(value: object) -> str:
    if (
        isinstance(value, int | str)
        and not isinstance(value, bool)
        and re.fullmatch("[0-9]{1,20}", str(value))
    ):
        return str(value)
    raise mistake("NUMBER_TYPE_COERCE", "Value is not snowflake.")


# Discord takes ids as strings and as whole numbers alike (https://discord.com/developers/docs/reference#snowflakes).
Snowflake = Annotated[str, BeforeValidator(_as_snowflake)]


def parts(form: Form, path: str = "") -> Iterator[tuple[str, Form]]:
    """Yield a form and all forms inside it, each with its place."""
    yield path, form
    for name in type(form).model_fields:
        for step, value in _members(name, cast("object", getattr(form, name))):
            if isinstance(value, Form):
                yield from parts(value, f"{path}.{step}" if path else step)


def _members(name: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, list):
        items = enumerate(cast("Sequence[object]", value))
        return ((f"{name}.{index}", item) for index, item in items)
    return iter([(name, value)])


def read(adapter: TypeAdapter[T], value: object) -> T:
    """Return the body as its form, or raise the refusal that names every mistake in it, or what is not spoken."""
    not_spoken: list[str] = []
    try:
        form = adapter.validate_python(value, context=not_spoken)
    except ValidationError as error:
        raise refusal_of(error, value) from None
    if not_spoken:
        raise NotSpoken(f"The sandbox does not speak {not_spoken[0]}.")
    return form


def refusal_of(error: ValidationError, value: object) -> Refused:
    """Pydantic's list of mistakes as Discord would have put it."""
    problems: dict[str, tuple[str, str]] = {}
    for detail in error.errors(include_url=False, include_input=False):
        path, words = _in_discords_words(detail, value)
        problems.setdefault(path, words)
    return invalid_form(problems)


def _in_discords_words(detail: ErrorDetails, value: object) -> tuple[str, tuple[str, str]]:
    context = detail.get("ctx", {})
    steps = _steps(detail["loc"], value)
    if "at" in context:
        at = str(context["at"])
        return ".".join([*steps, at] if at else steps), (detail["type"], str(context["message"]))
    code, sentence = _WORDS.get(detail["type"], ("BASE_TYPE_INVALID", detail["msg"]))
    return ".".join(steps), (code, sentence.format_map(context) if detail["type"] in _WORDS else sentence)


def _steps(location: tuple[int | str, ...], value: object) -> list[str]:
    """Return the path in the body. Pydantic also names the branch of a union there: a number where an object is."""
    steps: list[str] = []
    here = value
    for step in location:
        if isinstance(here, dict) and isinstance(step, int):
            continue
        steps.append(str(step))
        here = _inside(cast("object", here), step)
    return steps


def _inside(value: object, step: int | str) -> object:
    if isinstance(value, dict):
        return cast("dict[object, object]", value).get(step)
    if isinstance(value, list) and isinstance(step, int):
        return cast("list[object]", value)[step]
    return None
