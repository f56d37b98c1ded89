"""What a result looks like that moderators look at first: to them, and meanwhile to who asked for it."""

from collections.abc import Sequence

from discord import ButtonStyle, MediaGalleryItem, ui

from cogs import cards
from cogs.custom_ids import Action
from cogs.words import endings
from cogs.words import reviews as told
from cogs.words.words import Words
from domain.card import Publication
from jobs.showing import Ending

PROMPT_SHOWN = 1000  # characters; all texts of a message have 4000, and what is escaped takes two


def view(words: Words, ending: Ending, files: Sequence[str], more: int = 0) -> ui.LayoutView:
    """Return a result for moderators: while it has to be decided, its pictures in files of these names, and what they can do."""
    said = told.waiting(words, ending, PROMPT_SHOWN)
    parts: list[ui.Item[ui.LayoutView]] = [cards.text(said)]
    if files:
        parts.append(_gallery(words, ending, files))
    if ending.card.publication is Publication.HELD:
        parts += cards.rows(
            cards.button(words.say("Approve"), Action.APPROVE, ending.card, style=ButtonStyle.success),
            cards.button(words.say("Deny…"), Action.DENY, ending.card, style=ButtonStyle.danger),
            cards.button(words.say("Block…"), Action.BLOCK, ending.card, style=ButtonStyle.danger),
        )
    if more:
        parts.append(cards.text(f"-# {told.more(words, more)}"))
    return cards.card(*parts)


def _gallery(words: Words, ending: Ending, files: Sequence[str]) -> "ui.MediaGallery[ui.LayoutView]":
    """Return the pictures behind a spoiler."""
    shown = zip(files, endings.names(ending), ending.results, strict=True)
    return ui.MediaGallery(
        *(
            MediaGalleryItem(
                f"attachment://{file}", description=endings.alt(words, ending, job, name), spoiler=True
            )
            for file, name, (job, _) in shown
        )
    )


def unpublished(words: Words, ending: Ending) -> ui.LayoutView:
    """Return what a card says where it was asked: that it waits, or that it was denied and what can be done."""
    if ending.card.publication is Publication.HELD:
        return cards.say(told.held(words, ending))
    said = cards.text(told.denied(words, ending))
    if ending.review and ending.review.objection is not None:
        return cards.card(said)
    return cards.card(said, *cards.rows(cards.button(words.say("Object…"), Action.OBJECT, ending.card)))
