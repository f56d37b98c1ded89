"""Menus on messages: what can be done with a picture that is there already."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

import discord
from discord import Interaction, app_commands
from discord.ext import commands

from cogs import cards, forms, remix, replies
from cogs.acknowledging import think
from cogs.custom_ids import BESIDE_PICTURES, Action, ButtonId
from cogs.installs import everywhere
from cogs.intake import Intake, asker, soon
from cogs.sources import Attached, Sources
from cogs.words import recognition, refusals
from cogs.words.words import Words
from domain.card import CardRef, Spot
from domain.claim import Claim
from domain.consent import Author, Way
from domain.errors import Forwarded, NoPicture, SourceRefused
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
            raise Forwarded if any(pictures_forwarded(message)) else NoPicture
        spot = Spot(who.member.guild_id, who.channel_id, message.id)
        bot = interaction.client.user
        assert bot is not None, "known since login"

        async def whose() -> tuple[Author | None, bool, bool]:
            await self._intake.check_open(who)
            own = message.author.id == bot.id
            author, private = await self._made_from(message, who) if own else (_author(message, who), False)
            return author, private, await self._jobs.consents.must_ask(who, author)

        author, private, asks = await soon(whose())
        offer = self._intake.offers.keep(who.member, spot, pictures, author, asks=asks, private=private)
        about = ButtonId(Action.FROM, offer.ref)
        which = None
        if len(pictures) > 1:
            which = forms.choice("picture", words.say("Which picture"), _numbered(words, len(pictures)), "1")
        styles = await soon(self._jobs.styles.most_used(who.member.guild_id, forms.CHOICES))
        form = remix.form(words, interaction, about, remix.Asked(), styles, which, asks=asks)
        await forms.show(interaction, form)

    async def _made_from(self, message: discord.Message, who: Asker) -> tuple[Author | None, bool]:
        """Return whose picture a result of this bot goes back to, where that is somebody else's, and whether it is private.

        Raises Gone where it is no longer kept.
        """
        card = next(_cards(message.components), None)
        if card is None:  # no result: a style's preview, say
            return None, False
        [found, *_] = await self._jobs.history.find_all(card, who)
        own = found.author.user_id == who.member.user_id
        return None if own else replace(found.author, way=Way.MADE), found.is_private_to(who)

    async def _made_here(self, interaction: Interaction, message: discord.Message) -> None:
        """Tell who asked whether the pictures of that message were made here."""
        shown = chain(pictures_of(message), pictures_forwarded(message))
        pictures = list(islice(shown, LOOKED_AT + 1))
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


def _author(message: discord.Message, who: Asker) -> Author | None:
    """Return whose picture it is that somebody has posted, where that is somebody else."""
    author = message.author
    if author.id == who.member.user_id:
        return None
    return Author(author.id, person=not (author.bot or message.webhook_id))


def pictures_forwarded(message: discord.Message) -> Iterator[Attached]:
    """Yield the pictures of what was forwarded with a message, whose author Discord does not say."""
    return chain.from_iterable(map(pictures_of, message.message_snapshots))


def pictures_of(message: discord.Message | discord.MessageSnapshot) -> Iterator[Attached]:
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
    for component in _all(components):
        match component:
            case discord.MediaGalleryComponent():
                yield from (item.media for item in component.items)
            case discord.ThumbnailComponent():
                yield component.media
            case _:
                pass


def _cards(components: Sequence[discord.Component]) -> Iterator[CardRef]:
    """Yield what the buttons beside the pictures of a message of ours say that it shows."""
    for component in _all(components):
        custom_id = component.custom_id if isinstance(component, discord.Button) else None
        about = ButtonId.parse(custom_id or "")
        if about and about.action in BESIDE_PICTURES:
            yield about.card


def _all(components: Sequence[discord.Component]) -> Iterator[discord.Component]:
    """Yield components, and those within."""
    for component in components:
        yield component
        match component:
            case discord.Container() | discord.ActionRow():
                yield from _all(component.children)
            case discord.SectionComponent():
                yield from _all([*component.children, component.accessory])
            case _:
                pass


def _numbered(words: Words, count: int) -> dict[str, str]:
    return {str(number): words.say("picture {number}", number=number) for number in range(1, count + 1)}
