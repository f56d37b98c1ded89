"""Showing cards on Discord: progress, newest first and not too often; then how it ended, in the same message.

Before its token is too old, a message is edited through the interaction; after that as the bot, through the
channel; and where neither can reach it (an ephemeral one, and one where the bot itself is not), the ending waits for
its member.
"""

import asyncio
import logging
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp
import discord
from discord import ui

from cogs import cards, review_cards, sets
from cogs.acknowledging import FILE_LIMIT
from cogs.discord_errors import TOO_LARGE, TROUBLE, hindrance, is_lost
from cogs.messages import Files, Messages
from cogs.words import endings
from cogs.words.words import words_for
from domain.card import Hindrance, ReplyTo
from domain.errors import StoreAway
from domain.job import Job, Result
from domain.picture import CannotFit, PictureFormat, UnreadablePicture
from jobs.pictures import Pictures, Upload
from jobs.showing import Ending, NotShown, NowhereToShow, Standing

log = logging.getLogger(__name__)

PAUSE = (
    2.0  # seconds between two edits of one message; webhooks are allowed about five in two seconds, together
)
TOTAL_LIMIT = (
    24 * 1024 * 1024
)  # bytes of one request; Discord's is 25 MiB (developers/docs/resources/message)
REMEMBERED = 10_000  # ended cards, and sets under way
NONCE = 25  # characters (https://discord.com/developers/docs/resources/message#create-message)
SMALLER = 0.6  # of what was refused, for the one try after a 413

Picture = tuple[int, int]  # a job, and the number of its result
Afterwards = Callable[[int, ReplyTo], None]
Look = Callable[
    [Sequence[str], set[str]], ui.LayoutView
]  # names of files, and what was done to them -> a card


@dataclass(eq=False)
class _Live:
    """A message that shows progress: what is to be shown next, and the task that shows it."""

    newest: Standing | None = None
    reply_to: ReplyTo | None = None
    task: asyncio.Task[None] | None = None
    editing: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(frozen=True, slots=True)
class _Uploaded:
    """A picture that a message has: the name of its file, what was done to it, and Discord's id of it."""

    name: str
    change: str
    id: int


