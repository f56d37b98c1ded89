"""The sentences of one language, and its numbers, times and plurals.

A sentence's key is its English form with {names} for the data, as GNU gettext has it; data is put in by name, so that
another language can order it differently. Whatever comes from outside is data and never a key.
"""

import gettext
from collections.abc import Mapping

from discord.utils import escape_markdown

from domain.card import Spot

MEGA = 1_000_000
MEBI = 1024 * 1024
SECOND, MINUTE, HOUR = 1, 60, 60 * 60


class Words:
    """One language."""

    def __init__(self, translations: gettext.NullTranslations | None = None) -> None:
        self._translations = translations or gettext.NullTranslations()

    def say(self, sentence: str, **data: object) -> str:
        """Return a sentence with its data."""
        return self._translations.gettext(sentence).format(**data)

    def count(self, one: str, many: str, number: int, **data: object) -> str:
        """Return the form of a sentence that goes with a number, which is {number} in it."""
        return self._translations.ngettext(one, many, number).format(number=number, **data)

    def ordinal(self, number: int) -> str:
        """Return a place in line as people say it: 1st, 2nd, 3rd, 4th, 11th."""
        tens, ones = number // 10 % 10, number % 10
        match 0 if tens == 1 else ones:
            case 1:
                return self.say("{number}st", number=number)
            case 2:
                return self.say("{number}nd", number=number)
            case 3:
                return self.say("{number}rd", number=number)
            case _:
                return self.say("{number}th", number=number)

    def duration(self, seconds: float) -> str:
        """Return seconds as people say them: 40 s, 3 min, 2 h."""
        if seconds < 2 * MINUTE:
            return self.say("{number} s", number=round(seconds))
        if seconds < 2 * HOUR:
            return self.say("{number} min", number=round(seconds / MINUTE))
        return self.say("{number} h", number=round(seconds / HOUR))

    def pictures(self, number: int) -> str:
        """Return a number of pictures: 1 picture, 5 pictures."""
        return self.count("{number} picture", "{number} pictures", number)

    def cost(self, number: int, before: int) -> str:
        """Return what a request takes of what its member had left before."""
        return self.count(
            "1 picture of your {before} left",
            "{number} pictures of your {before} left",
            number,
            before=before,
        )

    def number(self, number: float) -> str:
        """Return a number as people write it, whole where it is whole."""
        return str(int(number)) if number == int(number) else f"{number:g}"

    def hours(self, milliseconds: int) -> str:
        """Return the window of an allowance: 24 hours."""
        return self.count("{number} hour", "{number} hours", round(milliseconds / 1000 / HOUR))

    def either(self, names: tuple[str, ...]) -> str:
        """Return names as a choice: A, B or C."""
        *head, last = names
        return self.say("{head} or {last}", head=", ".join(head), last=last) if head else last


def plain(text: str) -> str:
    """Return what somebody typed as text, whatever is in it: no format, no mention."""
    return escape_markdown(text).replace("<", "\\<")


def shortened(text: str, most: int) -> str:
    """Return a text, cut with an ellipsis where it has more characters than `most`."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def moment(milliseconds: int) -> str:
    """Return a moment (unix ms) that Discord shows in its reader's own time and language: in 3 hours."""
    return f"<t:{milliseconds // 1000}:R>"


def link(spot: Spot) -> str:
    """Return the address of a message, as Discord's clients copy it."""
    return f"https://discord.com/channels/{spot.guild_id or '@me'}/{spot.channel_id}/{spot.message_id}"


def mention(user_id: int) -> str:
    """Return how Discord names somebody; it pings nobody, since the bot never lets it."""
    return f"<@{user_id}>"


ENGLISH = Words()
_LANGUAGES: Mapping[str, Words] = {"en": ENGLISH}


def words_for(locale: str) -> Words:
    """Return the words for a Discord locale (en-GB, de): its language's, else English."""
    return _LANGUAGES.get(locale.split("-", maxsplit=1)[0], ENGLISH)
