"""Where the application is used: as a guild's, in its own direct messages, and as a member's own anywhere."""

from collections.abc import Awaitable, Callable
from typing import Any

import discord
import httpx
import pytest

from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.rules.options import Upload, WrongInput
from sandbox.server import Sandbox
from sandbox.world.permissions import Permission
from sandbox.world.world import Channel

Call = Callable[..., Awaitable[httpx.Response]]
Path = Callable[[Exchange], str]
StartBot = Callable[..., Awaitable[None]]
BUTTON = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Press", "custom_id": "press"}]}
EPHEMERAL = 64


def verdict(response: httpx.Response) -> tuple[int, int]:
    """Discord's status and code."""
    return response.status_code, response.json()["code"]


def told(exchange: Exchange) -> dict[str, Any]:
    assert exchange.interaction is not None
    return exchange.interaction.payload


@pytest.fixture
def ada(sandbox: Sandbox) -> Person:
    return sandbox.person("ada")


@pytest.fixture
def there(sandbox: Sandbox) -> Channel:
    """A channel of a guild that does not have the bot."""
    return sandbox.elsewhere[0]


@pytest.mark.usefixtures("raw")
async def test_an_interaction_says_where_it_is_and_through_whom(
    sandbox: Sandbox, ada: Person, there: Channel
) -> None:
    group = sandbox.conversation("ada", "bob", "mo")
    guild, hers = str(sandbox.guild.id), str(ada.id)

    async def by(channel: Channel) -> tuple[int, dict[str, str]]:
        payload = told(await ada.command("hello", channel=channel))
        return payload["context"], payload["authorizing_integration_owners"]

    assert await by(sandbox.channel) == (0, {"0": guild})
    assert await by(ada.dm) == (1, {"0": "0"})
    for channel in (there, group):
        with pytest.raises(WrongInput, match="cannot be used here"):
            await ada.command("hello", channel=channel)
    ada.install_app()
    assert await by(sandbox.channel) == (0, {"0": guild, "1": hers})
    assert await by(ada.dm) == (1, {"0": "0", "1": hers})
    assert await by(there) == (0, {"1": hers})
    assert await by(group) == (2, {"1": hers})
    sandbox.leave("ada")
    assert await by(ada.dm) == (1, {"1": hers}), "they share no guild any more"
    ada.remove_app()
    with pytest.raises(WrongInput):
        await ada.command("hello", channel=ada.dm)


@pytest.mark.usefixtures("raw")
async def test_who_and_what_an_interaction_brings(sandbox: Sandbox, ada: Person, there: Channel) -> None:
    ada.install_app()
    abroad = told(await ada.command("hello", channel=there))
    assert abroad["guild_id"] == str(there.guild_id)
    assert abroad["member"]["user"]["id"] == str(ada.id)
    assert abroad["channel"]["name"] == there.name
    group = sandbox.conversation("ada", "bob", "mo")
    among = told(await ada.command("hello", channel=group))
    assert "guild_id" not in among
    assert "member" not in among
    assert among["user"]["id"] == str(ada.id)
    assert among["channel"]["type"] == 3
    assert [user["username"] for user in among["channel"]["recipients"]] == ["bob", "mo"]
    assert told(await ada.command("hello", channel=ada.dm))["channel"]["type"] == 1
    files = Permission.ATTACH_FILES | Permission.EMBED_LINKS
    for payload in (abroad, among):
        allowed = Permission(int(payload["app_permissions"]))
        assert files in allowed
        assert Permission.VIEW_CHANNEL not in allowed


async def test_only_what_is_made_for_it_is_offered(
    sandbox: Sandbox, raw: httpx.AsyncClient, ada: Person, there: Channel
) -> None:
    group = sandbox.conversation("ada", "bob")
    path = f"/applications/{sandbox.application_id}/commands"
    made: list[dict[str, Any]] = [
        {"name": "everywhere"},
        {"name": "guilds", "integration_types": [0]},
        {"name": "members", "integration_types": [1]},
        {"name": "talk", "integration_types": [0, 1], "contexts": [1, 2]},
        {"name": "moderate", "integration_types": [0], "contexts": [0]},
    ]
    (await raw.put(path, json=[{"description": "x", **one} for one in made])).raise_for_status()

    def offered(channel: Channel) -> list[str]:
        return [command["name"] for command in ada.commands(channel)]

    assert offered(sandbox.channel) == ["everywhere", "guilds", "moderate"]
    assert offered(ada.dm) == ["everywhere", "guilds", "talk"]
    assert offered(there) == offered(group) == []
    ada.install_app()
    assert offered(sandbox.channel) == ["everywhere", "guilds", "members", "moderate"]
    assert offered(there) == ["everywhere", "members"]
    assert offered(group) == ["everywhere", "members", "talk"]


async def test_a_button_is_there_through_who_brought_it(
    sandbox: Sandbox, callback: Call, ada: Person, there: Channel
) -> None:
    ada.install_app()
    asked = await ada.command("hello", channel=there)
    await callback(asked, 4, {"content": "look", "components": [BUTTON]})
    shown = await asked.message_shown()
    pressed = await sandbox.person("bob").click(shown, "press")
    assert told(pressed)["authorizing_integration_owners"] == {"1": str(ada.id)}
    assert told(pressed)["member"]["user"]["username"] == "bob"


