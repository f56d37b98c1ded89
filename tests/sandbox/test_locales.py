"""Languages: people's and the guild's, as the bot is told of them, and commands that are called otherwise in some."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from sandbox.rules.commands import check_commands
from sandbox.rules.locales import in_one_language
from sandbox.rules.options import WrongInput
from sandbox.rules.refusal import Refused
from sandbox.server import Sandbox

COLOUR: dict[str, Any] = {
    "type": 3,
    "name": "colour",
    "name_localizations": {"de": "farbe", "ja": "色"},
    "description": "Which one.",
    "choices": [{"name": "red", "name_localizations": {"de": "rot"}, "value": "r"}],
}
PAINT: dict[str, Any] = {
    "name": "paint",
    "description": "Paint a picture.",
    "description_localizations": {"de": "Male ein Bild.", "en-GB": "Paint a picture, please."},
    "options": [COLOUR],
}
OTHER: dict[str, Any] = {"name": "draw", "name_localizations": {"de": "paint"}, "description": "x"}
FARBE: dict[str, Any] = {"type": 3, "name": "farbe", "description": "x"}
CRIMSON: dict[str, Any] = {"name": "crimson", "name_localizations": {"de": "rot"}, "value": "c"}


def test_a_command_in_one_language_names_what_is_called_otherwise_there() -> None:
    told = in_one_language(PAINT, "de")
    option = told["options"][0]
    assert (told["name"], "name_localized" in told) == ("paint", False)
    assert told["description_localized"] == "Male ein Bild."
    assert (option["name"], option["name_localized"]) == ("colour", "farbe")
    assert option["choices"] == [{"name": "red", "name_localized": "rot", "value": "r"}]
    assert in_one_language(PAINT, "en-US")["description_localized"] == "Paint a picture, please.", (
        "Discord's fallback"
    )
    assert "description_localized" not in in_one_language(PAINT, "fr")


@pytest.mark.parametrize(
    "clash",
    [
        [PAINT, OTHER],
        [{**PAINT, "options": [COLOUR, FARBE]}],
        [{**PAINT, "options": [COLOUR | {"choices": [*COLOUR["choices"], CRIMSON]}]}],
    ],
    ids=["commands", "options", "choices"],
)
def test_no_two_may_be_called_the_same_in_any_language(clash: list[dict[str, Any]]) -> None:
    with pytest.raises(Refused):
        check_commands(clash)


async def test_the_bot_gets_all_languages_of_its_commands_only_where_it_asks_for_them(
    sandbox: Sandbox, raw: httpx.AsyncClient
) -> None:
    path = f"/applications/{sandbox.application_id}/commands"
    made = (await raw.put(path, json=[PAINT])).json()
    assert made[0]["description_localizations"]["de"] == "Male ein Bild."
    assert (await raw.get(path, params={"with_localizations": "true"})).json() == made
    alone = (await raw.get(path)).json()[0]
    assert not [name for name in alone if "locali" in name]
    german = (await raw.get(path, headers={"X-Discord-Locale": "de"})).json()[0]
    assert german["options"][0]["name_localized"] == "farbe"
    assert (await raw.get(f"{path}/{made[0]['id']}")).json() == made[0]


async def test_the_bot_is_told_in_which_language_who_acts_and_where(
    sandbox: Sandbox, bot: None, until_heard: Callable[..., Awaitable[None]]
) -> None:
    ada, mo = sandbox.person("ada"), sandbox.person("mo")
    ada.locale = "de"
    mo.choose_server_locale("ja")
    await until_heard("guild in ja")
    told = (await ada.command("hello")).interaction
    assert told is not None
    assert (told.payload["locale"], told.payload["guild_locale"]) == ("de", "ja")
    direct = (await ada.command("hello", channel=ada.dm)).interaction
    assert direct is not None
    assert (direct.payload["locale"], "guild_locale" in direct.payload) == ("de", False)


async def test_only_who_manages_the_server_chooses_its_language_and_only_one_that_there_is(
    sandbox: Sandbox,
) -> None:
    with pytest.raises(WrongInput, match="may not change the server"):
        sandbox.person("ada").choose_server_locale("ja")
    with pytest.raises(WrongInput, match="no language tlh"):
        sandbox.person("ada").locale = "tlh"


async def test_a_member_reads_the_commands_in_their_language(
    sandbox: Sandbox, raw: httpx.AsyncClient
) -> None:
    await raw.put(f"/applications/{sandbox.application_id}/commands", json=[PAINT])
    ada = sandbox.person("ada")
    ada.locale = "de"
    assert ada.commands()[0]["options"][0]["name_localized"] == "farbe"
    sent = await ada.command("paint", {"colour": "r"})
    assert sent.interaction is not None
    assert sent.interaction.data["options"][0]["name"] == "colour", "the bot gets the names that it gave"
