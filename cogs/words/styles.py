"""Styles in words."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from cogs.words.endings import host, shortened
from cogs.words.words import Words, mention, plain
from domain.catalogue import Listed, Origin
from domain.errors import BadLora, BadStyle, NoResult, NotOwnStyle, StyleExists, TooManyStyles
from domain.styles import OWN_NAME_CHARS, Lora, Style

OTHERS_CHARS = 900  # of names, without what stands between them; all texts of a message have 4000
CHOICE_CHARS = 100  # https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-choice-structure


def choice(listed: Listed) -> str:
    """Return how a style is suggested: its name, and as much of its description as there is room for."""
    style = listed.style
    said = f"{style.name} · {style.description}" if style.description else style.name
    return shortened(said, CHOICE_CHARS)


def line(words: Words, listed: Listed) -> str:
    """Return a style in a list."""
    style = listed.style
    heading = f"**{plain(style.name)}**"
    if listed.origin is Origin.SERVER:
        heading += " · " + words.say("made here")
    return f"{heading}\n{plain(style.description)}".rstrip()


def others(words: Words, listed: Sequence[Listed]) -> str:
    """Return the names of those that a list does not show, as far as there is room, and how many more there are."""
    names: list[str] = []
    for one in listed:
        name = plain(one.style.name)
        if sum(map(len, names)) + len(name) > OTHERS_CHARS:
            break
        names.append(name)
    shown, more = " · ".join(names), len(listed) - len(names)
    if not more:
        return words.say("-# And {names}.", names=shown)
    return words.count(
        "-# And {names} · {number} more: /style list search finds it.",
        "-# And {names} · {number} more: /style list search finds them.",
        more,
        names=shown,
    )


def no_match(words: Words, typed: str) -> str:
    """Return what is said where a search finds nothing."""
    return words.say(
        "No style is like “{typed}”. /style list shows all.", typed=plain(shortened(typed, CHOICE_CHARS))
    )


def whole(words: Words, listed: Listed) -> str:
    """Return all of a style, as its card has it."""
    style = listed.style
    heading = f"### {plain(style.name)}"
    said = [heading, plain(style.description)] if style.description else [heading]
    said += _recipe(words, style)
    said.append(f"-# {' · '.join((*_origin(words, listed), _hosts(words, listed)))}")
    return "\n".join(said)


def _recipe(words: Words, style: Style) -> list[str]:
    lines: list[str] = []
    if style.before:
        lines.append(words.say("Before your prompt: “{words}”", words=plain(style.before)))
    if style.after:
        lines.append(words.say("After your prompt: “{words}”", words=plain(style.after)))
    if style.strength is not None:
        lines.append(words.say("Strength, unless you say another: {strength}", strength=style.strength))
    lines += [_lora(words, lora) for lora in style.loras]
    return lines


def _lora(words: Words, lora: Lora) -> str:
    """Return a LoRA by where it lies: in code, so that nobody is led there by a press."""
    parts = urlsplit(lora.path)
    name = shortened(f"{parts.hostname or ''}{parts.path}".replace("`", ""), 80)
    code = f"`{name}`"
    return words.say("LoRA: {name}, scale {scale}", name=code, scale=lora.scale)


def _origin(words: Words, listed: Listed) -> tuple[str, ...]:
    match listed.origin:
        case Origin.SERVER:
            author = mention(listed.author or 0)
            return (words.say("made here by {author}", author=author),)
        case Origin.OPERATOR:
            return (words.say("from this bot's operator"),)
        case Origin.BUILT_IN:
            return (words.say("comes with the bot"),)


def _hosts(words: Words, listed: Listed) -> str:
    if not listed.hosts:
        return words.say("no image host of this bot can paint it now")
    return words.say("painted by {hosts}", hosts=words.either([host(words, one) for one in listed.hosts]))


def alt(words: Words, listed: Listed) -> str:
    """Return what stands for a preview where it cannot be seen."""
    return words.say("Preview of the style {name}", name=listed.style.name)


def added(words: Words) -> str:
    """Return what is said to who added a style."""
    return words.say(
        "Added. Members find it as `style` of /restyle. Use it once, then /style preview shows your picture with it."
    )


def changed(words: Words) -> str:
    """Return what is said to who changed a style."""
    return words.say("Changed, for what is asked from now on. What waits is made as it was asked.")


def removed(words: Words) -> str:
    """Return what is said to who took a style away."""
    return words.say("Removed. What waits is made as it was asked. This is what it was:")


def illustrated(words: Words) -> str:
    """Return what is said to who gave a style a preview."""
    return words.say("This is its preview now.")


StyleRefused = BadStyle | BadLora | StyleExists | NotOwnStyle | TooManyStyles | NoResult


def refusal(words: Words, error: StyleRefused) -> str:
    """Return why a style, or what was to be done with one, was turned down."""
    match error:
        case BadStyle(problem="name"):
            return words.say("A style's name has 1 to {most} characters.", most=OWN_NAME_CHARS)
        case BadStyle():
            return words.say(
                "That style would change nothing. Give it words before or after the prompt, or a LoRA."
            )
        case BadLora():
            return _refused_lora(words, error)
        case StyleExists(name=name):
            return words.say(
                "This server has a style called “{name}” already. Change it with /style edit.",
                name=plain(name),
            )
        case NotOwnStyle(name=name):
            return words.say(
                "“{name}” comes with the bot. /style add with the same name puts your own in its place.",
                name=plain(name),
            )
        case TooManyStyles(limit=limit):
            return words.count(
                "This server has {number} style already, and may have no more. Remove one first.",
                "This server has {number} styles already, and may have no more. Remove one first.",
                limit,
            )
        case NoResult(name=name):
            return words.say(
                "You have no result with “{name}” here yet. Use it in /restyle first, or attach a picture.",
                name=plain(name),
            )


def _refused_lora(words: Words, error: BadLora) -> str:
    match error.problem:
        case "too_many":
            return words.say("A style has three LoRAs at most, one a line.")
        case "address":
            return words.say(
                "LoRA {number} is no address. Write https://… and behind it, if you like, a scale.",
                number=error.number,
            )
        case "scale":
            return words.say("The scale of LoRA {number} must be between 0 and 4.", number=error.number)
        case "kind":
            return words.say(
                "No image host of this bot takes LoRA {number}: fal takes weights (.safetensors), and the built-in model"
                " a picture or a .json.",
                number=error.number,
            )
        case "https":
            return words.say("The address of LoRA {number} must begin with https://.", number=error.number)
        case "password":
            return words.say(
                "The address of LoRA {number} has a name or a password in it. Use one that everybody can open.",
                number=error.number,
            )
        case "host":
            return words.say(
                "LoRA {number} is on a host that this bot does not allow. It may be on {hosts}.",
                number=error.number,
                hosts=words.either(error.hosts),
            )
        case "private":
            return words.say(
                "The address of LoRA {number} leads into a private network. Use a public one.",
                number=error.number,
            )
