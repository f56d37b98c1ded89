"""This Discord driven over HTTP, as a program in any language does it."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest

from sandbox.rules.options import Upload
from sandbox.server import Sandbox


class Driver:
    """Asks in JSON, and takes what is done for granted."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def act(self, who: str, op: str, **fields: object) -> dict[str, Any]:
        return await self.post("/act", {"as": who, "op": op, **fields})

    async def post(self, path: str, body: object) -> dict[str, Any]:
        response = await self.client.post(path, json=body)
        assert response.status_code == 200, response.text
        return response.json()

    async def get(self, path: str, **query: str | int) -> Any:  # noqa: ANN401 - whatever JSON it is
        response = await self.client.get(path, params=query)
        assert response.status_code == 200, response.text
        return response.json()


@pytest.fixture
async def driver(sandbox: Sandbox) -> AsyncIterator[Driver]:
    async with httpx.AsyncClient(base_url=sandbox.control_url, timeout=20) as client:
        yield Driver(client)


async def _ticket(driver: Driver, file: Upload) -> dict[str, str]:
    response = await driver.client.post("/files", params={"name": file.name}, content=file.content)
    return response.json()


@pytest.mark.usefixtures("bot")
async def test_people_do_all_that_they_do_on_the_page(driver: Driver, cat: Upload) -> None:
    sent = {"image": await _ticket(driver, cat), "prompt": "soft", "images": 2, "private": False}
    shown = await driver.act("ada", "command", name="restyle", options=sent)
    card = shown["message"]["id"]
    whispered = await driver.get("/messages", **{"as": "ada", "after": card, "wait": 10})
    assert [message["content"] for message in whispered] == ["only for you"]
    pressed = await driver.act("bob", "press", message=card, custom_id="#1")
    assert "pressed 1" in str(pressed["message"]["components"])
    opened = await driver.act("ada", "command", name="remix", channel="lounge")
    filled = {"Prompt": "ink", "Picture": [await _ticket(driver, cat)]}
    remixed = await driver.act("ada", "submit", interaction=opened["interaction"], values=filled)
    assert remixed["message"]["content"].startswith("remixed ink [")
    typed = await driver.act("ada", "command", name="hello", options={"style": "w"}, focused="style")
    assert [choice["value"] for choice in typed["choices"]] == ["watercolour", "woodcut"]
    said = await driver.act("ada", "say", text="look", files=[await _ticket(driver, cat)], channel="lounge")
    on_it = await driver.act("mo", "menu", name="Restyle this", message=said["message"]["id"])
    assert on_it["message"]["content"] == "restyling look ['cat.png']"
    assert await driver.act("mo", "react", message=said["message"]["id"], emoji="👍", on=True) == {}
    assert await driver.act("mo", "delete", message=said["message"]["id"]) == {}
    seen = await driver.get("/messages", **{"as": "ada", "channel": "lounge"})
    assert [message["id"] for message in seen] == [remixed["message"]["id"], on_it["message"]["id"]]


@pytest.mark.usefixtures("bot")
async def test_who_is_offered_what(driver: Driver) -> None:
    hers = {one["name"] for one in await driver.get("/commands", **{"as": "ada"})}
    his = {one["name"] for one in await driver.get("/commands", **{"as": "mo"})}
    assert his - hers == {"quota"}
    assert await driver.get("/commands", **{"as": "ada", "channel": "type"}) == []
    await driver.act("ada", "install", on=True)
    assert (await driver.get("/commands", **{"as": "ada", "channel": "dm"}))[0]["name"] == "restyle"


@pytest.mark.usefixtures("bot")
async def test_an_answer_that_takes_long_is_asked_for_again(
    sandbox: Sandbox, driver: Driver, cat: Upload
) -> None:
    asleep = {"image": await _ticket(driver, cat), "prompt": "sleep"}
    asked = await driver.act("ada", "command", name="restyle", options=asleep, wait=0)
    assert (asked["answered"], asked["message"], asked["failed"]) == (False, None, None)
    before = sandbox.clock.time()
    assert (await driver.post("/clock", {"seconds": 3}))["now"] >= before + 3
    told = await driver.get(f"/interactions/{asked['interaction']}", wait=10)
    assert (told["answered"], told["failed"]) == (True, "The application did not respond")


