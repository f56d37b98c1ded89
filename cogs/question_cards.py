"""What a question to an author looks like: drawn from what is stored of it, with what can still be pressed."""

from discord import ButtonStyle, ui

from cogs import cards
from cogs.custom_ids import Action, ButtonId
from cogs.words import consent as told
from cogs.words.words import Words, link
from domain.card import Spot
from domain.question import Question, QuestionState


def view(words: Words, question: Question) -> ui.LayoutView:
    """Return the message that asks, as the question stands."""
    if question.state is QuestionState.OPEN:
        answers = (
            _button(words.say("Allow"), Action.ALLOW, question, ButtonStyle.success),
            _button(words.say("Not this time"), Action.DECLINE, question),
            _button(words.say("Never"), Action.NEVER, question, ButtonStyle.danger),
            _button(words.say("Withdraw"), Action.WITHDRAW, question),
        )
        return cards.card(cards.text(told.question(words, question)), *cards.rows(*answers))
    said = cards.text(told.ended(words, question))
    if question.state is QuestionState.ALLOWED:
        start = _button(words.say("Start"), Action.START, question, ButtonStyle.primary)
        return cards.card(said, *cards.rows(start, _button(words.say("Withdraw"), Action.WITHDRAW, question)))
    return cards.card(said)


def asked(words: Words, question: Question) -> ui.LayoutView:
    """Return what who asks is told, with a way out."""
    assert question.message_id is not None, "it was posted"
    source = question.source
    said = told.asked(words, question, link(Spot(source.guild_id, source.channel_id, question.message_id)))
    return cards.card(
        cards.text(said), *cards.rows(_button(words.say("Withdraw"), Action.WITHDRAW, question))
    )


def _button(
    label: str, action: Action, question: Question, style: ButtonStyle = ButtonStyle.secondary
) -> "ui.Button[ui.LayoutView]":
    return ui.Button(label=label, style=style, custom_id=str(ButtonId(action, question.ref)))
