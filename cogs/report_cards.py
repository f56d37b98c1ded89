"""What a report looks like to moderators: drawn from what is stored of it, with what is still to be done."""

from collections.abc import Sequence

from discord import ButtonStyle, ui

from cogs import cards
from cogs.custom_ids import Action, ButtonId
from cogs.words import reports as told
from cogs.words.words import Words
from domain.report import NOTE, Report, ReportState
from jobs.reports import Reported

PROMPT_SHOWN = 1000  # characters; all texts of a message have 4000, and what is escaped takes two
AT_ONCE = 3  # reports in one message, each with less of its prompt and its note
PROMPT_IN_LIST, NOTE_IN_LIST = 180, 150


def view(words: Words, shown: Reported, *, named: bool) -> ui.LayoutView:
    """Return one report."""
    report = shown.report
    said = told.report(words, report, shown.ending, shown.spot, named=named, prompt=PROMPT_SHOWN, note=NOTE)
    return cards.card(cards.text(said), *_ways(words, report))


def several(words: Words, listed: Sequence[Reported], count: int) -> ui.LayoutView:
    """Return the oldest open reports, each with what can be done, and how many more there are."""
    if not listed:
        return cards.say(told.none_open(words))
    parts: list[ui.Item[ui.LayoutView]] = []
    for one in listed:
        said = told.report(
            words, one.report, one.ending, one.spot, named=True, prompt=PROMPT_IN_LIST, note=NOTE_IN_LIST
        )
        parts += [cards.text(said), *_ways(words, one.report)]
    more = count - len(listed)
    return cards.card(*parts, *([cards.text(told.more_open(words, more))] if more > 0 else []))


def _ways(words: Words, report: Report) -> "list[ui.ActionRow[ui.LayoutView]]":
    """Return what can still be done."""
    delete = _button(words.say("Delete result"), Action.UPHOLD, report, ButtonStyle.danger)
    if report.state is ReportState.OPEN:
        return cards.rows(delete, _button(words.say("Dismiss"), Action.DISMISS, report))
    return cards.rows(delete) if report.undone else []


def _button(
    label: str, action: Action, report: Report, style: ButtonStyle = ButtonStyle.secondary
) -> "ui.Button[ui.LayoutView]":
    return ui.Button(label=label, style=style, custom_id=str(ButtonId(action, report.ref)))
