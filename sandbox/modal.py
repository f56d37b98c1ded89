"""A form that has opened before a member, and what they send from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.message import every_component
from sandbox.options import Upload, WrongInput
from sandbox.wire import Json

TEXT_INPUT, LABEL, FILE_UPLOAD, RADIO_GROUP, CHECKBOX = 4, 18, 19, 21, 23
LONGEST_TEXT = 4000

Keep = Callable[[Upload], str]


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


def submitted(modal: Modal, filled: Mapping[str, object], keep: Keep, *, unchecked: bool = False) -> Json:
    """The `data` of a modal's interaction. `keep` stores an Upload and says its id."""
    fields = modal.fields
    if strange := [custom_id for custom_id in filled if custom_id not in fields]:
        raise WrongInput(f"The form has no field {strange[0]}.")
    values = {custom_id: _value(field, filled.get(custom_id), keep) for custom_id, field in fields.items()}
    if not unchecked:
        for custom_id, field in fields.items():
            _check(field, values[custom_id])
    return {"custom_id": modal.custom_id, "components": _components(modal.raw["components"], values)}


def _value(field: Json, given: object, keep: Keep) -> object:
    """A text, a bool, one of several values, or a list of values; what is left alone keeps its default."""
    match field["type"]:
        case 4:  # text input
            return str(field.get("value") or "" if given is None else given)
        case 23:  # checkbox
            return bool(field.get("default") if given is None else given)
        case 21:  # radio group
            defaults = [option["value"] for option in field["options"] if option.get("default")]
            return next(iter(defaults), None) if given is None else given
        case _:
            values: list[object] = list(given) if isinstance(given, list | tuple) else [given]  # pyright: ignore[reportUnknownArgumentType]
            return [
                keep(value) if isinstance(value, Upload) else value for value in values if value is not None
            ]


def _check(field: Json, value: object) -> None:
    required = field.get("required", True)
    if field["type"] == CHECKBOX:
        return
    if not value:
        if required:
            raise WrongInput(f"The field {field['custom_id']} is required.")
        return
    if isinstance(value, str) and field["type"] == TEXT_INPUT:
        least, most = field.get("min_length") or 0, field.get("max_length") or LONGEST_TEXT
        if not least <= len(value) <= most:
            raise WrongInput(f"The field {field['custom_id']} takes {least} to {most} characters.")
    elif isinstance(value, list):
        _check_list(field, [str(one) for one in value])  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    elif value not in _offered(field):
        raise WrongInput(f"The field {field['custom_id']} has no {value}.")


def _check_list(field: Json, values: list[str]) -> None:
    least, most = field.get("min_values", 1), field.get("max_values", 1)
    if not least <= len(values) <= most:
        raise WrongInput(f"The field {field['custom_id']} takes {least} to {most} of them.")
    if "options" in field and not set(values) <= _offered(field):
        raise WrongInput(f"The field {field['custom_id']} does not offer that.")


def _offered(field: Json) -> set[str]:
    return {option["value"] for option in field.get("options", [])}


def _components(components: list[Json], values: Mapping[str, object]) -> list[Json]:
    """The answer in the shape of the form: labels and rows around the fields."""
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
