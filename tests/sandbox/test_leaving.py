"""Somebody who has left: an account like any other, and no member any more."""

from collections.abc import Awaitable, Callable
from typing import Any

import discord
import httpx
import pytest

from sandbox.people.exchange import Exchange
from sandbox.rules.options import WrongInput
from sandbox.server import Sandbox

Call = Callable[..., Awaitable[httpx.Response]]
StartBot = Callable[..., Awaitable[None]]
UntilHeard = Callable[..., Awaitable[None]]


def resolved(exchange: Exchange) -> dict[str, Any]:
    assert exchange.interaction is not None
    return exchange.interaction.data["resolved"]


@pytest.mark.usefixtures("raw")
async def test_a_command_about_them_brings_the_user_alone(sandbox: Sandbox) -> None:
    mo, bob = sandbox.person("mo"), sandbox.person("bob")
    sandbox.leave("bob")
    for option, named in (("member", bob), ("member", str(bob.id)), ("member", "@bob"), ("whom", bob)):
        told = resolved(await mo.command("quota set", {option: named}))
        assert told["users"][str(bob.id)]["username"] == "bob"
        assert "members" not in told


@pytest.mark.usefixtures("raw")
async def test_of_two_only_the_one_who_stayed_is_a_member(sandbox: Sandbox) -> None:
    sandbox.leave("bob")
    told = resolved(await sandbox.person("mo").command("quota set", {"member": "bob", "whom": "ada"}))
    assert {user["username"] for user in told["users"].values()} == {"ada", "bob"}
    assert list(told["members"]) == [str(sandbox.person("ada").id)]


@pytest.mark.usefixtures("raw")
async def test_a_select_and_a_menu_name_them_too(sandbox: Sandbox, callback: Call) -> None:
    ada, bob = sandbox.person("ada"), sandbox.person("bob")
    exchange = await ada.command("hello")
    select = {"type": 1, "components": [{"type": 5, "custom_id": "who"}]}
    await callback(exchange, 4, {"content": "who?", "components": [select]})
    sandbox.leave("bob")
    chosen = resolved(await ada.click(await exchange.message_shown(), "who", [bob]))
    asked = resolved(await ada.menu("Who is this", bob))
    assert [list(one) for one in (chosen, asked)] == [["users"], ["users"]]


@pytest.mark.usefixtures("bot")
async def test_a_real_bot_gets_a_user(sandbox: Sandbox) -> None:
    sandbox.leave("bob")
    exchange = await sandbox.person("mo").command("quota show", {"whose": "bob"})
    assert (await exchange.message_shown()).text == "User bob"
    exchange = await sandbox.person("mo").command("quota show", {"whose": "ada"})
    assert (await exchange.message_shown()).text == "Member ada"


async def test_they_can_do_nothing_there_any_more(sandbox: Sandbox, raw: httpx.AsyncClient) -> None:
    bob = sandbox.person("bob")
    said = await bob.say("before")
    sandbox.leave("bob")
    for attempt in (bob.say("after"), bob.command("hello"), bob.menu("Restyle this", said)):
        with pytest.raises(WrongInput, match="cannot see"):
            await attempt
    found = await raw.get(f"/guilds/{sandbox.guild.id}/members/{bob.id}")
    assert (found.status_code, found.json()["code"]) == (404, 10007)
    assert (await raw.get(f"/users/{bob.id}")).json()["username"] == "bob"


async def test_what_they_have_written_stays(sandbox: Sandbox, raw: httpx.AsyncClient) -> None:
    said = await sandbox.person("bob").say("before")
    sandbox.leave("bob")
    [told] = (await raw.get(f"/channels/{sandbox.channel.id}/messages")).json()
    assert (told["id"], told["author"]["username"]) == (str(said.id), "bob")


async def test_the_bot_can_still_open_a_conversation_but_not_write_there(
    sandbox: Sandbox, raw: httpx.AsyncClient
) -> None:
    bob = sandbox.person("bob")
    sandbox.leave("bob")
    opened = await raw.post("/users/@me/channels", json={"recipient_id": str(bob.id)})
    assert opened.json()["id"] == str(bob.dm.id)
    refused = await raw.post(f"/channels/{bob.dm.id}/messages", json={"content": "psst"})
    assert (refused.status_code, refused.json()["code"]) == (403, 50278)
    assert bob.messages(bob.dm) == []


async def test_a_bot_hears_of_it_if_it_may_know_the_members(
    sandbox: Sandbox, heard: list[str], until_heard: UntilHeard, start_bot: StartBot
) -> None:
    sandbox.world.application.intents = 1 << 1
    await start_bot(discord.Intents(guilds=True, members=True))
    sandbox.leave("bob")
    await until_heard("left bob")
    assert heard.count("left bob") == 1


@pytest.mark.usefixtures("bot")
async def test_other_bots_hear_nothing(sandbox: Sandbox, heard: list[str]) -> None:
    sandbox.leave("bob")
    await (await sandbox.person("ada").command("hello")).message_shown()
    assert [entry for entry in heard if entry.startswith("left")] == []
