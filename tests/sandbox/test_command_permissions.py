"""Server Settings → Integrations: whom Discord itself bars, whom it tells, and what the bot can read of it."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from sandbox.people.person import Person
from sandbox.rules.options import WrongInput
from sandbox.server import Sandbox
from sandbox.world.world import Channel


@pytest.fixture
def ada(sandbox: Sandbox) -> Person:
    return sandbox.person("ada")


@pytest.fixture
def mo(sandbox: Sandbox) -> Person:
    return sandbox.person("mo")


@pytest.fixture
def path(sandbox: Sandbox) -> str:
    """The path of the commands in the guild."""
    return f"/applications/{sandbox.application_id}/guilds/{sandbox.guild.id}/commands"


def offered(person: Person, channel: Channel | None = None) -> set[str]:
    return {command["name"] for command in person.commands(channel)}


@pytest.mark.usefixtures("raw")
async def test_who_is_barred_is_offered_neither_command_nor_entry(
    sandbox: Sandbox, ada: Person, mo: Person
) -> None:
    post = await ada.say("look")
    mo.set_command_permissions("hello", forbid=[ada.user])
    mo.set_command_permissions("Restyle this", forbid=[sandbox.guild.everyone])
    with pytest.raises(WrongInput, match="ada may not use hello here"):
        await ada.command("hello")
    with pytest.raises(WrongInput, match="ada may not use Restyle this here"):
        await ada.menu("Restyle this", post)
    assert not {"hello", "Restyle this"} & offered(ada)
    assert "hello" in offered(mo)
    assert {"hello", "Restyle this"} <= offered(sandbox.person("olive")), "administrators may everything"
    mo.set_command_permissions("hello")
    assert "hello" in offered(ada)


@pytest.mark.usefixtures("raw")
async def test_a_channel_is_barred_with_its_threads(sandbox: Sandbox, ada: Person, mo: Person) -> None:
    studio, lounge = sandbox.guild.channels.values()
    mo.set_command_permissions(None, allow=[studio], forbid=["all channels"])
    threads = [sandbox.world.open_thread("sketches", place) for place in (studio, lounge)]
    assert ["hello" in offered(ada, place) for place in (studio, lounge, *threads)] == [True, False] * 2
    assert "hello" in offered(ada, ada.dm), "a guild has no say outside of it"


@pytest.mark.usefixtures("raw")
async def test_what_is_set_for_a_command_is_above_its_default_and_what_is_set_for_all_is_not(
    ada: Person, mo: Person
) -> None:
    mo.set_command_permissions(None, allow=[ada.user])
    assert "quota" not in offered(ada)
    mo.set_command_permissions("quota", allow=[ada.user])
    mo.set_command_permissions(None, forbid=[ada.user])
    assert "quota" in offered(ada)
    assert "hello" not in offered(ada)


@pytest.mark.usefixtures("raw")
async def test_only_who_manages_the_guild_sets_it_and_only_what_there_is(ada: Person, mo: Person) -> None:
    with pytest.raises(WrongInput, match="ada may not change the server"):
        ada.set_command_permissions("hello", allow=[ada.user])
    with pytest.raises(WrongInput, match="There is no command nothing"):
        mo.set_command_permissions("nothing")
    with pytest.raises(WrongInput, match="each of them once"):
        mo.set_command_permissions("hello", allow=[ada.user], forbid=[ada.user])


async def test_the_bot_reads_what_is_set(
    sandbox: Sandbox, raw: httpx.AsyncClient, path: str, ada: Person, mo: Person
) -> None:
    assert (await raw.get(f"{path}/permissions")).json() == []
    mo.set_command_permissions("hello", allow=[ada.user], forbid=["all channels", sandbox.guild.everyone])
    mo.set_command_permissions(None, forbid=[sandbox.channel])
    hello, guild = sandbox.registry.id_of("hello"), sandbox.guild.id
    common = {"application_id": str(sandbox.application_id), "guild_id": str(guild)}
    of_hello: dict[str, Any] = common | {
        "id": str(hello),
        "permissions": [
            {"id": str(ada.id), "type": 2, "permission": True},
            {"id": str(guild - 1), "type": 3, "permission": False},
            {"id": str(guild), "type": 1, "permission": False},
        ],
    }
    of_all = common | {
        "id": str(sandbox.application_id),
        "permissions": [{"id": str(sandbox.channel.id), "type": 3, "permission": False}],
    }
    assert (await raw.get(f"{path}/permissions")).json() == [of_hello, of_all]
    assert (await raw.get(f"{path}/{hello}/permissions")).json() == of_hello
    mo.set_command_permissions("hello")
    assert (await raw.get(f"{path}/permissions")).json() == [of_all]
    gone = await raw.get(f"{path}/{hello}/permissions")
    assert (gone.status_code, gone.json()["code"]) == (404, 10066)


async def test_where_it_is_not_it_reads_nothing(sandbox: Sandbox, raw: httpx.AsyncClient, path: str) -> None:
    there = path.replace(str(sandbox.guild.id), str(sandbox.elsewhere[0].guild_id))
    assert (await raw.get(f"{there}/permissions")).json()["code"] == 50001
    sandbox.remove_bot()
    assert (await raw.get(f"{path}/permissions")).json()["code"] == 50001


@pytest.mark.usefixtures("bot")
async def test_the_bot_is_told_of_every_change(
    sandbox: Sandbox, mo: Person, heard: list[str], until_heard: Callable[..., Awaitable[None]]
) -> None:
    mo.set_command_permissions("hello", forbid=["all channels", sandbox.guild.everyone])
    mo.set_command_permissions(None)
    await until_heard("set for", 2)
    assert heard[-2:] == [
        f"set for {sandbox.registry.id_of('hello')}: AllChannels False, Role False",
        f"set for {sandbox.application_id}: ",
    ]


@pytest.mark.usefixtures("bot")
async def test_a_thread_is_one_to_the_bot(
    sandbox: Sandbox, ada: Person, heard: list[str], until_heard: Callable[..., Awaitable[None]]
) -> None:
    await until_heard("ready")
    thread = sandbox.world.open_thread("sketches", sandbox.channel)
    await until_heard("thread")
    assert heard[-1] == f"thread {thread.id} in {sandbox.channel.id}"
    assert (await (await ada.command("hello", channel=thread)).message_shown()).text == "hello"


@pytest.mark.usefixtures("raw")
async def test_whoever_is_barred_it_is_they_alone(sandbox: Sandbox) -> None:
    people = [sandbox.person(name) for name in ("ada", "bob", "mo")]
    olive = sandbox.person("olive")
    for one in people:
        olive.set_command_permissions(None, forbid=[one.user.id])
        assert [other for other in people if not offered(other)] == [one]
