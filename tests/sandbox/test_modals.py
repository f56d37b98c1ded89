"""Every rule for modals has a wrong input here, and what discord.py itself makes passes."""

from typing import Any

import discord
import pytest
from discord import ui

from sandbox.rules.components import check_modal
from sandbox.rules.refusal import Refused

Json = dict[str, Any]

FLAT: Json = {"type": 10, "content": "hello"}
BUTTON: Json = {"type": 2, "style": 1, "label": "Press", "custom_id": "press"}
OPTION: Json = {"label": "One", "value": "1"}
SELECT: Json = {"type": 3, "custom_id": "pick", "options": [OPTION]}
USERS: Json = {"type": 5, "custom_id": "who"}
INPUT: Json = {"type": 4, "custom_id": "text", "style": 2}
CHOICES: list[Json] = [{"label": "One", "value": "1"}, {"label": "Two", "value": "2"}]
UPLOAD: Json = {"type": 19, "custom_id": "files"}
RADIO: Json = {"type": 21, "custom_id": "one", "options": CHOICES}
BOXES: Json = {"type": 22, "custom_id": "some", "options": CHOICES}
CHECKBOX: Json = {"type": 23, "custom_id": "yes"}


def label(component: Json) -> Json:
    return {"type": 18, "label": "A question", "component": component}


def row(*children: Json) -> Json:
    return {"type": 1, "components": list(children)}


def modal(*components: Json) -> Json:
    return {"custom_id": "modal", "title": "A title", "components": list(components)}


def many(count: int) -> list[Json]:
    return [{"label": "x", "value": str(number)} for number in range(count)]


GOOD_ANSWERS: dict[str, Json] = {
    "text input": INPUT
    | {"min_length": 0, "max_length": 4000, "value": "x" * 4000, "placeholder": "x" * 100},
    "text input with equal bounds": INPUT | {"min_length": 3, "max_length": 3},
    "text input of one character": INPUT | {"max_length": 1},
    "text input of any length": INPUT | {"min_length": 4000},
    "string select": SELECT | {"min_values": 0, "required": False},
    "user select": USERS,
    "ten files": UPLOAD | {"min_values": 10, "max_values": 10},
    "no file": UPLOAD | {"min_values": 0, "required": False},
    "pictures and documents": UPLOAD | {"file_types": ["image", ".pdf"]},
    "radio": RADIO | {"options": many(10)},
    "checkboxes": BOXES | {"options": many(10), "max_values": 10},
    "one checkbox of a group": BOXES | {"options": many(1)},
    "checkbox": CHECKBOX | {"default": True},
}


@pytest.mark.parametrize("component", GOOD_ANSWERS.values(), ids=GOOD_ANSWERS)
def test_a_question_within_its_limits_passes(component: Json) -> None:
    check_modal(modal(label(component) | {"label": "x" * 45, "description": "x" * 100}, FLAT))


