"""One command at a time: made, changed, taken away."""

import httpx
import pytest

from sandbox.server import Sandbox

HELLO = {"name": "greet", "description": "say hello"}


@pytest.fixture(params=["global", "guild"])
def commands(sandbox: Sandbox, request: pytest.FixtureRequest) -> str:
    """The path of the application's commands: everywhere, and in its guild."""
    where = f"/guilds/{sandbox.guild.id}" if request.param == "guild" else ""
    return f"/applications/{sandbox.application_id}{where}/commands"


def codes(response: httpx.Response) -> tuple[int, int]:
    return response.status_code, response.json()["code"]


async def test_a_command_is_added_to_those_that_are_there(raw: httpx.AsyncClient, commands: str) -> None:
    before = (await raw.get(commands)).json()
    made = await raw.post(commands, json=HELLO)
    assert (made.status_code, made.json()["name"]) == (201, "greet")
    assert [one["name"] for one in (await raw.get(commands)).json()] == [
        *(one["name"] for one in before),
        "greet",
    ]


async def test_one_of_its_name_takes_its_place(raw: httpx.AsyncClient, commands: str) -> None:
    first = (await raw.post(commands, json=HELLO)).json()
    again = await raw.post(commands, json=HELLO | {"description": "say it again"})
    assert (again.status_code, again.json()["id"]) == (200, first["id"])
    assert again.json()["description"] == "say it again"


async def test_what_is_named_is_changed_and_the_rest_stays(raw: httpx.AsyncClient, commands: str) -> None:
    option = {"type": 3, "name": "whom", "description": "whom"}
    made = (await raw.post(commands, json=HELLO | {"options": [option]})).json()
    changed = (await raw.patch(f"{commands}/{made['id']}", json={"name": "wave"})).json()
    assert (changed["name"], changed["id"], changed["options"]) == ("wave", made["id"], made["options"])
    assert changed["version"] != made["version"]


async def test_a_command_is_taken_away(raw: httpx.AsyncClient, commands: str) -> None:
    made = (await raw.post(commands, json=HELLO)).json()
    assert (await raw.delete(f"{commands}/{made['id']}")).status_code == 204
    assert codes(await raw.delete(f"{commands}/{made['id']}")) == (404, 10063)


async def test_what_is_wrong_is_refused_where_it_is_wrong(raw: httpx.AsyncClient, commands: str) -> None:
    made = (await raw.post(commands, json=HELLO)).json()
    await raw.post(commands, json=HELLO | {"name": "other"})
    bad = await raw.post(commands, json={"name": "Upper Case", "description": "x"})
    assert (codes(bad), list(bad.json()["errors"])) == ((400, 50035), ["name"])
    taken = await raw.patch(f"{commands}/{made['id']}", json={"name": "other"})
    assert list(taken.json()["errors"]) == ["name"]


async def test_a_command_that_is_named_by_its_id_keeps_it_under_another_name(
    raw: httpx.AsyncClient, commands: str
) -> None:
    [made] = (await raw.put(commands, json=[HELLO])).json()
    [renamed] = (await raw.put(commands, json=[HELLO | {"name": "wave", "id": made["id"]}])).json()
    assert (renamed["id"], renamed["name"]) == (made["id"], "wave")


async def test_what_is_not_for_direct_messages_is_not_offered_there(
    sandbox: Sandbox, raw: httpx.AsyncClient
) -> None:
    path = f"/applications/{sandbox.application_id}/commands"
    made = (await raw.post(path, json=HELLO | {"dm_permission": False})).json()
    assert (made["dm_permission"], made["contexts"]) == (False, [0])
    ada = sandbox.person("ada")
    assert "greet" not in [one["name"] for one in ada.commands(ada.dm)]
    assert "greet" in [one["name"] for one in ada.commands()]
