"""What is wrong in what was read from outside, in a sentence of ours: pydantic's own speak of Python."""

from pydantic import ValidationError, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import ErrorDetails

_EXTRA = "extra_forbidden"
# By the beginnings of pydantic's names (https://docs.pydantic.dev/latest/errors/validation_errors/), the first that fits;
# in braces the values that it gives along.
_SAID = {
    _EXTRA: "not known here",
    "missing": "it is missing",
    "json_invalid": "it is no JSON: {error}",
    "union_tag_not_found": "it has no {discriminator}",
    "union_tag_invalid": "{discriminator} is one of {expected_tags}, and not '{tag}'",
    "literal_error": "it is one of {expected}",
    "greater_than_equal": "it takes {ge:.15g} or more",
    "greater_than": "it takes more than {gt:.15g}",
    "less_than_equal": "it takes {le:.15g} or less",
    "less_than": "it takes less than {lt:.15g}",
    "finite_number": "it takes a number",
    "float": "it takes a number",
    "int": "it takes a whole number",
    "bool": "it takes true or false",
    "string_too_short": "it takes {min_length} characters or more",
    "string_too_long": "it takes {max_length} characters or less",
    "string": "it takes a text",
    "too_short": "it takes {min_length} or more",
    "too_long": "it takes {max_length} or less",
    "model": "it takes an object",
    "dict": "it takes an object",
    "list": "it takes a list",
    "tuple": "it takes a list",
    "frozen_set": "it takes a list",
    "value_error": "{error}",
}


def first_fault(error: ValidationError) -> str:
    """Return where and what the first fault is; a name that is not known comes first, since it may be a missing one."""
    faults = error.errors(include_url=False, include_input=False)
    first = min(faults, key=lambda fault: fault["type"] != _EXTRA)
    where = ".".join(str(step) for step in first["loc"])
    return f"{where}: {_said(first)}." if where else f"{_said(first)}."


def of_kind(what: str) -> WrapValidator:
    """Return what says of a value as a whole that it "takes" something, in the place of what its parts take."""

    def check(value: object, read: ValidatorFunctionWrapHandler) -> object:
        try:
            return read(value)
        except ValidationError:
            raise ValueError(f"it takes {what}") from None

    return WrapValidator(check)


def _said(fault: ErrorDetails) -> str:
    pattern = next((said for kind, said in _SAID.items() if fault["type"].startswith(kind)), None)
    return fault["msg"] if pattern is None else pattern.format_map(fault.get("ctx", {}))
