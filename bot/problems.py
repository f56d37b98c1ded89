"""What is wrong with the settings, in an operator's words; never with a value, since one of them may be a key."""

from collections.abc import Mapping

from pydantic import ValidationError
from pydantic_core import ErrorDetails

# By pydantic's types of errors (https://docs.pydantic.dev/latest/errors/validation_errors/).
_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float"), "must be a whole number"),
    **dict.fromkeys(
        ("decimal_parsing", "decimal_type", "float_parsing", "float_type", "finite_number"),
        "must be a number",
    ),
    **dict.fromkeys(("bool_parsing", "bool_type"), "must be true or false"),
    **dict.fromkeys(("literal_error", "enum"), "must be one of {expected}"),
    **dict.fromkeys(("tuple_type", "list_type"), "must be a list, in square brackets"),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), "must be fields in braces"),
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "missing": "is missing",
    "extra_forbidden": "is no field that there is",
    "string_type": "must be a text, in quotes",
    "string_too_short": "is empty",
    "string_too_long": "is too long: {max_length} characters at most",
    "too_long": "has too many: {max_length} at most",
    "value_error": "{error}",
}


def problems(error: ValidationError) -> str:
    """Return everything that is wrong: each setting with what it must be."""
    return "; ".join(f"{_where(one)} {_what(one)}".strip() for one in error.errors(include_input=False))


def _where(error: ErrorDetails) -> str:
    """Return a setting's name, and the way to the part of it that is wrong, counted from one: STYLES 2 name."""
    name, *way = error["loc"] or ("",)
    steps = (str(step + 1) if isinstance(step, int) else step for step in way)
    return " ".join((str(name).upper(), *steps))


def _what(error: ErrorDetails) -> str:
    words = _WORDS.get(error["type"])
    return words.format_map(error.get("ctx", {})) if words else error["msg"]
