"""`/restyle`: a picture, a prompt and options become a job in line.

What happens next: cogs/intake.py, jobs/admission.py, then the worker beside it; cogs/delivery.py shows how it goes.
"""

import re

import discord
from discord import Interaction, app_commands
from discord.app_commands import Choice, Range
from discord.ext import commands

from cogs.installs import everywhere
from cogs.intake import Intake, asker
from cogs.options import to_request
from cogs.sources import Attached
from cogs.style_form import suggestions
from cogs.wanted import Wanted
from domain.member import Asker
from domain.request import (
    IMAGES_LIMIT,
    PRESETS,
    PROMPT_LIMIT,
    SEED_MAX,
    SIDE_MAX,
    SIDE_MIN,
    Acceleration,
    MagicPrompt,
    OutputFormat,
    Size,
    Speed,
)
from jobs.assembly import Jobs


def _choices(*values: str) -> list[Choice[str]]:
    return [Choice(name=value, value=value) for value in values]


def _as_ratio(size: str) -> str:
    """Return the name of a preset as people write it: landscape 16:9."""
    return re.sub("_([0-9]+)_([0-9]+)", r" \1:\2", size).replace("_", " ")


def _sizes() -> list[Choice[str]]:
    presets = [
        Choice(name=f"{_as_ratio(size)} ({width} × {height})", value=str(size))
        for size, (width, height) in PRESETS.items()
    ]
    own = Choice(name="auto (as the picture)", value=str(Size.AUTO))
    return [own, *presets, Choice(name="custom (with width and height)", value=str(Size.CUSTOM))]


class Restyle(commands.Cog):
    """The command that everything is for."""

    def __init__(self, intake: Intake, jobs: Jobs) -> None:
        self._intake = intake
        self._jobs = jobs

    @app_commands.command(description="Restyle a picture: attach it and say how it should look.")
    @everywhere
    @app_commands.describe(
        image="The picture to start from: PNG, JPEG, WebP or GIF.",
        prompt="How it should look. Words in quotes are drawn on the picture.",
        style="A look from the list, added to your prompt.",
        style_from="A picture whose look yours gets: its colours and its strokes.",
        strength="How far to go from the picture: 0 keeps it, 1 goes all the way. Usually 0.8.",
        images="How many pictures, 1 to 4.",
        speed="Faster and cheaper, or finer. Usually balanced.",
        magic_prompt="Whether the model may enrich your prompt. Usually medium.",
        size="The size of the result. Usually that of your picture.",
        width=f"Width in pixels, {SIDE_MIN} to {SIDE_MAX}, with height.",
        height=f"Height in pixels, {SIDE_MIN} to {SIDE_MAX}, with width.",
        seed="A number; the same one gives the same result again.",
        format="The file format of the result.",
        acceleration="Trade finish for time. Usually none.",
        private="Only you see the result.",
    )
    @app_commands.choices(
        speed=_choices(*Speed),
        magic_prompt=_choices(*MagicPrompt),
        size=_sizes(),
        format=_choices(*OutputFormat),
        acceleration=_choices(*Acceleration),
    )
    async def restyle(
        self,
        interaction: Interaction,
        image: discord.Attachment,
        prompt: Range[str, 1, PROMPT_LIMIT],
        style: str | None = None,
        style_from: discord.Attachment | None = None,
        strength: Range[float, 0, 1] | None = None,
        images: Range[int, 1, IMAGES_LIMIT] | None = None,
        speed: str | None = None,
        magic_prompt: str | None = None,
        size: str | None = None,
        width: Range[int, SIDE_MIN, SIDE_MAX] | None = None,
        height: Range[int, SIDE_MIN, SIDE_MAX] | None = None,
        seed: Range[int, 0, SEED_MAX] | None = None,
        format: str | None = None,  # noqa: A002 - the option's name
        acceleration: str | None = None,
        private: bool = False,
    ) -> None:
        """Check the options, and ask for what they say."""
        options = {
            "prompt": prompt,
            "style": style,
            "strength": strength,
            "images": images,
            "speed": speed,
            "magic_prompt": magic_prompt,
            "size": size,
            "width": width,
            "height": height,
            "seed": seed,
            "format": format,
            "acceleration": acceleration,
            "private": private,
        }

        async def wanted(who: Asker) -> list[Wanted]:
            styles = await self._jobs.styles.offered(who.member.guild_id)
            look = Attached.of(style_from) if style_from else None
            return [Wanted(to_request(options, styles), Attached.of(image), look=look)]

        await self._intake.ask(interaction, wanted, private=private)

    @restyle.autocomplete("style")
    async def suggest_styles(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        """Return the styles that fit what was typed so far, the best first."""
        return suggestions(await self._jobs.styles.offered(asker(interaction).member.guild_id), typed)
