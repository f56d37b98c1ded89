"""Every rule for commands has a wrong input here, and what discord.py itself makes passes."""

from typing import Any

import discord
import pytest
from discord import app_commands
from hypothesis import given
from hypothesis import strategies as st

from sandbox.rules.commands import check_choices, check_commands
from sandbox.rules.refusal import Refused

Json = dict[str, Any]

COMMAND: Json = {"name": "restyle", "description": "Give a picture another look"}
MENU: Json = {"type": 3, "name": "Restyle this"}
TEXT: Json = {"type": 3, "name": "prompt", "description": "What it should look like"}
WHOLE: Json = {"type": 4, "name": "images", "description": "How many"}
NUMBER: Json = {"type": 10, "name": "strength", "description": "How much"}
CHANNEL: Json = {"type": 7, "name": "where", "description": "Where to"}
FILE: Json = {"type": 11, "name": "image", "description": "Which picture"}
SUBCOMMAND: Json = {"type": 1, "name": "show", "description": "Show it"}
GROUP: Json = {"type": 2, "name": "member", "description": "Of one", "options": [SUBCOMMAND]}
CHOICE: Json = {"name": "One", "value": "1"}


def command(*options: Json, **changes: object) -> Json:
    return COMMAND | {"options": list(options)} | changes


def many(count: int, option: Json = TEXT) -> list[Json]:
    return [option | {"name": f"o{number}"} for number in range(count)]


def choices(count: int) -> list[Json]:
    return [{"name": str(number), "value": str(number)} for number in range(count)]


def refusal_of(payload: object) -> Refused:
    with pytest.raises(Refused) as caught:
        check_commands(payload)
    return caught.value


def codes(refused: Refused) -> dict[str, str]:
    assert (refused.status, refused.code) == (400, 50035)
    return {path: code for path, (code, _) in refused.problems.items()}


GOOD: dict[str, Json] = {
    "bare": COMMAND,
    "explicitly of chat": COMMAND | {"type": 1},
    "hyphen": COMMAND | {"name": "restyle-batch"},
    "apostrophe": COMMAND | {"name": "l'image"},
    "other alphabets": COMMAND | {"name": "рисунок"},
    "no case at all": COMMAND | {"name": "画風"},
    "marks of Devanagari": COMMAND | {"name": "हिन्दी"},
    "marks of Thai": COMMAND | {"name": "ผู้ใช้"},
    "name of 32": COMMAND | {"name": "x" * 32},
    "description of 100": COMMAND | {"description": "x" * 100},
    "25 options": command(*many(25)),
    "25 choices": command(TEXT | {"choices": choices(25)}),
    "choice of 100": command(TEXT | {"choices": [{"name": "x" * 100, "value": "x" * 100}]}),
    "autocomplete": command(TEXT | {"autocomplete": True, "choices": []}),
    "choices and no autocomplete": command(TEXT | {"autocomplete": False, "choices": [CHOICE]}),
    "whole numbers": command(WHOLE | {"min_value": -(2**53) + 1, "max_value": 2**53 - 1}),
    "whole choice": command(WHOLE | {"choices": [{"name": "two", "value": 2}]}),
    "numbers": command(NUMBER | {"min_value": 0, "max_value": 0.5}),
    "number choice": command(NUMBER | {"choices": [{"name": "half", "value": 0.5}]}),
    "25 whole choices": command(WHOLE | {"choices": [{"name": str(n), "value": n} for n in range(25)]}),
    "25 number choices": command(NUMBER | {"choices": [{"name": str(n), "value": n / 2} for n in range(25)]}),
    "choices left open": command(WHOLE | {"choices": []}, NUMBER | {"choices": []}),
    "25 options of a subcommand": command(SUBCOMMAND | {"options": many(25)}),
    "lengths": command(TEXT | {"min_length": 0, "max_length": 6000}),
    "equal bounds": command(TEXT | {"min_length": 3, "max_length": 3}),
    "required first": command(FILE | {"required": True}, TEXT | {"required": True}, WHOLE, NUMBER),
    "channel types": command(CHANNEL | {"channel_types": [0, 5]}),
    "file types": command(FILE | {"file_types": ["image", "video", "audio", ".pdf", ".tar"]}),
    "ten file types": command(FILE | {"file_types": [f".x{number}" for number in range(10)]}),
    "file type of 16": command(FILE | {"file_types": ["." + "x" * 15]}),
    "subcommands and groups": command(SUBCOMMAND | {"options": [TEXT]}, GROUP),
    "locales": COMMAND
    | {"name_localizations": {"de": "umstilen"}, "description_localizations": {"de": "Neu"}},
    "menu of a message": MENU,
    "menu of a user": MENU | {"type": 2, "description": ""},
    "menu of one": MENU | {"name": "X"},
    "all permissions": COMMAND | {"default_member_permissions": "9" * 19},
    "menu of 32": MENU | {"name": "X" * 32},
    "moderators": COMMAND | {"default_member_permissions": 32},
    "permissions as text": COMMAND | {"default_member_permissions": "0"},
    "everywhere": COMMAND | {"integration_types": [0, 1], "contexts": [0, 1, 2]},
    "private channels by default installs": COMMAND | {"contexts": [2]},
}


