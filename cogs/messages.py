"""The messages that stand for cards: edited by the interaction's token while it lives, else as the bot."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import discord
from discord import ui

from cogs.discord_errors import INVALID_TOKEN, UNKNOWN_WEBHOOK
from domain.card import TOKEN_LIFE, Hindrance, ReplyTo
from jobs import clock
from jobs.counters import EDITS
from jobs.showing import NotShown, NowhereToShow

NOBODY = discord.AllowedMentions.none()
_TOKEN_IS_DEAD = frozenset({INVALID_TOKEN, UNKNOWN_WEBHOOK})


class _Kept(discord.Attachment):
    """A file that a message has and keeps: an edit names it by its id, and must say nothing else of it.

    discord.py makes attachments of Discord's answers alone, and a message of components comes back without them.
    """

    def __init__(self, attachment_id: int) -> None:
        self.id = attachment_id

    def to_dict(self) -> Any:  # noqa: ANN401 - discord.py's types cannot be imported
        """Return what stands for it in an edit (https://discord.com/developers/docs/resources/message#edit-message)."""
        return {"id": self.id}


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a message after an edit: those that it keeps, by Discord's ids, and new ones by their names."""

    kept: Sequence[int] = ()
    new: Mapping[str, Path] = field(default_factory=dict[str, Path])

    def opened(self) -> list[discord.File | discord.Attachment]:
        """Return them for one request; discord.py closes them with it."""
        new = [discord.File(path, filename=name) for name, path in self.new.items()]
        return [*map(_Kept, self.kept), *new]


NO_FILES = Files()


class Messages:
    """The bot's answers, wherever they are."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def edit(self, reply_to: ReplyTo, view: ui.LayoutView, files: Files = NO_FILES) -> list[int]:
        """Put a card into a message, with these files and no others; return Discord's ids of those in its galleries.

        Where the token is the only way, it is tried however old it seems: Discord says for sure. Raises NotShown,
        NowhereToShow or what discord.py does.
        """
        EDITS.inc()
        young = _is_young(reply_to)
        if reply_to.token and (young or not reply_to.lasting):
            try:
                return await self._by_token(reply_to, view, files)
            except discord.HTTPException as error:
                if error.code not in _TOKEN_IS_DEAD:
                    raise
                if not reply_to.lasting and young and error.code == UNKNOWN_WEBHOOK:
                    raise NotShown("a token that not all of Discord knows yet") from error
        return await self._by_channel(reply_to, view, files)

    async def send(self, place: ReplyTo, view: ui.LayoutView, nonce: str) -> int:
        """Send a message of the bot's own into a channel, pinging nobody; return Discord's id of it.

        The same nonce again, soon after, is the same message. Raises what discord.py does.
        """
        channel = self._client.get_partial_messageable(place.channel_id, guild_id=place.guild_id)
        sent = await channel.send(view=view, nonce=nonce, allowed_mentions=NOBODY)
        return sent.id

    async def add(self, reply_to: ReplyTo, view: ui.LayoutView, who: int) -> None:
        """Send one more message beside an answer, which pings that member and nobody else."""
        pinged = discord.AllowedMentions(everyone=False, roles=False, users=[discord.Object(who)])
        if _is_young(reply_to) or not reply_to.lasting:
            webhook = self._webhook(reply_to)
            webhook.type = discord.WebhookType.application  # of this kind alone some messages are ephemeral
            try:
                await webhook.send(view=view, ephemeral=reply_to.ephemeral, allowed_mentions=pinged)
            except discord.HTTPException as error:
                if not reply_to.lasting or error.code not in _TOKEN_IS_DEAD:
                    raise
            else:
                return
        channel = self._client.get_partial_messageable(reply_to.channel_id)
        await channel.send(view=view, allowed_mentions=pinged)

    async def _by_token(self, reply_to: ReplyTo, view: ui.LayoutView, files: Files) -> list[int]:
        edited = await self._webhook(reply_to).edit_message(
            reply_to.message_id, view=view, attachments=files.opened(), allowed_mentions=NOBODY
        )
        return list(_in_galleries(edited))

    def _webhook(self, reply_to: ReplyTo) -> discord.Webhook:
        application_id = self._client.application_id
        assert application_id is not None, "known since login"
        return discord.Webhook.partial(application_id, reply_to.token, client=self._client)

    async def _by_channel(self, reply_to: ReplyTo, view: ui.LayoutView, files: Files) -> list[int]:
        if not reply_to.lasting:
            raise NowhereToShow("this message is reached by its token alone", why=Hindrance.LATE)
        channel = self._client.get_partial_messageable(reply_to.channel_id)
        message = channel.get_partial_message(reply_to.message_id)
        edited = await message.edit(view=view, attachments=files.opened(), allowed_mentions=NOBODY)
        return list(_in_galleries(edited))


def _is_young(reply_to: ReplyTo) -> bool:
    return bool(reply_to.token) and clock.now() - reply_to.token_at < TOKEN_LIFE


def _in_galleries(message: discord.Message) -> Iterator[int]:
    for component in message.components:
        if isinstance(component, discord.MediaGalleryComponent):
            yield from (item.media.attachment_id for item in component.items if item.media.attachment_id)
