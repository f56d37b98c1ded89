"""What Discord itself shows of the commands, in every language.

Commands keep their names: members tell each other to use /restyle, whatever language they read it in.
"""

from collections.abc import Mapping

from discord import Locale
from discord.app_commands import (
    ContextMenu,
    TranslationContextLocation,
    TranslationContextTypes,
    Translator,
    locale_str,
)

from cogs.words.words import ENGLISH, Shown, words_for

# Characters (https://discord.com/developers/docs/interactions/application-commands#application-command-object).
LIMITS: Mapping[Shown, int] = {Shown.DESCRIPTION: 100, Shown.OPTION: 32, Shown.CHOICE: 100, Shown.MENU: 32}


def shown_as(context: TranslationContextTypes) -> Shown | None:
    """Return as what Discord shows a text; None for the name of a command, which is the same everywhere."""
    match context.location:
        case TranslationContextLocation.parameter_name:
            return Shown.OPTION
        case TranslationContextLocation.choice_name:
            return Shown.CHOICE
        case TranslationContextLocation.command_name if isinstance(context.data, ContextMenu):
            return Shown.MENU
        case TranslationContextLocation.command_name | TranslationContextLocation.group_name:
            return None
        case _:
            return Shown.DESCRIPTION


class Localised(Translator):
    """Tells discord.py what the commands are called and described as."""

    async def translate(
        self, string: locale_str, locale: Locale, context: TranslationContextTypes
    ) -> str | None:
        """Return a text in a language; None where that is no other than in English."""
        words, as_what = words_for(locale.value), shown_as(context)
        if words is ENGLISH or as_what is None:
            return None
        said = words.shown(as_what, string.message)
        return said if said != string.message else None
