"""What goes wrong between a bot and Discord: lost requests and answers, young tokens, broken files, shrunken limits."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import httpx
import pytest

from sandbox.people.exchange import Exchange
from sandbox.rules.options import Upload
from sandbox.rules.refusal import unknown
from sandbox.server import Sandbox

MEBIBYTE = 1 << 20
Call = Callable[..., Awaitable[httpx.Response]]
Path = Callable[[Exchange], str]


@dataclass(frozen=True)
class Scene:
    """An answer that is shown, and a second interaction that is not answered yet."""

    sandbox: Sandbox
    shown: Exchange
    waiting: Exchange

    @property
    def names(self) -> dict[str, object]:
        """What stands in the paths."""
        assert self.shown.interaction is not None
        assert self.shown.message is not None
        assert self.waiting.interaction is not None
        waiting = self.waiting.interaction
        return {
            "app": self.sandbox.application_id,
            "hook": f"webhooks/{self.sandbox.application_id}/{self.shown.interaction.token}",
            "callback": f"interactions/{waiting.id}/{waiting.token}/callback",
            "channel": f"channels/{self.sandbox.channel.id}/messages",
            "message": self.shown.message.id,
        }


@dataclass(frozen=True)
class Deed:
    """A request, and what can be seen of it."""

    method: str
    path: str
    body: object
    seen: Callable[[Scene], object]


def followups(scene: Scene) -> object:
    return [(message.text, len(message.pictures)) for message in scene.shown.followups]


def text(scene: Scene) -> object:
    return scene.shown.message and scene.shown.message.text


def texts(scene: Scene) -> object:
    return [message.text for message in scene.sandbox.person("bob").messages()]


def commands(scene: Scene) -> object:
    return len(scene.sandbox.registry.all(None))


DEEDS = {
    "first answer": Deed("POST", "/{callback}", {"type": 5}, lambda scene: scene.waiting.callback_type),
    "first answer with an echo": Deed(
        "POST", "/{callback}?with_response=1", {"type": 4, "data": {"content": "hi"}}, texts
    ),
    "follow-up": Deed("POST", "/{hook}?wait=1", {"content": "more"}, followups),
    "edit": Deed("PATCH", "/{hook}/messages/@original", {"content": "changed"}, text),
    "edit by id": Deed("PATCH", "/{hook}/messages/{message}", {"content": "changed"}, text),
    "deletion": Deed("DELETE", "/{hook}/messages/@original", None, text),
    "message": Deed("POST", "/{channel}", {"content": "from the bot"}, texts),
    "edit as the bot": Deed("PATCH", "/{channel}/{message}", {"content": "changed"}, text),
    "deletion as the bot": Deed("DELETE", "/{channel}/{message}", None, text),
    "commands": Deed("PUT", "/applications/{app}/commands", [], commands),
}


@pytest.fixture
async def scene(sandbox: Sandbox, callback: Call) -> Scene:
    ada = sandbox.person("ada")
    shown, waiting = await ada.command("hello"), await ada.command("hello")
    assert (await callback(shown, 4, {"content": "shown"})).status_code == 204
    return Scene(sandbox, shown, waiting)


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
async def test_an_answer_is_lost_after_discord_has_acted(
    scene: Scene, raw: httpx.AsyncClient, deed: Deed
) -> None:
    before = deed.seen(scene)
    scene.sandbox.faults.add(deed.method, ".", lose_answer=True)
    with pytest.raises(httpx.RemoteProtocolError):
        await raw.request(deed.method, deed.path.format_map(scene.names), json=deed.body)
    assert deed.seen(scene) != before
    assert (scene.sandbox.requests[-1].status, scene.sandbox.requests[-1].json) == (0, deed.body)


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
async def test_a_connection_breaks_before_discord_has_the_request(
    scene: Scene, raw: httpx.AsyncClient, deed: Deed
) -> None:
    before, path = deed.seen(scene), deed.path.format_map(scene.names)
    scene.sandbox.faults.add(deed.method, ".", drop=True)
    with pytest.raises(httpx.TransportError):
        await raw.request(deed.method, path, json=deed.body)
    assert deed.seen(scene) == before
    assert (await raw.request(deed.method, path, json=deed.body)).is_success
    assert deed.seen(scene) != before


@pytest.mark.parametrize("how", ["drop", "lose_answer"])
async def test_so_it_is_with_files(
    scene: Scene, raw: httpx.AsyncClient, webhook: Path, cat: Upload, how: str
) -> None:
    scene.sandbox.faults.add("POST", "/webhooks/", **{how: True})  # pyright: ignore[reportArgumentType]
    payload, files = {"payload_json": json.dumps({"content": "look"})}, {"files[0]": (cat.name, cat.content)}
    with pytest.raises(httpx.TransportError):
        await raw.post(webhook(scene.shown), data=payload, files=files)
    assert followups(scene) == ([] if how == "drop" else [("look", 1)])


async def test_half_of_an_answer_is_none(scene: Scene, raw: httpx.AsyncClient, webhook: Path) -> None:
    scene.sandbox.faults.add("POST", "/webhooks/", cut_answer=True)
    with pytest.raises(httpx.RemoteProtocolError, match="peer closed connection"):
        await raw.post(webhook(scene.shown), json={"content": "more"})
    assert followups(scene) == [("more", 0)]


async def test_nothing_of_it_looks_like_a_crash(
    scene: Scene, raw: httpx.AsyncClient, webhook: Path, cat: Upload, caplog: pytest.LogCaptureFixture
) -> None:
    """Who tries a bot reads the terminal, and took a lost answer's traceback for one."""
    for how in ("drop", "lose_answer", "cut_answer"):
        scene.sandbox.faults.add("POST", "/webhooks/", **{how: True})  # pyright: ignore[reportArgumentType]
        with pytest.raises(httpx.TransportError):
            await raw.post(webhook(scene.shown), json={"content": how})
        kept = scene.sandbox.cdn.keep("attachments/1", cat.name, cat.content)
        scene.sandbox.faults.add("GET", "/attachments/", **{how: True})  # pyright: ignore[reportArgumentType]
        with pytest.raises(httpx.TransportError):
            await raw.get(scene.sandbox.cdn.link(kept))
    assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_a_refusal_can_be_lost_too(scene: Scene, raw: httpx.AsyncClient, webhook: Path) -> None:
    scene.sandbox.faults.add("POST", "/webhooks/", lose_answer=True)
    with pytest.raises(httpx.RemoteProtocolError):
        await raw.post(webhook(scene.shown), json={"content": "x" * 2001})
    assert followups(scene) == []


