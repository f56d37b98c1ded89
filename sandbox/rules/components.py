"""The rules for a message's components, and for a modal's: first each by itself, then all of them together.

https://discord.com/developers/docs/components/reference
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, cast

from pydantic import BeforeValidator, Field, TypeAdapter

from sandbox.rules.component_forms import (
    ActionRow,
    Component,
    Container,
    File,
    MediaGallery,
    Section,
    Separator,
    TextDisplay,
)
from sandbox.rules.forms import Form, length, mistake, parts, read
from sandbox.rules.modal_forms import Modal
from sandbox.rules.refusal import invalid_form

MOST_COMPONENTS = 40
# Over all texts of a message together; the reference page leaves it out (discord-api-docs pull request 8562).
LONGEST_TEXT = 4000

Problems = Iterator[tuple[str, tuple[str, str]]]


def _a_row(component: object) -> object:
    if isinstance(component, dict) and cast("dict[str, object]", component).get("type") != 1:
        raise mistake("UNION_TYPE_CHOICES", 'Value of field "type" must be one of (1,).')
    return cast("object", component)


class Rows(Form):
    """What may stand under a message's content: rows."""

    components: Annotated[list[Annotated[ActionRow, BeforeValidator(_a_row)]], length(0, 5)]


class Layout(Form):
    """What a Components V2 message consists of."""

    components: list[
        Annotated[
            ActionRow | Section | TextDisplay | MediaGallery | File | Separator | Container,
            Field(discriminator="type"),
        ]
    ]


_ROWS, _LAYOUT, _MODAL = TypeAdapter(Rows), TypeAdapter(Layout), TypeAdapter(Modal)


def check_components(components: object, *, v2: bool) -> None:
    """Refuse components that Discord would not take: of a Components V2 message, or of one with content."""
    read_components(components, v2=v2)


def read_components(components: object, *, v2: bool) -> Rows | Layout:
    """Return the components as forms that keep every rule, or Refused."""
    body = {"components": components}
    form = read(_LAYOUT, body) if v2 else read(_ROWS, body)
    _check_together(form)
    return form


def check_modal(data: object) -> None:
    """Refuse the data of a modal (callback type 9) that Discord would not open."""
    _check_together(read(_MODAL, data))


def attached_names(form: Form) -> Iterator[tuple[str, str]]:
    """Yield where one of the message's files is shown, and which: ("components.0.file.url", "cat.png")."""
    for path, part in parts(form):
        url = cast("str | None", getattr(part, "url", None)) or ""
        if url.startswith("attachment://"):
            yield f"{path}.url", url.removeprefix("attachment://")


def _check_together(form: Form) -> None:
    found = [(path, part) for path, part in parts(form) if isinstance(part, Component)]
    problems = dict(
        [*_too_many(found), *_too_much_text(found), *_same(found, "custom_id"), *_same(found, "id")]
    )
    if problems:
        raise invalid_form(problems)


def _too_many(found: Sequence[tuple[str, Component]]) -> Problems:
    if len(found) > MOST_COMPONENTS:
        said = f"{len(found)} components, counting nested ones: more than {MOST_COMPONENTS}."
        yield "components", ("COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", said)


def _too_much_text(found: Sequence[tuple[str, Component]]) -> Problems:
    total = sum(len(part.content) for _, part in found if isinstance(part, TextDisplay))
    if total > LONGEST_TEXT:
        said = f"The texts have {total} characters together: more than {LONGEST_TEXT}."
        yield "components", ("COMPONENT_MAX_TOTAL_TEXT_EXCEEDED", said)


def _same(found: Sequence[tuple[str, Component]], name: str) -> Problems:
    """Ids tell components apart. An `id` of 0 counts as none."""
    seen: set[object] = set()
    for path, part in found:
        value = cast("object", getattr(part, name, None))
        if value and value in seen:
            code = f"COMPONENT_{name.upper()}_DUPLICATED"
            yield f"{path}.{name}", (code, f"Component {name} cannot be duplicated")
        seen.add(value)
