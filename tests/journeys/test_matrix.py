"""The permission matrix names all that can be used: every command and menu, every button, every form."""

from collections.abc import Iterator, Mapping
from inspect import getmembers, isclass
from typing import get_args, get_type_hints

from bot.app import described
from cogs import custom_ids
from cogs.custom_ids import Action, BookId, Listing, Own
from sandbox.wire import Json
from tests.journeys import test_matrix_cards as cards
from tests.journeys import test_matrix_commands as commands
from tests.journeys import test_matrix_decisions as decisions
from tests.journeys.matrix import FORM, Cells

SUBCOMMAND, GROUP, SLASH = 1, 2, 1
OF_CARDS = (cards.BUTTONS, cards.UNDER_WAY)
OF_DECISIONS = (decisions.QUESTIONS, decisions.DECISIONS, decisions.STOPS, decisions.REVIEWS)
FORMS = cards.FORMS.keys() | decisions.REVIEW_FORMS.keys()


def _names(command: Json) -> Iterator[str]:
    inner = [one for one in command.get("options", ()) if one["type"] in {SUBCOMMAND, GROUP}]
    if not inner:
        yield command["name"]
    for one in inner:
        yield from (f"{command['name']} {name}" for name in _names(one))


async def test_no_command_and_no_entry_of_a_menu_was_forgotten() -> None:
    offered = await described()
    slash = {name for one in offered if one["type"] == SLASH for name in _names(one)}
    assert slash == commands.COMMANDS.keys()
    assert {one["name"] for one in offered if one["type"] != SLASH} == commands.MENUS.keys()


def test_no_button_was_forgotten() -> None:
    buttons = [name for rows in (*OF_CARDS, *OF_DECISIONS) for name in rows]
    forms_alone = {Action.FROM}  # it has no button: an entry of the menu opens its form
    assert sorted(buttons) == sorted(set(Action) - forms_alone)
    assert set(Own) == decisions.OWN.keys()
    assert set(get_args(get_type_hints(BookId)["turn"])) == decisions.BOOKS.keys()
    assert set(Listing) == decisions.LISTS.keys()


def test_no_form_was_forgotten() -> None:
    opened = {name for rows in (*OF_CARDS, *OF_DECISIONS) for name in _that_open_a_form(rows)}
    assert opened | {Action.FROM, "batch"} == FORMS
    assert decisions.STYLE_FORMS.keys() == {"add", "edit"}


def _that_open_a_form(rows: Mapping[str, Cells]) -> list[str]:
    return [name for name, cells in rows.items() if cells["reads"] == FORM]


def test_no_kind_of_custom_id_was_forgotten() -> None:
    kinds = {name for name, kind in getmembers(custom_ids, isclass) if hasattr(kind, "parse")}
    assert kinds == {"ButtonId", "FormId", "NewSet", "StyleFormId", "OwnId", "BookId", "ListId"}
