"""What a member may choose in a select, a radio group, a group of checkboxes or among files."""

from collections.abc import Sequence

from sandbox.rules.options import WrongInput
from sandbox.wire import Json

_CHECKBOX_GROUP = 22


def check_chosen(part: Json, values: Sequence[str], called: str) -> None:
    """Accept so many of them as the component asks for, each once, and only what it offers. `called` names it."""
    options: list[Json] = part.get("options") or []
    all_of_them = len(options) if part["type"] == _CHECKBOX_GROUP else 1
    least = 1 if part.get("min_values") is None else int(part["min_values"])
    most = all_of_them if part.get("max_values") is None else int(part["max_values"])
    if not least <= len(values) <= most:
        raise WrongInput(f"In {called} one must choose {least} to {most}.")
    if len(set(values)) < len(values):
        raise WrongInput(f"In {called} one can choose each of them once.")
    offered = {str(option["value"]) for option in options}
    if options and not offered.issuperset(values):
        raise WrongInput(f"In {called} one can choose {', '.join(sorted(offered))}.")
