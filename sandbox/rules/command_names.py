"""What commands and options may be called and described as, in one language and in others.

https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-naming
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Protocol

from pydantic import AfterValidator

from sandbox.rules.forms import length, mistake, words
from sandbox.rules.locales import LOCALES


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


MenuName = Annotated[str, words(1, 32)]
ChatName = Annotated[str, length(1, 32), AfterValidator(_typed_after_a_slash)]
Description = Annotated[str, words(1, 100)]
ChoiceName = Annotated[str, words(1, 100)]

ChatNames = Annotated[dict[str, ChatName] | None, AfterValidator(_known)]
Descriptions = Annotated[dict[str, Description] | None, AfterValidator(_known)]
ChoiceNames = Annotated[dict[str, ChoiceName] | None, AfterValidator(_known)]
MenuNames = Annotated[dict[str, MenuName] | None, AfterValidator(_known)]


class Named(Protocol):
    """What has a name, and perhaps others in some languages."""

    @property
    def name(self) -> str:
        """The name that stands for all."""
        ...

    @property
    def name_localizations(self) -> Mapping[str, str] | None:
        """The others."""
        ...


def same_names(parts: Sequence[Named]) -> Iterator[int]:
    """Yield the place of each part that is called like one before it, in any language."""
    languages = {locale for part in parts for locale in part.name_localizations or {}}
    for locale in ("", *sorted(languages)):
        seen: set[str] = set()
        for index, part in enumerate(parts):
            name = (part.name_localizations or {}).get(locale, part.name)
            if name in seen:
                yield index
            seen.add(name)
