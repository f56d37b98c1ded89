"""The second press of a double click, by Discord's clock: its clients let one through where an answer takes long."""

import discord

DOUBLE = 1000  # ms; the slowest double click that Windows takes for one is 900


class Presses:
    """Remembers who has pressed what in the last moment."""

    def __init__(self) -> None:
        self._last: dict[tuple[int, int, str], int] = {}

    def is_second(self, interaction: discord.Interaction, custom_id: str) -> bool:
        """Return whether somebody has pressed that button of that message just before, and note this press."""
        # https://discord.com/developers/docs/reference#snowflakes
        now, message = interaction.id >> 22, interaction.message
        pressed = (interaction.user.id, message.id if message else 0, custom_id)
        self._last = {one: at for one, at in self._last.items() if now - at < DOUBLE}
        second = abs(now - self._last.get(pressed, -DOUBLE)) < DOUBLE
        self._last[pressed] = now
        return second
