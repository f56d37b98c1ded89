"""Reviews of results: moderators look at them first, and the first who decides does; who asked may object, once."""

from collections.abc import Awaitable, Callable, Mapping

from discord import Interaction

from cogs import cards, forms, replies
from cogs.acknowledging import think, update
from cogs.custom_ids import Action, ButtonId, FormId
from cogs.intake import asker, soon
from cogs.words import reviews as told
from domain.card import Card
from domain.errors import Decided
from domain.house import REASON as BLOCK_REASON
from domain.review import OBJECTION, REASON
from domain.visible import cleaned
from jobs.assembly import Jobs

Act = Callable[[Interaction, ButtonId], Awaitable[None]]


def _reason(interaction: Interaction) -> str:
    return str(cleaned(forms.filled(interaction).get("reason", "")))[:REASON]


class Reviews:
    """Does what the buttons under a result say that has to be looked at first."""

    def __init__(self, jobs: Jobs) -> None:
        self._reviews = jobs.reviews
        self._house = jobs.house

    @property
    def actions(self) -> Mapping[Action, Act]:
        """Return what each button does."""
        return {
            Action.APPROVE: self._approve,
            Action.DENY: self._ask_why,
            Action.BLOCK: self._ask_why,
            Action.OBJECT: self._ask_objection,
        }

    @property
    def forms(self) -> Mapping[Action, Act]:
        """Return what each form does."""
        return {Action.DENY: self._deny, Action.BLOCK: self._block, Action.OBJECT: self._object}

    async def _approve(self, interaction: Interaction, button: ButtonId) -> None:
        """Let it be seen."""
        await self._decide(
            interaction, button, lambda: self._reviews.publish(button.card, asker(interaction))
        )

    async def _ask_why(self, interaction: Interaction, button: ButtonId) -> None:
        """Ask for the reason, which who asked for the picture reads; also where they are blocked for it."""
        words = replies.words_of(interaction)
        try:
            await soon(self._reviews.check_open(button.card, asker(interaction)))
        except Decided as decided:
            return await self._too_late(interaction, button, decided)
        reason = forms.text(
            "reason",
            words.say("Why is it denied?"),
            most=REASON,
            long=True,
            hint=words.say("Everybody reads it where the result was asked for. May stay empty."),
        )
        blocks = button.action is Action.BLOCK
        title = words.say("Deny this, and block its member") if blocks else words.say("Deny this result")
        return await forms.show(interaction, forms.form(title, FormId(button, interaction.id), [reason]))

    async def _deny(self, interaction: Interaction, button: ButtonId) -> None:
        """Let it not be seen, and give its pictures back."""
        who, reason = asker(interaction), _reason(interaction)
        await self._decide(interaction, button, lambda: self._reviews.reject(button.card, who, reason))

    async def _block(self, interaction: Interaction, button: ButtonId) -> None:
        """Do the same, and let its member ask for nothing any more, until somebody unblocks them."""
        who, reason = asker(interaction), _reason(interaction)

        async def decide() -> Card:
            card = await self._reviews.reject(button.card, who, reason)
            await self._house.block(who, card.member.user_id, None, reason[:BLOCK_REASON])
            return card

        await self._decide(interaction, button, decide)

    async def _decide(
        self, interaction: Interaction, button: ButtonId, decide: Callable[[], Awaitable[Card]]
    ) -> None:
        """Decide, and show it on the message that was pressed, and everywhere else."""
        place = await update(interaction)
        try:
            card = await decide()
        except Decided as decided:
            return await self._too_late(interaction, button, decided)
        await self._reviews.bring(card)
        if place.ephemeral:
            await self._reviews.show(card, place, interaction.locale.value)
        return None

    async def _too_late(self, interaction: Interaction, button: ButtonId, decided: Decided) -> None:
        """Say that somebody else was first, and show what they decided."""
        await replies.refuse(interaction, decided)
        await self._reviews.redraw(await self._reviews.find(button.card, asker(interaction)))

    async def _ask_objection(self, interaction: Interaction, button: ButtonId) -> None:
        """Ask what is to be said to the denial."""
        words = replies.words_of(interaction)
        await soon(self._reviews.objectionable(button.card, asker(interaction)))
        objection = forms.text(
            "objection",
            words.say("Why should it be shown?"),
            most=OBJECTION,
            long=True,
            hint=words.say("The moderators read it, and look once more. May stay empty."),
        )
        form = forms.form(words.say("Object to the denial"), FormId(button, interaction.id), [objection])
        await forms.show(interaction, form)

    async def _object(self, interaction: Interaction, button: ButtonId) -> None:
        """Let moderators look once more."""
        await think(interaction, private=True)
        objection = str(cleaned(forms.filled(interaction).get("objection", "")))[:OBJECTION]
        await self._reviews.object_to(button.card, asker(interaction), objection)
        await replies.show(interaction, cards.say(told.objected(replies.words_of(interaction))))