async def test_the_bot_itself_is_not_there(
    sandbox: Sandbox, raw: httpx.AsyncClient, callback: Call, webhook: Path, ada: Person, there: Channel
) -> None:
    ada.install_app()
    for channel in (there, sandbox.conversation("ada", "bob", "mo"), sandbox.conversation("ada", "mo")):
        asked = await ada.command("hello", channel=channel)
        await callback(asked, 4, {"content": "hello"})
        shown = await asked.message_shown()
        path = f"/channels/{channel.id}/messages"
        assert verdict(await raw.patch(f"{path}/{shown.id}", json={"content": "x"})) == (403, 50001)
        assert verdict(await raw.post(path, json={"content": "x"})) == (403, 50001)
        original = f"{webhook(asked)}/messages/@original"
        assert (await raw.patch(original, json={"content": "x"})).status_code == 200
        sandbox.clock.advance(15 * 60)
        assert verdict(await raw.patch(original, json={"content": "y"})) == (401, 50027)


async def test_the_bot_edits_its_own_words_in_its_own_direct_messages(
    sandbox: Sandbox, raw: httpx.AsyncClient, callback: Call, ada: Person
) -> None:
    asked = await ada.command("hello", channel=ada.dm)
    await callback(asked, 4, {"content": "hello"})
    shown = await asked.message_shown()
    sandbox.clock.advance(15 * 60)
    edited = await raw.patch(f"/channels/{ada.dm.id}/messages/{shown.id}", json={"content": "later"})
    assert edited.status_code == 200


async def test_a_member_s_own_application_has_five_follow_ups(
    sandbox: Sandbox, raw: httpx.AsyncClient, callback: Call, webhook: Path, ada: Person, there: Channel
) -> None:
    ada.install_app()
    for channel, most in ((there, 5), (sandbox.conversation("ada", "bob"), 5), (sandbox.channel, 9)):
        asked = await ada.command("hello", channel=channel)
        await callback(asked, 4, {"content": "hello"})
        for number in range(most):
            answered = await raw.post(webhook(asked), json={"content": f"{number}"})
            assert answered.status_code == 200
            sandbox.clock.advance(5)
            edited = await raw.patch(f"{webhook(asked)}/messages/@original", json={"content": f"{number}"})
            assert edited.status_code == 200, "edits are not follow-ups"
        if most == 5:
            assert verdict(await raw.post(webhook(asked), json={"content": "more"})) == (400, 40094)


@pytest.mark.parametrize("missing", [Permission.USE_EXTERNAL_APPS, Permission.SEND_MESSAGES])
@pytest.mark.parametrize("kind", [4, 5])
async def test_where_members_may_not_bring_applications_into_public_all_answers_are_private(
    sandbox: Sandbox, raw: httpx.AsyncClient, callback: Call, webhook: Path, missing: Permission, kind: int
) -> None:
    ada, bob = sandbox.person("ada"), sandbox.person("bob")
    guild, (there, _) = sandbox.world.others[0], sandbox.elsewhere
    for channel in (there, sandbox.channel):
        channel.deny(guild.id if channel is there else sandbox.guild.id, missing)
    ada.install_app()
    data = {"content": "hello"} if kind == 4 else None
    asked = await ada.command("hello", channel=there)
    answered = await raw.post(
        f"/interactions/{asked.interaction_id}/{webhook(asked).rsplit('/', 1)[1]}/callback?with_response=1",
        json={"type": kind, "data": data},
    )
    assert answered.json()["interaction"]["response_message_ephemeral"] is True
    assert (await raw.post(webhook(asked), json={"content": "more"})).json()["flags"] & EPHEMERAL
    assert bob.messages(there) == []
    at_home = await ada.command("hello")
    await callback(at_home, 4, {"content": "hello"})
    assert not (await at_home.message_shown()).ephemeral, "its guild has invited it"


async def test_an_application_in_two_guilds_is_at_home_in_both(
    sandbox: Sandbox, raw: httpx.AsyncClient
) -> None:
    theirs = sandbox.world.others[0]
    assert verdict(await raw.get(f"/guilds/{theirs.id}")) == (403, 50001)
    sandbox.add_bot(theirs)
    max_ = sandbox.newcomer("max", theirs, theirs.roles[1])
    for guild in (sandbox.guild, theirs):
        assert (await raw.get(f"/guilds/{guild.id}")).json()["name"] == guild.name
    asked = await max_.command("hello", channel=theirs.channel)
    assert told(asked)["authorizing_integration_owners"] == {"0": str(theirs.id)}
    with pytest.raises(WrongInput):
        await max_.command("hello", channel=sandbox.channel)
    sandbox.person("mo").set_command_permissions("hello", forbid=[sandbox.guild.everyone])
    route = f"/applications/{sandbox.application_id}/guilds/{{}}/commands/permissions"
    found = [(await raw.get(route.format(guild.id))).json() for guild in (sandbox.guild, theirs)]
    assert [len(one) for one in found] == [1, 0], "each has its own settings"


async def test_a_real_bot_serves_them_all_and_hears_nothing_of_what_others_say(
    sandbox: Sandbox, start_bot: StartBot, heard: list[str], ada: Person, there: Channel, cat: Upload
) -> None:
    await start_bot(discord.Intents(guilds=True, guild_messages=True, dm_messages=True))
    ada.install_app()
    for channel in (there, sandbox.conversation("ada", "bob", "mo"), sandbox.conversation("ada", "bob")):
        await ada.say("among us", channel=channel)
        exchange = await ada.command("restyle", {"image": cat, "prompt": "here"}, channel=channel)
        shown = await exchange.until(lambda message: bool(message.pictures))
        assert shown.channel_id == channel.id
        assert f"interaction {exchange.interaction_id}" in heard
    assert "message among us" not in heard