@pytest.mark.parametrize("good", GOOD.values(), ids=GOOD)
def test_a_command_within_its_limits_passes(good: Json) -> None:
    assert [stored["name"] for stored in check_commands([good])] == [good["name"]]


BAD: dict[str, tuple[object, str, str]] = {
    "not an object": (5, "", "DICT_TYPE_CONVERT"),
    "unknown type": (COMMAND | {"type": 9}, "", "UNION_TYPE_CHOICES"),
    # Names and descriptions
    "blank description": (COMMAND | {"description": " "}, "description", "BASE_TYPE_BAD_LENGTH"),
    "no name": ({"description": "x"}, "name", "BASE_TYPE_REQUIRED"),
    "empty name": (COMMAND | {"name": ""}, "name", "BASE_TYPE_BAD_LENGTH"),
    "name of 33": (COMMAND | {"name": "x" * 33}, "name", "BASE_TYPE_BAD_LENGTH"),
    "capital": (COMMAND | {"name": "Restyle"}, "name", "APPLICATION_COMMAND_INVALID_NAME"),
    "capital of another alphabet": (
        COMMAND | {"name": "Рисунок"},
        "name",
        "APPLICATION_COMMAND_INVALID_NAME",
    ),
    "space": (COMMAND | {"name": "restyle this"}, "name", "APPLICATION_COMMAND_INVALID_NAME"),
    "dot": (COMMAND | {"name": "restyle.this"}, "name", "APPLICATION_COMMAND_INVALID_NAME"),
    "emoji": (COMMAND | {"name": "🎲"}, "name", "APPLICATION_COMMAND_INVALID_NAME"),
    "newline": (COMMAND | {"name": "restyle\n"}, "name", "APPLICATION_COMMAND_INVALID_NAME"),
    "name as number": (COMMAND | {"name": 5}, "name", "STRING_TYPE_CONVERT"),
    "no description": ({"name": "x"}, "description", "BASE_TYPE_REQUIRED"),
    "empty description": (COMMAND | {"description": ""}, "description", "BASE_TYPE_BAD_LENGTH"),
    "description of 101": (COMMAND | {"description": "x" * 101}, "description", "BASE_TYPE_BAD_LENGTH"),
    "unknown locale": (
        COMMAND | {"name_localizations": {"tlh": "x"}},
        "name_localizations.tlh",
        "ENUM_TYPE_COERCE",
    ),
    "capital in a translation": (
        COMMAND | {"name_localizations": {"de": "Neu"}},
        "name_localizations.de",
        "APPLICATION_COMMAND_INVALID_NAME",
    ),
    "translation of 101": (
        COMMAND | {"description_localizations": {"de": "x" * 101}},
        "description_localizations.de",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "menu of 33": (MENU | {"name": "x" * 33}, "name", "BASE_TYPE_BAD_LENGTH"),
    "menu without name": ({"type": 2}, "name", "BASE_TYPE_REQUIRED"),
    "menu with description": (MENU | {"description": "x"}, "description", "BASE_TYPE_CHOICES"),
    "menu with options": (MENU | {"options": [TEXT]}, "options", "BASE_TYPE_MAX_LENGTH"),
    # Where and for whom
    "permissions of words": (
        COMMAND | {"default_member_permissions": "all"},
        "default_member_permissions",
        "NUMBER_TYPE_COERCE",
    ),
    "negative permissions": (
        COMMAND | {"default_member_permissions": -1},
        "default_member_permissions",
        "NUMBER_TYPE_COERCE",
    ),
    "more permissions than there are": (
        COMMAND | {"default_member_permissions": "1" * 20},
        "default_member_permissions",
        "NUMBER_TYPE_COERCE",
    ),
    "unknown context": (COMMAND | {"contexts": [3]}, "contexts.0", "BASE_TYPE_CHOICES"),
    "no context": (COMMAND | {"contexts": []}, "contexts", "BASE_TYPE_BAD_LENGTH"),
    "same context twice": (COMMAND | {"contexts": [0, 0]}, "contexts", "SET_TYPE_CONTAINS_DUPLICATES"),
    "unknown install": (COMMAND | {"integration_types": [2]}, "integration_types.0", "BASE_TYPE_CHOICES"),
    "no install": (COMMAND | {"integration_types": []}, "integration_types", "BASE_TYPE_BAD_LENGTH"),
    "nsfw as text": (COMMAND | {"nsfw": "no"}, "nsfw", "BOOLEAN_TYPE_CONVERT"),
    # Options
    "26 options": (command(*many(26)), "options", "BASE_TYPE_MAX_LENGTH"),
    "unknown option type": (command(TEXT | {"type": 12}), "options.0", "UNION_TYPE_CHOICES"),
    "option without type": (command({"name": "x", "description": "x"}), "options.0", "BASE_TYPE_REQUIRED"),
    "option without description": (
        command({"type": 3, "name": "x"}),
        "options.0.description",
        "BASE_TYPE_REQUIRED",
    ),
    "option with a capital": (
        command(TEXT | {"name": "Prompt"}),
        "options.0.name",
        "APPLICATION_COMMAND_INVALID_NAME",
    ),
    "option description of 101": (
        command(TEXT | {"description": "x" * 101}),
        "options.0.description",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "same option twice": (
        command(TEXT, TEXT),
        "options.1.name",
        "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
    ),
    "required after optional": (
        command(WHOLE, NUMBER, TEXT | {"required": True}),
        "options.2",
        "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
    ),
    "least above most": (
        command(WHOLE | {"min_value": 4, "max_value": 1}),
        "options.0",
        "APPLICATION_COMMAND_OPTIONS_RANGE_INVALID",
    ),
    "least number above most": (
        command(NUMBER | {"min_value": 0.2, "max_value": 0.1}),
        "options.0",
        "APPLICATION_COMMAND_OPTIONS_RANGE_INVALID",
    ),
    "shortest above longest": (
        command(TEXT | {"min_length": 4, "max_length": 1}),
        "options.0",
        "APPLICATION_COMMAND_OPTIONS_RANGE_INVALID",
    ),
    "length of 6001": (command(TEXT | {"max_length": 6001}), "options.0.max_length", "NUMBER_TYPE_MAX"),
    "length of -1": (command(TEXT | {"min_length": -1}), "options.0.min_length", "NUMBER_TYPE_MIN"),
    "length of 0 at most": (command(TEXT | {"max_length": 0}), "options.0.max_length", "NUMBER_TYPE_MIN"),
    "whole number too large": (
        command(WHOLE | {"max_value": 2**53}),
        "options.0.max_value",
        "NUMBER_TYPE_MAX",
    ),
    "half a whole number": (command(WHOLE | {"max_value": 1.5}), "options.0.max_value", "NUMBER_TYPE_COERCE"),
    "not a number": (
        command(NUMBER | {"max_value": float("nan")}),
        "options.0.max_value",
        "NUMBER_TYPE_MAX",
    ),
    "eleven file types": (
        command(FILE | {"file_types": [".a"] * 11}),
        "options.0.file_types",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "unknown group of files": (
        command(FILE | {"file_types": ["pictures"]}),
        "options.0.file_types.0",
        "FILE_TYPE_INVALID",
    ),
    "extension without its dot": (
        command(FILE | {"file_types": ["image", "png"]}),
        "options.0.file_types.1",
        "FILE_TYPE_INVALID",
    ),
    "file type of 17": (
        command(FILE | {"file_types": ["." + "x" * 16]}),
        "options.0.file_types.0",
        "FILE_TYPE_INVALID",
    ),
    # Choices
    "26 choices": (command(TEXT | {"choices": choices(26)}), "options.0.choices", "BASE_TYPE_MAX_LENGTH"),
    "26 whole choices": (
        command(WHOLE | {"choices": [{"name": str(n), "value": n} for n in range(26)]}),
        "options.0.choices",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "26 number choices": (
        command(NUMBER | {"choices": [{"name": str(n), "value": n} for n in range(26)]}),
        "options.0.choices",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "choice name of 101": (
        command(TEXT | {"choices": [CHOICE | {"name": "x" * 101}]}),
        "options.0.choices.0.name",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "choice value of 101": (
        command(TEXT | {"choices": [CHOICE | {"value": "x" * 101}]}),
        "options.0.choices.0.value",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "choice of another type": (
        command(TEXT | {"choices": [{"name": "One", "value": 1}]}),
        "options.0.choices.0.value",
        "STRING_TYPE_CONVERT",
    ),
    "text among whole numbers": (
        command(WHOLE | {"choices": [CHOICE]}),
        "options.0.choices.0.value",
        "NUMBER_TYPE_COERCE",
    ),
    "text among numbers": (
        command(NUMBER | {"choices": [CHOICE]}),
        "options.0.choices.0.value",
        "NUMBER_TYPE_COERCE",
    ),
    "same choice twice": (
        command(TEXT | {"choices": [CHOICE, CHOICE]}),
        "options.0.choices.1.name",
        "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS",
    ),
    "choices and autocomplete": (
        command(TEXT | {"autocomplete": True, "choices": [CHOICE]}),
        "options.0.autocomplete",
        "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID",
    ),
    # Nesting
    "subcommand beside an option": (
        command(SUBCOMMAND, TEXT),
        "options.1",
        "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
    ),
    "option beside a group": (command(TEXT, GROUP), "options.1", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"),
    "subcommand in a subcommand": (
        command(SUBCOMMAND | {"options": [SUBCOMMAND]}),
        "options.0.options.0",
        "UNION_TYPE_CHOICES",
    ),
    "group in a group": (
        command(GROUP | {"options": [GROUP | {"options": []}]}),
        "options.0.options.0.type",
        "BASE_TYPE_CHOICES",
    ),
    "option in a group": (
        command(GROUP | {"options": [TEXT]}),
        "options.0.options.0.type",
        "BASE_TYPE_CHOICES",
    ),
    "26 subcommands": (
        command(GROUP | {"options": many(26, SUBCOMMAND)}),
        "options.0.options",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "26 options of a subcommand": (
        command(SUBCOMMAND | {"options": many(26)}),
        "options.0.options",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "required after optional in a subcommand": (
        command(SUBCOMMAND | {"options": [WHOLE, TEXT | {"required": True}]}),
        "options.0.options.1",
        "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
    ),
}


@pytest.mark.parametrize(("bad", "path", "code"), BAD.values(), ids=BAD)
def test_a_wrong_command_is_refused_where_it_is_wrong(bad: object, path: str, code: str) -> None:
    assert codes(refusal_of([COMMAND | {"name": "good"}, bad])) == {f"1.{path}".rstrip("."): code}


def test_file_types_are_kept_in_small_letters() -> None:
    [stored] = check_commands([command(FILE | {"file_types": ["Image", ".PDF"]})])
    assert stored["options"] == [FILE | {"file_types": ["image", ".pdf"]}]


@pytest.mark.parametrize("payload", [None, {}, "x"])
def test_commands_are_a_list(payload: object) -> None:
    assert codes(refusal_of(payload)) == {"": "LIST_TYPE_CONVERT"}


@pytest.mark.parametrize(("kind", "most"), [(1, 100), (2, 15), (3, 15)], ids=["chat", "user", "message"])
def test_there_are_so_many_commands_of_a_type_and_no_more(kind: int, most: int) -> None:
    base = COMMAND if kind == 1 else {"type": kind}
    commands = [base | {"name": f"c{number}"} for number in range(most + 1)]
    assert len(check_commands(commands[:most])) == most
    refused = refusal_of(commands)
    assert (refused.status, refused.code) == (400, 30032)


def test_two_commands_of_a_type_have_two_names() -> None:
    assert codes(refusal_of([COMMAND, COMMAND])) == {"1.name": "APPLICATION_COMMANDS_DUPLICATE_NAME"}


def test_commands_of_two_types_may_share_a_name() -> None:
    assert len(check_commands([MENU, MENU | {"type": 2}])) == 2


def of_size(size: int) -> Json:
    """A command with so many characters, most of them in its choices."""
    first, second = TEXT | {"name": "o0"}, TEXT | {"name": "o1"}
    left = size - len(COMMAND["name"] + COMMAND["description"]) - 2 * len("o0" + TEXT["description"])
    full, rest = divmod(left, 200)
    filled = [{"name": f"{number:02}" + "n" * 98, "value": "v" * 100} for number in range(full)]
    filled += [{"name": "x" * min(rest, 100), "value": "v" * (rest - min(rest, 100))}] if rest else []
    return command(first | {"choices": filled[:25]}, second | {"choices": filled[25:]})


@given(st.integers(7990, 8010))
def test_a_command_has_eight_thousand_characters_at_most(size: int) -> None:
    if size <= 8000:
        check_commands([of_size(size)])
    else:
        assert codes(refusal_of([of_size(size)])) == {"0": "APPLICATION_COMMAND_TOO_LARGE"}


def test_only_the_longest_translation_counts() -> None:
    own = len(COMMAND["description"])
    translated = {"de": "d" * (own + 10), "fr": "f" * 5}
    check_commands([of_size(7990) | {"description_localizations": translated}])
    refused = refusal_of([of_size(7991) | {"description_localizations": translated}])
    assert codes(refused) == {"0": "APPLICATION_COMMAND_TOO_LARGE"}


def test_what_a_command_does_not_say_is_filled_in() -> None:
    [stored] = check_commands([COMMAND | {"contexts": None, "integration_types": None}])
    assert stored == {
        "type": 1,
        "name": "restyle",
        "name_localizations": None,
        "description": "Give a picture another look",
        "description_localizations": None,
        "options": [],
        "default_member_permissions": None,
        "dm_permission": True,
        "nsfw": False,
        "contexts": None,
        "integration_types": [0, 1],
    }


def test_permissions_come_back_as_text() -> None:
    [stored] = check_commands([COMMAND | {"default_member_permissions": 32}])
    assert stored["default_member_permissions"] == "32"


def tree_of_a_bot() -> app_commands.CommandTree:
    tree = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))

    @tree.command(description="Give a picture another look")
    @app_commands.choices(speed=[app_commands.Choice(name="Turbo", value="turbo")])
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def restyle(
        _: discord.Interaction,
        image: discord.Attachment,
        prompt: app_commands.Range[str, 1, 1500],
        strength: app_commands.Range[float, 0.0, 1.0] = 0.7,
        images: app_commands.Range[int, 1, 4] = 1,
        speed: str = "turbo",
        to: discord.User | None = None,
        where: discord.TextChannel | None = None,
    ) -> None: ...

    moderators = discord.Permissions(manage_guild=True)
    quota = app_commands.Group(name="quota", description="Allowances", default_permissions=moderators)

    @quota.command(description="What a member has left")
    async def show(_: discord.Interaction, who: discord.Member) -> None: ...  # pyright: ignore[reportUnusedFunction]

    @tree.context_menu(name="Restyle this")
    async def menu(_: discord.Interaction, message: discord.Message) -> None: ...  # pyright: ignore[reportUnusedFunction]

    tree.add_command(quota)
    return tree


async def test_what_discord_py_makes_of_a_tree_passes() -> None:
    tree = tree_of_a_bot()
    sent = [command.to_dict(tree) for command in tree.walk_commands() if command.parent is None]
    sent += [menu.to_dict(tree) for menu in tree.walk_commands(type=discord.AppCommandType.message)]
    assert {stored["name"] for stored in check_commands(sent)} == {"restyle", "quota", "Restyle this"}


@pytest.mark.parametrize(("kind", "value"), [(3, "a"), (4, 2), (10, 0.5), (10, 1)])
def test_suggestions_of_the_right_type_pass(kind: int, value: object) -> None:
    assert check_choices({"choices": [{"name": "a", "value": value}]}, kind) == [
        {"name": "a", "value": value}
    ]


def test_nothing_may_be_suggested() -> None:
    assert check_choices({"choices": []}, 3) == []


BAD_SUGGESTIONS: dict[str, tuple[int, object, str, str]] = {
    "no object": (3, None, "", "DICT_TYPE_CONVERT"),
    "26": (3, {"choices": choices(26)}, "choices", "BASE_TYPE_MAX_LENGTH"),
    "empty name": (3, {"choices": [{"name": "", "value": "x"}]}, "choices.0.name", "BASE_TYPE_BAD_LENGTH"),
    "name of 101": (
        3,
        {"choices": [{"name": "x" * 101, "value": "x"}]},
        "choices.0.name",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "value of 101": (
        3,
        {"choices": [{"name": "x", "value": "x" * 101}]},
        "choices.0.value",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "number for a text": (
        3,
        {"choices": [{"name": "x", "value": 1}]},
        "choices.0.value",
        "STRING_TYPE_CONVERT",
    ),
    "text for a whole number": (4, {"choices": [CHOICE]}, "choices.0.value", "NUMBER_TYPE_COERCE"),
    "half for a whole number": (
        4,
        {"choices": [CHOICE | {"value": 0.5}]},
        "choices.0.value",
        "NUMBER_TYPE_COERCE",
    ),
    "text for a number": (10, {"choices": [CHOICE]}, "choices.0.value", "NUMBER_TYPE_COERCE"),
}


@pytest.mark.parametrize(("kind", "data", "path", "code"), BAD_SUGGESTIONS.values(), ids=BAD_SUGGESTIONS)
def test_wrong_suggestions_are_refused(kind: int, data: object, path: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        check_choices(data, kind)
    assert codes(caught.value) == {path: code}
