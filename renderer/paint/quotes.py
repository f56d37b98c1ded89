"""The texts that a prompt quotes, to be lettered on the picture."""

import re
from collections.abc import Sequence
from typing import Final

MARK: Final = "‖"  # stands where a quotation was
LONGEST: Final = 240
MOST: Final = 3

# Whatever people quote with, in pairs of either direction: straight, typographic, German, Swedish, French,
# single ones, Japanese. A straight double quote after a digit is inches. A single quote in a word or at its end
# is an apostrophe, and so is the one of 'til and '90s; a single letter between two ('n') is no text.
QUOTED: Final = re.compile(
    r"(?<!\d)[\"“”„‟\uff02]([^\"“”„‟\uff02]+)[\"“”‟\uff02]"
    r"|[«»]([^«»]+)[«»]"
    r"|[\u2039\u203a]([^\u2039\u203a]+)[\u2039\u203a]"
    r"|[「『《]([^」』》]+)[」』》]"
    r"|[\u2018\u201a]((?:[^\u2018\u2019\u201a]|(?<=\w)\u2019(?=\w)){2,240})[\u2018\u2019](?!\w)"
    r"|(?<![\w'])'(?!(?:\d\ds|til|tis|twas|em|cause|round|bout|n)\b)((?:[^'\n]|(?<=\w)'(?=\w)){2,240})(?<!\s)'(?!\w)",
    re.IGNORECASE,
)


def quoted(prompt: str) -> tuple[str, ...]:
    """Return the quoted texts, in their order."""
    return _kept(["".join(groups) for groups in QUOTED.findall(prompt)])


def unquoted(prompt: str) -> str:
    """Return the prompt with a mark in place of each: what a text says is not how the picture shall look."""
    return QUOTED.sub(f" {MARK} ", prompt.replace(MARK, " "))


def _kept(texts: Sequence[str]) -> tuple[str, ...]:
    stripped = [text.strip()[:LONGEST] for text in texts]
    return tuple(filter(None, stripped))[:MOST]
