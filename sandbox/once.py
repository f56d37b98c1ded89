"""One journey without a browser: a member restyles a picture, perhaps presses buttons, and keeps the results."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from sandbox.narrator import Narrator, line_of
from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.rules.options import ATTACHMENT, Upload, WrongInput
from sandbox.server import Sandbox
from sandbox.world.message import Message
from sandbox.world.registry import CHAT_INPUT

# All that is known here of the bot: how its buttons are called.
_SEED, _CANCEL = "r1:seed:", "r1:cancel:"
SECONDS_TO_SETTLE = 5.0  # a message that is neither a result nor on its way to one is a refusal after this


class NoResult(Exception):
    """The bot has refused, failed, or not answered; the text says what the member saw."""


@dataclass(frozen=True, slots=True)
class Journey:
    """What the member does."""

    picture: Path
    options: Mapping[str, object]
    out: Path
    then: Sequence[str] = field(default_factory=tuple[str, ...])  # buttons: seed:1, again, weaker, stronger


async def travel(discord: Sandbox, journey: Journey, tell: Callable[[str], None]) -> list[Path]:
    """Do it all, and say where the pictures are."""
    await discord.ready(60)
    ada = discord.person("ada")
    discord.feed.subscribe(Narrator(ada.id, discord.world, tell).hear)
    options = {"image": str(journey.picture), **journey.options}
    tell(f"{ada.name}: /restyle {_said({**options, 'image': journey.picture.name})}")
    result = await _result(discord, await ada.command("restyle", await _attached(discord, options)))
    kept = await _keep(discord, result, journey.out, "1-restyle")
    for number, step in enumerate(journey.then, 2):
        result = await _result(discord, await _press(ada, result, step, tell))
        kept += await _keep(discord, result, journey.out, f"{number}-{step.replace(':', '-')}")
    return kept


async def _attached(discord: Sandbox, options: Mapping[str, object]) -> Mapping[str, object]:
    """Return the options with a file in the place of each path, where the bot has asked for an attachment."""
    command = discord.registry.find("restyle", CHAT_INPUT) or {}
    files = {option["name"] for option in command.get("options", ()) if option["type"] == ATTACHMENT}
    paths = {name: Path(str(value)) for name, value in options.items() if name in files}
    for name, path in paths.items():
        if not path.is_file():
            raise WrongInput(f"The option {name} takes a file; there is no {path}.")
    read = {name: Upload(path.name, await asyncio.to_thread(path.read_bytes)) for name, path in paths.items()}
    return {**options, **read}


def _said(options: Mapping[str, object]) -> str:
    return " ".join(f"{name}:{value}" for name, value in options.items())


async def _press(ada: Person, result: Message, step: str, tell: Callable[[str], None]) -> Exchange:
    """Press a button of the last result: the n-th of its kind, or the first."""
    kind, _, number = step.partition(":")
    buttons = [b for b in result.buttons if b.custom_id and b.custom_id.startswith(f"r1:{kind}:")]
    place = int(number) if number.isdecimal() else 1
    if not 1 <= place <= len(buttons):
        raise NoResult(
            f"the result has no button {step}; it has: {', '.join(b.label for b in result.buttons)}"
        )
    button = buttons[place - 1]
    assert button.custom_id is not None
    tell(f"{ada.name}: [{button.label}]")
    return await ada.click(result, button.custom_id)


async def _result(discord: Sandbox, exchange: Exchange) -> Message:
    """Return the message with the pictures. Until then it shows progress, with a button to cancel."""
    while (patience := _patience(exchange)) != 0:
        try:
            async with discord.clock.timeout(patience):
                await exchange.change()
        except TimeoutError:
            break
    for message in exchange.messages:
        if _is_result(message):
            return message
    seen = [line_of(message) for message in exchange.messages]
    raise NoResult(exchange.failed or " / ".join(seen) or "the answer was deleted")


def _patience(exchange: Exchange) -> float | None:
    """Return how long to wait for a change: not at all after a result, a while after what may be the end, or for ever."""
    if exchange.failed or any(_is_result(message) for message in exchange.messages):
        return 0
    waiting = any(message.loading or _has_button(message, _CANCEL) for message in exchange.messages)
    return None if waiting or not (exchange.messages or exchange.deleted) else SECONDS_TO_SETTLE


def _is_result(message: Message) -> bool:
    return bool(message.pictures) and _has_button(message, _SEED)


def _has_button(message: Message, prefix: str) -> bool:
    return any(button.custom_id and button.custom_id.startswith(prefix) for button in message.buttons)


async def _keep(discord: Sandbox, result: Message, folder: Path, name: str) -> list[Path]:
    kept: list[Path] = []
    for number, url in enumerate(result.pictures, 1):
        suffix = PurePosixPath(unquote(urlsplit(url).path)).suffix
        path = folder / f"{name}-{number}{suffix}"
        content = await discord.fetch(url)
        await asyncio.to_thread(path.write_bytes, content)
        kept.append(path)
    return kept
