"""A member's past: their ended cards, page by page, and which of them they want to see."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from domain.card import Card, DeliveryState, Hindrance, Spot, Varied
from domain.job import Job

STYLE_CHARS, TEXT_CHARS = 50, 100  # a style's name has no more, and a prompt is found by less


@dataclass(frozen=True, slots=True)
class Filter:
    """Cards with that style, and with that text in their prompt; empty where it does not matter."""

    style: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One card of a member's past: its jobs, and whether its end has been seen, or why not where that is known."""

    card: Card
    jobs: tuple[Job, ...]
    delivery: DeliveryState
    why: Hindrance | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a member's cards, newest first; and the numbers of cards from which it goes on, where it does."""

    entries: Sequence[Entry]
    older: int | None
    newer: int | None


@dataclass(frozen=True, slots=True)
class Relative:
    """A card of a family, by one of its jobs.

    With how deep it stands in the tree, from 0, where it is shown, if others can be led there, and the picture that it
    varies.
    """

    job: Job
    depth: int
    spot: Spot | None
    parent: Varied | None


@dataclass(frozen=True, slots=True)
class Family:
    """A tree of cards in reading order, each before what was made from it; and whether there is more of it."""

    relatives: Sequence[Relative]
    more: bool


def folded(text: str) -> str:
    """Return a text as it is compared: without regard to case, width, or how accents are written.

    Unicode's compatibility caseless matching (The Unicode Standard, 3.13, D146), without its rare second round.
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKD", text).casefold())
