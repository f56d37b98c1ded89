"""Questions to the authors of pictures: asked within bounds, answered once, and ended by themselves."""

from collections.abc import Sequence
from dataclasses import replace

from domain.card import Card, CardRef
from domain.errors import Gone, NotYours
from domain.member import Asker
from domain.question import NewQuestion, Question, QuestionState
from domain.shards import Shards
from jobs import clock
from storage import questions
from storage.database import Database

AT_ONCE = 100


class Questions:
    """Keeps questions. What has been answered, or has ended, is Gone for who comes later."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def check(self, asker: Asker, author_id: int) -> None:
        """Raise AskedEnough where somebody may not ask an author anything just now."""
        await questions.check(self._database, asker.member, author_id, clock.now())

    async def ask(self, new: NewQuestion) -> Question:
        """Keep a question, which is still to be posted. Raises AskedEnough; Gone where this was asked before."""
        question = await questions.ask(self._database, new)
        if question is None:
            raise Gone("question")
        return question

    async def posted(self, question: Question, message_id: int) -> Question:
        """Note the message that asks."""
        await questions.posted(self._database, question, message_id)
        return replace(question, message_id=message_id)

    async def unposted(self, question: Question) -> None:
        """Forget a question that could not be posted."""
        await questions.unposted(self._database, question)

    async def forget_unposted(self, shards: Shards) -> None:
        """Forget what an earlier process was about to ask in servers of these shards."""
        await questions.forget_unposted(self._database, shards)

    async def find(self, ref: CardRef, guild_id: int) -> Question:
        """Return the question that a button names. Raises Gone, also for another server's."""
        question = await questions.find(self._database, ref)
        if question is None or question.member.guild_id != guild_id:
            raise Gone("question")
        return question

    async def allow(self, ref: CardRef, who: Asker) -> Question:
        """Let the author say yes. Raises NotYours or Gone."""
        return await self._answered(ref, who, QuestionState.ALLOWED)

    async def decline(self, ref: CardRef, who: Asker) -> Question:
        """Let the author say no, this time. Raises NotYours or Gone."""
        return await self._answered(ref, who, QuestionState.DECLINED)

    async def decline_all(self, author_id: int) -> list[Question]:
        """End all that an author is being asked; return them."""
        return await questions.decline_all(self._database, author_id)

    async def withdraw_all(self, user_id: int) -> list[Question]:
        """End all that somebody is asking; return them."""
        return await questions.withdraw_all(self._database, user_id)

    async def withdraw(self, ref: CardRef, who: Asker) -> Question:
        """Let who asked, or a moderator, take a question back; and its author a yes that nothing has come of yet.

        Raises NotYours or Gone.
        """
        question = await self.find(ref, who.member.guild_id)
        if question.author_id == who.member.user_id and question.state is QuestionState.ALLOWED:
            return await self.end(question, QuestionState.DECLINED, actor=who.member.user_id)
        if question.member.user_id != who.member.user_id and not who.moderator:
            raise NotYours(question.member.user_id)
        return await self.end(question, QuestionState.WITHDRAWN, actor=who.member.user_id)

    async def allowed(self, ref: CardRef, who: Asker) -> Question:
        """Return a question that who asked may start by now. Raises NotYours or Gone."""
        question = await self.find(ref, who.member.guild_id)
        if question.member.user_id != who.member.user_id:
            raise NotYours(question.member.user_id, moderators=False)
        if question.state is not QuestionState.ALLOWED or question.ends_at <= clock.now():
            raise Gone("question")
        return question

    async def started(self, question: Question, card: Card) -> None:
        """Note what has come of a question; the same again changes nothing."""
        actor = question.member.user_id
        await questions.answer(self._database, question, QuestionState.STARTED, actor=actor, card_id=card.id)

    async def end(self, question: Question, how: QuestionState, *, actor: int) -> Question:
        """End a question. Raises Gone where it has ended already."""
        ended = await questions.answer(self._database, question, how, actor=actor)
        if ended is None:
            raise Gone("question")
        return ended

    async def expire(self) -> list[Question]:
        """End those whose time is over; return them."""
        return await questions.expire(self._database, clock.now(), AT_ONCE)

    async def gone(self, message_ids: Sequence[int]) -> list[Question]:
        """End those whose picture, or whose own message, was deleted; return them."""
        return await questions.gone(self._database, message_ids)

    async def unsettled(self, shards: Shards) -> list[Question]:
        """Return those in servers of these shards that something can still come of."""
        return await questions.unsettled(self._database, AT_ONCE, shards)

    async def authored(self, ref: CardRef, who: Asker) -> Question:
        """Return a question to who presses its button. Raises NotYours or Gone."""
        question = await self.find(ref, who.member.guild_id)
        if question.author_id != who.member.user_id:
            raise NotYours(question.author_id, moderators=False)
        return question

    async def _answered(self, ref: CardRef, who: Asker, to: QuestionState) -> Question:
        question = await self.authored(ref, who)
        if question.state is not QuestionState.OPEN or question.ends_at <= clock.now():
            raise Gone("question")
        return await self.end(question, to, actor=who.member.user_id)
