"""Cards: what a message shows, as components. Quiet, short, the picture first; a phone is the measure.

A card is finished before it is sent, so discord.py keeps nothing of it in memory; its buttons are understood by
their custom ids alone (cogs/buttons.py), before and after a restart.
"""

from collections.abc import Sequence

from discord import ButtonStyle, MediaGalleryItem, ui

from cogs.custom_ids import Action, ButtonId
from cogs.wanted import Offer
from cogs.words import comparisons as told_of
from cogs.words import endings
from cogs.words import figures as figures_told
from cogs.words import progress as told
from cogs.words.words import Words
from domain.card import Card, CardRef
from domain.figures import Figures
from domain.job import Job, JobState, Result
from domain.picture import Comparison
from jobs.history import Found
from jobs.showing import Ended, Ending, Standing

IN_A_ROW = 5  # buttons (https://discord.com/developers/docs/components/reference#action-row)


def card(*parts: "ui.Item[ui.LayoutView]") -> ui.LayoutView:
    """Return a finished view of these parts."""
    view = ui.LayoutView(timeout=None)
    for part in parts:
        view.add_item(part)
    view.stop()
    return view


def text(content: str) -> "ui.TextDisplay[ui.LayoutView]":
    """Return a paragraph."""
    return ui.TextDisplay(content)


def say(content: str) -> ui.LayoutView:
    """Return a card of words alone."""
    return card(text(content))


def refusal(words: Words, said: str, offers: Sequence[Offer]) -> ui.LayoutView:
    """Return why something was turned down, and what could be had instead."""
    return card(text(said), *rows(*(_offer(words, one) for one in offers)))


def _offer(words: Words, offer: Offer) -> "ui.Button[ui.LayoutView]":
    label = (
        words.say("Use the built-in model")
        if offer.relaxed
        else words.say("Make {number}", number=offer.images)
    )
    style = ButtonStyle.secondary if offer.relaxed else ButtonStyle.primary
    return ui.Button(label=label, style=style, custom_id=str(ButtonId(Action.FEWER, offer.ref)))


def menu(words: Words, ending: Ending) -> ui.LayoutView:
    """Return what else can be done with a card."""
    sources = [
        button(
            words.say("Use {place} as source", place=name),
            Action.SOURCE,
            ending.card,
            part=job.part,
            number=result.number,
        )
        for name, (job, result) in zip(endings.names(ending), ending.results, strict=True)
    ]
    compare = [
        button(words.say("Compare"), Action.COMPARE, ending.card, part=job.part, number=result.number)
        for job, result in ending.results[:1]
    ]
    about = [
        *compare,
        button(words.say("Family"), Action.FAMILY, ending.card),
        button(words.say("Recipe"), Action.RECIPE, ending.card),
    ]
    report = [button(words.say("Report…"), Action.REPORT, ending.card)] if ending.card.moderated else []
    delete = button(words.say("Delete…"), Action.DELETE, ending.card, style=ButtonStyle.danger)
    said = words.say("From a picture of this result, or more about it:")
    # Five in one row are too many for a phone, which would put the last alone under the others.
    return card(text(said), *rows(*sources), *rows(*about), *rows(*report, delete))


def comparison(words: Words, ending: Ending, seen: Found, how: Comparison, file: str) -> ui.LayoutView:
    """Return before and after in the file of that name, and ways to the other look and to the other pictures."""
    other = Comparison.WIPED if how is Comparison.BESIDE else Comparison.BESIDE
    turns = [
        _compared(told_of.turn(words, other), ending.card, other, seen.job, seen.result),
        *(
            _compared(words.say("Picture {place}", place=name), ending.card, how, job, result)
            for name, (job, result) in zip(endings.names(ending), ending.results, strict=True)
            if (job.part, result) != (seen.job.part, seen.result)
        ),
    ]
    item = MediaGalleryItem(f"attachment://{file}", description=told_of.alt(words, seen.job))
    return card(text(told_of.which(words, how)), ui.MediaGallery(item), *rows(*turns))


def _compared(
    label: str, about: Card, how: Comparison, job: Job, result: Result | None
) -> "ui.Button[ui.LayoutView]":
    """Return a button that shows a picture in another way, or another picture in the same."""
    action = Action.BESIDE if how is Comparison.BESIDE else Action.WIPED
    return button(label, action, about, part=job.part, number=result.number if result else None)


def sure(words: Words, about: Card) -> ui.LayoutView:
    """Return the question whether a card is really to be deleted."""
    said = words.say("This deletes the result and its pictures, for everybody. It cannot be undone.")
    yes = button(words.say("Delete for good"), Action.ERASE, about, style=ButtonStyle.danger)
    return card(text(said), *rows(yes))


def recipe(said: str, file: str) -> ui.LayoutView:
    """Return a recipe to copy and as a file."""
    return card(text(said), ui.File(f"attachment://{file}"))


def figures(words: Words, shown: Figures, file: str | None) -> ui.LayoutView:
    """Return a server's figures, and the charts in the file of that name where there are any."""
    said = text(figures_told.lines(words, shown))
    if file is None:
        return card(said, text(f"-# {figures_told.no_charts(words)}"))
    item = MediaGalleryItem(f"attachment://{file}", description=figures_told.alt(words))
    return card(said, ui.MediaGallery(item))


