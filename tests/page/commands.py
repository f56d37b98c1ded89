"""Commands of the small bot that several tests use, and one of everything that a bot can show."""

import io
from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import ButtonStyle, app_commands, ui

from sandbox.sample import harbour_png

Tree = app_commands.CommandTree[Any]
Press = Callable[[Any], Awaitable[None]]

# As it is registered, with a picture and a text that have to be given.
DRAW: dict[str, Any] = {
    "type": 1,
    "name": "draw",
    "description": "draw it",
    "options": [
        {"type": 11, "name": "image", "description": "what to draw", "required": True},
        {"type": 3, "name": "prompt", "description": "how", "required": True},
    ],
}


class Gallery(ui.LayoutView):
    """One of every component of a message."""

    def __init__(self, pressed: Press) -> None:
        super().__init__(timeout=60)
        thumbnail = ui.Thumbnail[Any]("attachment://harbour.png", description="boats")
        pictures = ui.MediaGallery[Any](
            *(
                discord.MediaGalleryItem("attachment://harbour.png", description=f"boats {n}", spoiler=n == 5)
                for n in range(1, 6)
            )
        )
        chooser = ui.Select[Any](
            placeholder="A finish",
            options=[
                discord.SelectOption(label=name, description=f"as {name}")
                for name in ("matt", "gloss", "raw")
            ],
        )
        people = ui.UserSelect[Any](placeholder="Who may see it", min_values=1, max_values=2)
        styles = (ButtonStyle.primary, ButtonStyle.secondary, ButtonStyle.success, ButtonStyle.danger)
        buttons: list[ui.Button[Any]] = [ui.Button(label=style.name.title(), style=style) for style in styles]
        for part in (chooser, people, *buttons):
            part.callback = pressed  # pyright: ignore[reportAttributeAccessIssue] - as its documentation says
        self.add_item(
            ui.Container(
                ui.Section("### Harbour at dawn\nA section with a picture beside it.", accessory=thumbnail),
                ui.Separator(spacing=discord.SeparatorSpacing.large),
                pictures,
                ui.File("attachment://recipe.txt"),
                ui.ActionRow(chooser),
                ui.ActionRow(people),
                ui.ActionRow(*buttons, ui.Button(label="Docs", url="https://example.com/")),
                accent_colour=0xD99A2B,
            )
        )


class Everything(ui.Modal, title="Remix this picture"):
    """One of every field of a form."""

    prompt = ui.Label[Any](
        text="Prompt",
        description="How it should look.",
        component=ui.TextInput[Any](
            style=discord.TextStyle.paragraph, default="soft", min_length=3, max_length=40
        ),
    )
    speed = ui.Label[Any](
        text="Speed",
        component=ui.RadioGroup[Any](
            options=[discord.RadioGroupOption(label=name, value=name) for name in ("turbo", "quality")]
        ),
    )
    size = ui.Label[Any](
        text="Size",
        component=ui.Select[Any](options=[discord.SelectOption(label=name) for name in ("small", "large")]),
    )
    source = ui.Label[Any](text="Another picture", component=ui.FileUpload[Any](required=False))
    private = ui.Label[Any](text="Only for me", component=ui.Checkbox[Any]())

    def __init__(self, heard: list[object]) -> None:
        super().__init__(timeout=60)
        self.heard = heard

    async def on_submit(self, interaction: Any) -> None:  # noqa: ANN401
        parts: list[Any] = [
            label.component for label in (self.prompt, self.speed, self.size, self.source, self.private)
        ]
        prompt, speed, size, source, private = parts
        sizes = [len(await file.read()) for file in source.values]
        self.heard += [prompt.value, speed.value, size.values, sizes, private.value]
        await interaction.response.send_message(f"remixing **{prompt.value}**")


def show_all(tree: Tree, pressed: Press) -> None:
    """Add /show: one of every component, and what is done when one is used."""

    @tree.command(description="one of each")
    async def show(interaction: Any) -> None:  # noqa: ANN401
        files = [
            discord.File(io.BytesIO(harbour_png()), "harbour.png"),
            discord.File(io.BytesIO(b"a recipe"), "recipe.txt"),
        ]
        await interaction.response.send_message(view=Gallery(pressed), files=files)


def show_dead_button(tree: Tree) -> list[Any]:
    """Add /dead: a button that nobody hears. Return the interactions that have shown it, so far."""
    shown: list[Any] = []

    async def ignored(interaction: Any) -> None:  # noqa: ANN401
        """Not a word."""

    @tree.command(description="a button that does nothing")
    async def dead(interaction: Any) -> None:  # noqa: ANN401
        view = ui.View(timeout=60)
        button = ui.Button[Any](label="Press me")
        button.callback = ignored
        view.add_item(button)
        await interaction.response.send_message("Try it.", view=view)
        shown.append(interaction)

    return shown
