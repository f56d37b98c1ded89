"""What an application reads of messages without the message content intent.

https://docs.discord.com/developers/events/gateway#message-content-intent
"""

from sandbox.wire import Json

_EMPTY: Json = {"content": "", "embeds": [], "attachments": [], "components": []}


def concerns(message: Json, bot_id: int) -> bool:
    """Return whether a message is the bot's own, or mentions it."""
    return str(bot_id) in {message["author"]["id"], *(user["id"] for user in message["mentions"])}


def without_content(message: Json, bot_id: int) -> Json:
    """Return a server's message as an application reads it without the intent.

    It is whole where it concerns its bot. That what a reply is one to is judged by itself is
    remembered: Discord's page says no more than "across Discord's APIs".
    """
    read = message if concerns(message, bot_id) else message | _EMPTY
    replied_to: Json | None = message.get("referenced_message")
    return read | {"referenced_message": without_content(replied_to, bot_id)} if replied_to else read