async def test_the_bot_is_waited_for_and_troubled(
    sandbox: Sandbox, driver: Driver, start_bot: Callable[..., Awaitable[None]]
) -> None:
    assert (await driver.get(""))["bot"] == {"online": False, "registered": False}
    await start_bot()
    there = await driver.get("", wait=10)
    assert there["bot"] == {"online": True, "registered": True}
    assert there["api_url"] == sandbox.api_url
    assert [guild["bot"] for guild in there["guilds"]] == [True, False, False]
    assert [channel["name"] for channel in there["guilds"][0]["channels"]] == ["studio", "lounge"]
    await driver.post("/faults", {"method": "POST", "path": "/callback", "status": 500, "times": 9})
    await driver.post("/disconnect", {"how": "drop"})
    failed = await driver.act("ada", "command", name="hello", wait=0)
    newest = (await driver.get("/events", after=0))[-1]["number"]
    async with asyncio.timeout(20):
        statuses: list[int | None] = []
        while 500 not in statuses:
            news = await driver.get("/events", after=newest, wait=10)
            statuses = [one["status"] for one in news]
            newest = max((one["number"] for one in news), default=newest)
    sandbox.clock.advance(3)
    assert (await driver.get(f"/interactions/{failed['interaction']}"))["failed"]
    assert (await driver.client.delete("/faults")).json() == {}
    answered = await driver.act("ada", "command", name="hello", options={"style": "ink"})
    assert answered["message"]["content"] == "hello ink"


async def test_faults_do_not_pile_up(sandbox: Sandbox, driver: Driver) -> None:
    for _ in range(1000):
        sandbox.faults.add("GET", "/never", status=500)
    refused = await driver.client.post("/faults", json={"status": 500})
    assert (refused.status_code, "1000 faults" in refused.json()["reason"]) == (400, True)


async def test_a_bot_without_commands_is_waited_for_too(
    driver: Driver, sandbox: Sandbox, start_bot: Callable[..., Awaitable[None]]
) -> None:
    await start_bot()
    sandbox.registry.registered = False
    assert (await driver.get("/", wait=10, commands="false"))["bot"] == {"online": True, "registered": False}


async def test_what_somebody_writes_is_heard_at_once(sandbox: Sandbox, driver: Driver) -> None:
    first = await driver.act("ada", "say", text="one")
    await sandbox.person("bob").say("two")
    query = {"as": "mo", "after": first["message"]["id"], "wait": 10}
    assert [message["content"] for message in await driver.get("/messages", **query)] == ["two"]


