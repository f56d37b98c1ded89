"""The card of a set: several pictures that were asked for at once, each shown as soon as it is there."""

from collections.abc import Sequence

from discord import ui

from cogs import cards
from cogs.custom_ids import Action
from cogs.words import endings
from cogs.words import sets as told
from cogs.words.progress import late
from cogs.words.words import Words
from domain.job import Job, JobState
from jobs.showing import Ending, Standing

Item = ui.Item[ui.LayoutView]


def progress(words: Words, standing: Standing, files: Sequence[str]) -> ui.LayoutView:
    """Return how far a set is, with the pictures that are there, in files of these names."""
    so_far = standing.so_far
    heading = cards.text(
        f"{told.heading(words, so_far)}\n{told.progress(words, standing)}{late(words, standing)}"
    )
    shown: list[Item] = [cards.gallery(words, so_far, files)] if files else []
    return cards.card(heading, *shown, *_notes(words, so_far), *cards.ways_out(words, standing))


def ended(words: Words, ending: Ending, files: Sequence[str], changes: set[str]) -> ui.LayoutView:
    """Return how a set ended: its pictures, what is to be said of some of them, and ways to go on."""
    heading = cards.text(told.heading(words, ending))
    missing = cards.rows(*_missing(words, ending))
    if not files:
        return cards.card(heading, *_notes(words, ending), *missing)
    return cards.card(
        heading,
        cards.gallery(words, ending, files),
        *_notes(words, ending),
        cards.text(endings.recipe(words, ending, endings.fitted(words, changes))),
        *cards.rows(*cards.variations(words, ending)),
        *cards.rows(*cards.onwards(words, ending.card)),
        *missing,
    )


def waits(words: Words, ending: Ending) -> ui.LayoutView:
    """Return what is said where the pictures of a set cannot be shown on its card."""
    if not ending.results:
        return ended(words, ending, [], set())
    said = f"{told.heading(words, ending)}\n{endings.waits(words)}"
    return cards.say(said)


def worth_another_try(job: Job) -> bool:
    """Return whether a picture is missing that another try could bring."""
    failed = job.failure is not None and job.failure.kind in endings.WORTH_ANOTHER_TRY
    return job.state is JobState.CANCELLED or failed


def _notes(words: Words, ending: Ending) -> list[Item]:
    notes = told.notes(words, ending.jobs)
    return [cards.text("\n".join(notes))] if notes else []


def _missing(words: Words, ending: Ending) -> "list[ui.Button[ui.LayoutView]]":
    """Return a button that asks once more for what did not come."""
    count = sum(worth_another_try(one.job) for one in ending.jobs)
    label = words.count("Try {number} again", "Try {number} again", count)
    return [cards.button(label, Action.RETRY, ending.card)] if count else []
