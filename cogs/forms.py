"""Forms: what a modal asks, and what was filled in.

A form is finished before it is sent, as cards are, so nothing of it is kept: what comes back is understood by its custom
id and its fields alone, also after a restart. What comes back is from outside: only texts and what Discord says of
files are read, and only so much.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, cast

from discord import Interaction, SelectOption, TextStyle, ui
from pydantic import BaseModel, ConfigDict, JsonValue

from cogs.acknowledging import answer
from cogs.custom_ids import FormId, NewSet

CHOICES = 25  # of a select (https://discord.com/developers/docs/components/reference#string-select)
TITLE, LABEL, DESCRIPTION = 45, 45, 100  # characters
TEXT = 4000
FILES = 10  # of a field (https://discord.com/developers/docs/components/reference#file-upload)
# What Discord's clients offer to pick (https://discord.com/developers/docs/reference#uploading-files-file-type-filtering);
# discord.py 2.7.1 does not know the field.
FILE_TYPES = (".png", ".jpg", ".jpeg", ".webp", ".gif")

Field = ui.Label[ui.Modal]


class File(BaseModel):
    """What Discord says of a file that somebody put into a form."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    url: str
    filename: str
    size: int
    content_type: str | None = None
    width: int | None = None
    height: int | None = None


class _Pictures(ui.FileUpload[ui.Modal]):
    """A field for files, of which clients offer pictures only."""

    def to_component_dict(self) -> Any:  # noqa: ANN401 - discord.py's types cannot be imported
        return {**super().to_component_dict(), "file_types": list(FILE_TYPES)}


def form(title: str, about: FormId | NewSet, fields: Sequence[Field]) -> ui.Modal:
    """Return a finished form. Its custom id ends in the id of what opened it: two members may have the same one open."""
    return finished(title, str(about), fields)


def finished(title: str, custom_id: str, fields: Sequence[Field]) -> ui.Modal:
    """Return a finished form of that custom id."""
    modal = ui.Modal(title=title[:TITLE], timeout=None, custom_id=custom_id)
    for field in fields:
        modal.add_item(field)
    modal.stop()
    return modal


def text(
    name: str, label: str, *, value: str = "", most: int = TEXT, long: bool = False, hint: str = ""
) -> Field:
    """Return a field to type in, which may be left empty."""
    style = TextStyle.paragraph if long else TextStyle.short
    typed: ui.TextInput[ui.Modal] = ui.TextInput(
        custom_id=name, style=style, default=value[:most] or None, max_length=most, required=False
    )
    return ui.Label(text=label[:LABEL], description=hint[:DESCRIPTION] or None, component=typed)


def choice(name: str, label: str, options: Mapping[str, str], chosen: str = "") -> Field:
    """Return a field with values to choose from, by what is shown for each; one of them may be chosen already."""
    shown = [
        SelectOption(label=said[:100], value=value, default=value == chosen)
        for value, said in list(options.items())[:CHOICES]
    ]
    select: ui.Select[ui.Modal] = ui.Select(custom_id=name, options=shown, required=True)
    return ui.Label(text=label[:LABEL], component=select)


def pictures(name: str, label: str, *, most: int, hint: str = "") -> Field:
    """Return a field for pictures: one at least, and so many at most."""
    files = _Pictures(custom_id=name, required=True, min_values=1, max_values=min(most, FILES))
    return ui.Label(text=label[:LABEL], description=hint[:DESCRIPTION] or None, component=files)


def filled(interaction: Interaction) -> dict[str, str]:
    """Return what was filled in, by the names of the fields; of several values the first."""
    found: dict[str, str] = {}
    for name, field in _fields(interaction).items():
        value = field.get("value")
        values = _list(field.get("values"))
        one = values[0] if value is None and values else value
        if isinstance(one, str):
            found[name] = one[:TEXT]
    return found


def as_number(typed: str) -> str:
    """Return a number however it was typed: with a comma, or in the wide signs of a Japanese keyboard."""
    return unicodedata.normalize("NFKC", typed).strip().replace(",", ".")


def files(interaction: Interaction, name: str) -> list[File]:
    """Return the files that were put into a field."""
    data = cast("Mapping[str, Any]", interaction.data or {})
    resolved = cast("Mapping[str, Any]", data.get("resolved") or {})
    attachments = cast("Mapping[str, object]", resolved.get("attachments") or {})
    ids = _list(_fields(interaction).get(name, {}).get("values"))
    return [
        File.model_validate(attachments[one]) for one in ids if isinstance(one, str) and one in attachments
    ]


def _fields(interaction: Interaction) -> dict[str, Mapping[str, JsonValue]]:
    """Return the fields of a form that was sent, by their names."""
    data = cast("Mapping[str, Any]", interaction.data or {})
    found: dict[str, Mapping[str, JsonValue]] = {}
    for label in _list(data.get("components")):
        field = label.get("component") if isinstance(label, dict) else None
        if isinstance(field, dict) and isinstance(name := field.get("custom_id"), str):
            found[name] = field
    return found


def _list(value: object) -> list[JsonValue]:
    return cast("list[JsonValue]", value) if isinstance(value, list) else []


async def show(interaction: Interaction, modal: ui.Modal) -> None:
    """Answer with a form; it must be the first answer. Raises AnsweredElsewhere."""
    await answer(interaction, lambda: interaction.response.send_modal(modal))
