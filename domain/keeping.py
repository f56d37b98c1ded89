"""How long what is kept of members is kept, as who runs the bot has set it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Keeping:
    """Days and hours, and who gets pictures besides; words and accounts are kept until their member deletes them."""

    picture_days: int = 45  # after a picture's last use
    server_days: int = 30  # of a server's pictures and words, after it has removed the bot
    hosts: tuple[
        str, ...
    ] = ()  # that are sent pictures and words; what is rendered by the bot itself goes to none
    host_hours: int = 24  # that they are asked to keep them
