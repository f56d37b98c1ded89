"""The form for a style of a server's own, what was filled into it, and what is suggested while a name is typed."""

from collections.abc import Mapping

from discord import Interaction, ui
from discord.app_commands import Choice
from pydantic import ValidationError

from cogs import cards, forms, replies
from cogs.acknowledging import think
from cogs.custom_ids import StyleFormId
from cogs.intake import asker
from cogs.options import NO_STYLE
from cogs.words import styles as told
from cogs.words.words import Words
from domain.catalogue import Catalogue
from domain.errors import BadLora, BadOption, BadStyle
from domain.styles import (
    DESCRIPTION_CHARS,
    LORAS_LIMIT,
    OWN_NAME_CHARS,
    OWN_PATH_CHARS,
    WORDS_CHARS,
    Lora,
    Style,
)
from domain.visible import cleaned
from jobs.styles import Styles

SUGGESTIONS = 25  # https://discord.com/developers/docs/interactions/application-commands#autocomplete
DIGITS = 2  # of a strength and a scale, behind the point
TYPED = 100  # characters of a name that is being typed


def suggestions(catalogue: Catalogue, typed: str) -> list[Choice[str]]:
    """Return the styles that fit what was typed so far, the best first, each with its description."""
    found = catalogue.suggest(typed[:TYPED], SUGGESTIONS)
    return [Choice(name=told.choice(one), value=one.style.name) for one in found]


def name_of(typed: str) -> str:
    """Return a name for a new style. Raises BadStyle."""
    name = str(cleaned(typed))
    if not name or name == NO_STYLE or len(name) > OWN_NAME_CHARS:
        raise BadStyle("name")
    return name


def form(words: Words, about: StyleFormId, style: Style | None = None) -> ui.Modal:
    """Return the form for a style, filled with it where it exists."""
    filled = style or Style(name=about.name)
    strength = "" if filled.strength is None else words.number(filled.strength)
    fields = [
        forms.text(
            "description",
            words.say("Description"),
            value=filled.description,
            most=DESCRIPTION_CHARS,
            hint=words.say("One line, shown and searched while members pick a style."),
        ),
        forms.text(
            "before",
            words.say("Words before the prompt"),
            value=filled.before,
            most=WORDS_CHARS,
            long=True,
            hint=words.say("For example: a lithograph of"),
        ),
        forms.text(
            "after",
            words.say("Words after the prompt"),
            value=filled.after,
            most=WORDS_CHARS,
            long=True,
            hint=words.say("For example: two colours, coarse grain"),
        ),
        forms.text(
            "strength",
            words.say("Strength, 0 to 1"),
            value=strength,
            most=5,
            hint=words.say("Where a member names none. Empty: as usual."),
        ),
        forms.text(
            "loras",
            words.say("LoRAs, one a line"),
            value="\n".join(f"{lora.path} {lora.scale:g}" for lora in filled.loras),
            long=True,
            hint=words.say("An https address and a scale from 0 to 4, at most three. Empty: none."),
        ),
    ]
    title = words.say("New style: {name}", name=about.name) if about.new else about.name
    return forms.finished(title, str(about), fields)


async def submit(interaction: Interaction, about: StyleFormId, styles: Styles) -> None:
    """Add or change a style as it was filled in; every check is made again, since the form came from outside."""
    await think(interaction, private=True)
    words, who = replies.words_of(interaction), asker(interaction)
    style = read(about.name, forms.filled(interaction))
    listed = await (styles.add(who, style) if about.new else styles.change(who, style))
    heading = told.added(words) if about.new else told.changed(words)
    said = f"{heading}\n{told.whole(words, listed)}"
    await replies.show(interaction, cards.say(said))


def read(name: str, filled: Mapping[str, str]) -> Style:
    """Return the style of what was filled in. Raises BadOption, BadLora or BadStyle."""
    texts = {field: cleaned(filled.get(field, "")) for field in ("description", "before", "after")}
    strength = filled.get("strength", "").strip()
    try:
        style = Style.model_validate(
            {
                "name": name_of(name),
                **texts,
                "strength": _number(strength) if strength else None,
                "loras": _loras(filled.get("loras", "")),
            }
        )
    except ValidationError as error:
        raise _bad_option(str(error.errors()[0]["loc"][0])) from None
    except ValueError:
        raise _bad_option("strength") from None
    if not style.around("") and not style.loras:
        raise BadStyle("nothing")
    return style


def _bad_option(option: str) -> BadOption:
    if option == "strength":
        return BadOption(option, "range", (0, 1))
    return BadOption(option, "too_long", (0, DESCRIPTION_CHARS if option == "description" else WORDS_CHARS))


def _number(typed: str) -> float:
    """Return a number. Raises ValueError."""
    return round(float(forms.as_number(typed)), DIGITS)


def _loras(typed: str) -> list[Lora]:
    """Return the LoRAs of as many lines: an address, and a scale where one stands behind it. Raises BadLora."""
    lines = [line.split() for line in typed.splitlines() if line.strip()]
    if len(lines) > LORAS_LIMIT:
        raise BadLora(LORAS_LIMIT + 1, "too_many")
    return [_lora(number, *line) for number, line in enumerate(lines, 1)]


def _lora(number: int, path: str, scale: str = "1", *rest: str) -> Lora:
    if len(path) > OWN_PATH_CHARS or rest:
        raise BadLora(number, "address")
    try:
        return Lora(path=path, scale=_number(scale))
    except ValueError:  # no number, or none that a scale can be
        raise BadLora(number, "scale") from None