WRONG: list[tuple[str, str, object, int, str]] = [
    ("GET", "/nothing", None, 404, "There is no /control/nothing."),
    ("GET", "/act", None, 405, "/control/act takes POST."),
    ("GET", "/messages", None, 400, "Say who looks"),
    ("GET", "/messages?as=eve", None, 400, "There is nobody called eve here."),
    ("GET", "/messages?as=restyle", None, 400, "There is nobody called restyle here."),
    ("GET", "/messages?as=ada&channel=cellar", None, 400, "That channel is not there."),
    ("GET", "/messages?as=ada&before=1", None, 400, "and not before"),
    ("GET", "/events?after=x", None, 400, "after: it takes a whole number."),
    ("GET", "/events?wait=61", None, 400, "wait: it takes 60 or less."),
    ("GET", "/events?wait=nan", None, 400, "wait: it takes a number."),
    ("GET", "/interactions/1", None, 400, "No interaction 1 was asked for here."),
    ("GET", "/interactions/" + "9" * 400, None, 400, "No interaction 9999"),
    ("POST", "/act", "[", 400, "it is no JSON: EOF while parsing a list at line 1 column 1."),
    ("POST", "/act", "", 400, "it is no JSON"),
    ("POST", "/act", [], 400, "it takes an object."),
    ("POST", "/act", {"op": "say", "text": "x"}, 400, "as: it is missing."),
    ("POST", "/act", {"as": "ada"}, 400, "it has no 'op'."),
    ("POST", "/act", {"as": "ada", "op": "fly"}, 400, "'op' is one of 'say', 'command'"),
    ("POST", "/act", {"as": "ada", "op": "say", "text": "x", "loud": True}, 400, "say.loud: not known here"),
    ("POST", "/act", {"as": "ada", "op": "say", "text": " "}, 400, "A message says something"),
    ("POST", "/act", {"as": "ada", "op": "command", "name": "none"}, 400, "There is no command /none."),
    ("POST", "/act", {"as": "ada", "op": "command", "name": ""}, 400, "There is no command /."),
    ("POST", "/act", {"as": "ada", "op": "press", "message": 1, "custom_id": "x"}, 400, "message is not"),
    ("POST", "/act", {"as": "ada", "op": "submit", "interaction": 1}, 400, "That form is not open here."),
    ("POST", "/act", {"as": "ada", "op": "menu", "name": "x", "user": "eve"}, 400, "nobody of that kind"),
    ("POST", "/act", {"as": "ada", "op": "say", "files": [{"ticket": "x"}]}, 400, "no longer here"),
    ("POST", "/act", "[" * 100_000, 400, "it is no JSON"),
    ("POST", "/act", {"as": "ada", "op": "say", "channel": 1.5, "text": "x"}, 400, "takes an id or a name."),
    (
        "POST",
        "/act",
        {"as": "ada", "op": "command", "name": "x", "options": {"a": [1]}},
        400,
        "options.a: it takes a text",
    ),
    ("POST", "/act", {"as": "ada", "op": "press", "custom_id": "x"}, 400, "press.message: it is missing."),
    (
        "POST",
        "/act",
        {"as": "ada", "op": "press", "message": "x", "custom_id": "x"},
        400,
        "takes the id of a message.",
    ),
    (
        "POST",
        "/act",
        {"as": "ada", "op": "menu", "name": "x"},
        400,
        "menu: it takes one of message and user.",
    ),
    (
        "POST",
        "/act",
        {"as": "ada", "op": "submit", "interaction": 1, "values": []},
        400,
        "it takes an object.",
    ),
    ("POST", "/clock", {"seconds": -1}, 400, "seconds: it takes 0 or more."),
    ("POST", "/clock", {"seconds": 1e300}, 400, "seconds: it takes 31622400 or less."),
    (
        "POST",
        "/disconnect",
        {"how": "politely"},
        400,
        "how: it is one of 'drop', 'reconnect' or 'invalidate'.",
    ),
    ("GET", "?commands=yes", None, 400, "commands: it takes true or false."),
    ("POST", "/act", {"as": "ada", "op": "say", "text": 5}, 400, "say.text: it takes a text."),
    ("POST", "/act", {"as": 1, "op": "say", "text": "x"}, 400, "as: it takes a text."),
    ("POST", "/act", {"as": "ada", "op": "say", "text": "x", "wait": "9"}, 400, "wait: it takes a number."),
    ("POST", "/act", {"as": "ada", "op": "install", "on": "yes"}, 400, "install.on: it takes true or false."),
    ("POST", "/act", {"as": "ada", "op": "install", "on": 1}, 400, "install.on: it takes true or false."),
    ("POST", "/act", {"as": "ada", "op": "delete", "message": True}, 400, "takes the id of a message."),
    ("POST", "/act", {"as": "ada", "op": "delete", "message": "9" * 21}, 400, "takes the id of a message."),
    (
        "POST",
        "/act",
        {"as": "mo", "op": "permit", "allowed": {"1": "yes"}},
        400,
        "permit.allowed.1: it takes true or false.",
    ),
    ("POST", "/clock", {"seconds": "9"}, 400, "seconds: it takes a number."),
    ("POST", "/clock", {"seconds": True}, 400, "seconds: it takes a number."),
    ("POST", "/faults", {"status": "500"}, 400, "status: it takes a whole number."),
    ("POST", "/faults", {"status": 500, "times": "2"}, 400, "times: it takes a whole number."),
    ("POST", "/faults", {"drop": "yes"}, 400, "drop: it takes true or false."),
    ("POST", "/faults", {"delay": "5"}, 400, "delay: it takes a number."),
    ("POST", "/faults", {}, 400, "it takes one of status"),
    ("POST", "/faults", {"status": 500, "drop": True}, 400, "it takes one of status"),
    ("POST", "/faults", {"status": 200}, 400, "status: it takes 400 or more."),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "sentence"), WRONG)
async def test_what_is_wrong_is_said_in_a_sentence(
    driver: Driver, method: str, path: str, body: object, status: int, sentence: str
) -> None:
    sent: dict[str, Any] = {"content": body} if isinstance(body, str) else {"json": body}
    response = await driver.client.request(method, path, **(sent if body is not None else {}))
    assert response.status_code == status
    assert sentence in response.json()["reason"]


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"style": 5}, "The option style takes a text."),
        ({"style": True}, "The option style takes a text."),
        ({"style": 5, "focused": "style"}, "The option style takes a text."),
        ({"style": {"ticket": ""}}, "That file is no longer here. Attach it again."),
    ],
)
async def test_a_text_is_a_text(driver: Driver, options: dict[str, Any], sentence: str) -> None:
    focused = options.pop("focused", None)
    asked = {"as": "ada", "op": "command", "name": "hello", "options": options, "focused": focused}
    refused = await driver.client.post("/act", json=asked)
    assert (refused.status_code, refused.json()["reason"]) == (400, sentence)


@pytest.mark.usefixtures("bot")
async def test_a_field_of_a_form_takes_what_it_is_for(driver: Driver, cat: Upload) -> None:
    opened = (await driver.act("ada", "command", name="remix"))["interaction"]
    for values, sentence in (
        ({"Prompt": 5}, "takes a text."),
        ({"Prompt": ["a", "b"]}, "takes a text."),
        ({"Prompt": "ink", "Picture": "cat.png"}, "takes files."),
        ({"Prompt": await _ticket(driver, cat)}, "takes a text."),
    ):
        asked = {"as": "ada", "op": "submit", "interaction": opened, "values": values}
        refused = await driver.client.post("/act", json=asked)
        assert (refused.status_code, sentence in refused.json()["reason"]) == (400, True), refused.text


