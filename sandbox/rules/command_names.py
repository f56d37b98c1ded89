"""What commands and options may be called and described as, in one language and in others.

https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-naming
"""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator

from sandbox.rules.forms import length, mistake

# https://discord.com/developers/docs/reference#locales
LOCALES = {
    *(
        "ar",
        "bg",
        "cs",
        "da",
        "de",
        "el",
        "en-GB",
        "en-US",
        "es-419",
        "es-ES",
        "fi",
        "fr",
        "he",
        "hi",
        "hr",
        "hu",
    ),
    *("id", "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi"),
    *("zh-CN", "zh-TW"),
}


def _typed_after_a_slash(name: str) -> str:
    r"""Apply the rule for what members type: ^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$, in lower case."""
    for sign in name:
        joins = unicodedata.name(sign, "").startswith(("DEVANAGARI", "THAI"))
        if not (sign in "-_'" or unicodedata.category(sign)[0] in "LN" or joins):
            raise mistake("APPLICATION_COMMAND_INVALID_NAME", f"A name may not have {sign!r} in it.")
    if name != name.lower():
        raise mistake("APPLICATION_COMMAND_INVALID_NAME", "A name must be in lower case.")
    return name


def _known(texts: dict[str, str] | None) -> dict[str, str] | None:
    for locale in texts or {}:
        if locale not in LOCALES:
            raise mistake("ENUM_TYPE_COERCE", f"{locale!r} is not a locale.", locale)
    return texts


MenuName = Annotated[str, length(1, 32)]
ChatName = Annotated[str, length(1, 32), AfterValidator(_typed_after_a_slash)]
Description = Annotated[str, length(1, 100)]
ChoiceName = Annotated[str, length(1, 100)]

ChatNames = Annotated[dict[str, ChatName] | None, AfterValidator(_known)]
Descriptions = Annotated[dict[str, Description] | None, AfterValidator(_known)]
ChoiceNames = Annotated[dict[str, ChoiceName] | None, AfterValidator(_known)]
MenuNames = Annotated[dict[str, MenuName] | None, AfterValidator(_known)]
