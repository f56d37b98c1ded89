"""The rules of the application's own routes: authorisation, commands, and what is not there."""

import httpx
import pytest

from sandbox.rules.options import WrongInput
from sandbox.server import Sandbox


def verdict(response: httpx.Response) -> tuple[int, int]:
    """Discord's status and code."""
    return response.status_code, response.json()["code"]


@pytest.fixture
def commands(sandbox: Sandbox) -> str:
    """The path of the application's commands."""
    return f"/applications/{sandbox.application_id}/commands"


@pytest.mark.parametrize("authorization", [None, "Bot wrong", "Bearer {token}", "{token}", "bot {token}"])
async def test_without_the_bots_token_there_is_no_answer(
    sandbox: Sandbox, raw: httpx.AsyncClient, authorization: str | None
) -> None:
    del raw.headers["Authorization"]
    if authorization:
        raw.headers["Authorization"] = authorization.format(token=sandbox.bot_token)
    for path in ("/users/@me", "/gateway/bot", f"/channels/{sandbox.channel.id}/messages"):
        assert verdict(await raw.get(path)) == (401, 0)
    assert verdict(await raw.put(f"/applications/{sandbox.application_id}/commands", json=[])) == (401, 0)
    assert (await raw.get("/gateway")).status_code == 200


async def test_what_is_not_there_is_not_found(raw: httpx.AsyncClient) -> None:
    assert (await raw.get("/nothing")).json() == {"message": "404: Not Found", "code": 0}
    assert (await raw.delete("/users/@me")).json() == {"message": "405: Method Not Allowed", "code": 0}
    assert (await raw.get("/nothing")).headers["content-type"] == "application/json"


async def test_the_bot_learns_who_and_where_it_is(sandbox: Sandbox, raw: httpx.AsyncClient) -> None:
    assert (await raw.get("/users/@me")).json()["id"] == str(sandbox.application_id)
    assert (await raw.get("/oauth2/applications/@me")).json()["owner"]["username"] == "olive"
    gateway = (await raw.get("/gateway/bot")).json()
    assert (gateway["url"], gateway["shards"]) == (sandbox.gateway_url, 1)
    guild, ada = f"/guilds/{sandbox.guild.id}", sandbox.person("ada").id
    assert (await raw.get(guild)).json()["name"] == sandbox.guild.name
    assert len((await raw.get(guild + "/channels")).json()) == 2
    assert len((await raw.get(guild + "/roles")).json()) == 3
    assert (await raw.get(f"{guild}/members/{ada}")).json()["user"]["username"] == "ada"
    assert (await raw.get(f"/users/{ada}")).json()["username"] == "ada"
    assert (await raw.get(f"/applications/{sandbox.application_id}/entitlements")).json() == []


async def test_of_other_guilds_and_people_it_learns_nothing(sandbox: Sandbox, raw: httpx.AsyncClient) -> None:
    for path in ("", "/channels", "/roles", "/members/1"):
        assert verdict(await raw.get(f"/guilds/123{path}")) == (403, 50001)
    assert verdict(await raw.get("/guilds/abc")) == (400, 50035)
    assert verdict(await raw.get(f"/guilds/{sandbox.guild.id}/members/123")) == (404, 10007)
    assert verdict(await raw.get("/users/123")) == (404, 10013)


async def test_commands_keep_their_ids_and_those_left_out_are_gone(
    raw: httpx.AsyncClient, sandbox: Sandbox, commands: str
) -> None:
    one, two = {"name": "one", "description": "first"}, {"name": "two", "description": "second"}
    before = (await raw.put(commands, json=[one, two])).json()
    after = (await raw.put(commands, json=[one | {"description": "changed"}])).json()
    assert [command["id"] for command in after] == [before[0]["id"]]
    assert after[0]["version"] != before[0]["version"]
    assert (await raw.get(commands, params={"with_localizations": True})).json() == after
    assert (await raw.get(f"{commands}/{before[0]['id']}")).json() == after[0]
    assert verdict(await raw.get(f"{commands}/{before[1]['id']}")) == (404, 10063)
    with pytest.raises(WrongInput, match="no command /two"):
        await sandbox.person("ada").command("two")


async def test_a_guild_has_commands_of_its_own(raw: httpx.AsyncClient, sandbox: Sandbox) -> None:
    path = f"/applications/{sandbox.application_id}/guilds/{sandbox.guild.id}/commands"
    made = (await raw.put(path, json=[{"name": "hello", "description": "ours"}])).json()
    assert made[0]["guild_id"] == str(sandbox.guild.id)
    exchange = await sandbox.person("ada").command("hello")
    assert exchange.interaction is not None
    assert exchange.interaction.data["id"] == made[0]["id"]


async def test_bad_commands_are_refused_and_change_nothing(
    raw: httpx.AsyncClient, sandbox: Sandbox, commands: str
) -> None:
    before = (await raw.get(commands)).json()
    bads: list[object] = [{}, [{"name": "Upper Case", "description": "x"}], [{"name": "nothing"}]]
    for bad in bads:
        assert verdict(await raw.put(commands, json=bad)) == (400, 50035)
    assert (await raw.get(commands)).json() == before
    for path in ("/applications/123/commands", f"/applications/{sandbox.application_id}/guilds/1/commands"):
        assert verdict(await raw.put(path, json=[])) == (403, 50001)


async def test_only_200_commands_are_created_a_day(
    raw: httpx.AsyncClient, sandbox: Sandbox, commands: str
) -> None:
    created = len((await raw.get(commands)).json())

    async def replace_all(batch: int, count: int) -> httpx.Response:
        named = [{"name": f"c{batch}-{number}", "description": "x"} for number in range(count)]
        return await raw.put(commands, json=named)

    assert (await replace_all(0, 100)).status_code == 200
    assert (await replace_all(0, 100)).status_code == 200  # the same ones again are not new
    assert (await replace_all(1, 100 - created)).status_code == 200
    assert verdict(await replace_all(2, 1)) == (400, 30034)
    sandbox.clock.advance(24 * 60 * 60 + 1)
    assert (await replace_all(2, 1)).status_code == 200
