"""The sentences of one language, and its numbers, times and plurals.

A sentence's key is its English form with {names} for the data, as GNU gettext has it; data is put in by name, so that
another language can order it differently. Whatever comes from outside is data and never a key. The other languages are
the catalogues beside this module (docs/languages.md).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel import Locale
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal

from domain.card import Spot
from domain.visible import visible

CATALOGUES = Path(__file__).parent / "catalogues"
MEGA = 1_000_000
MEBI = 1024 * 1024
SECOND, MINUTE, HOUR = 1, 60, 60 * 60
DAY = 24  # hours
# Of the longest text in a message, which has other parts too: Discord fails at about 10,170 bytes of all of them
# (https://github.com/discord/discord-api-docs/issues/8554), and 4,000 characters can have four times as many.
TEXT_BYTES = 8500


class Shown(StrEnum):
    """What Discord itself shows of the commands; contexts of a catalogue, since the same word may be another one there."""

    DESCRIPTION = "description"  # of a command or an option
    OPTION = "option"  # its name
    CHOICE = "choice"  # the name of one of an option's values
    MENU = "menu"  # the name of an entry of the menu on a message


class Words:
    """One language."""

    def __init__(self, locale: Locale, translations: NullTranslations) -> None:
        self._locale = locale
        self._translations = translations
        self._formatter = _Numbers(self.number)

    def say(self, sentence: str, **data: object) -> str:
        """Return a sentence with its data."""
        return self._formatter.vformat(self._translations.gettext(sentence), (), data)

    def count(self, one: str, many: str, number: int, **data: object) -> str:
        """Return the form of a sentence that goes with a number, which is {number} in it."""
        said = self._translations.ngettext(one, many, number)
        return self._formatter.vformat(said, (), {"number": number, **data})

    def shown(self, as_what: Shown, text: str) -> str:
        """Return a text of a command as Discord shows it to who reads this language."""
        return self._translations.pgettext(as_what, text)

    def ordinal(self, number: int) -> str:
        """Return a place in line as people say it: 1st, 2nd, 3rd, 4th, 11th.

        The form is the one that the language itself has for that number (CLDR's ordinal rules): German has one for all.
        """
        match self._locale.ordinal_form(number):
            case "one":
                return self.say("{number}st", number=number)
            case "two":
                return self.say("{number}nd", number=number)
            case "few":
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

    def cost(self, number: int, before: int | None) -> str:
        """Return what a request takes of what its member had left before; None is as many as they like."""
        if before is None:
            return self.pictures(number)
        return self.count(
            "1 picture of your {before} left",
            "{number} pictures of your {before} left",
            number,
            before=before,
        )

    def number(self, number: float) -> str:
        """Return a number as people write it, with three decimals at most, and ungrouped: a seed is typed as it is read."""
        return format_decimal(number or 0, locale=self._locale, group_separator=False)

    def money(self, micros: int) -> str:
        """Return millionths of a dollar as people write dollars; a part of a cent is rounded up."""
        cents = -(-micros // 10_000)
        return format_currency(Decimal(cents) / 100, "USD", locale=self._locale)

    def span(self, milliseconds: int) -> str:
        """Return the window of an allowance: 24 hours, 7 days."""
        hours = round(milliseconds / 1000 / HOUR)
        if hours <= DAY:
            return self.count("{number} hour", "{number} hours", hours)
        return self.count("{number} day", "{number} days", round(hours / DAY))

    def all_of(self, parts: Sequence[str]) -> str:
        """Return parts as a list: A, B and C."""
        return format_list(parts, style="standard", locale=self._locale)

    def either(self, names: Sequence[str]) -> str:
        """Return names as a choice: A, B or C."""
        return format_list(names, style="or", locale=self._locale)


class _Numbers(Formatter):
    """Puts data into a sentence, and numbers as the language writes them."""

    def __init__(self, written: Callable[[float], str]) -> None:
        self._written = written

    def format_field(self, value: object, format_spec: str) -> str:
        """Return one piece of data."""
        if isinstance(value, float) and not format_spec:
            return self._written(value)
        return super().format_field(value, format_spec)


# What makes Discord format a text, name somebody or lead somewhere (https://support.discord.com/hc/en-us/articles/210298617);
# not discord.py's escape_markdown, which leaves alone what stands in links.
_ANYWHERE = re.compile(r"[\\*_`~|<\[]|(?<=:)/(?=/)")
_AT_THE_START = re.compile(r"^(\s*\d*)([>#.+-])")
_FENCES = re.compile("`{3,}")


def plain(text: str) -> str:
    """Return what somebody typed as text on one line, whatever is in it: no format, no mention, no link."""
    return _AT_THE_START.sub(r"\1\\\2", _ANYWHERE.sub(r"\\\g<0>", visible(text)))


def in_code(text: str) -> str:
    """Return lines as they can stand in a block of code, which they do not end."""
    lines = "\n".join(map(visible, text.split("\n")))
    return _FENCES.sub(lambda fence: " ".join(fence[0]), lines)


def block(text: str) -> str:
    """Return lines as a block of code: to copy them as they are."""
    return f"```\n{in_code(text)}\n```"


def shortened(text: str, most: int) -> str:
    """Return a text, cut with an ellipsis where it has more characters than `most`."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def fitting(text: str, most: int = TEXT_BYTES) -> str:
    """Return a text, cut with an ellipsis where it has more bytes than `most` in UTF-8; else than one may in a message."""
    whole = text.encode()
    if len(whole) <= most:
        return text
    ellipsis = "…".encode()
    return whole[: most - len(ellipsis)].decode(errors="ignore").rstrip() + ellipsis.decode()


def moment(milliseconds: int) -> str:
    """Return a moment (unix ms) that Discord shows in its reader's own time and language: in 3 hours."""
    return f"<t:{milliseconds // 1000}:R>"


def exactly(milliseconds: int) -> str:
    """Return the same with the time of day: what counts down in hours stands still for most of one."""
    return f"{moment(milliseconds)} (<t:{milliseconds // 1000}:t>)"


def link(spot: Spot) -> str:
    """Return the address of a message, as Discord's clients copy it."""
    return f"https://discord.com/channels/{spot.guild_id or '@me'}/{spot.channel_id}/{spot.message_id}"


def mention(user_id: int) -> str:
    """Return how Discord names somebody; it pings nobody, since the bot never lets it."""
    return f"<@{user_id}>"


def channel(channel_id: int) -> str:
    """Return how Discord names a channel."""
    return f"<#{channel_id}>"


def mention_role(role_id: int) -> str:
    """Return how Discord names a role; it pings nobody either."""
    return f"<@&{role_id}>"


ENGLISH = Words(Locale("en", "GB"), NullTranslations())


@cache
def languages() -> Mapping[str, Words]:
    """Return the words of every catalogue, by its language (de) or locale (pt-BR), as Discord names them."""
    return {path.stem: _read(path) for path in sorted(CATALOGUES.glob("*.po"))}


def _read(path: Path) -> Words:
    """Return the words of a catalogue. What is fuzzy in it is said in English."""
    with path.open("rb") as file:
        catalogue = read_po(file)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Words(Locale.parse(path.stem, sep="-"), GNUTranslations(compiled))


def words_for(locale: str) -> Words:
    """Return the words for a Discord locale (en-GB, de): its own, else its language's, else English."""
    known = languages()
    return known.get(locale) or known.get(locale.split("-", maxsplit=1)[0], ENGLISH)
