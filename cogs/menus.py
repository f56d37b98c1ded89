"""Menus on messages: what can be done with a picture that is there already."""

from collections.abc import Iterator, Sequence
from itertools import islice

import discord
from discord import Interaction, app_commands
from discord.ext import commands

from cogs import cards, forms, remix, replies
from cogs.acknowledging import think
from cogs.custom_ids import Action, ButtonId
from cogs.installs import everywhere
from cogs.intake import Intake, asker, soon
from cogs.sources import Attached, Sources
from cogs.words import recognition, refusals
from cogs.words.words import Words
from domain.card import Spot
from domain.claim import Claim
from domain.consent import Author
from domain.errors import NoPicture, SourceRefused
from domain.member import Asker
from domain.picture import UnreadablePicture
from jobs.assembly import Jobs

MOST = 10  # pictures of a message to choose from
LOOKED_AT = 8  # pictures of a message that are recognised: as many as there are words for in an answer


class Menus(commands.Cog):
    """The entries of the menu on a message. discord.py has no decorator for them inside a cog."""

    def __init__(self, intake: Intake, sources: Sources, jobs: Jobs) -> None:
        self._intake = intake
        self._sources = sources
        self._jobs = jobs

    def entries(self) -> Sequence[app_commands.ContextMenu]:
        """Return the entries, to be added to the tree."""
        entries = (
            app_commands.ContextMenu(name="Restyle this", callback=self._restyle_this),
            app_commands.ContextMenu(name="Made here?", callback=self._made_here),
        )
        return [everywhere(entry) for entry in entries]

    async def _restyle_this(self, interaction: Interaction, message: discord.Message) -> None:
        """Open a form for a request from a picture of that message; what it is about is kept until it is sent."""
        await self._intake.permit(interaction)
        who, words = asker(interaction), replies.words_of(interaction)
        pictures = list(islice(pictures_of(message), MOST))
        if not pictures:
            raise NoPicture
        author = _author(interaction, message)
        asks = await soon(self._jobs.consents.must_ask(who, author))
        spot = Spot(who.member.guild_id, who.channel_id, message.id)
        whose = author.user_id if author else None
        offer = self._intake.offers.keep(who.member, spot, pictures, whose, asks=asks)
        about = ButtonId(Action.FROM, offer.ref)
        which = None
        if len(pictures) > 1:
            which = forms.choice("picture", words.say("Which picture"), _numbered(words, len(pictures)), "1")
        styles = await soon(self._jobs.styles.most_used(who.member.guild_id, forms.CHOICES))
        form = remix.form(words, interaction, about, remix.Asked(), styles, which, asks=asks)
        await forms.show(interaction, form)

    async def _made_here(self, interaction: Interaction, message: discord.Message) -> None:
        """Tell who asked whether the pictures of that message were made here."""
        pictures = list(islice(pictures_of(message), LOOKED_AT + 1))
        if not pictures:
            raise NoPicture
        await think(interaction, private=True)
        who, words = asker(interaction), replies.words_of(interaction)
        said = [await self._recognised(words, one, who) for one in pictures[:LOOKED_AT]]
        if len(said) > 1:
            said = [recognition.numbered(words, place, one) for place, one in enumerate(said, 1)]
        if len(pictures) > LOOKED_AT:
            said.append(recognition.only(words, LOOKED_AT))
        lines = "\n".join(said)
        await replies.show(interaction, cards.say(lines))

    async def _recognised(self, words: Words, picture: Attached, who: Asker) -> str:
        """Return what is said of one picture; one that cannot be had or read takes nothing from the others."""
        try:
            async with self._sources.file(picture) as file:
                return recognition.said(words, await self._jobs.recognition.recognise(file, who))
        except (SourceRefused, UnreadablePicture) as refused:
            return refusals.sentence(words, refused)


def _author(interaction: Interaction, message: discord.Message) -> Author | None:
    """Return whose picture it is, where it is somebody else's: neither one's own nor a result of this bot."""
    bot, author = interaction.client.user, message.author
    assert bot is not None, "known since login"
    if author.id in {interaction.user.id, bot.id}:
        return None
    return Author(author.id, person=not (author.bot or message.webhook_id))


def pictures_of(message: discord.Message) -> Iterator[Attached]:
    """Yield the pictures of a message, wherever it has them: attached, in its components, in its embeds.

    A message of components comes back without attachments (Discord's documents say nothing of it; it was seen).
    """
    for attachment in message.attachments:
        if (attachment.content_type or "").startswith("image/"):
            yield Attached.of(attachment)
    for item in _media(message.components):
        uploaded = item.attachment_id is not None  # then its own address has the file as it was sent
        yield Attached(item.url if uploaded else item.proxy_url or item.url, Claim(None, item.content_type))
    for embed in message.embeds:
        for shown in (embed.image, embed.thumbnail):
            if shown.proxy_url:
                yield Attached(shown.proxy_url, Claim(None, None))


def _media(components: Sequence[discord.Component]) -> Iterator[discord.UnfurledMediaItem]:
    for component in components:
        match component:
            case discord.MediaGalleryComponent():
                yield from (item.media for item in component.items)
            case discord.Container():
                yield from _media(component.children)
            case discord.SectionComponent():
                yield from _media([component.accessory])
            case discord.ThumbnailComponent():
                yield component.media
            case _:
                pass


def _numbered(words: Words, count: int) -> dict[str, str]:
    return {str(number): words.say("picture {number}", number=number) for number in range(1, count + 1)}
