"""Discord's errors, by what they mean for us (https://discord.com/developers/docs/topics/opcodes-and-status-codes)."""

from collections.abc import Mapping

import aiohttp
import discord

from domain.card import Hindrance

ALREADY_ACKNOWLEDGED = 40060
UNKNOWN_INTERACTION = 10062  # not acknowledged within 3 seconds, so Discord has told the member already
UNKNOWN_MESSAGE = 10008
UNKNOWN_CHANNEL = 10003
UNKNOWN_WEBHOOK = 10015  # a token that has ended; or one so young that not all of Discord knows it
INVALID_TOKEN = 50027
INVALID_FORM = 50035
ARCHIVED = 50083  # a thread in which nothing changes until somebody opens it again
LOCKED = 160005  # a thread in which only those write who manage threads
NO_HISTORY = 160002  # a reply needs to read what it is one to
BLOCKED = 200000  # by the rules of a server's automatic moderation
TOO_LARGE = 413
SERVER_ERRORS = 500
WORTH_ANOTHER_TRY = frozenset({408, 429})  # of Discord's refusals; all others would be the same again

# What is said of an interaction that cannot be answered at all; its member reads from Discord that nobody did.
UNANSWERABLE = frozenset({UNKNOWN_INTERACTION, ARCHIVED})

_HINDRANCES: Mapping[int, Hindrance] = {
    UNKNOWN_MESSAGE: Hindrance.GONE,
    UNKNOWN_CHANNEL: Hindrance.GONE,
    ARCHIVED: Hindrance.CLOSED,
    LOCKED: Hindrance.CLOSED,
    BLOCKED: Hindrance.FILTERED,
    INVALID_TOKEN: Hindrance.LATE,
    UNKNOWN_WEBHOOK: Hindrance.LATE,
}

# What keeps Discord from being asked at all, and what it answers.
TROUBLE = (discord.DiscordException, aiohttp.ClientError, OSError)
# What discord.py raises that takes what Discord says as it comes, where that has not the form that it should have.
UNFIT = (AttributeError, LookupError, TypeError, ValueError)


def is_lost(error: BaseException) -> bool:
    """Return whether nobody knows if Discord did what it was asked: it broke off, or failed in itself."""
    if isinstance(error, discord.HTTPException):
        return error.status >= SERVER_ERRORS or error.status in WORTH_ANOTHER_TRY
    return isinstance(error, aiohttp.ClientError | OSError)


def is_gone_or_young(error: BaseException) -> bool:
    """Return whether a token or a message is not known: any more, or not yet everywhere."""
    return isinstance(error, discord.HTTPException) and error.code in (UNKNOWN_WEBHOOK, UNKNOWN_MESSAGE)


def is_not_heard(error: BaseException) -> bool:
    """Return whether what is said by a token is worth saying again: it may be lost, or come too soon."""
    return is_lost(error) or is_gone_or_young(error)


def hindrance(error: discord.HTTPException) -> Hindrance:
    """Return what a refusal to show a card means for whoever waits for it."""
    if error.status == TOO_LARGE:
        return Hindrance.TOO_LARGE
    other = Hindrance.BARRED if isinstance(error, discord.Forbidden) else Hindrance.REFUSED
    return _HINDRANCES.get(error.code, other)
