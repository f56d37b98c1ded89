"""Answering an interaction, whatever has been said on it already. What is said once is said until it is heard."""

import asyncio
import errno
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from io import BytesIO
from types import MappingProxyType
from typing import TypeVar

import discord
from discord import Interaction, ui
from discord.http import HTTPClient, Route

from cogs import cards
from cogs.acknowledging import PUBLIC_THINKING, AnsweredElsewhere, Repeated, answer, is_acknowledged
from cogs.custom_ids import ButtonId
from cogs.discord_errors import TROUBLE, UNANSWERABLE, UNFIT, is_gone_or_young, is_not_heard
from cogs.words import refusals
from cogs.words.words import Words, block, fitting, in_code, plain, shortened, words_for
from domain.errors import NoRoom, Refused
from domain.pauses import tries
from domain.picture import UnreadablePicture
from jobs.showing import NotShown, NowhereToShow

log = logging.getLogger(__name__)

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})  # what the file system says of a full disk
Answer = TypeVar("Answer")

PAUSES = (0.5, 2.0, 5.0)  # seconds between tries
TYPED = "typed"  # in an interaction's extras: what was filled into a form, by the names of its fields
NO_FILES: Mapping[str, bytes] = MappingProxyType({})
OFFERS = "offers"  # in an interaction's extras: what a refusal offers
TEXT = 4000  # characters of a message


def words_of(interaction: Interaction) -> Words:
    """Return the words for who acts."""
    return words_for(interaction.locale.value)


async def show(interaction: Interaction, view: ui.LayoutView, files: Mapping[str, bytes] = NO_FILES) -> None:
    """Put a card in the place of "thinking", with files by their names."""

    async def edit() -> object:
        opened = [discord.File(BytesIO(content), name) for name, content in files.items()]
        return await interaction.edit_original_response(view=view, attachments=opened)

    await heard(edit)


async def refuse(interaction: Interaction, error: Exception) -> None:
    """Tell the member, and only the member, why it came to nothing; one line in the log."""
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        error = NoRoom()
    if isinstance(error, Refused | UnreadablePicture | NotShown | NowhereToShow):
        log.info("refused %s: %r", named(interaction), error)
    elif isinstance(error, Repeated):
        log.info("%s came twice", named(interaction))
        return
    elif isinstance(error, AnsweredElsewhere):
        _tell_of_another(interaction)
        return
    elif isinstance(error, discord.HTTPException) and error.code in UNANSWERABLE:
        log.warning("%s was answered too late, or where nobody may: %s", named(interaction), error)
        return
    else:
        log.error("%s broke", named(interaction), exc_info=error)
    words = words_of(interaction)
    try:
        said = refusals.sentence(words, error)
        said += _echo(words, interaction, TEXT - len(said))
        await whisper(interaction, cards.refusal(words, said, interaction.extras.get(OFFERS, ())))
    except AnsweredElsewhere:
        _tell_of_another(interaction)
    except TROUBLE as unsaid:
        log.warning("the refusal could not be said: %s", unsaid)


async def turn_down(http: HTTPClient, interaction_id: int, token: str, locale: str) -> None:
    """Tell a member, and only the member, that something went wrong, where discord.py could not read what they sent."""
    words = words_for(locale)
    view = cards.refusal(words, refusals.sentence(words, ValueError()), ())
    flags = discord.MessageFlags(ephemeral=True, components_v2=True).value
    answer = {
        "type": discord.InteractionResponseType.channel_message.value,
        "data": {"flags": flags, "components": view.to_components()},
    }
    where = f"/interactions/{interaction_id}/{{token}}/callback"
    try:
        await http.request(Route("POST", where, token=token), json=answer)
    except TROUBLE as unsaid:
        log.warning("that it could not be read could not be said: %s", unsaid)


def _tell_of_another(interaction: Interaction) -> None:
    log.warning(
        "%s was answered by another process: is a second bot running with this token?", named(interaction)
    )


def _echo(words: Words, interaction: Interaction, room: int) -> str:
    """Return what was typed, so that it is not lost with the command: to copy it as it was.

    In so many characters at most.
    """
    said = None
    with suppress(*UNFIT):  # what cannot be read is not shown
        said = getattr(interaction.namespace, "prompt", None) if interaction.command else None
    filled: Mapping[str, str] = interaction.extras.get(TYPED, {})
    texts = [filled.get(name, "") for name in ("description", "before", "prompt", "after", "loras")]
    typed = str(said or "\n".join(text for text in texts if text))
    if not typed:
        return ""
    heading = words.say("Your prompt:") if said or "prompt" in filled else words.say("What you typed:")
    heading = f"\n-# {heading}\n"
    room -= len(heading)
    if "```" in typed:
        return heading + fitting(shortened("\n".join(map(plain, typed.split("\n"))), room))
    return heading + block(fitting(in_code(typed)[: room - len(block(""))]))


async def whisper(interaction: Interaction, view: ui.LayoutView) -> None:
    """Say something that only who asked can see.

    A public "thinking" cannot become private, and the first follow-up would take its place and be as public
    (developers/docs/interactions/receiving-and-responding, Create Followup Message): so it goes away first.
    """
    if not is_acknowledged(interaction):
        return await answer(interaction, lambda: interaction.response.send_message(view=view, ephemeral=True))
    if interaction.extras.get(PUBLIC_THINKING):
        try:
            await heard(interaction.delete_original_response)
        except TROUBLE as kept:
            log.info("a public message stays: %s", kept)
    try:
        await heard(lambda: interaction.followup.send(view=view, ephemeral=True, wait=True))
    except discord.HTTPException as error:
        if not is_gone_or_young(error):
            raise
        await interaction.edit_original_response(view=view)


async def aside(interaction: Interaction, instead: ui.LayoutView, said: ui.LayoutView) -> None:
    """Say something that only who asked can see, beside an answer that is still "thinking" and goes on.

    The first follow-up would take the place of "thinking" (see `whisper`), so that shows something else first. Both may
    be lost: what matters comes in the answer.
    """
    try:
        await show(interaction, instead)
        await heard(lambda: interaction.followup.send(view=said, ephemeral=True, wait=True))
    except TROUBLE as unsaid:
        log.warning("something was not said beside the answer: %s", unsaid)


async def heard(
    say: Callable[[], Awaitable[Answer]], again: Callable[[BaseException], bool] = is_not_heard
) -> Answer:
    """Say it, and again where it may not have been heard. It may be heard twice, and is not lost."""
    async for attempt in tries(PAUSES, again, asyncio.sleep):
        with attempt:
            return await say()
    raise AssertionError("the last try returns or raises")


def named(interaction: Interaction) -> str:
    """Return what was used, for the log: a command's name or a button's action."""
    if interaction.command:
        return f"/{interaction.command.qualified_name}"
    button = ButtonId.parse(str((interaction.data or {}).get("custom_id", "")))
    return f"button {button.action}" if button else "something"
