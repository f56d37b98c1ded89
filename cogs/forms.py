"""Forms: what a modal asks, and what was filled in.

A form is finished before it is sent, as cards are, so nothing of it is kept: what comes back is understood by its custom
id and its fields alone, also after a restart. What comes back is from outside: only texts are read, and only so much.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from discord import Interaction, SelectOption, TextStyle, ui
from pydantic import JsonValue

from cogs.acknowledging import answer
from cogs.custom_ids import ButtonId, FormId

CHOICES = 25  # of a select (https://discord.com/developers/docs/components/reference#string-select)
TITLE, LABEL, DESCRIPTION = 45, 45, 100  # characters
TEXT = 4000

Field = ui.Label[ui.Modal]


def form(title: str, about: ButtonId, interaction: Interaction, fields: Sequence[Field]) -> ui.Modal:
    """Return a finished form. Its custom id ends in the id of what opened it: two members may have the same one open."""
    return finished(title, str(FormId(about, interaction.id)), fields)


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


def choice(name: str, label: str, options: Mapping[str, str], chosen: str) -> Field:
    """Return a field with values to choose from, by what is shown for each; one of them is chosen already."""
    shown = [
        SelectOption(label=said[:100], value=value, default=value == chosen)
        for value, said in list(options.items())[:CHOICES]
    ]
    select: ui.Select[ui.Modal] = ui.Select(custom_id=name, options=shown, required=True)
    return ui.Label(text=label[:LABEL], component=select)


def filled(interaction: Interaction) -> dict[str, str]:
    """Return what was filled in, by the names of the fields; of several values the first."""
    data = cast("Mapping[str, Any]", interaction.data or {})
    found: dict[str, str] = {}
    for label in _list(data.get("components")):
        field = label.get("component") if isinstance(label, dict) else None
        if not isinstance(field, dict):
            continue
        value = field.get("value")
        values = _list(field.get("values"))
        one = values[0] if value is None and values else value
        if isinstance(one, str) and isinstance(name := field.get("custom_id"), str):
            found[name] = one[:TEXT]
    return found


def _list(value: object) -> list[JsonValue]:
    return cast("list[JsonValue]", value) if isinstance(value, list) else []


async def show(interaction: Interaction, modal: ui.Modal) -> None:
    """Answer with a form; it must be the first answer. Raises AnsweredElsewhere."""
    await answer(interaction, lambda: interaction.response.send_modal(modal))
