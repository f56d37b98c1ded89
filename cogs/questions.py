"""The messages that ask authors: posted, drawn anew as a question stands, and ended by themselves.

A message is drawn from what is stored, whoever pressed what; a drawing that was lost is made up for at the next press.
"""

import asyncio
import logging
from typing import Literal
from weakref import WeakValueDictionary

import discord
from discord.ext import commands, tasks

from cogs import question_cards, replies
from cogs.discord_errors import INVALID_FORM, NO_HISTORY, TROUBLE, is_lost
from cogs.words.words import words_for
from domain.errors import NotAsked
from domain.question import Question
from domain.shards import EVERY, Shards
from jobs.assembly import Jobs

log = logging.getLogger(__name__)

LOOK = 30.0  # seconds between two looks for questions whose time is over


class Questions(commands.Cog):
    """Shows questions, and hears what ends them without anybody's press."""

    def __init__(self, client: discord.Client, jobs: Jobs, shards: Shards = EVERY) -> None:
        self._client = client
        self._shards = shards
        self._questions = jobs.questions
        self._drawing: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def post(self, question: Question) -> Question:
        """Put a question into the channel, as a reply that pings its author alone. Raises NotAsked."""
        source = question.source
        channel = self._client.get_partial_messageable(source.channel_id, guild_id=source.guild_id)
        author = discord.Object(question.author_id)

        async def send() -> discord.Message:
            return await channel.send(
                view=question_cards.view(words_for(question.locale), question),
                reference=discord.MessageReference(
                    message_id=source.message_id, channel_id=source.channel_id, guild_id=source.guild_id
                ),
                allowed_mentions=discord.AllowedMentions(
                    everyone=False, roles=False, users=[author], replied_user=True
                ),
                nonce=question.interaction_id,  # so that a lost answer is not a second question
            )

        try:
            message = await replies.heard(send, is_lost)
        except TROUBLE as error:
            await self._questions.unposted(question)
            raise NotAsked(question.author_id, _why(error)) from error
        return await self._questions.posted(question, message.id)

    async def redraw(self, question: Question) -> None:
        """Let the message that asks say how it stands by now. It may be lost."""
        async with self._drawing.setdefault(question.id, asyncio.Lock()):
            stands = await self._questions.find(question.ref, question.member.guild_id)
            if stands.message_id is None:
                return
            channel = self._client.get_partial_messageable(stands.source.channel_id)
            message = channel.get_partial_message(stands.message_id)
            view = question_cards.view(words_for(stands.locale), stands)
            try:
                await replies.heard(lambda: message.edit(view=view), is_lost)
            except TROUBLE as error:
                log.info("a question says no longer how it stands: %s", error)

    async def stop(self, author_id: int) -> None:
        """End all that an author is being asked."""
        for question in await self._questions.decline_all(author_id):
            await self.redraw(question)

    async def withdraw(self, user_id: int) -> None:
        """End all that somebody is asking."""
        for question in await self._questions.withdraw_all(user_id):
            await self.redraw(question)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Begin to end questions, once the bot is there; and look for those whose picture went meanwhile."""
        if not self._ending.is_running():
            self._ending.start()
        for question in await self._questions.unsettled(self._shards):
            source = question.source
            try:
                await self._client.get_partial_messageable(source.channel_id).fetch_message(source.message_id)
            except discord.NotFound:
                await self._deleted([source.message_id])
            except TROUBLE as error:
                log.info("nobody knows whether a picture is still there: %s", error)

    async def cog_load(self) -> None:
        """Forget what an earlier process was about to ask."""
        await self._questions.forget_unposted(self._shards)

    async def cog_unload(self) -> None:
        """End with the bot."""
        self._ending.cancel()

    @tasks.loop(seconds=LOOK)
    async def _ending(self) -> None:
        try:
            for question in await self._questions.expire():
                await self.redraw(question)
        except Exception:
            log.exception("questions whose time is over are ended at the next look")

    @commands.Cog.listener()
    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """End what was asked about a message that is gone, or by it."""
        await self._deleted([event.message_id])

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        """End what was asked about messages that are gone, or by them."""
        await self._deleted(list(event.message_ids))

    async def _deleted(self, message_ids: list[int]) -> None:
        for question in await self._questions.gone(message_ids):
            await self.redraw(question)


def _why(error: BaseException) -> Literal["closed", "gone", "trouble"]:
    """Return what kept a question from being put."""
    code = error.code if isinstance(error, discord.HTTPException) else None
    if isinstance(error, discord.Forbidden | discord.NotFound) or code == NO_HISTORY:
        return "closed"
    return "gone" if code == INVALID_FORM else "trouble"
