"""Forms that ask for a request: the same one with changes (remix), a new one from a picture, or one for a set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from discord import Interaction, ui

from cogs import forms
from cogs.custom_ids import ButtonId, FormId, NewSet
from cogs.options import NO_STYLE, changed, to_request
from cogs.words.words import Words
from domain import limits
from domain.catalogue import Catalogue
from domain.request import IMAGES_LIMIT, PROMPT_LIMIT, RestyleRequest


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
    styles: Sequence[str],
    instead_of_seed: forms.Field | None = None,
    most_images: int = IMAGES_LIMIT,
    *,
    asks: bool = False,
) -> ui.Modal:
    """Return the form, with the names of the styles that can be chosen besides the one that was.

    A form has five fields at most, so one more takes the place of the seed. Where it `asks`, what is filled in goes to
    the author of the picture first, and its title says so.
    """
    images = forms.choice(
        "images",
        words.say("Pictures"),
        {str(count): words.pictures(count) for count in range(1, most_images + 1)},
        str(asked.images),
    )
    fields = [
        _prompt(words, asked),
        _strength(words, asked),
        images,
        _style(words, asked, styles),
        instead_of_seed
        or _seed(words, asked, words.say("The same seed shows what your words change. Empty: a new one.")),
    ]
    title = words.say("Ask to restyle") if asks else words.say("Restyle")
    return forms.form(title, FormId(about, interaction.id), fields)


def form_of_set(words: Words, about: NewSet, styles: Sequence[str]) -> ui.Modal:
    """Return the form for a new set: its pictures, and one request for them all."""
    asked = Asked()
    hint = words.say("PNG, JPEG, WebP or GIF. Each is restyled by itself, and all in the same way.")
    fields = [
        forms.pictures("pictures", words.say("Your pictures"), most=limits.CARD_PICTURES, hint=hint),
        _prompt(words, asked),
        _style(words, asked, styles),
        _strength(words, asked),
        _seed(
            words, asked, words.say("One for all of them, so that they belong together. Empty: a new one.")
        ),
    ]
    return forms.form(words.say("Restyle a set"), about, fields)


def _prompt(words: Words, asked: Asked) -> forms.Field:
    return forms.text("prompt", words.say("Prompt"), value=asked.prompt, most=PROMPT_LIMIT, long=True)


def _strength(words: Words, asked: Asked) -> forms.Field:
    return forms.text("strength", words.say("Strength, 0 to 1"), value=asked.strength, most=5)


def _style(words: Words, asked: Asked, styles: Sequence[str]) -> forms.Field:
    names = dict.fromkeys((asked.style, NO_STYLE, *styles))
    shown = {name: words.say("no style") if name == NO_STYLE else name for name in names}
    return forms.choice("style", words.say("Style"), shown, asked.style)


def _seed(words: Words, asked: Asked, hint: str) -> forms.Field:
    return forms.text("seed", words.say("Seed"), value=asked.seed, most=10, hint=hint)


def remixed(filled: Mapping[str, str], request: RestyleRequest, styles: Catalogue) -> RestyleRequest:
    """Return a request with what was filled in. Raises BadOption or UnknownStyle."""
    changes = _options(filled)
    name = filled.get("style")
    if name == NO_STYLE:
        changes["style"] = None
    elif name and (request.style is None or name != request.style.name):
        changes["style"] = styles.find(name).style
    return changed(request, changes)


def fresh(filled: Mapping[str, str], styles: Catalogue) -> RestyleRequest:
    """Return a new request of what was filled in. Raises BadOption or UnknownStyle."""
    name = filled.get("style")
    return to_request(_options(filled) | {"style": None if name == NO_STYLE else name}, styles)


def _options(filled: Mapping[str, str]) -> dict[str, object]:
    return {
        "prompt": filled.get("prompt"),
        "strength": forms.as_number(filled.get("strength", "")) or None,
        "images": filled.get("images"),
        "seed": forms.as_number(filled.get("seed", "")) or None,
    }
