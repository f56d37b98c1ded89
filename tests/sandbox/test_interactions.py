"""The rules of interactions: how fast, how often, with which token, and with what they may be answered."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from sandbox.people.exchange import Exchange
from sandbox.rules.options import Upload
from sandbox.server import Sandbox

Call = Callable[..., Awaitable[httpx.Response]]
Path = Callable[[Exchange], str]
BUTTON = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Press", "custom_id": "press"}]}
MODAL: dict[str, Any] = {
    "title": "Form",
    "custom_id": "form",
    "components": [{"type": 18, "label": "Text", "component": {"type": 4, "custom_id": "text", "style": 1}}],
}


def verdict(response: httpx.Response) -> tuple[int, int]:
    """Discord's status and code."""
    return response.status_code, response.json()["code"]


async def test_after_three_seconds_an_interaction_is_unknown(sandbox: Sandbox, callback: Call) -> None:
    exchange = await sandbox.person("ada").command("hello")
    sandbox.clock.advance(3)
    assert verdict(await callback(exchange, 4, {"content": "late"})) == (404, 10062)
    assert exchange.failed == "The application did not respond"
    assert exchange.versions == []


async def test_before_that_it_is_not(sandbox: Sandbox, callback: Call) -> None:
    exchange = await sandbox.person("ada").command("hello")
    sandbox.clock.advance(1)
    assert (await callback(exchange, 4, {"content": "in time"})).status_code == 204
    sandbox.clock.advance(5)
    assert exchange.failed is None


async def test_a_second_acknowledgement_is_refused(sandbox: Sandbox, callback: Call) -> None:
    exchange = await sandbox.person("ada").command("hello")
    await callback(exchange, 5)
    assert verdict(await callback(exchange, 4, {"content": "again"})) == (400, 40060)


async def test_an_unknown_interaction_is_refused(raw: httpx.AsyncClient) -> None:
    refused = await raw.post("/interactions/123/token/callback", json={"type": 5})
    assert verdict(refused) == (404, 10062)


async def test_a_wrong_token_is_refused(sandbox: Sandbox, raw: httpx.AsyncClient) -> None:
    exchange = await sandbox.person("ada").command("hello")
    path = f"/interactions/{exchange.interaction_id}/wrong/callback"
    assert verdict(await raw.post(path, json={"type": 5})) == (404, 10062)


async def test_an_answer_needs_no_bot_token(sandbox: Sandbox, callback: Call, raw: httpx.AsyncClient) -> None:
    del raw.headers["Authorization"]
    exchange = await sandbox.person("ada").command("hello")
    assert (await callback(exchange, 5)).status_code == 204


async def test_a_wish_that_is_neither_true_nor_false_is_refused_before_anything_is_done(
    sandbox: Sandbox, callback: Call
) -> None:
    exchange = await sandbox.person("ada").command("hello")
    assert verdict(await callback(exchange, 5, params={"with_response": "maybe"})) == (400, 50035)
    assert exchange.callback_type is None


async def test_with_response_tells_what_came_of_it(sandbox: Sandbox, callback: Call) -> None:
    exchange = await sandbox.person("ada").command("hello")
    said = await callback(exchange, 5, {"flags": 64}, params={"with_response": "true"})
    told = said.json()
    assert said.status_code == 200
    assert said.headers["content-type"] == "application/json"
    assert told["interaction"]["response_message_loading"] is True
    assert told["interaction"]["response_message_ephemeral"] is True
    assert told["interaction"]["response_message_id"] == told["resource"]["message"]["id"]
    assert told["resource"]["message"]["flags"] == 64 | 128


@pytest.mark.parametrize("kind", [1, 6, 7, 8, 99, "4", True, None])
async def test_a_command_cannot_be_answered_with_that(sandbox: Sandbox, callback: Call, kind: object) -> None:
    exchange = await sandbox.person("ada").command("hello")
    assert verdict(await callback(exchange, kind, {"content": "x"})) == (400, 50035)
    assert exchange.callback_type is None


async def test_an_autocomplete_is_answered_with_choices_only(sandbox: Sandbox, callback: Call) -> None:
    exchange = await opened_autocomplete(sandbox)
    assert verdict(await callback(exchange, 5)) == (400, 50035)
    too_many = [{"name": str(number), "value": str(number)} for number in range(26)]
    assert verdict(await callback(exchange, 8, {"choices": too_many})) == (400, 50035)
    assert verdict(await callback(exchange, 8, {"choices": [{"name": "one", "value": 1}]})) == (400, 50035)
    assert (await callback(exchange, 8, {"choices": too_many[:25]})).status_code == 204
    assert len(await exchange.choices_offered()) == 25


async def test_an_autocomplete_that_is_not_answered_offers_nothing(sandbox: Sandbox, callback: Call) -> None:
    exchange = await opened_autocomplete(sandbox)
    sandbox.clock.advance(3)
    assert verdict(await callback(exchange, 8, {"choices": []})) == (404, 10062)


async def opened_autocomplete(sandbox: Sandbox) -> Exchange:
    """What a member sets off by typing, without waiting for suggestions."""
    return sandbox.person("ada").begin_autocomplete("hello", {"style": "w"}, focused="style")


async def test_a_component_can_be_answered_without_a_new_message(sandbox: Sandbox, callback: Call) -> None:
    ada = sandbox.person("ada")
    shown = await with_a_button(sandbox, callback)
    assert shown.message is not None
    pressed = await ada.click(shown.message, "press")
    assert (await callback(pressed, 6)).status_code == 204
    assert pressed.versions == []
    updated = await ada.click(shown.message, "press")
    assert (await callback(updated, 7, {"content": "updated"})).status_code == 204
    assert [version.text for version in updated.versions] == ["updated"]
    assert shown.message.text == "updated"


