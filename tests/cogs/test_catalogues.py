"""The catalogues: nothing is said past them, none is behind the others, and what they say fits where it is shown."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from bot import texts
from bot.app import described
from cogs.words.commands import LIMITS
from cogs.words.words import CATALOGUES, ENGLISH, Shown, Words, languages, words_for
from sandbox.rules.commands import check_commands

SOURCES = sorted(texts.SOURCE.rglob("*.py"))
FILES = sorted(CATALOGUES.glob("*.po"))
PLURAL = 2


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


@cache
def _sentences() -> list[Message]:
    """All that is said with data, in English."""
    return [message for message in _read(FILES[0]) if message.id and message.context is None]


def _originals(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _data(text: str) -> set[str]:
    """The names in braces."""
    found = [(name, spec, how) for _, name, spec, how in Formatter().parse(text) if name is not None]
    assert all(name.isidentifier() and not spec and not how for name, spec, how in found), text
    return {name for name, _, _ in found}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_a_catalogue_has_all_texts_in_its_language_and_no_others(path: Path) -> None:
    catalogue = texts.updated(path, await texts.texts())
    assert texts.written(catalogue) == path.read_bytes(), "run `make words`, and translate what is new"
    assert texts.missing(catalogue) == []


async def test_every_text_that_is_said_is_found() -> None:
    """Babel reads tokens, and to Python 3.11 a text that is said within an f-string is none."""
    found = {original for message in await texts.texts() for original in _originals(message)}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                said = node.args[:PLURAL] if node.func.attr == "count" else node.args[:1]
                if node.func.attr in texts.KEYWORDS:
                    literals = [one.value for one in said if isinstance(one, ast.Constant)]
                    assert found.issuperset(literals), f"{path}:{node.lineno}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_translation_has_the_same_data_numbers_and_commands_in_it(path: Path) -> None:
    for message in _read(path):
        if not message.id:
            continue
        one, many = _originals(message)[0], _originals(message)[-1]
        for form in texts.forms(message):
            said = f"{many!r} as {form!r}"
            assert _data(form) | {"number"} == _data(many) | {"number"}, said
            assert "number" in _data(form) or "number" not in _data(many) or len(texts.forms(message)) > 1, (
                said
            )
            assert Counter(re.findall(r"/\w+", form)) == Counter(re.findall(r"/\w+", many)), said
            if one == many and message.context != Shown.OPTION:
                assert Counter(re.findall(r"\d+", form)) >= Counter(re.findall(r"\d+", one)), said


@pytest.mark.parametrize(("language", "words"), languages().items())
def test_a_sentence_names_options_as_discord_shows_them(language: str, words: Words) -> None:
    for message in _sentences():
        for original in _originals(message):
            named = [words.shown(Shown.OPTION, name) for name in re.findall(r"`(\w+)`", original)]
            said = words.say(original, **dict.fromkeys(_data(original) | {"number"}, 1))
            assert re.findall(r"`(\w+)`", said) == named, language


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_discord_shows_of_a_command_is_short_enough(path: Path) -> None:
    for message in _read(path):
        if message.context:
            assert all(len(form) <= LIMITS[Shown(message.context)] for form in texts.forms(message))


async def test_discord_takes_the_commands_in_all_languages() -> None:
    commands = await described()
    check_commands(commands)
    restyle = next(command for command in commands if command["name"] == "restyle")
    assert restyle["name_localizations"] == {}, "members tell each other to use /restyle"
    assert restyle["description_localizations"].keys() == languages().keys()


def _said(words: Words, message: Message, number: int, data: dict[str, str]) -> str:
    one, *many = _originals(message)
    return words.count(one, many[0], number, **data) if many else words.say(one, number=number, **data)


def _names(message: Message) -> set[str]:
    return _data(_originals(message)[-1]) - {"number"}


@pytest.mark.parametrize("words", [ENGLISH, *languages().values()])
@pytest.mark.parametrize("number", [0, 1, 2, 5, 11, 21, 100])
def test_every_sentence_is_said_in_every_language_with_all_of_its_data(words: Words, number: int) -> None:
    for message in _sentences():
        data = {name: name.upper() for name in _names(message)}
        said = _said(words, message, number, data)
        assert all(value in said for value in data.values()), said
        assert "{" not in said
        if "{number}" in _originals(message)[-1] and number > 1:
            assert str(number) in said


@pytest.mark.parametrize("words", [ENGLISH, *languages().values()])
@given(st.data())
def test_whatever_the_data_it_is_said_as_it_is(words: Words, data: st.DataObject) -> None:
    message = data.draw(st.sampled_from(_sentences()))
    values = {name: data.draw(st.text()) for name in _names(message)}
    said = _said(words, message, data.draw(st.integers(0, 10**9)), values)
    assert all(value in said for value in values.values())


def test_every_catalogue_is_for_a_language_of_discord_s() -> None:
    assert {path.stem for path in FILES} <= set(texts.NAMES)


def test_a_member_reads_their_own_language_or_its_nearest_else_english() -> None:
    assert words_for("de") is languages()["de"]
    assert words_for("ja").pictures(3) == "3枚"
    assert words_for("de").pictures(1) == "1 Bild"
    assert words_for("de").pictures(0) == "0 Bilder"
    assert words_for("en-GB") is words_for("tlh") is words_for("../de") is words_for("") is ENGLISH


def test_numbers_places_and_lists_are_written_as_each_language_writes_them() -> None:
    german, japanese = words_for("de"), words_for("ja")
    assert [one.say("strength {strength}", strength=0.85) for one in (ENGLISH, german, japanese)] == [
        *("strength 0.85", "Stärke 0,85", "強さ 0.85")
    ]
    assert [one.ordinal(2) for one in (ENGLISH, german, japanese)] == ["2nd", "2.", "2番目"]
    assert german.either(("A", "B", "C")) == "A, B oder C"
    assert german.number(2**31 - 1) == "2147483647"


def _calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """The calls in a module, each with the name of what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Attribute(attr=name) | ast.Name(id=name):
                    yield name, node
                case _:
                    pass


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(texts.SOURCE).as_posix())
def test_a_sentence_is_said_in_one_piece_where_it_can_be_found(path: Path) -> None:
    for name, call in _calls(ast.parse(path.read_text())):
        if name in texts.KEYWORDS and ast.unparse(call.func) in {f"words.{name}", f"self.{name}"}:
            said = call.args[: PLURAL if name == "count" else 1]
            assert all(isinstance(one, ast.Constant) for one in said), ast.unparse(call)


