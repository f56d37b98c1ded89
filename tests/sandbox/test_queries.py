"""What is asked for in a path and a query is understood or refused by its name, whichever route it is asked of."""

import re

import httpx
import pytest

from sandbox.server import Sandbox

WRONG = ["", "abc", "-1", "1.5", "0x10", "٣", "9" * 5000]
MESSAGES = "/channels/{channel}/messages"
LISTS = {
    MESSAGES: ("around", "before", "after", "limit"),
    MESSAGES + "/{message}/reactions/%F0%9F%91%8D": ("after", "limit"),
    MESSAGES + "/pins": ("limit",),
    "/users/@me/guilds": ("before", "after", "limit"),
}


def codes(answer: httpx.Response) -> dict[str, str]:
    """What is wrong by the name of it."""
    return {name: wrong["_errors"][0]["code"] for name, wrong in answer.json()["errors"].items()}


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong[:8])
async def test_a_wrong_number_is_refused_by_its_name(
    sandbox: Sandbox, raw: httpx.AsyncClient, wrong: str
) -> None:
    said = await sandbox.person("ada").say("look")
    for path, names in LISTS.items():
        for name in names:
            sandbox.clock.advance(1)  # so that nothing is too much
            where = path.format(channel=sandbox.channel.id, message=said.id)
            answer = await raw.get(where, params={name: wrong})
            assert (answer.status_code, answer.json().get("code")) == (400, 50035), (where, name)
            too_small = (name, wrong) == ("limit", "-1")
            assert codes(answer) == {name: "NUMBER_TYPE_MIN" if too_small else "NUMBER_TYPE_COERCE"}


@pytest.mark.parametrize("moment", ["abc", "0001-01-01", "9999-12-31T23:59:59-23:59"])
async def test_no_moment_that_is_written_breaks_the_pins(
    sandbox: Sandbox, raw: httpx.AsyncClient, moment: str
) -> None:
    pins = await raw.get(f"/channels/{sandbox.channel.id}/messages/pins", params={"before": moment})
    assert pins.status_code in {200, 400}


@pytest.mark.parametrize(("limit", "code"), [("0", "NUMBER_TYPE_MIN"), ("101", "NUMBER_TYPE_MAX")])
async def test_a_limit_out_of_its_bounds_says_which(
    sandbox: Sandbox, raw: httpx.AsyncClient, limit: str, code: str
) -> None:
    answer = await raw.get(f"/channels/{sandbox.channel.id}/messages", params={"limit": limit})
    assert codes(answer) == {"limit": code}


@pytest.mark.parametrize("wrong", ["abc", "@me2", "-1", "٣", "9" * 21])
async def test_an_id_in_a_path_is_an_id_on_every_route(
    sandbox: Sandbox, raw: httpx.AsyncClient, wrong: str
) -> None:
    for route in sandbox.routes():
        gaps = re.findall(r"{(\w+)}", route.path)
        ids = {f"{name}_id" for name in gaps} - {"token_id", "emoji_id"}
        if ids:
            sandbox.clock.advance(1)  # so that nothing is too much
            answer = await raw.request(route.method, route.path.format_map(dict.fromkeys(gaps, wrong)))
            assert answer.status_code == 400, route
            assert codes(answer) == dict.fromkeys(ids, "NUMBER_TYPE_COERCE"), route


@pytest.mark.parametrize("wrong", ["maybe", "", "2"])
async def test_what_is_neither_true_nor_false_is_refused(
    sandbox: Sandbox, raw: httpx.AsyncClient, wrong: str
) -> None:
    for path, name in (
        (f"/guilds/{sandbox.guild.id}", "with_counts"),
        ("/users/@me/guilds", "with_counts"),
        (f"/applications/{sandbox.application_id}/commands", "with_localizations"),
    ):
        assert codes(await raw.get(path, params={name: wrong})) == {name: "BOOLEAN_TYPE_CONVERT"}
        assert (await raw.get(path, params={name: "False"})).status_code == 200
