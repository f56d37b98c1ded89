"""What only a modal may hold: labels, text inputs, file uploads, radio buttons and checkboxes."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sandbox.rules.component_forms import (
    Component,
    CustomId,
    DistinctChoices,
    EntitySelect,
    Selection,
    StringSelect,
    TextDisplay,
    UpTo10,
    at_most_chosen,
)
from sandbox.rules.file_types import FileTypes
from sandbox.rules.forms import Form, between, length, mistake, words

LONGEST_TEXT = 4000


class TextInput(Component):
    """A line or a paragraph to type."""

    type: Literal[4]
    custom_id: CustomId
    style: Literal[1, 2]
    label: Annotated[str | None, words(1, 45)] = None
    min_length: Annotated[int | None, between(0, LONGEST_TEXT)] = None
    max_length: Annotated[int | None, between(1, LONGEST_TEXT)] = None
    required: bool | None = None
    value: Annotated[str | None, length(0, LONGEST_TEXT)] = None
    placeholder: Annotated[str | None, length(0, 100)] = None

    @model_validator(mode="after")
    def _range(self) -> Self:
        high = LONGEST_TEXT if self.max_length is None else self.max_length
        if (self.min_length or 0) > high:
            raise mistake("TEXT_INPUT_RANGE_INVALID", "min_length is more than max_length.", "min_length")
        if len(self.value or "") > high:
            raise mistake("BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.", "value")
        return self


class FileUpload(Selection):
    """Up to ten files."""

    type: Literal[19]
    file_types: FileTypes = None
    min_values: UpTo10 = None
    max_values: Annotated[int | None, between(1, 10)] = None


class RadioGroup(Component):
    """Exactly one of some choices."""

    type: Literal[21]
    custom_id: CustomId
    options: Annotated[DistinctChoices, length(2, 10)]
    required: bool | None = None

    @model_validator(mode="after")
    def _defaults(self) -> Self:
        at_most_chosen(self.options, 1)
        return self


class CheckboxGroup(Selection):
    """Any of some choices."""

    type: Literal[22]
    min_values: UpTo10 = None
    max_values: Annotated[int | None, between(1, 10)] = None
    options: Annotated[DistinctChoices, length(1, 10)]

    @model_validator(mode="after")
    def _defaults(self) -> Self:
        low, high = self.range()
        if low > len(self.options):
            raise mistake("SELECT_COMPONENT_RANGE_INVALID", "More than there are options.", "min_values")
        at_most_chosen(self.options, high)
        return self

    def range(self) -> tuple[int, int]:
        """Return as many as there are, if nothing else is said."""
        low, high = self.min_values, self.max_values
        return 1 if low is None else low, len(self.options) if high is None else high


class Checkbox(Component):
    """Yes or no; leaving it empty is an answer."""

    type: Literal[23]
    custom_id: CustomId
    default: bool | None = None


Answer = TextInput | StringSelect | EntitySelect | FileUpload | RadioGroup | CheckboxGroup | Checkbox


class Label(Component):
    """A question: its text, and what the member answers with."""

    type: Literal[18]
    label: Annotated[str, words(1, 45)]
    description: Annotated[str | None, words(1, 100)] = None
    component: Annotated[Answer, Field(discriminator="type")]

    @model_validator(mode="after")
    def _answerable(self) -> Self:
        answer = self.component
        if isinstance(answer, TextInput) and answer.label is not None:
            raise mistake(
                "TEXT_INPUT_LABEL_INVALID", "A text input in a label has no label.", "component.label"
            )
        if isinstance(answer, StringSelect | EntitySelect) and answer.disabled:
            raise mistake(
                "COMPONENT_DISABLED_INVALID", "Nothing is disabled in a modal.", "component.disabled"
            )
        if isinstance(answer, Selection) and answer.required is not False and answer.min_values == 0:
            raise mistake(
                "SELECT_COMPONENT_RANGE_INVALID", "Required, so at least 1.", "component.min_values"
            )
        return self


class OldRow(Component):
    """A text input with a label of its own: older than labels, still taken."""

    type: Literal[1]
    components: Annotated[list[TextInput], length(1, 1)]

    @model_validator(mode="after")
    def _labelled(self) -> Self:
        if self.components[0].label is None:
            raise mistake("BASE_TYPE_REQUIRED", "This field is required", "components.0.label")
        return self


class Modal(Form):
    """A window with up to five questions."""

    custom_id: CustomId
    title: Annotated[str, words(1, 45)]
    components: Annotated[
        list[Annotated[OldRow | TextDisplay | Label, Field(discriminator="type")]], length(1, 5)
    ]