async def test_a_young_token_is_not_known_everywhere_yet(
    scene: Scene, raw: httpx.AsyncClient, callback: Call, webhook: Path
) -> None:
    young = scene.sandbox.faults.add("*", "/webhooks/", refused=unknown("Webhook"), times=3)
    assert (await callback(scene.waiting, 5)).status_code == 204
    hook = webhook(scene.waiting)
    answers = [
        await raw.post(hook, json={"content": "x"}),
        await raw.patch(f"{hook}/messages/@original", json={"content": "x"}),
        await raw.get(f"{hook}/messages/@original"),
    ]
    assert [(one.status_code, one.json()["code"]) for one in answers] == [(404, 10015)] * 3
    assert young.struck == 3
    assert (await raw.post(hook, json={"content": "x"})).status_code == 200


async def test_a_server_loses_its_boosts_between_asking_and_answering(
    sandbox: Sandbox, raw: httpx.AsyncClient, callback: Call, webhook: Path
) -> None:
    sandbox.world.attachment_size_limit = 50 * MEBIBYTE
    asked = await sandbox.person("ada").command("hello")
    assert asked.interaction is not None
    assert asked.interaction.payload["attachment_size_limit"] == 50 * MEBIBYTE
    await callback(asked, 5)
    sandbox.world.attachment_size_limit = 10 * MEBIBYTE
    original = f"{webhook(asked)}/messages/@original"
    large = await raw.patch(original, files={"files[0]": ("large.png", bytes(10 * MEBIBYTE + 1))})
    assert (large.status_code, large.json()["code"]) == (413, 40005)
    assert asked.message is not None
    assert asked.message.loading
    fits = await raw.patch(original, files={"files[0]": ("fits.png", bytes(10 * MEBIBYTE))})
    assert fits.status_code == 200


@pytest.mark.parametrize("flags", [0, 64], ids=["public", "ephemeral"])
async def test_a_follow_up_after_a_deleted_deferral_is_a_message_or_in_one_reading_its_edit(
    sandbox: Sandbox, raw: httpx.AsyncClient, callback: Call, webhook: Path, flags: int
) -> None:
    for edits in (False, True):
        sandbox.interactions.first_follow_up_edits_what_is_gone = edits
        exchange = await sandbox.person("ada").command("hello")
        await callback(exchange, 5, {"flags": flags})
        assert (await raw.delete(f"{webhook(exchange)}/messages/@original")).status_code == 204
        word = {"content": "in private", "flags": 64}
        answers = [await raw.post(webhook(exchange), json=word) for _ in range(2)]
        assert [one.status_code for one in answers] == [404 if edits else 200, 200]
        assert answers[0].json().get("code") == (10008 if edits else None)
        assert [message.text for message in exchange.followups] == ["in private"] * (1 if edits else 2)


