"""What is wrong in what was read from outside, in a sentence."""

from pydantic import ValidationError

_EXTRA = "extra_forbidden"


def first_fault(error: ValidationError) -> str:
    """Return where and what the first fault is; a name that is not known comes first, since it may be a missing one."""
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    first = min(faults, key=lambda fault: fault["type"] != _EXTRA)
    where = ".".join(str(step) for step in first["loc"])
    said = "not known here" if first["type"] == _EXTRA else first["msg"].removeprefix("Value error, ")
    return f"{where}: {said}." if where else f"{said}."
