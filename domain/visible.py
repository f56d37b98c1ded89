"""What can be seen of a text that somebody typed: the rest turns, hides or piles up what stands beside it."""

import re
import unicodedata
from collections.abc import Iterator

_MARKS = 4  # combining marks in a row; no script needs more
# Joiners hold emoji and some scripts together; the other format characters only turn and hide text, but for the tags
# that make a flag of a black one (https://www.unicode.org/reports/tr51/#valid-emoji-tag-sequences).
_JOINERS = "\u200c\u200d"
_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e007a]{1,8}\U000e007f")
# Never characters, in any version of Unicode (https://www.unicode.org/faq/private_use.html#nonchar4).
_NONCHARACTER = re.compile(
    "[\ufdd0-\ufdef" + "".join(f"{chr(p * 65536 + 65534)}{chr(p * 65536 + 65535)}" for p in range(17)) + "]"
)
# Not Cn: what this Python's tables do not know yet is a character all the same.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})


def cleaned(prompt: object) -> object:
    """Return a prompt without characters that nobody can see, and without piles of marks; empty where nothing is left.

    Cleaning twice is cleaning once, and no version of Python's Unicode tables makes it another prompt.
    """
    if not isinstance(prompt, str):
        return prompt
    words = visible(prompt).strip()
    return words if any(map(_shows, words)) else ""


def visible(text: str) -> str:
    """Return what can be seen of a text, on one line: it turns, hides and piles up nothing of what stands beside it."""
    kept: list[str] = []
    for part in re.split(f"({_FLAG.pattern})", text):
        kept += [part] if _FLAG.fullmatch(part) else _seen(part)
    return "".join(kept)


def _seen(text: str) -> Iterator[str]:
    """Yield the characters that can be seen; a break is a blank."""
    marks = 0
    for character in _NONCHARACTER.sub("", re.sub("[\n\t\r\v\f\x85\u2028\u2029]", " ", text)):
        category = unicodedata.category(character)
        if character in _JOINERS:
            yield character
        elif category in {"Mn", "Me"}:
            marks += 1
            if marks <= _MARKS:
                yield character
        elif category not in _UNSEEN:
            marks = 0
            yield character


def _shows(character: str) -> bool:
    category = unicodedata.category(character)
    return category == "Cn" or category[0] not in "CZM"
