"""How Discord says no: a status, a code, a sentence, and for a form the place of every mistake.

https://discord.com/developers/docs/reference#error-messages
"""

from collections.abc import Mapping

INVALID_FORM_BODY = 50035

# By its path in the body ("components.0.label", or "" for the body itself): a code and a sentence.
Problems = Mapping[str, tuple[str, str]]


class Refused(Exception):
    """A request that Discord would not carry out."""

    def __init__(self, status: int, code: int, message: str, problems: Problems | None = None) -> None:
        self.status = status
        self.code = code
        self.message = message
        self.problems = problems or {}
        where = "".join(f"; {path}: {words}" for path, (_, words) in self.problems.items())
        super().__init__(f"{status} (code {code}): {message}{where}")

    @property
    def errors(self) -> dict[str, object] | None:
        """The problems, nested like the body that has them."""
        return _nested(self.problems) if self.problems else None

    def body(self) -> dict[str, object]:
        """The JSON that Discord answers with."""
        said: dict[str, object] = {"message": self.message, "code": self.code}
        return said if self.errors is None else said | {"errors": self.errors}


def invalid_form(problems: Problems) -> Refused:
    """A 400 that names each mistake by its place."""
    return Refused(400, INVALID_FORM_BODY, "Invalid Form Body", problems)


def _nested(problems: Problems) -> dict[str, object]:
    here: dict[str, object] = {}
    below: dict[str, dict[str, tuple[str, str]]] = {}
    for path, (code, message) in problems.items():
        first, _, rest = path.partition(".")
        if first:
            below.setdefault(first, {})[rest] = (code, message)
        else:
            here["_errors"] = [{"code": code, "message": message}]
    return here | {step: _nested(inner) for step, inner in below.items()}
