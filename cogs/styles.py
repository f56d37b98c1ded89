"""`/style`: the looks that members can pick, for everybody; and for moderators, those of their own server.

Discord knows no permissions of subcommands, so who is a moderator is asked here. Everything is shown to who asked alone.
"""

from collections.abc import Sequence
from pathlib import Path

import discord
from discord import Interaction, MediaGalleryItem, app_commands, ui
from discord.app_commands import Choice, Range
from discord.ext import commands

from cogs import cards, forms, replies
from cogs.acknowledging import think
from cogs.custom_ids import StyleFormId
from cogs.installs import everywhere
from cogs.intake import asker, soon
from cogs.sources import Attached, Sources
from cogs.style_form import form, name_of, suggestions
from cogs.words import styles as told
from cogs.words.words import Words
from domain.catalogue import Listed
from domain.claim import check_claim
from domain.errors import StyleExists
from domain.styles import NAME_CHARS, OWN_NAME_CHARS
from jobs.assembly import Jobs

SHOWN = 8  # styles with their previews: as many as fit a phone, within 40 components and ten files


@everywhere
class Styles(commands.GroupCog, name="style", description="Looks to pick for a picture."):
    """The catalogue of a server."""

    def __init__(self, jobs: Jobs, sources: Sources) -> None:
        self._jobs = jobs
        self._sources = sources

    @app_commands.command(
        name="list", description="The styles that you can pick, or the best for what you are looking for."
    )
    @app_commands.describe(search="A part of a name or a description.")
    async def browse(self, interaction: Interaction, search: Range[str, 1, 100] | None = None) -> None:
        """Show a few with their previews, and the names of the others."""
        await think(interaction, private=True)
        words = replies.words_of(interaction)
        offered = await self._jobs.styles.offered(asker(interaction).member.guild_id)
        found = offered.suggest(search or "", len(offered))
        if not found:
            await replies.show(interaction, cards.say(told.no_match(words, search or "")))
            return
        paths = [await self._jobs.styles.picture(one) for one in found[:SHOWN]]
        names = [_file_name(f"style-{number}", path) for number, path in enumerate(paths, 1)]
        files = {name: path.read_bytes() for name, path in zip(names, paths, strict=True) if path}
        await replies.show(interaction, listing(words, found, names), files)

    @app_commands.command(description="What a style looks like, and what it is made of.")
    @app_commands.describe(name="The style.")
    async def show(self, interaction: Interaction, name: Range[str, 1, NAME_CHARS]) -> None:
        """Show one."""
        await think(interaction, private=True)
        offered = await self._jobs.styles.offered(asker(interaction).member.guild_id)
        await self._show(interaction, offered.find(name))

    @app_commands.command(description="Add a style of this server's own (moderators).")
    @app_commands.describe(name="What members will pick it by.")
    async def add(self, interaction: Interaction, name: Range[str, 1, OWN_NAME_CHARS]) -> None:
        """Open the form for a new one; a name of the bot's own styles is free to take."""
        who, words = asker(interaction), replies.words_of(interaction)
        about = StyleFormId(new=True, name=name_of(name), opened_by=interaction.id)
        if taken := await soon(self._jobs.styles.taken(who, about.name)):
            raise StyleExists(taken.style.name)
        await forms.show(interaction, form(words, about))

    @app_commands.command(description="Change a style of this server's own (moderators).")
    @app_commands.describe(name="The style.")
    async def edit(self, interaction: Interaction, name: Range[str, 1, NAME_CHARS]) -> None:
        """Open the form, filled with what it is."""
        words = replies.words_of(interaction)
        found = await soon(self._jobs.styles.own(asker(interaction), name))
        about = StyleFormId(new=False, name=found.style.name, opened_by=interaction.id)
        await forms.show(interaction, form(words, about, found.style))

    @app_commands.command(description="Take away a style of this server's own (moderators).")
    @app_commands.describe(name="The style.")
    async def remove(self, interaction: Interaction, name: Range[str, 1, NAME_CHARS]) -> None:
        """Take it away, and say what it was, so that it can be made anew."""
        await think(interaction, private=True)
        gone = await self._jobs.styles.remove(asker(interaction), name)
        await self._show(interaction, gone, told.removed(replies.words_of(interaction)))

    @app_commands.command(description="Choose what shows members a style of this server's own (moderators).")
    @app_commands.describe(
        name="The style.", picture="A picture of it. Without one: your latest result with it."
    )
    async def preview(
        self,
        interaction: Interaction,
        name: Range[str, 1, NAME_CHARS],
        picture: discord.Attachment | None = None,
    ) -> None:
        """Take its preview from a picture that is attached, or from the latest result of who asks."""
        await think(interaction, private=True)
        who = asker(interaction)
        await self._jobs.styles.own(who, name)  # before anything is fetched
        taken = None
        if picture:
            origin = Attached.of(picture)
            check_claim(origin.claim)
            taken = (await self._sources.take(origin)).picture
        shown = await self._jobs.styles.illustrate(who, name, taken)
        await self._show(interaction, shown, told.illustrated(replies.words_of(interaction)))

    @show.autocomplete("name")
    async def suggest(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        """Return the styles that fit what was typed so far."""
        return suggestions(await self._jobs.styles.offered(asker(interaction).member.guild_id), typed)

    @edit.autocomplete("name")
    @remove.autocomplete("name")
    @preview.autocomplete("name")
    async def suggest_own(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        """Return the server's own styles that fit."""
        return suggestions((await self._jobs.styles.here(asker(interaction).member.guild_id)).own, typed)

    async def _show(self, interaction: Interaction, listed: Listed, said: str = "") -> None:
        words, path = replies.words_of(interaction), await self._jobs.styles.picture(listed)
        file = _file_name("style", path)
        files = {file: path.read_bytes()} if path else replies.NO_FILES
        await replies.show(interaction, card(words, listed, file, said), files)


def listing(words: Words, found: Sequence[Listed], files: Sequence[str]) -> ui.LayoutView:
    """Return some styles, each with the file of its preview or "", and the names of those that are left."""
    parts = [_entry(words, one, file) for one, file in zip(found, files, strict=False)]
    if rest := found[len(files) :]:
        parts.append(cards.text(told.others(words, rest)))
    return cards.card(*parts)


def _entry(words: Words, listed: Listed, file: str) -> "ui.Item[ui.LayoutView]":
    said = told.line(words, listed)
    if not file:
        return cards.text(said)
    thumbnail: ui.Thumbnail[ui.LayoutView] = ui.Thumbnail(
        f"attachment://{file}", description=told.alt(words, listed)
    )
    return ui.Section(said, accessory=thumbnail)


def card(words: Words, listed: Listed, file: str, said: str = "") -> ui.LayoutView:
    """Return a style whole, under what is said of it, with the file of its preview where it has one."""
    parts: list[ui.Item[ui.LayoutView]] = [cards.text(said)] if said else []
    if file:
        preview = MediaGalleryItem(f"attachment://{file}", description=told.alt(words, listed))
        parts.append(ui.MediaGallery(preview))
    return cards.card(*parts, cards.text(told.whole(words, listed)))


def _file_name(name: str, path: Path | None) -> str:
    return f"{name}{path.suffix}" if path else ""