async def with_a_button(sandbox: Sandbox, callback: Call, flags: int = 0) -> Exchange:
    exchange = await sandbox.person("ada").command("hello")
    body = {"content": "press it", "components": [BUTTON], "flags": flags}
    assert (await callback(exchange, 4, body)).status_code == 204
    return exchange


async def test_a_message_that_is_gone_cannot_be_updated(
    sandbox: Sandbox, callback: Call, raw: httpx.AsyncClient, webhook: Path
) -> None:
    shown = await with_a_button(sandbox, callback)
    assert shown.message is not None
    pressed = await sandbox.person("ada").click(shown.message, "press")
    assert (await raw.delete(webhook(shown) + "/messages/@original")).status_code == 204
    assert shown.deleted
    assert verdict(await callback(pressed, 7, {"content": "x"})) == (404, 10008)


async def test_a_form_opens_for_a_command_and_a_component_but_not_for_a_form(
    sandbox: Sandbox, callback: Call
) -> None:
    ada = sandbox.person("ada")
    exchange = await ada.command("hello")
    assert (await callback(exchange, 9, MODAL)).status_code == 204
    submitted = await ada.submit(exchange.modal, {"text": "words"})
    assert verdict(await callback(submitted, 9, MODAL)) == (400, 50035)
    assert verdict(await callback(submitted, 7, {"content": "x"})) == (400, 50035)
    assert (await callback(submitted, 4, {"content": "thanks"})).status_code == 204


async def test_a_form_from_a_button_may_update_the_buttons_message(sandbox: Sandbox, callback: Call) -> None:
    ada = sandbox.person("ada")
    shown = await with_a_button(sandbox, callback)
    assert shown.message is not None
    pressed = await ada.click(shown.message, "press")
    await callback(pressed, 9, MODAL)
    submitted = await ada.submit(pressed.modal, {"text": "words"})
    assert (await callback(submitted, 7, {"content": "remixed"})).status_code == 204
    assert shown.message.text == "remixed"


async def test_a_form_cannot_open_after_a_deferred_answer(sandbox: Sandbox, callback: Call) -> None:
    exchange = await sandbox.person("ada").command("hello")
    await callback(exchange, 5)
    assert verdict(await callback(exchange, 9, MODAL)) == (400, 40060)
    assert exchange.modal is None


async def test_a_form_that_discord_would_not_show_is_refused(sandbox: Sandbox, callback: Call) -> None:
    exchange = await sandbox.person("ada").command("hello")
    assert verdict(await callback(exchange, 9, MODAL | {"title": "x" * 46})) == (400, 50035)


async def test_a_deferred_answer_is_ephemeral_or_nothing(sandbox: Sandbox, callback: Call) -> None:
    exchange = await sandbox.person("ada").command("hello")
    await callback(exchange, 5, {"flags": 64 | 32768})
    assert exchange.message is not None
    assert exchange.message.flags == 64 | 128


async def test_a_bad_answer_leaves_the_interaction_open(sandbox: Sandbox, callback: Call) -> None:
    exchange = await sandbox.person("ada").command("hello")
    assert verdict(await callback(exchange, 4, {"content": "x" * 2001})) == (400, 50035)
    assert verdict(await callback(exchange, 4, {})) == (400, 50006)
    assert (await callback(exchange, 4, {"content": "well"})).status_code == 204


async def test_a_deferred_answer_that_never_comes_is_seen_when_the_token_ends(
    sandbox: Sandbox, callback: Call
) -> None:
    exchange = await sandbox.person("ada").command("hello")
    await callback(exchange, 5)
    sandbox.clock.advance(14 * 60)
    assert exchange.failed is None
    sandbox.clock.advance(2 * 60)
    assert exchange.failed == "The application did not respond"


@pytest.mark.usefixtures("raw")
async def test_the_event_has_all_that_discord_sends(sandbox: Sandbox, cat: Upload) -> None:
    exchange = await sandbox.person("mo").command("restyle", {"image": cat, "prompt": "soft"})
    assert exchange.interaction is not None
    told = exchange.interaction.payload
    attachment = next(iter(told["data"]["resolved"]["attachments"].values()))
    assert (attachment["width"], attachment["height"], attachment["ephemeral"]) == (40, 30, True)
    assert told["attachment_size_limit"] == 10 << 20
    assert told["authorizing_integration_owners"] == {"0": str(sandbox.guild.id)}
    assert (told["context"], told["guild_id"], told["version"]) == (0, str(sandbox.guild.id), 1)
    assert int(told["member"]["permissions"]) & 0x20
    assert int(told["app_permissions"]) & 1 << 15
    assert told["channel"]["id"] == told["channel_id"] == str(sandbox.channel.id)
    assert told["entitlements"] == []


@pytest.mark.usefixtures("raw")
async def test_the_event_of_a_direct_conversation_has_a_user_and_no_guild(sandbox: Sandbox) -> None:
    ada = sandbox.person("ada")
    exchange = await ada.command("hello", channel=ada.dm)
    assert exchange.interaction is not None
    told = exchange.interaction.payload
    assert told["user"]["id"] == str(ada.id)
    assert told["context"] == 1
    assert not {"guild_id", "member", "guild"} & set(told)
