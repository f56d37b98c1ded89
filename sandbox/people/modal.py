"""A form that has opened before a member, and what they send from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sandbox.people.choosing import check_chosen
from sandbox.rules.options import Upload, WrongInput
from sandbox.wire import Json
from sandbox.world.message import every_component

TEXT_INPUT, RADIO_GROUP, CHECKBOX = 4, 21, 23
LONGEST_TEXT = 4000

Pick = Callable[[Json, object], str]  # field, value -> what is sent


@dataclass(frozen=True, slots=True)
class Modal:
    """Discord's JSON of a modal, and the interaction that opened it."""

    raw: Json
    interaction_id: int

    @property
    def custom_id(self) -> str:
        """What the application knows it by."""
        return str(self.raw["custom_id"])

    @property
    def title(self) -> str:
        """What stands above it."""
        return str(self.raw["title"])

    @property
    def fields(self) -> dict[str, Json]:
        """What can be filled in, by custom_id."""
        parts = every_component(self.raw["components"])
        return {part["custom_id"]: part for part in parts if part.get("custom_id")}

    @property
    def labels(self) -> dict[str, str]:
        """What people read above each field, by custom_id; where there is nothing, the custom_id again."""
        found: dict[str, str] = {}
        for part in every_component(self.raw["components"]):
            # A label stands around a field and comes before it; in older forms it is the field's own.
            if custom_id := part.get("component", part).get("custom_id"):
                found.setdefault(custom_id, part.get("label") or custom_id)
        return found

    def named(self, name: str) -> str:
        """Return the custom_id of a field by itself or by the field's label; WrongInput for another name."""
        labels = self.labels
        if name in labels:
            return name
        for custom_id, label in labels.items():
            if label == name:
                return custom_id
        raise WrongInput(f"The form has no field {name}.")


def submitted(modal: Modal, filled: Mapping[str, object], pick: Pick, *, unchecked: bool = False) -> Json:
    """Return the `data` of a modal's interaction. `pick` says what stands for a value that was chosen or attached."""
    fields, labels = modal.fields, modal.labels
    given = {modal.named(name): value for name, value in filled.items()}
    if not unchecked:
        for custom_id, value in given.items():
            _check_kind(fields[custom_id], value, labels[custom_id])
    values = {custom_id: _value(field, given.get(custom_id), pick) for custom_id, field in fields.items()}
    if not unchecked:
        for custom_id, field in fields.items():
            _check(field, values[custom_id], labels[custom_id])
    return {"custom_id": modal.custom_id, "components": _components(modal.raw["components"], values)}


def _value(field: Json, given: object, pick: Pick) -> object:
    """Return a text, a bool, one value or a list of values; what is left alone keeps its default."""
    options: list[Json] = field.get("options") or []
    defaults: list[object] = [option["value"] for option in options if option.get("default")]
    match field["type"]:
        case 4:  # text input
            return str(field.get("value") or "" if given is None else given)
        case 23:  # checkbox
            return bool(field.get("default") if given is None else given)
        case 21:  # radio group
            return next(iter(defaults), None) if given is None else given
        case _:
            return [pick(field, value) for value in (defaults if given is None else _list(given))]


def _list(given: object) -> list[object]:
    return list(cast("Sequence[object]", given)) if isinstance(given, list | tuple) else [given]


def _check_kind(field: Json, given: object, label: str) -> None:
    """Refuse what a field of its type cannot hold."""
    match field["type"]:
        case 4:
            fits, what = isinstance(given, str), "a text"
        case 19:
            fits, what = all(isinstance(one, Upload) for one in _list(given)), "files"
        case 23:
            fits, what = isinstance(given, bool), "true or false"
        case _:
            fits, what = not any(isinstance(one, Upload) for one in _list(given)), "no file"
    if given is not None and not fits:
        raise WrongInput(f"The field {label} takes {what}.")


def _check(field: Json, value: object, label: str) -> None:
    if field["type"] == CHECKBOX:
        return
    if not value:
        if field.get("required", True):
            raise WrongInput(f"The field {label} is required.")
    elif field["type"] == TEXT_INPUT:
        _check_length(field, len(str(value)), label)
    else:
        check_chosen(field, [str(one) for one in _list(value)], label)


def _check_length(field: Json, length: int, label: str) -> None:
    least, most = field.get("min_length") or 0, field.get("max_length") or LONGEST_TEXT
    if not least <= length <= most:
        raise WrongInput(f"The field {label} takes {least} to {most} characters.")


def _components(components: list[Json], values: Mapping[str, object]) -> list[Json]:
    """Return the answer in the shape of the form: labels and rows around the fields."""
    told: list[Json] = []
    for number, component in enumerate(components, 1):
        entry: Json = {"type": component["type"], "id": component.get("id") or number}
        if "component" in component:
            entry["component"] = _components([component["component"]], values)[0]
        elif "components" in component:
            entry["components"] = _components(component["components"], values)
        elif custom_id := component.get("custom_id"):
            key = "value" if component["type"] in {TEXT_INPUT, RADIO_GROUP, CHECKBOX} else "values"
            entry |= {"custom_id": custom_id, key: values[custom_id]}
        told.append(entry)
    return told
