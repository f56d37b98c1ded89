"""Cards: what a message shows, as components. Quiet, short, the picture first; a phone is the measure.

A card is finished before it is sent, so discord.py keeps nothing of it in memory; its buttons are understood by
their custom ids alone (cogs/buttons.py), before and after a restart.
"""

from collections.abc import Sequence

from discord import ButtonStyle, MediaGalleryItem, ui
from discord.utils import escape_markdown

from cogs import wording
from cogs.custom_ids import Action, ButtonId
from domain.job import Account, Job, JobState, Phase, Progress
from jobs.delivery import Ending

PROMPT_SHOWN = 180  # characters: about three lines on a phone
ALT_LIMIT = 1024  # https://discord.com/developers/docs/components/reference#media-gallery
BAR = 12
BACKSLASH = "\\"


def card(*parts: "ui.Item[ui.LayoutView]") -> ui.LayoutView:
    """A finished view of these parts."""
    view = ui.LayoutView(timeout=None)
    for part in parts:
        view.add_item(part)
    view.stop()
    return view


def text(content: str) -> "ui.TextDisplay[ui.LayoutView]":
    """A paragraph."""
    return ui.TextDisplay(content)


def button(
    label: str,
    action: Action,
    job: Job,
    number: int | None = None,
    style: ButtonStyle = ButtonStyle.secondary,
) -> "ui.Button[ui.LayoutView]":
    """A button that is understood by its custom id."""
    return ui.Button(label=label, style=style, custom_id=str(ButtonId(action, job.id, number)))


def row(*buttons: "ui.Button[ui.LayoutView]") -> "ui.ActionRow[ui.LayoutView]":
    """Buttons side by side; five at most."""
    return ui.ActionRow(*buttons)


def progress(job: Job, now: Progress, account: Account, *, cancellable: bool) -> ui.LayoutView:
    """How far a job is, and a way out."""
    says = _waiting(job, now, account) if now.phase is Phase.QUEUED else _working(job, now)
    way_out = [row(button("Cancel", Action.CANCEL, job))] if cancellable or now.phase is Phase.QUEUED else []
    return card(text(says), *way_out)


def _waiting(job: Job, now: Progress, account: Account) -> str:
    """Place, estimate and cost. The account has this request's pictures taken out already."""
    place = f"{ordinal(now.place)} in line" if now.place and now.place > 1 else "next in line"
    about = f", about {duration(now.eta)}" if now.eta else ""
    before = account.left + job.request.images
    cost = f"uses {job.request.images} of your {before} left today"
    return f"⏳ Restyling for <@{job.user_id}> · {place}{about} · {cost}"


def _working(job: Job, now: Progress) -> str:
    """A bar where the host tells a percentage; else the phase and the time so far, of the usual."""
    what = _phase(job, now)
    if now.percent is not None:
        return f"{bar(now.percent / 100)} {min(now.percent, 100)} %  {what}"
    usual = f" of the usual {duration(now.usual)}" if now.usual else ""
    spent = f" · {duration(now.elapsed)}{usual}" if now.elapsed else ""
    return f"⏳ Restyling for <@{job.user_id}> · {what}{spent}"


def _phase(job: Job, now: Progress) -> str:
    match now.phase:
        case Phase.RENDERING if now.place:
            return f"{ordinal(now.place)} in the image host's line"
        case Phase.RENDERING if now.picture:
            return f"rendering {now.picture} of {job.request.images}"
        case Phase.RENDERING:
            return "rendering"
        case Phase.FETCHING:
            return "fetching the pictures"
        case _:
            return "sending the picture"


def ended(ending: Ending, files: Sequence[str], note: str = "") -> ui.LayoutView:
    """How a job ended: its pictures, in files of these names, or one sentence and a way to go on."""
    job = ending.job
    match job.state:
        case JobState.DONE if files:
            return _result(ending, files, note)
        case JobState.DONE:
            says = wording.ALL_WITHHELD
        case JobState.CANCELLED:
            says = "Cancelled. Nothing was charged."
        case _:
            assert job.failure is not None, "a failed job says why"
            says = wording.failure(job.failure.kind)
    return card(text(f"{quoted(job)}\n{says}"), row(button("Try again", Action.AGAIN, job)))


def _result(ending: Ending, files: Sequence[str], note: str) -> ui.LayoutView:
    job = ending.job
    lineage = f"-# ↳ variation of #{job.parent.number} by <@{job.parent.user_id}>\n" if job.parent else ""
    items = [
        MediaGalleryItem(f"attachment://{name}", description=_alt(job, result.number))
        for name, (result, _) in zip(files, ending.results, strict=True)
    ]
    seeds = [
        button(f"#{result.number} · {result.seed}", Action.SEED, job, result.number, ButtonStyle.primary)
        for result, _ in ending.results
    ]
    onwards = (
        button("Again", Action.AGAIN, job),
        button("Weaker", Action.WEAKER, job),
        button("Stronger", Action.STRONGER, job),
    )
    return card(
        text(lineage + quoted(job)),
        ui.MediaGallery(*items),
        text(_small(ending, note)),
        row(*seeds),
        row(*onwards),
    )


def _small(ending: Ending, note: str) -> str:
    """The grey line: how it was made, and what is left."""
    job = ending.job
    spent = (job.finished_at - job.started_at) / 1000 if job.finished_at and job.started_at else None
    withheld = job.request.images - len(ending.results)
    parts = (
        escape_markdown(job.request.style.name.lower()) if job.request.style else "",
        f"strength {job.request.strength:g}",
        f"seed {ending.results[0][0].seed}",
        f"{spent:.1f} s" if spent is not None else "",
        ending.provider,
        f"{ending.account.left} left today",
        f"{withheld} of {job.request.images} missing or withheld" if withheld else "",
        note,
    )
    return f"-# {' · '.join(part for part in parts if part)}"


def quoted(job: Job) -> str:
    """The member's prompt, three lines at most, as plain text whatever is in it."""
    words = escape_markdown(shortened(" ".join(job.request.prompt.split()), PROMPT_SHOWN))
    return f"“{words.replace('<', BACKSLASH + '<')}”"


def _alt(job: Job, number: int) -> str:
    return shortened(f"Picture {number} of {job.request.images}: {job.request.prompt}", ALT_LIMIT)


def shortened(words: str, most: int) -> str:
    """The words, cut with an ellipsis where there are more characters than `most`."""
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def bar(part: float) -> str:
    """A bar that is filled to `part` of 1."""
    full = round(max(0.0, min(1.0, part)) * BAR)
    return "▓" * full + "░" * (BAR - full)


def ordinal(number: int) -> str:
    """A place in words of its number: 1st, 2nd, 3rd, 4th, 11th."""
    tens, ones = number // 10 % 10, number % 10
    return f"{number}{'th' if tens == 1 else {1: 'st', 2: 'nd', 3: 'rd'}.get(ones, 'th')}"


def duration(seconds: int) -> str:
    """Seconds as people say them: 40 s, 3 min, 2 h."""
    minute, hour = 60, 60 * 60
    if seconds < 2 * minute:
        return f"{seconds} s"
    return f"{round(seconds / minute)} min" if seconds < 2 * hour else f"{round(seconds / hour)} h"
