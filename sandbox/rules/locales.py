"""The languages that Discord speaks, and a command as one of them has it."""

from collections.abc import Mapping
from typing import Any, cast

# https://discord.com/developers/docs/reference#locales
LOCALES = {
    *("id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl"),
    *("pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja"),
    *("zh-TW", "ko", "ar", "he"),
}
# What is shown where a text is not there in a language, before the one that stands for all
# (https://discord.com/developers/docs/interactions/application-commands#localization).
INSTEAD: Mapping[str, str] = {"en-US": "en-GB", "en-GB": "en-US", "es-419": "es-ES"}


def localised(texts: Mapping[str, str] | None, locale: str) -> str | None:
    """Return the text of a language; None where the one that stands for all is shown."""
    texts = texts or {}
    return texts.get(locale) or texts.get(INSTEAD.get(locale, ""))


def in_one_language(part: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """Return a command, or a part of it, with the texts of one language beside those that stand for all.

    https://discord.com/developers/docs/interactions/application-commands#retrieving-localized-commands
    """
    told: dict[str, Any] = {
        name: value for name, value in part.items() if not name.endswith("_localizations")
    }
    for name in ("name", "description"):
        said = localised(cast("Mapping[str, str] | None", part.get(f"{name}_localizations")), locale)
        if said is not None:
            told[f"{name}_localized"] = said
    for name in ("options", "choices"):
        if name in told:
            told[name] = [in_one_language(one, locale) for one in told[name]]
    return told
