"""Forms that ask for a request: the same one with changes (remix), or a new one from a picture of a card."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from discord import Interaction, ui

from cogs import forms
from cogs.custom_ids import ButtonId
from cogs.options import changed, to_request
from cogs.words.words import Words
from domain.request import IMAGES_LIMIT, PROMPT_LIMIT, RestyleRequest
from domain.styles import Catalogue

NO_STYLE = "-"  # in place of a style's name; no style is called so


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form shows as asked for: texts, as they are typed."""

    prompt: str = ""
    strength: str = ""
    images: int = 1
    style: str = NO_STYLE
    seed: str = ""

    @classmethod
    def by(cls, words: Words, request: RestyleRequest) -> "Asked":
        """Return a request. Its seed stays unless it is emptied: one sees what other words change."""
        return cls(
            request.prompt,
            words.number(round(request.strength, 3)),
            request.images,
            request.style.name if request.style else NO_STYLE,
            str(request.seed),
        )


def form(
    words: Words,
    interaction: Interaction,
    about: ButtonId,
    asked: Asked,
    styles: Catalogue,
    instead_of_seed: forms.Field | None = None,
) -> ui.Modal:
    """Return the form. A form has five fields at most, so one more takes the place of the seed."""
    names = dict.fromkeys((asked.style, NO_STYLE, *styles.names))
    seed = forms.text(
        "seed",
        words.say("Seed"),
        value=asked.seed,
        most=10,
        hint=words.say("The same seed shows what your words change. Empty: a new one."),
    )
    fields = [
        forms.text("prompt", words.say("Prompt"), value=asked.prompt, most=PROMPT_LIMIT, long=True),
        forms.text("strength", words.say("Strength, 0 to 1"), value=asked.strength, most=5),
        forms.choice(
            "images",
            words.say("Pictures"),
            {str(count): words.pictures(count) for count in range(1, IMAGES_LIMIT + 1)},
            str(asked.images),
        ),
        forms.choice(
            "style",
            words.say("Style"),
            {name: words.say("no style") if name == NO_STYLE else name for name in names},
            asked.style,
        ),
        instead_of_seed or seed,
    ]
    return forms.form(words.say("Restyle"), about, interaction, fields)


def remixed(filled: Mapping[str, str], request: RestyleRequest, styles: Catalogue) -> RestyleRequest:
    """Return a request with what was filled in. Raises BadOption or UnknownStyle."""
    changes = _options(filled)
    name = filled.get("style")
    if name == NO_STYLE:
        changes["style"] = None
    elif name and (request.style is None or name != request.style.name):
        changes["style"] = styles.find(name)
    return changed(request, changes)


def fresh(filled: Mapping[str, str], styles: Catalogue) -> RestyleRequest:
    """Return a new request of what was filled in. Raises BadOption or UnknownStyle."""
    name = filled.get("style")
    return to_request(_options(filled) | {"style": None if name == NO_STYLE else name}, styles)


def _options(filled: Mapping[str, str]) -> dict[str, object]:
    return {
        "prompt": filled.get("prompt"),
        "strength": _number(filled, "strength"),
        "images": filled.get("images"),
        "seed": _number(filled, "seed"),
    }


def _number(filled: Mapping[str, str], name: str) -> str | None:
    """Return a number however it was typed: with a comma, or in the wide signs of a Japanese keyboard."""
    return unicodedata.normalize("NFKC", filled.get(name, "")).strip().replace(",", ".") or None