async def test_only_a_deleted_deferral_is_edited_like_that(
    sandbox: Sandbox, raw: httpx.AsyncClient, callback: Call, webhook: Path
) -> None:
    sandbox.interactions.first_follow_up_edits_what_is_gone = True
    answered, deferred = [await sandbox.person("ada").command("hello") for _ in range(2)]
    await callback(answered, 4, {"content": "at once"})
    await raw.delete(f"{webhook(answered)}/messages/@original")
    await callback(deferred, 5)
    for exchange in (answered, deferred):
        assert (await raw.post(webhook(exchange), json={"content": "more"})).status_code == 200


FILE_FAULTS: dict[str, dict[str, Any]] = {
    "503": {"status": 503},
    "429": {"retry_after": 0.1},
    "dropped": {"drop": True},
    "cut": {"cut_answer": True},
}


@pytest.mark.parametrize("fault", FILE_FAULTS.values(), ids=FILE_FAULTS)
@pytest.mark.parametrize("place", ["attachments", "ephemeral-attachments"])
async def test_the_host_of_files_fails_once(
    sandbox: Sandbox, raw: httpx.AsyncClient, cat: Upload, place: str, fault: dict[str, Any]
) -> None:
    url = (await sandbox.person("ada").say("", cat)).pictures[0]
    if place != "attachments":
        asked = await sandbox.person("ada").command("restyle", {"image": cat, "prompt": "soft"})
        assert asked.interaction is not None
        url = next(iter(asked.interaction.data["resolved"]["attachments"].values()))["url"]
    sandbox.faults.add("GET", f"^/{place}/", **fault)
    try:
        assert not (await raw.get(url)).is_success
    except httpx.TransportError:
        assert {"drop", "cut_answer"} & fault.keys()
    assert (await raw.get(url)).content == cat.content


async def test_of_a_file_that_is_cut_half_arrives(sandbox: Sandbox, cat: Upload) -> None:
    url = (await sandbox.person("ada").say("", cat)).pictures[0]
    sandbox.faults.add("GET", "attachments/", cut_answer=True)
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        assert (response.status, response.content_length) == (200, len(cat.content))
        assert (
            await response.content.readexactly(len(cat.content) // 2) == cat.content[: len(cat.content) // 2]
        )
        with pytest.raises(aiohttp.ClientPayloadError):
            await response.content.read()


# The real client


@pytest.mark.usefixtures("bot")
async def test_a_real_bot_does_not_learn_that_its_answer_has_arrived(sandbox: Sandbox) -> None:
    fault = sandbox.faults.add("POST", "/callback$", lose_answer=True)
    asked = await sandbox.person("ada").command("hello", {"style": "ink"})
    assert (await asked.message_shown()).text == "hello ink"
    await sandbox.faults.struck(fault)
    assert [request.status for request in sandbox.requests if request.path.endswith("/callback")] == [0]


@pytest.mark.usefixtures("bot")
async def test_a_real_bot_does_not_get_its_answer_through(sandbox: Sandbox) -> None:
    fault = sandbox.faults.add("POST", "/callback$", drop=True)
    asked = await sandbox.person("ada").command("hello")
    await sandbox.faults.struck(fault)
    sandbox.clock.advance(3)
    assert await asked.failure() == "The application did not respond"


@pytest.mark.usefixtures("bot")
async def test_a_real_bot_finds_its_young_token_unknown(sandbox: Sandbox, cat: Upload) -> None:
    fault = sandbox.faults.add("PATCH", "/webhooks/", refused=unknown("Webhook"))
    asked = await sandbox.person("ada").command("restyle", {"image": cat, "prompt": "soft"})
    await sandbox.faults.struck(fault)
    again = await sandbox.person("ada").command("restyle", {"image": cat, "prompt": "soft"})
    await again.until(lambda message: bool(message.pictures))
    assert asked.message is not None
    assert asked.message.loading


async def test_an_answer_can_come_long_after_what_it_tells_of(
    scene: Scene, raw: httpx.AsyncClient, callback: Call
) -> None:
    scene.sandbox.faults.add("POST", "/callback", late=10)
    answering = asyncio.ensure_future(callback(scene.waiting, 5))
    await scene.waiting.acknowledged()
    assert not answering.done()
    scene.sandbox.clock.advance(10)
    assert (await answering).is_success


async def test_a_limit_can_be_everybodys(scene: Scene, raw: httpx.AsyncClient, webhook: Path) -> None:
    scene.sandbox.faults.add("POST", "/webhooks/", retry_after=2, scope="global")
    refused = await raw.post(webhook(scene.shown), json={"content": "x"})
    assert (refused.json()["global"], refused.headers["X-RateLimit-Global"]) == (True, "true")