BAD_ANSWERS: dict[str, tuple[Json, str, str]] = {
    "button": (BUTTON, "", "UNION_TYPE_CHOICES"),
    "text": (FLAT, "", "UNION_TYPE_CHOICES"),
    "input without custom_id": ({"type": 4, "style": 1}, ".custom_id", "BASE_TYPE_REQUIRED"),
    "input without style": ({"type": 4, "custom_id": "x"}, ".style", "BASE_TYPE_REQUIRED"),
    "input of unknown style": (INPUT | {"style": 3}, ".style", "BASE_TYPE_CHOICES"),
    "input with label": (INPUT | {"label": "x"}, ".label", "TEXT_INPUT_LABEL_INVALID"),
    "input value of 4001": (INPUT | {"value": "x" * 4001}, ".value", "BASE_TYPE_MAX_LENGTH"),
    "input value above its most": (
        INPUT | {"value": "xxx", "max_length": 2},
        ".value",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "input placeholder of 101": (INPUT | {"placeholder": "x" * 101}, ".placeholder", "BASE_TYPE_MAX_LENGTH"),
    "input of 4001 at most": (INPUT | {"max_length": 4001}, ".max_length", "NUMBER_TYPE_MAX"),
    "input of 0 at most": (INPUT | {"max_length": 0}, ".max_length", "NUMBER_TYPE_MIN"),
    "input of -1 at least": (INPUT | {"min_length": -1}, ".min_length", "NUMBER_TYPE_MIN"),
    "input least above most": (
        INPUT | {"min_length": 3, "max_length": 2},
        ".min_length",
        "TEXT_INPUT_RANGE_INVALID",
    ),
    "disabled select": (SELECT | {"disabled": True}, ".disabled", "COMPONENT_DISABLED_INVALID"),
    "required select of none": (SELECT | {"min_values": 0}, ".min_values", "SELECT_COMPONENT_RANGE_INVALID"),
    "required files of none": (UPLOAD | {"min_values": 0}, ".min_values", "SELECT_COMPONENT_RANGE_INVALID"),
    "eleven file types": (UPLOAD | {"file_types": [".a"] * 11}, ".file_types", "BASE_TYPE_MAX_LENGTH"),
    "unknown file type": (UPLOAD | {"file_types": ["image/png"]}, ".file_types.0", "FILE_TYPE_INVALID"),
    "eleven files": (UPLOAD | {"max_values": 11}, ".max_values", "NUMBER_TYPE_MAX"),
    "eleven files at least": (UPLOAD | {"min_values": 11}, ".min_values", "NUMBER_TYPE_MAX"),
    "more files than the most": (
        UPLOAD | {"min_values": 2, "max_values": 1},
        ".min_values",
        "SELECT_COMPONENT_RANGE_INVALID",
    ),
    "radio of one": (RADIO | {"options": many(1)}, ".options", "BASE_TYPE_BAD_LENGTH"),
    "radio of eleven": (RADIO | {"options": many(11)}, ".options", "BASE_TYPE_BAD_LENGTH"),
    "radio with the same value twice": (
        RADIO | {"options": [OPTION, OPTION]},
        ".options.1.value",
        "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
    ),
    "radio with two defaults": (
        RADIO | {"options": [choice | {"default": True} for choice in CHOICES]},
        ".options",
        "SELECT_COMPONENT_TOO_MANY_DEFAULTS",
    ),
    "no checkboxes": (BOXES | {"options": []}, ".options", "BASE_TYPE_BAD_LENGTH"),
    "eleven checkboxes": (BOXES | {"options": many(11)}, ".options", "BASE_TYPE_BAD_LENGTH"),
    "more checkboxes than there are": (
        BOXES | {"min_values": 3, "max_values": 3},
        ".min_values",
        "SELECT_COMPONENT_RANGE_INVALID",
    ),
    "more checked than allowed": (
        BOXES | {"options": [choice | {"default": True} for choice in CHOICES], "max_values": 1},
        ".options",
        "SELECT_COMPONENT_TOO_MANY_DEFAULTS",
    ),
    "eleven checked at most": (BOXES | {"max_values": 11}, ".max_values", "NUMBER_TYPE_MAX"),
    "checkbox without custom_id": ({"type": 23}, ".custom_id", "BASE_TYPE_REQUIRED"),
}


def modal_refusal(data: object) -> dict[str, str]:
    with pytest.raises(Refused) as caught:
        check_modal(data)
    assert (caught.value.status, caught.value.code) == (400, 50035)
    return {path: code for path, (code, _) in caught.value.problems.items()}


@pytest.mark.parametrize(("component", "path", "code"), BAD_ANSWERS.values(), ids=BAD_ANSWERS)
def test_a_wrong_question_is_refused(component: Json, path: str, code: str) -> None:
    assert modal_refusal(modal(label(component))) == {f"components.0.component{path}": code}


BAD_MODALS: dict[str, tuple[object, str, str]] = {
    "nothing": (None, "", "DICT_TYPE_CONVERT"),
    "no title": ({"custom_id": "x", "components": [FLAT]}, "title", "BASE_TYPE_REQUIRED"),
    "empty title": (modal(FLAT) | {"title": ""}, "title", "BASE_TYPE_BAD_LENGTH"),
    "title of 46": (modal(FLAT) | {"title": "x" * 46}, "title", "BASE_TYPE_BAD_LENGTH"),
    "custom_id of 101": (modal(FLAT) | {"custom_id": "x" * 101}, "custom_id", "BASE_TYPE_BAD_LENGTH"),
    "no components": (modal(), "components", "BASE_TYPE_BAD_LENGTH"),
    "six components": (modal(*[FLAT] * 6), "components", "BASE_TYPE_BAD_LENGTH"),
    "container": (modal({"type": 17, "components": [FLAT]}), "components.0", "UNION_TYPE_CHOICES"),
    "bare input": (modal(INPUT), "components.0", "UNION_TYPE_CHOICES"),
    "label of 46": (modal(label(INPUT) | {"label": "x" * 46}), "components.0.label", "BASE_TYPE_BAD_LENGTH"),
    "empty label": (modal(label(INPUT) | {"label": ""}), "components.0.label", "BASE_TYPE_BAD_LENGTH"),
    "description of 101": (
        modal(label(INPUT) | {"description": "x" * 101}),
        "components.0.description",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "label of nothing": (modal({"type": 18, "label": "x"}), "components.0.component", "BASE_TYPE_REQUIRED"),
    "row without label": (modal(row(INPUT)), "components.0.components.0.label", "BASE_TYPE_REQUIRED"),
    "row with a label of 46": (
        modal(row(INPUT | {"label": "x" * 46})),
        "components.0.components.0.label",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "row of two": (
        modal(row(INPUT | {"label": "x"}, INPUT)),
        "components.0.components",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "row of a select": (
        modal(row(INPUT | {"type": 3})),
        "components.0.components.0.type",
        "BASE_TYPE_CHOICES",
    ),
    "same custom_id twice": (
        modal(label(INPUT), label(INPUT)),
        "components.1.component.custom_id",
        "COMPONENT_CUSTOM_ID_DUPLICATED",
    ),
}


@pytest.mark.parametrize(("data", "path", "code"), BAD_MODALS.values(), ids=BAD_MODALS)
def test_a_wrong_modal_is_refused(data: object, path: str, code: str) -> None:
    assert modal_refusal(data) == {path: code}


async def test_what_discord_py_makes_of_a_modal_passes() -> None:
    window = ui.Modal(title="Remix")
    window.add_item(ui.TextDisplay("From this picture:"))
    window.add_item(
        ui.Label(text="Prompt", description="d", component=ui.TextInput(min_length=1, default="x"))
    )
    window.add_item(ui.Label(text="Pictures", component=ui.FileUpload(max_values=3)))
    radio = [discord.RadioGroupOption(label=size) for size in ("small", "large")]
    window.add_item(ui.Label(text="Size", component=ui.RadioGroup(options=radio)))
    boxes = [discord.CheckboxGroupOption(label="private")]
    window.add_item(
        ui.Label(text="More", component=ui.CheckboxGroup(options=boxes, required=False, min_values=0))
    )
    check_modal(window.to_dict())


async def test_what_discord_py_makes_of_an_older_modal_passes() -> None:
    window = ui.Modal(title="Remix", timeout=900)
    window.add_item(ui.TextInput(label="Prompt"))
    window.add_item(ui.Label(text="Sure?", component=ui.Checkbox()))
    window.add_item(ui.Label(text="Who?", component=ui.UserSelect(required=False)))
    options = [discord.SelectOption(label="a")]
    window.add_item(ui.Label(text="Which?", component=ui.Select(options=options)))
    check_modal(window.to_dict())
