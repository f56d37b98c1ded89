"""Whose pictures others may restyle: one pure decision from what has been said of them."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from domain.errors import NotAllowed


class Consent(IntEnum):
    """Whether somebody's pictures may be restyled by others: from the strictest on, so that the lesser of two holds."""

    NEVER = 0
    ASK = 1  # each time, and by its author alone
    ANYONE = 2


@dataclass(frozen=True, slots=True)
class Said:
    """What has been said of an author's pictures where somebody would restyle one."""

    server: Consent = Consent.NEVER  # by its moderators, for all members; NEVER until they choose
    author: Consent = Consent.ANYONE  # by themselves, for all servers; ANYONE leaves it to each server


class Way(StrEnum):
    """How somebody's picture came to be restyled by others, which says whose word counts."""

    POSTED = "posted"  # in a message that somebody pointed at
    BROUGHT = "brought"  # to the bot, by themselves: whoever sees a result of it may press its buttons
    MADE = "made"  # here, from theirs: a result


@dataclass(frozen=True, slots=True)
class Author:
    """Whose picture it is that somebody would restyle, or whose it goes back to."""

    user_id: int
    person: bool = True  # whether they can answer: an app cannot
    way: Way = Way.POSTED


def must_ask(user_id: int, author: Author | None, said: Said, *, personal: bool = False) -> bool:
    """Return whether somebody must ask the author of a picture before they restyle it.

    One's own pictures need nobody's word (None: no author is known either). Of what others have posted the stricter word
    holds, the server's or the author's; where no server has the bot (`personal`) none has a word, and others' are
    out. What they have brought to the bot themselves, and the results of it and of all else, are this bot's to go on
    from by their word alone, wherever it is: by their NEVER nothing is, and by their ASK not the very picture. Raises
    NotAllowed where asking would be in vain.
    """
    if author is None or author.user_id == user_id:
        return False
    posted = author.way is Way.POSTED
    if personal and posted:
        raise NotAllowed(author.user_id, "outside")
    if said.author is Consent.NEVER:
        raise NotAllowed(author.user_id, "author")
    if not posted:
        return author.way is Way.BROUGHT and said.author is Consent.ASK
    if said.server is Consent.NEVER:
        raise NotAllowed(author.user_id, "server")
    asks = min(said.server, said.author) is Consent.ASK
    if asks and not author.person:
        raise NotAllowed(author.user_id, "app")
    return asks
