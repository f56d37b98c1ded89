"""Showing cards on Discord: progress, newest first and not too often; then how it ended, in the same message.

Before its token is too old, a message is edited through the interaction; after that as the bot, through the
channel; and where neither can reach it (an ephemeral one), the ending waits for its member.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import discord
from discord import ui

from cogs import cards
from cogs.acknowledging import FILE_LIMIT
from cogs.discord_errors import INVALID_TOKEN, TOO_LARGE, TROUBLE, UNKNOWN_WEBHOOK, is_lost
from cogs.words import endings
from cogs.words.words import words_for
from domain.card import ReplyTo
from domain.job import Job, Result
from domain.picture import CannotFit, PictureFormat, UnreadablePicture
from jobs import clock
from jobs.outbox import Ending, NotShown, NowhereToShow, Standing
from jobs.pictures import Pictures, Upload

log = logging.getLogger(__name__)

PAUSE = (
    2.0  # seconds between two edits of one message; webhooks are allowed about five in two seconds, together
)
TOKEN_LIFE = (
    14 * 60.0
)  # seconds; Discord's is 15 minutes (developers/docs/interactions/receiving-and-responding)
TOTAL_LIMIT = (
    24 * 1024 * 1024
)  # bytes of one request; Discord's is 25 MiB (developers/docs/resources/message)
NOBODY = discord.AllowedMentions.none()
REMEMBERED = 10_000  # ended cards
_TOKEN_IS_DEAD = frozenset({INVALID_TOKEN, UNKNOWN_WEBHOOK})
SMALLER = 0.6  # of what was refused, for the one try after a 413


@dataclass(eq=False)
class _Live:
    """A message that shows progress: what is to be shown next, and the task that shows it."""

    newest: ui.LayoutView | None = None
    task: asyncio.Task[None] | None = None
    editing: asyncio.Lock = field(default_factory=asyncio.Lock)


class DiscordDelivery:
    """Progress and endings as edits of the message that stands for a card."""

    def __init__(self, client: discord.Client, pictures: Pictures) -> None:
        self._client = client
        self._pictures = pictures
        self._live: dict[int, _Live] = {}
        # Cards whose end has been shown, the latest: progress that was on its way must not come after it.
        self._ended: dict[int, None] = {}

    def progress(self, standing: Standing, reply_to: ReplyTo) -> None:
        """Show how far a card is; a newer one takes the place of what has not been shown yet."""
        card = standing.card
        if card.id in self._ended:
            return
        live = self._live.setdefault(card.id, _Live())
        live.newest = cards.progress(words_for(card.locale), standing)
        if live.task is None:
            showing = self._keep_showing(card.id, live, reply_to)
            live.task = asyncio.create_task(showing, name=f"progress of card {card.id}")

    async def _keep_showing(self, card_id: int, live: _Live, reply_to: ReplyTo) -> None:
        """Show the newest, pause, and again while there is a newer one. A failed edit is no more than a missed one."""
        while live.newest is not None:
            view, live.newest = live.newest, None
            async with live.editing:
                try:
                    await self._edit(reply_to, view, {})
                except (discord.DiscordException, aiohttp.ClientError, OSError, NowhereToShow) as error:
                    log.info("progress was not shown: %s", error)
            await asyncio.sleep(PAUSE)
        self._live.pop(card_id, None)

    async def show(self, ending: Ending, reply_to: ReplyTo) -> None:
        """Show how a card ended, after the last progress and in its place."""
        await self._close(ending.card.id)
        try:
            await self._show_fitted(ending, reply_to)
        except NowhereToShow:
            await self._say_that_it_waits(ending, reply_to)
            raise
        except discord.HTTPException as error:
            if is_lost(error):
                raise NotShown(str(error)) from error
            await self._say_that_it_waits(ending, reply_to)
            raise NowhereToShow(str(error)) from error
        except (aiohttp.ClientError, OSError) as error:
            raise NotShown(type(error).__name__) from error

    async def notice(self, ending: Ending, reply_to: ReplyTo) -> None:
        """Ping who asked, in a message that leads to the card. Raises what discord.py does."""
        card = ending.card
        view = cards.say(endings.notice(words_for(card.locale), ending, reply_to))
        who = discord.AllowedMentions(
            everyone=False, roles=False, users=[discord.Object(card.member.user_id)]
        )
        if reply_to.ephemeral or _is_young(reply_to):
            webhook = self._webhook(reply_to)
            webhook.type = discord.WebhookType.application  # of this kind alone some messages are ephemeral
            try:
                await webhook.send(view=view, ephemeral=reply_to.ephemeral, allowed_mentions=who)
            except discord.HTTPException as error:
                if reply_to.ephemeral or error.code not in _TOKEN_IS_DEAD:
                    raise
            else:
                return
        channel = self._client.get_partial_messageable(reply_to.channel_id)
        await channel.send(view=view, allowed_mentions=who)

    async def _say_that_it_waits(self, ending: Ending, reply_to: ReplyTo) -> None:
        """Say on the card that its end is elsewhere, where the card itself can still be reached."""
        with suppress(*TROUBLE, NotShown, NowhereToShow):
            await self._edit(reply_to, cards.waits(words_for(ending.card.locale), ending), {})

    async def _close(self, card_id: int) -> None:
        """End the progress of a card; an edit that is under way is let finish, so that it cannot come last."""
        self._ended[card_id] = None
        if len(self._ended) > REMEMBERED:
            del self._ended[next(iter(self._ended))]
        live = self._live.pop(card_id, None)
        if live and live.task:
            async with live.editing:
                live.task.cancel()

    async def _show_fitted(self, ending: Ending, reply_to: ReplyTo) -> None:
        """Show the pictures as large as they may be; where Discord finds them too large, once more, smaller.

        Smaller than what was refused: the limit that was announced may have changed since (a server lost its boosts).
        """
        with self._pictures.workspace() as folder:
            uploads = await self._fit(ending, reply_to.file_limit, TOTAL_LIMIT, Path(folder))
            try:
                await self._show_once(ending, reply_to, uploads)
            except discord.HTTPException as error:
                if error.status != TOO_LARGE or not uploads:
                    raise
                log.info("too large for Discord: once more, smaller")
                sizes = [one.path.stat().st_size for one in uploads]
                each, total = round(max(sizes) * SMALLER), round(sum(sizes) * SMALLER)
                smaller = await self._fit(ending, min(each, FILE_LIMIT), total, Path(folder))
                await self._show_once(ending, reply_to, smaller)

    async def _fit(self, ending: Ending, each: int, total: int, folder: Path) -> list[Upload]:
        try:
            results = [result for _, result in ending.results]
            return await self._pictures.fit(results, each=each, total=total, folder=folder)
        except (UnreadablePicture, CannotFit, FileNotFoundError) as error:
            raise NowhereToShow(repr(error)) from error

    async def _show_once(self, ending: Ending, reply_to: ReplyTo, uploads: Sequence[Upload]) -> None:
        both = zip(ending.results, uploads, strict=True)
        files = {_name(job, result, one.format): one.path for (job, result), one in both}
        changes = {str(one.change) for one in uploads}
        view = cards.ended(words_for(ending.card.locale), ending, list(files), changes)
        await self._edit(reply_to, view, files)

    async def _edit(self, reply_to: ReplyTo, view: ui.LayoutView, files: Mapping[str, Path]) -> None:
        """Edit a message: by the interaction's token while it lives, else as the bot.

        Where the token is the only way, it is tried however old it seems: Discord says for sure.
        """
        young = _is_young(reply_to)
        if reply_to.token and (young or reply_to.ephemeral):
            try:
                return await self._by_token(reply_to, view, files)
            except discord.HTTPException as error:
                if error.code not in _TOKEN_IS_DEAD:
                    raise
                if reply_to.ephemeral and young and error.code == UNKNOWN_WEBHOOK:
                    raise NotShown("a token that not all of Discord knows yet") from error
        return await self._by_channel(reply_to, view, files)

    async def _by_token(self, reply_to: ReplyTo, view: ui.LayoutView, files: Mapping[str, Path]) -> None:
        await self._webhook(reply_to).edit_message(
            reply_to.message_id, view=view, attachments=_opened(files), allowed_mentions=NOBODY
        )

    def _webhook(self, reply_to: ReplyTo) -> discord.Webhook:
        application_id = self._client.application_id
        assert application_id is not None, "known since login"
        return discord.Webhook.partial(application_id, reply_to.token, client=self._client)

    async def _by_channel(self, reply_to: ReplyTo, view: ui.LayoutView, files: Mapping[str, Path]) -> None:
        if reply_to.ephemeral:
            raise NowhereToShow("an ephemeral message is reached by its token alone")
        message = self._client.get_partial_messageable(reply_to.channel_id).get_partial_message(
            reply_to.message_id
        )
        await message.edit(view=view, attachments=_opened(files), allowed_mentions=NOBODY)


def _is_young(reply_to: ReplyTo) -> bool:
    return bool(reply_to.token) and clock.now() - reply_to.token_at < TOKEN_LIFE * 1000


def _name(job: Job, result: Result, form: PictureFormat) -> str:
    """Return the name of a file as the member may save it."""
    part = f"{job.part + 1}-" if job.part else ""
    return f"restyle-{result.seed}-{part}{result.number}{form.suffix}"


def _opened(files: Mapping[str, Path]) -> list[discord.File]:
    """Return the files for one request; discord.py closes them with it."""
    return [discord.File(path, filename=name) for name, path in files.items()]
