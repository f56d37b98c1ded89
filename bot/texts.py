"""All that members read, brought into the catalogues: `make words`, and for a new language `make words LANGUAGE=fr`.

Sentences are found where they are said; what Discord shows of the commands is found in the commands.
"""

import asyncio
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import click
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from discord import Locale as DiscordLocale
from discord.app_commands import TranslationContextTypes, Translator, locale_str

from bot.app import described
from cogs.words.commands import LIMITS, shown_as
from cogs.words.words import CATALOGUES

SOURCE = Path(__file__).parent.parent / "cogs"
KEYWORDS = {"say": None, "count": (1, 2)}  # methods of Words, and which of their arguments are texts
WIDTH = 110
# A catalogue is for one of Discord's locales (pt-BR), or for all of a language (pt).
NAMES = sorted({name for locale in DiscordLocale for name in (locale.value, locale.value.split("-")[0])})
# What tells how to read a catalogue; Babel's own has dates and versions, which change with nothing else.
HEADER = """\
{comment}
msgid ""
msgstr ""
"Language: {locale}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"

"""


class _Listener(Translator):
    """Notes what discord.py asks for."""

    def __init__(self, found: Catalog) -> None:
        self._found = found

    async def translate(
        self,
        string: locale_str,
        locale: DiscordLocale,  # noqa: ARG002 - discord.py asks in each
        context: TranslationContextTypes,
    ) -> str | None:
        """Note a text."""
        if as_what := shown_as(context):
            limit = f"{as_what.capitalize()}: {LIMITS[as_what]} characters at most."
            self._found.add(string.message, auto_comments=[limit], context=as_what)
        return None


async def texts() -> Catalog:
    """Return all texts, untranslated."""
    found = Catalog()
    await described(_Listener(found))
    for file, _, message, comments, context in extract_from_dir(SOURCE, keywords=KEYWORDS):
        found.add(message, locations=[(f"{SOURCE.name}/{file}", 0)], auto_comments=comments, context=context)
    return found


def updated(path: Path, found: Catalog) -> Catalog:
    """Return a catalogue as it should be: with all texts, and no others. What changed in English is fuzzy in it."""
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file)
    else:
        language = Locale.parse(path.stem, sep="-")
        comment = f"# {language.english_name} texts of Restyle; docs/languages.md says how they are kept."
        catalogue = Catalog(language, header_comment=comment)
    catalogue.update(found)
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """Return a catalogue as a file."""
    file = BytesIO()
    comment, forms = catalogue.header_comment, catalogue.plural_forms
    file.write(HEADER.format(comment=comment, locale=catalogue.locale, plural_forms=forms).encode())
    write_po(
        file,
        catalogue,
        WIDTH,
        omit_header=True,
        ignore_obsolete=True,
        include_previous=True,
        include_lineno=False,
    )
    return file.getvalue()


def missing(catalogue: Catalog) -> list[str]:
    """Return the texts that a catalogue does not have in its language, or has for an older English one."""
    return [str(one.id) for one in catalogue if one.id and (one.fuzzy or not all(forms(one)))]


def forms(message: Message) -> Sequence[str]:
    """Return a text in its language: in one form, or in those that go with a number."""
    said = message.string or ""
    return (said,) if isinstance(said, str) else said


@click.command()
@click.argument("new", nargs=-1, type=click.Choice(NAMES), metavar="[LANGUAGE]…")
def main(new: Sequence[str]) -> None:
    """Bring every catalogue up to date, and begin new ones, each named as Discord names its language (fr, pt-BR, pt)."""
    found = asyncio.run(texts())
    for path in sorted({*CATALOGUES.glob("*.po"), *(CATALOGUES / f"{name}.po" for name in new)}):
        catalogue = updated(path, found)
        path.write_bytes(written(catalogue))
        click.echo(f"{path.stem}: {len(catalogue)} texts, {len(missing(catalogue))} to translate")


if __name__ == "__main__":
    main()