async def test_what_is_said_is_found_wherever_it_is_said() -> None:
    """Babel does not look into an f-string before Python 3.12, and never at a method that is handed on."""
    found = {original for message in await texts.texts() for original in _originals(message)}
    said = [
        one.value
        for path in SOURCES
        for _, call in _calls(ast.parse(path.read_text()))
        if any(ast.unparse(one).endswith((".say", ".count")) for one in (call.func, *call.args))
        for one in call.args
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]
    assert [one for one in said if one not in found] == []


PROSE = re.compile(r"[^\W\d_]{2,},? [^\W\d_]")  # two words
# What is read by no member: logs, faults of ours; and what is found in the commands themselves.
ELSEWHERE = {"Choice", "ContextMenu", "describe", "choices", "command", "cast", "create_task"}


LETTER = re.compile(r"[^\W\d_]")
SEEN = {"label", "title", "placeholder", "hint", "content"}  # arguments that are shown as they are
MAKERS = {"button", "TextDisplay"}  # what shows its first argument


def _literal(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


class _Unsaid(ast.NodeVisitor):
    """Finds words that no catalogue knows."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and PROSE.search(node.value):
            self.found.append(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        match node.func:
            case ast.Attribute(value=ast.Name(id="log")):
                return
            case ast.Attribute(attr="say" | "count"):
                for one in node.keywords:
                    self.visit(one)
            case ast.Attribute(attr=name) | ast.Name(id=name) if name in ELSEWHERE:
                return
            case ast.Attribute(attr=name) | ast.Name(id=name):
                seen = [one.value for one in node.keywords if one.arg in SEEN]
                self.found += filter(LETTER.search, map(_literal, [*seen, *node.args[: name in MAKERS]]))
                self.generic_visit(node)
            case _:
                self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a docstring
            self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for one in node.body:
            self.visit(one)

    def visit_Assert(self, node: ast.Assert) -> None:
        """What an assertion says is for us."""

    def visit_Raise(self, node: ast.Raise) -> None:
        """Errors carry data; what is in them besides is for the log."""


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(texts.SOURCE).as_posix())
def test_nothing_is_said_past_the_catalogues(path: Path) -> None:
    unsaid = _Unsaid()
    unsaid.visit(ast.parse(path.read_text()))
    assert unsaid.found == []
