"""Recipes: everything that is needed to get the same picture again."""

import json
from collections.abc import Mapping

from cogs.words.words import Shown, Words
from domain.job import Job

Value = str | int | float | None


def recipe(job: Job, provider: str) -> Mapping[str, Value | list[str]]:
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
        "made_by": provider,
    }


def as_text(words: Words, found: Mapping[str, Value | list[str]]) -> str:
    """Return a recipe to copy, without what it does not have."""
    lines = (
        f"{_heading(words, name)}: {_said(value)}" for name, value in found.items() if value not in (None, [])
    )
    return "\n".join(lines)


def as_file(found: Mapping[str, Value | list[str]]) -> bytes:
    """Return a recipe as JSON."""
    return json.dumps(found, ensure_ascii=False, indent=2).encode()


def _heading(words: Words, name: str) -> str:
    """Return how somebody finds it among the options of the command, or what it is where it is none of them."""
    match name:
        case "prompt_as_sent":
            return words.say("prompt as sent")
        case "source_sha256":
            return words.say("source sha256")
        case "made_by":
            return words.say("made by")
        case _:
            return words.shown(Shown.OPTION, name)


def _said(value: Value | list[str]) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)
