"""How a prompt was read, in words, where whoever made the picture tells: our own model does."""

from collections.abc import Sequence

from cogs.words.words import Words, plain, shortened
from domain.job import Job

SHOWN = 100  # characters of what is listed


def small_print(words: Words, job: Job) -> str:
    """Return the grey line, or nothing. It repeats no word of a prompt that its member did not write."""
    told = job.understood
    if told is None:
        return ""
    own = job.request.prompt.casefold()
    missed, undrawn, left_out = (
        [said for said in all_ if said.casefold() in own]
        for all_ in (told.missed, told.undrawn, told.left_out)
    )
    beyond = [_thing(words, name) for name in told.beyond]
    parts = [
        _read_as(words, job, told.looks),
        words.say("left out: {things}", things=_listed(left_out)) if left_out else "",
        words.say("not understood: {missed}", missed=_listed(missed)) if missed else "",
        words.say("cannot be made well here: {things}", things=_listed(beyond)) if beyond else "",
        words.say("no letters for: {letters}", letters=_listed(undrawn)) if undrawn else "",
    ]
    said = " · ".join(filter(None, parts))
    return f"-# {said}" if said else ""


def _read_as(words: Words, job: Job, looks: Sequence[str]) -> str:
    if looks:
        return words.say("read as: {looks}", looks=_listed(looks))
    shown = job.look or job.request.loras
    return "" if shown else words.say("no style in the prompt: the picture keeps its own")


def _thing(words: Words, name: str) -> str:
    match name:
        case "isometric":
            return words.say("isometric view")
        case "chrome":
            return words.say("chrome")
        case "reflections":
            return words.say("true reflections")
        case _:
            return name


def _listed(said: Sequence[str]) -> str:
    """Return it as plain text, whatever is in it, on the line."""
    return plain(shortened(", ".join(" ".join(one.split()) for one in said), SHOWN))
