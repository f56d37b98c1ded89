"""Preferences: what members choose for themselves, and servers for all of their members."""

from enum import IntEnum, StrEnum


class Consent(IntEnum):
    """Whose pictures members may restyle, besides their own and this bot's results."""

    NEVER = 0  # nobody else's
    ANYONE = 2


class Preference(StrEnum):
    """What can be chosen."""

    NOTICES = "notices"  # a ping when a picture that took long is ready: 0 or 1
    VARIATION = "variation"  # how far a variation goes from its picture: percent of strength
    CONSENT = "consent"  # one of Consent
