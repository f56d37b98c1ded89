"""What is asked for in a query is understood or refused by its name, whichever route it is asked of."""

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
            assert list(answer.json()["errors"]) == [name]


@pytest.mark.parametrize("moment", ["abc", "0001-01-01", "9999-12-31T23:59:59-23:59"])
async def test_no_moment_that_is_written_breaks_the_pins(
    sandbox: Sandbox, raw: httpx.AsyncClient, moment: str
) -> None:
    pins = await raw.get(f"/channels/{sandbox.channel.id}/messages/pins", params={"before": moment})
    assert pins.status_code in {200, 400}