@pytest.mark.usefixtures("bot")
async def test_a_form_that_was_sent_and_answered_is_open_no_more(driver: Driver) -> None:
    opened = (await driver.act("ada", "command", name="remix"))["interaction"]
    asked = {"interaction": opened, "values": {"Prompt": "ink"}}
    assert (await driver.act("ada", "submit", **asked))["message"]["content"] == "remixed ink []"
    refused = await driver.client.post("/act", json={"as": "ada", "op": "submit", **asked})
    assert (refused.status_code, refused.json()["reason"]) == (400, "That form is not open here.")


async def test_a_form_that_was_not_answered_can_be_sent_again(
    sandbox: Sandbox, driver: Driver, raw: httpx.AsyncClient
) -> None:
    opened = (await driver.act("ada", "command", name="hello", wait=0))["interaction"]
    field = {"type": 18, "label": "Text", "component": {"type": 4, "custom_id": "text", "style": 1}}
    form = {"title": "Form", "custom_id": "form", "components": [field]}
    await _answered(sandbox, raw, opened, {"type": 9, "data": form})
    asked = {"interaction": opened, "values": {"Text": "ink"}, "wait": 0}
    lost = await driver.act("ada", "submit", **asked)
    sandbox.clock.advance(3)
    assert (await driver.get(f"/interactions/{lost['interaction']}"))["failed"]
    again = await driver.act("ada", "submit", **asked)
    await _answered(sandbox, raw, again["interaction"], {"type": 4, "data": {"content": "thanks"}})
    assert (await driver.get(f"/interactions/{again['interaction']}"))["message"]["content"] == "thanks"


async def _answered(
    sandbox: Sandbox, raw: httpx.AsyncClient, interaction: str, answer: dict[str, Any]
) -> None:
    asked = sandbox.interactions.get(int(interaction))
    assert asked is not None
    (await raw.post(f"/interactions/{interaction}/{asked.token}/callback", json=answer)).raise_for_status()


@pytest.mark.usefixtures("raw")
async def test_who_may_not_set_who_may_is_told_that_first(driver: Driver) -> None:
    for who, sentence in (
        ("ada", "ada may not change the server."),
        ("mo", "There is nothing of that kind here."),
    ):
        asked = {"as": who, "op": "permit", "command": "hello", "allowed": {"1": True}}
        refused = await driver.client.post("/act", json=asked)
        assert (refused.status_code, refused.json()["reason"]) == (400, sentence)


@pytest.mark.usefixtures("raw")
async def test_what_is_permitted_by_an_id_counts(sandbox: Sandbox, driver: Driver) -> None:
    allowed = {str(sandbox.person("ada").id): False}
    await driver.act("mo", "permit", command="hello", allowed=allowed)
    offered = {one["name"] for one in await driver.get("/commands", **{"as": "ada"})}
    assert "hello" not in offered


async def test_what_is_too_large_is_refused(sandbox: Sandbox, driver: Driver) -> None:
    sandbox.world.attachment_size_limit = 1000
    file = await driver.client.post("/files", params={"name": "a.bin"}, content=bytes(1001))
    ask = await driver.client.post("/act", content=b" " * ((1 << 20) + 1))
    assert (file.status_code, file.json()["reason"]) == (413, "That file is too large.")
    assert (ask.status_code, ask.json()["reason"]) == (413, "That request is too large.")


@pytest.mark.parametrize(("path", "what"), [("/act", "request"), ("/files?name=a.bin", "file")])
async def test_what_is_packed_is_refused(driver: Driver, path: str, what: str) -> None:
    headers = {"Content-Encoding": "gzip"}
    refused = await driver.client.post(path, content=gzip.compress(b"{}"), headers=headers)
    said = f"That {what} is in the Content-Encoding gzip: send it as it is."
    assert (refused.status_code, refused.json()["reason"]) == (415, said)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Host": "evil.example"}, 421),
        ({"Host": "evil.example", "Origin": "http://evil.example"}, 421),
    ],
)
async def test_a_page_from_elsewhere_drives_nothing(
    sandbox: Sandbox, driver: Driver, headers: dict[str, str], status: int
) -> None:
    spoken = {"as": "ada", "op": "say", "text": "I am driven"}
    refused = await driver.client.post("/act", json=spoken, headers=headers)
    looked = await driver.client.get("", headers=headers)
    assert (refused.status_code, looked.status_code) == (status, status)
    assert sandbox.bot_token not in looked.text
    assert sandbox.person("ada").messages() == []


async def test_our_own_page_and_programs_may(sandbox: Sandbox, driver: Driver) -> None:
    ours = {"Origin": sandbox.origin, "Sec-Fetch-Site": "same-origin"}
    for headers in ({}, ours):
        assert (await driver.client.get("", headers=headers)).status_code == 200