def button(
    label: str,
    action: Action,
    about: Card,
    *,
    part: int = 0,
    number: int | None = None,
    style: ButtonStyle = ButtonStyle.secondary,
) -> "ui.Button[ui.LayoutView]":
    """Return a button that is understood by its custom id."""
    return ui.Button(label=label, style=style, custom_id=str(ButtonId(action, about.ref, part, number)))


def turn(label: str, action: Action, about: CardRef, card_id: int) -> "ui.Button[ui.LayoutView]":
    """Return a button to another page of a list, which goes on from that card."""
    custom_id = str(ButtonId(action, about, number=card_id))
    return ui.Button(label=label, style=ButtonStyle.secondary, custom_id=custom_id)


def rows(*buttons: "ui.Button[ui.LayoutView]") -> "list[ui.ActionRow[ui.LayoutView]]":
    """Return buttons side by side, in as many rows as they need."""
    return [ui.ActionRow(*buttons[start : start + IN_A_ROW]) for start in range(0, len(buttons), IN_A_ROW)]


def progress(words: Words, standing: Standing) -> ui.LayoutView:
    """Return how far a card is, and ways out where there are some."""
    return card(text(told.progress(words, standing)), *ways_out(words, standing))


def ways_out(words: Words, standing: Standing) -> "list[ui.ActionRow[ui.LayoutView]]":
    """Return a button to the end where that may wait elsewhere, and one to call off what can be called off."""
    about = standing.so_far.card
    fetch = [button(words.say("Fetch"), Action.SHOW, about)] if standing.late else []
    cancel = [button(words.say("Cancel"), Action.CANCEL, about)] if standing.cancellable else []
    return rows(*fetch, *cancel)


def ended(words: Words, ending: Ending, files: Sequence[str], changes: set[str]) -> ui.LayoutView:
    """Return how a card ended: its pictures, in files of these names, or one sentence and a way to go on."""
    first = ending.jobs[0]
    heading = endings.heading(words, ending.card, first)
    if files:
        return card(text(heading), *_result(words, ending, files, endings.fitted(words, changes)))
    return card(text(f"{heading}\n{_why(words, first)}"), *rows(*_way_on(words, ending.card, first)))


def waits(words: Words, ending: Ending) -> ui.LayoutView:
    """Return what a card says whose end cannot be shown on it."""
    first = ending.jobs[0]
    if not ending.results:
        return ended(words, ending, [], set())
    heading = endings.heading(words, ending.card, first)
    return card(text(f"{heading}\n{endings.waits(words)}"))


def _why(words: Words, ended: Ended) -> str:
    match ended.job.state:
        case JobState.DONE:
            return endings.all_withheld(words)
        case JobState.CANCELLED:
            return endings.cancelled(words)
        case _:
            assert ended.job.failure is not None, "a failed job says why"
            return endings.failure(words, ended.job.failure.kind)


def _way_on(words: Words, about: Card, ended: Ended) -> "list[ui.Button[ui.LayoutView]]":
    """Return a button where another try can help, and one to ask again for what was called off."""
    failure = ended.job.failure
    if ended.job.state is JobState.CANCELLED:
        return [button(words.say("Again"), Action.AGAIN, about)]
    if failure and failure.kind in endings.WORTH_ANOTHER_TRY:
        return [button(words.say("Try again"), Action.AGAIN, about)]
    return []


def _result(words: Words, ending: Ending, files: Sequence[str], note: str) -> "list[ui.Item[ui.LayoutView]]":
    return [
        gallery(words, ending, files),
        text(endings.recipe(words, ending, note)),
        *rows(*variations(words, ending)),
        *rows(*onwards(words, ending.card)),
    ]


def gallery(words: Words, ending: Ending, files: Sequence[str]) -> "ui.MediaGallery[ui.LayoutView]":
    """Return the pictures of a card, which are in files of these names."""
    shown = zip(files, endings.names(ending), ending.results, strict=True)
    return ui.MediaGallery(
        *(
            MediaGalleryItem(f"attachment://{file}", description=endings.alt(words, ending, job, name))
            for file, name, (job, _) in shown
        )
    )


def onwards(words: Words, about: Card) -> "list[ui.Button[ui.LayoutView]]":
    """Return what can be done with a card as a whole."""
    return [
        button(words.say("Again"), Action.AGAIN, about),
        button(words.say("Remix…"), Action.REMIX, about),
        button(words.say("Weaker"), Action.WEAKER, about),
        button(words.say("Stronger"), Action.STRONGER, about),
        button("⋯", Action.MENU, about),
    ]


def variations(words: Words, ending: Ending) -> "list[ui.Button[ui.LayoutView]]":
    """Return a button for each picture, by what it is called."""
    return [
        button(
            words.say("{place} · Vary", place=name),
            Action.SEED,
            ending.card,
            part=job.part,
            number=result.number,
            style=ButtonStyle.primary,
        )
        for name, (job, result) in zip(endings.names(ending), ending.results, strict=True)
    ]
