"""Recipes: everything that is needed to get the same picture again."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cogs.words.words import Shown, Words, fitting, in_code, shortened
from domain.job import Job

Value = str | int | float | list[str] | None
Recipe = Mapping[str, Value]

SHOWN = 3500  # characters; all texts of a message have 4000
# Of one value: as many as leave room for all others. The last, that of a hash, always do: with ten pictures too.
VALUE_CHARS = (20_000, 2000, 1000, 500, 250, 120, 64)
CHOSEN = frozenset({"speed", "magic_prompt", "format", "acceleration"})  # from what the command offers


@dataclass(frozen=True, slots=True)
class CardRecipe:
    """What made the pictures of a card: what its jobs have in common, and by their parts what they have not."""

    common: Recipe
    each: Sequence[Recipe]


def of_card(jobs: Sequence[Recipe]) -> CardRecipe:
    """Return the recipe of a card, from those of its jobs."""
    common = {name: value for name, value in jobs[0].items() if all(other[name] == value for other in jobs)}
    each = [{name: value for name, value in one.items() if name not in common} for one in jobs]
    return CardRecipe(common, each if len(jobs) > 1 else ())


def recipe(job: Job, provider: str) -> Recipe:
    """Return what made a job's pictures; keys are those of the command, and values as it takes them."""
    request = job.request
    return {
        "prompt": request.prompt,
        "prompt_as_sent": job.prompt_used or request.full_prompt,
        "style": request.style.name if request.style else None,
        "loras": [lora.path for lora in request.loras],
        "seed": request.seed,
        "images": request.images,
        "strength": request.strength,
        "speed": str(request.speed),
        "magic_prompt": str(request.expansion),
        "size": str(request.size),
        "width": request.width,
        "height": request.height,
        "format": str(request.format),
        "acceleration": str(request.acceleration),
        "source_sha256": job.source,
        "style_from_sha256": job.look,
        "made_by": provider,
    }


def shown(words: Words, found: CardRecipe) -> str:
    """Return a recipe to copy, in code: with a part at least of everything, since its file has all of it."""
    whole = _as_text(words, found, max(VALUE_CHARS))
    said = next((one for most in VALUE_CHARS if _fits(one := _as_text(words, found, most))), "")
    heading = words.say("All that made it. The same source with the same options gives the same picture.")
    if said != whole:
        cut = words.say("Some of it is cut to fit here: the file has all of it.")
        heading = f"{heading}\n{cut}"
    return f"{heading}\n```\n{said}\n```"


def _fits(said: str) -> bool:
    return len(said) <= SHOWN and fitting(said) == said


def _as_text(words: Words, found: CardRecipe, most: int) -> str:
    """Return a recipe without what it does not have, and with so many characters of a value at most."""
    parts = [_lines(words, found.common, most)]
    for number, one in enumerate(found.each, 1):
        parts += [words.say("picture {number}", number=number), _lines(words, one, most, "  ")]
    return in_code("\n".join(parts))


def _lines(words: Words, found: Recipe, most: int, before: str = "") -> str:
    return "\n".join(
        f"{before}{_heading(words, name)}: {shortened(_said(words, name, value), most)}"
        for name, value in found.items()
        if value not in (None, [])
    )


def _heading(words: Words, name: str) -> str:
    """Return how somebody finds it among the options of the command, or what it is where it is none of them."""
    match name:
        case "prompt_as_sent":
            return words.say("prompt as sent")
        case "source_sha256":
            return words.say("source sha256")
        case "style_from_sha256":
            return words.say("look sha256")
        case "made_by":
            return words.say("made by")
        case _:
            return words.shown(Shown.OPTION, name)


def as_file(found: CardRecipe) -> bytes:
    """Return a recipe as JSON; what differs between pictures stands in a list of its own, in their order."""
    whole = {**found.common, "pictures": found.each} if found.each else found.common
    return json.dumps(whole, ensure_ascii=False, indent=2).encode()


def _said(words: Words, name: str, value: Value) -> str:
    """Return a value as the command and its forms show it."""
    match value:
        case list():
            return ", ".join(value)
        case str() if name in CHOSEN:
            return words.shown(Shown.CHOICE, value)
        case _:
            return str(value)
