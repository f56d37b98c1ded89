"""Preferences: what members choose for themselves, and servers for all of their members."""

from enum import StrEnum


class Preference(StrEnum):
    """What can be chosen."""

    NOTICES = "notices"  # a ping when a picture that took long is ready: 0 or 1
    VARIATION = "variation"  # how far a variation goes from its picture: percent of strength
    CONSENT = "consent"  # one of domain/consent.Consent
    LOG = "log"  # a channel's id: where moderators see what they should; 0 for none
    REVIEW = "review"  # one of domain/review.Reviewing
    REVIEW_CHANNEL = "review_channel"  # a channel's id: where moderators see what waits for them; 0 for none
    # The most that one request may ask for (domain/house.Bounds).
    IMAGES = "images"
    SPEED = "speed"  # its place in domain/house.SPEEDS
    SIDE = "side"  # pixels
    PRIVATE = "private"  # one of domain/house.Private