class DiscordDelivery:
    """Progress and endings as edits of the message that stands for a card."""

    def __init__(self, client: discord.Client, pictures: Pictures) -> None:
        self._messages = Messages(client)
        self._pictures = pictures
        self._live: dict[int, _Live] = {}
        # Cards whose end has been shown, the latest: progress that was on its way must not come after it.
        self._ended: dict[int, None] = {}
        # What the messages of sets have already, by the message: it is not uploaded once more for the next picture.
        self._uploaded: dict[int, Mapping[Picture, _Uploaded]] = {}
        self._afterwards: Afterwards | None = None

    def look_again_by(self, afterwards: Afterwards) -> None:
        """Have somebody look, after each progress that is shown, whether another process has shown the end meanwhile."""
        self._afterwards = afterwards

    def progress(self, standing: Standing, reply_to: ReplyTo) -> None:
        """Show how far a card is; a newer one takes the place of what has not been shown yet."""
        card_id = standing.so_far.card.id
        if card_id in self._ended:
            return
        live = self._live.setdefault(card_id, _Live())
        live.newest, live.reply_to = standing, reply_to
        if live.task is None:
            showing = self._keep_showing(card_id, live, reply_to)
            live.task = asyncio.create_task(showing, name=f"progress of card {card_id}")

    async def _keep_showing(self, card_id: int, live: _Live, reply_to: ReplyTo) -> None:
        """Show the newest, pause, and again while there is a newer one."""
        while live.newest is not None:
            await self._show_newest(live, reply_to)
            await asyncio.sleep(PAUSE)
        self._live.pop(card_id, None)

    async def _show_newest(self, live: _Live, reply_to: ReplyTo) -> None:
        """Show the newest, if there is one. A failed edit is no more than a missed one."""
        async with live.editing:
            standing, live.newest = live.newest, None
            if standing is None:
                return
            try:
                await self._show_progress(standing, reply_to)
                if self._afterwards and standing.so_far.card.id not in self._ended:
                    self._afterwards(standing.so_far.card.id, reply_to)
            except (*TROUBLE, NotShown, NowhereToShow) as error:
                log.info("progress was not shown: %s", error)

    async def told(self) -> None:
        """Show what is still to be shown of progress at once: there will be no more."""
        left = [(one, one.reply_to) for one in self._live.values() if one.reply_to]
        await asyncio.gather(*(self._show_newest(live, reply_to) for live, reply_to in left))

    async def _show_progress(self, standing: Standing, reply_to: ReplyTo) -> None:
        so_far = standing.so_far
        words = words_for(so_far.card.locale)
        if so_far.is_set:
            await self._show(so_far, reply_to, lambda files, _: sets.progress(words, standing, files))
        else:
            await self._messages.edit(reply_to, cards.progress(words, standing))

    async def show(self, ending: Ending, reply_to: ReplyTo) -> None:
        """Show how a card ended, after the last progress and in its place."""
        words, look = words_for(ending.card.locale), sets.ended if ending.is_set else cards.ended
        await self._close(ending.card.id)
        try:
            with _as_outcome():
                if ending.card.visible:
                    await self._show(
                        ending, reply_to, lambda files, changes: look(words, ending, files, changes)
                    )
                else:
                    await self._messages.edit(reply_to, review_cards.unpublished(words, ending))
        except NowhereToShow:
            await self._say_that_it_waits(ending, reply_to)
            raise
        self._uploaded.pop(reply_to.message_id, None)

    async def open_review(self, ending: Ending, place: ReplyTo) -> int:
        """Begin a message for moderators, without pictures; return its id."""
        nothing_yet = replace(ending, jobs=[replace(one, results=[]) for one in ending.jobs])
        view = review_cards.view(words_for(ending.card.locale), nothing_yet, [])
        with _as_outcome():
            return await self._messages.send(place, view, f"review:{ending.card.ref}"[:NONCE])

    async def show_review(self, ending: Ending, place: ReplyTo, *, more: int = 0) -> None:
        """Show moderators what waits for them with its pictures, or how they have decided without."""
        words = words_for(ending.card.locale)
        with _as_outcome():
            await self._show(ending, place, lambda files, _: review_cards.view(words, ending, files, more))
        self._uploaded.pop(place.message_id, None)

    async def notice(self, ending: Ending, reply_to: ReplyTo) -> None:
        """Ping who asked, in a message that leads to the card. Raises what discord.py does."""
        card = ending.card
        view = cards.say(endings.notice(words_for(card.locale), ending, reply_to))
        await self._messages.add(reply_to, view, card.member.user_id)

    async def _say_that_it_waits(self, ending: Ending, reply_to: ReplyTo) -> None:
        """Say on the card that its end is elsewhere, where the card itself can still be reached."""
        words, look = words_for(ending.card.locale), sets.waits if ending.is_set else cards.waits
        view = look(words, ending) if ending.card.visible else review_cards.unpublished(words, ending)
        self._uploaded.pop(reply_to.message_id, None)
        with suppress(*TROUBLE, NotShown, NowhereToShow):
            await self._messages.edit(reply_to, view)

    async def _close(self, card_id: int) -> None:
        """End the progress of a card; an edit that is under way is let finish, so that it cannot come last."""
        self._ended[card_id] = None
        _forget_oldest(self._ended)
        live = self._live.pop(card_id, None)
        if live and live.task:
            async with live.editing:
                live.task.cancel()

    async def _show(self, ending: Ending, reply_to: ReplyTo, look: Look) -> None:
        """Show a card with the pictures that there are. Those that its message has already are kept where they are."""
        has = self._uploaded.get(reply_to.message_id, {})
        try:
            uploaded = await self._show_fitted(ending, reply_to, look, has)
        except discord.HTTPException as error:
            if not has or error.status != HTTPStatus.BAD_REQUEST:
                raise
            log.info("the message has not what it should have: all of it once more")
            uploaded = await self._show_fitted(ending, reply_to, look, {})
        if uploaded:
            self._uploaded[reply_to.message_id] = uploaded
            _forget_oldest(self._uploaded)

    async def _show_fitted(
        self, ending: Ending, reply_to: ReplyTo, look: Look, has: Mapping[Picture, _Uploaded]
    ) -> Mapping[Picture, _Uploaded]:
        """Show the pictures as large as they may be; where Discord finds them too large, once more, smaller.

        Smaller than what was refused: the limit that was announced may have changed since (a server lost its boosts).
        """
        with self._pictures.workspace() as folder:
            new = [(job, result) for job, result in ending.results if (job.id, result.number) not in has]
            uploads = await self._fit(new, reply_to.file_limit, TOTAL_LIMIT, folder)
            try:
                return await self._show_once(ending, reply_to, look, has, uploads)
            except discord.HTTPException as error:
                if error.status != TOO_LARGE or not uploads:
                    raise
                log.info("too large for Discord: once more, smaller")
                sizes = [one.path.stat().st_size for one in uploads.values()]
                each, total = round(max(sizes) * SMALLER), round(sum(sizes) * SMALLER)
                smaller = await self._fit(new, min(each, FILE_LIMIT), total, folder)
                return await self._show_once(ending, reply_to, look, has, smaller)

    async def _fit(
        self, new: Sequence[tuple[Job, Result]], each: int, total: int, folder: Path
    ) -> Mapping[Picture, Upload]:
        try:
            fitted = await self._pictures.fit(
                [result for _, result in new], each=each, total=total, folder=folder
            )
        except StoreAway as away:
            raise NotShown(away.why) from away
        except (UnreadablePicture, CannotFit, FileNotFoundError) as error:
            raise NowhereToShow(repr(error), why=Hindrance.UNFIT) from error
        return {(job.id, result.number): one for (job, result), one in zip(new, fitted, strict=True)}

    async def _show_once(
        self,
        ending: Ending,
        reply_to: ReplyTo,
        look: Look,
        has: Mapping[Picture, _Uploaded],
        uploads: Mapping[Picture, Upload],
    ) -> Mapping[Picture, _Uploaded]:
        """Show a card; return what its message has then, where Discord says it."""
        all_of_it: dict[Picture, _Uploaded] = {}
        for job, result in ending.results:
            picture = (job.id, result.number)
            one = uploads.get(picture)
            all_of_it[picture] = (
                _Uploaded(_name(job, result, one.format), one.change, 0) if one else has[picture]
            )
        names = [one.name for one in all_of_it.values()]
        changes = {one.change for one in all_of_it.values()}
        new = {all_of_it[picture].name: one.path for picture, one in uploads.items()}
        kept = [one.id for picture, one in all_of_it.items() if picture not in uploads]
        ids = await self._messages.edit(reply_to, look(names, changes), Files(kept, new))
        if len(ids) != len(all_of_it):
            return {}
        return {
            picture: replace(one, id=number)
            for (picture, one), number in zip(all_of_it.items(), ids, strict=True)
        }


@contextmanager
def _as_outcome() -> Generator[None]:
    """Raise NotShown for what may pass, and NowhereToShow for what Discord will not take."""
    try:
        yield
    except discord.HTTPException as error:
        if is_lost(error):
            raise NotShown(str(error)) from error
        raise NowhereToShow(str(error), why=hindrance(error)) from error
    except (aiohttp.ClientError, OSError) as error:
        raise NotShown(type(error).__name__) from error


def _forget_oldest(kept: dict[int, Any]) -> None:
    if len(kept) > REMEMBERED:
        del kept[next(iter(kept))]


def _name(job: Job, result: Result, form: PictureFormat) -> str:
    """Return the name of a file as the member may save it."""
    part = f"{job.part + 1}-" if job.part else ""
    return f"restyle-{result.seed}-{part}{result.number}{form.suffix}"
