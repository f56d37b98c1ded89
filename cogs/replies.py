"""Answering an interaction, whatever has been said on it already."""

import logging
from contextlib import suppress

import discord
from discord import Interaction

from cogs import cards
from cogs.custom_ids import ButtonId
from cogs.words import refusals
from cogs.words.words import Words, words_for
from domain.card import ReplyTo
from domain.errors import Refused
from domain.picture import UnreadablePicture

log = logging.getLogger(__name__)

UNKNOWN_INTERACTION = 10062  # not acknowledged within 3 seconds, so Discord has told the member already
FILE_LIMIT = 10 * 1024 * 1024  # https://discord.com/developers/docs/reference#uploading-files


def words_of(interaction: Interaction) -> Words:
    """Return the words for who acts."""
    return words_for(interaction.locale.value)


async def begin(interaction: Interaction, *, private: bool) -> ReplyTo:
    """Acknowledge with "thinking" in a message of its own, and say where that message is."""
    begun = await interaction.response.defer(ephemeral=private, thinking=True)
    assert begun is not None, "this kind of defer has a message"
    message_id = begun.message_id
    if message_id is None:
        message_id = (await interaction.original_response()).id
    assert interaction.channel_id is not None, "a command is always given in a channel"
    return ReplyTo(
        interaction.channel_id,
        message_id,
        interaction.token,
        round(interaction.created_at.timestamp() * 1000),
        ephemeral=begun.is_ephemeral(),
        file_limit=interaction.filesize_limit or FILE_LIMIT,
    )


async def refuse(interaction: Interaction, error: Exception) -> None:
    """Tell the member, and only the member, why it came to nothing; one line in the log."""
    if isinstance(error, Refused | UnreadablePicture):
        log.info("refused %s of %d: %r", named(interaction), interaction.user.id, error)
    elif isinstance(error, discord.NotFound) and error.code == UNKNOWN_INTERACTION:
        log.warning("%s of %d was acknowledged too late", named(interaction), interaction.user.id)
        return
    else:
        log.error("%s of %d broke", named(interaction), interaction.user.id, exc_info=error)
    try:
        await whisper(interaction, refusals.sentence(words_of(interaction), error))
    except discord.HTTPException as unsaid:
        log.warning("the refusal could not be said: %s", unsaid)


async def whisper(interaction: Interaction, words: str) -> None:
    """Say something that only who asked can see.

    A public "thinking" cannot become private, so it goes away first.
    """
    view = cards.say(words)
    if not interaction.response.is_done():
        await interaction.response.send_message(view=view, ephemeral=True)
        return
    if interaction.response.type is discord.InteractionResponseType.deferred_channel_message:
        with suppress(discord.HTTPException):
            await interaction.delete_original_response()
    await interaction.followup.send(view=view, ephemeral=True)


def named(interaction: Interaction) -> str:
    """What was used, for the log: a command's name or a button's action."""
    if interaction.command:
        return f"/{interaction.command.qualified_name}"
    button = ButtonId.parse(str((interaction.data or {}).get("custom_id", "")))
    return f"button {button.action}" if button else "an interaction"
