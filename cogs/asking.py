"""Asking the author of a picture: a question in the open, which they alone answer."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

import discord
from discord import Interaction, ui

from cogs import cards, question_cards, replies
from cogs.custom_ids import Action, ButtonId
from cogs.discord_errors import TROUBLE
from cogs.intake import Intake, asker, is_age_restricted, redrawn
from cogs.questions import Questions
from cogs.sources import Attached
from cogs.wanted import Order, Pointed, Wanted
from cogs.words import consent as told
from cogs.words.words import words_for
from domain.card import CardRef, new_letters
from domain.claim import Claim
from domain.consent import Author, Consent
from domain.errors import Gone, Left, NotAsked, NotStarted, Refused
from domain.job import Draft
from domain.member import BOT, Asker
from domain.picture import UnreadablePicture
from domain.question import LIFE, NewQuestion, Question, QuestionState
from jobs import clock
from jobs.assembly import Jobs

log = logging.getLogger(__name__)

MARGIN = 10 * 60 * 1000  # milliseconds before a link to a picture ends, in which nothing is begun any more

Act = Callable[[Interaction, ButtonId], Awaitable[None]]
Ready = Callable[[CardRef, Asker], Awaitable[Question]]


class Asking:
    """Asks, and does what the buttons of a question say."""

    def __init__(self, client: discord.Client, intake: Intake, shown: Questions, jobs: Jobs) -> None:
        self._client = client
        self._intake = intake
        self._shown = shown
        self._admission = jobs.admission
        self._consents = jobs.consents
        self._questions = jobs.questions

    @property
    def actions(self) -> Mapping[Action, Act]:
        """Return what each button does."""
        acts = {
            Action.ALLOW: partial(self._start, self._questions.allow),
            Action.START: partial(self._start, self._questions.allowed),
            Action.DECLINE: self._decline,
            Action.NEVER: self._never,
            Action.WITHDRAW: self._withdraw,
        }
        return {action: partial(self._pressed, act) for action, act in acts.items()}

    async def ask(
        self,
        interaction: Interaction,
        pointed: Pointed,
        number: int,
        want: Callable[[Asker], Awaitable[Sequence[Wanted]]],
    ) -> None:
        """Ask the author of a picture that was pointed at, once all else is in order. Raises Refused."""
        who, author, origin = asker(interaction), pointed.author, pointed.origins[number - 1]
        assert author is not None, "somebody is to be asked"

        async def order() -> Order:
            await self._questions.check(who, author.user_id)
            wanted = [replace(one, allowed=True) for one in await want(who)]
            return Order(interaction.id, who, wanted, private=True, whole=True)

        async with self._intake.taking(interaction, order, private=True) as (_, [draft], _):
            await self._check_there(who.member.guild_id, author.user_id)
            now = clock.now()
            new = NewQuestion(
                interaction_id=interaction.id,
                letters=new_letters(),
                member=who.member,
                locale=who.server_locale,
                author_id=author.user_id,
                source=pointed.message,
                number=number if len(pointed.origins) > 1 else None,
                url=origin.url,
                sha256=draft.source.sha256,
                request=draft.request,
                asked_at=now,
                ends_at=min(now + LIFE, (origin.until or now + LIFE + MARGIN) - MARGIN),
            )
            question = await self._shown.post(await self._questions.ask(new))
        await replies.show(interaction, question_cards.asked(replies.words_of(interaction), question))

    async def _check_there(self, guild_id: int, author_id: int) -> None:
        """Raise NotAsked where an author has left."""
        try:
            there = await self._member(guild_id, author_id)
        except TROUBLE as error:
            raise NotAsked(author_id, "trouble") from error
        if there is None:
            raise NotAsked(author_id, "left")

    async def _member(self, guild_id: int, user_id: int) -> discord.Member | None:
        """Return a member as they are now; None where they have left. Raises what discord.py does."""
        guild = self._client.get_guild(guild_id)
        try:
            return await guild.fetch_member(user_id) if guild else None
        except discord.NotFound:
            return None

    async def _pressed(self, act: Act, interaction: Interaction, button: ButtonId) -> None:
        """Do it; where a question shows what is no longer true, it is drawn anew."""
        try:
            await act(interaction, button)
        except (Gone, Left, NotStarted) as error:
            await replies.refuse(interaction, error)
            with suppress(Gone):
                question = await self._questions.find(button.card, asker(interaction).member.guild_id)
                await self._shown.redraw(question)

    async def _start(self, ready: Ready, interaction: Interaction, button: ButtonId) -> None:
        """Start what was asked for, in a message of its own; every check is made again, for who asked and who pays."""
        who, question = asker(interaction), None

        async def order() -> Order:
            nonlocal question
            question = await ready(button.card, who)
            return await self._order(question)

        try:
            async with self._intake.taking(interaction, order, private=False) as (ask, drafts, reply_to):
                assert question is not None, "it was ordered"
                await self._check_same(question, drafts[0])
                admitted = await self._admission.admit(ask, drafts, reply_to, private=False)
                await self._questions.started(question, admitted.card)
        except (Gone, Left):
            raise
        except (Refused, UnreadablePicture, *TROUBLE) as error:
            if question is None or question.member == who.member:
                raise
            log.info("allowed, and not started: %r", error)
            raise NotStarted(question.member.user_id) from error
        if not admitted.new:  # it was, right before the bot ended, and is shown elsewhere
            raise Gone("question")
        await self._shown.redraw(question)

    async def _order(self, question: Question) -> Order:
        """Return what was asked for, by who asked as they are now. Raises Gone, Left or Barred."""
        if question.request is None:
            raise Gone("question")
        member = await self._member(question.member.guild_id, question.member.user_id)
        if member is None:
            await self._questions.end(question, QuestionState.WITHDRAWN, actor=BOT)
            raise Left(question.member.user_id)
        roles = frozenset(role.id for role in member.roles)
        channel_id = question.source.channel_id
        channel = member.guild.get_channel_or_thread(channel_id)
        who = Asker(
            *(question.member, channel_id, roles),
            server_locale=question.locale,
            age_restricted=is_age_restricted(channel),
        )
        await self._intake.permit_absent(who, member)
        picture = Attached(question.url, Claim(None, None))
        wanted = Wanted(question.request, picture, author=Author(question.author_id), allowed=True)
        return Order(
            question.interaction_id, who, [wanted], private=False, whole=True, asked_at=question.asked_at
        )

    async def _check_same(self, question: Question, draft: Draft) -> None:
        """Raise Gone where the picture is another one than was asked about."""
        if draft.source.sha256 != question.sha256:
            await self._questions.end(question, QuestionState.GONE, actor=BOT)
            raise Gone("source")

    async def _decline(self, interaction: Interaction, button: ButtonId) -> None:
        """Let the author say no to this one."""
        who = asker(interaction)

        async def look() -> ui.LayoutView:
            question = await self._questions.decline(button.card, who)
            return question_cards.view(words_for(question.locale), question)

        await redrawn(interaction, look)

    async def _never(self, interaction: Interaction, button: ButtonId) -> None:
        """Let the author say no to all that others ask or may ask, whatever has become of this one."""
        who, declined = asker(interaction), list[Question]()
        author = who.member.user_id

        async def look() -> ui.LayoutView:
            await self._questions.authored(button.card, who)
            await self._consents.say(author, Consent.NEVER)
            declined.extend(await self._questions.decline_all(author))
            question = await self._questions.find(button.card, who.member.guild_id)
            return question_cards.view(words_for(question.locale), question)

        await redrawn(interaction, look)
        await replies.whisper(interaction, cards.say(told.never_from_now_on(replies.words_of(interaction))))
        await self._redraw(declined, interaction)

    async def _withdraw(self, interaction: Interaction, button: ButtonId) -> None:
        """Let who asked take it back, on the question itself or where they were told of it."""
        who, withdrawn = asker(interaction), list[Question]()

        async def look() -> ui.LayoutView:
            question = await self._questions.withdraw(button.card, who)
            withdrawn.append(question)
            return question_cards.view(words_for(question.locale), question)

        await redrawn(interaction, look)
        await self._redraw(withdrawn, interaction)

    async def _redraw(self, questions: Sequence[Question], interaction: Interaction) -> None:
        """Let questions say how they stand, but for the one whose own button was pressed: it does already."""
        for question in questions:
            if interaction.message and interaction.message.id != question.message_id:
                await self._shown.redraw(question)
