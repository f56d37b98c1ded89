"""What Discord does not let members do, and what it sends when they do something."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from sandbox.people.exchange import Exchange
from sandbox.rules.options import Upload, WrongInput
from sandbox.server import Sandbox
from sandbox.world.permissions import Permission

Call = Callable[..., Awaitable[httpx.Response]]
pytestmark = pytest.mark.usefixtures("raw")


def sent(exchange: Exchange) -> dict[str, Any]:
    """The data of what a member did."""
    assert exchange.interaction is not None
    return exchange.interaction.data


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({}, "required"),
        ({"image": "cat.png"}, "takes a file"),
        ({"prompt": "x" * 101}, "101"),
        ({"images": 5}, "between 1 and 4"),
        ({"images": "many"}, "whole number"),
        ({"strange": 1}, "no option strange"),
    ],
)
async def test_the_client_checks_what_is_typed(
    sandbox: Sandbox, cat: Upload, typed: dict[str, object], reason: str
) -> None:
    good: dict[str, object] = {"image": cat} if typed else {}
    with pytest.raises(WrongInput, match=reason):
        await sandbox.person("ada").command("restyle", good | typed)


async def test_a_hostile_client_sends_what_it_likes(sandbox: Sandbox, cat: Upload) -> None:
    typed = {"image": cat, "images": 99, "strange": True}
    exchange = await sandbox.person("ada").command("restyle", typed, unchecked=True)
    options = {option["name"]: (option["type"], option["value"]) for option in sent(exchange)["options"]}
    assert options["images"] == (4, 99)
    assert options["strange"] == (5, True)


async def test_a_file_may_not_be_larger_than_the_server_takes(sandbox: Sandbox) -> None:
    large = Upload("large.png", bytes((10 << 20) + 1))
    with pytest.raises(WrongInput, match="too large"):
        await sandbox.person("ada").command("restyle", {"image": large}, unchecked=True)


async def test_there_is_no_other_command(sandbox: Sandbox) -> None:
    with pytest.raises(WrongInput, match="no command /nothing"):
        await sandbox.person("ada").command("nothing")
    with pytest.raises(WrongInput, match="subcommand"):
        await sandbox.person("mo").command("quota reset")
    with pytest.raises(WrongInput, match="menu has no"):
        await sandbox.person("ada").menu("hello", sandbox.person("bob"))


async def test_a_command_for_moderators_is_for_moderators(sandbox: Sandbox) -> None:
    for name in ("ada", "bob"):
        with pytest.raises(WrongInput, match="may not use quota"):
            await sandbox.person(name).command("quota set", {"member": "bob"}, unchecked=True)
    for name in ("mo", "olive"):
        await sandbox.person(name).command("quota set", {"member": "bob"})


async def test_a_command_for_nobody_is_for_administrators(sandbox: Sandbox) -> None:
    with pytest.raises(WrongInput, match="may not use owners"):
        await sandbox.person("mo").command("owners")
    assert sent(await sandbox.person("olive").command("owners"))["name"] == "owners"


async def test_a_command_for_the_guild_is_not_there_in_direct_messages(sandbox: Sandbox) -> None:
    ada = sandbox.person("ada")
    await ada.command("here")
    with pytest.raises(WrongInput, match="cannot be used here"):
        await ada.command("here", channel=ada.dm)


async def test_a_command_for_adults_is_there_in_age_restricted_channels_and_their_threads(
    sandbox: Sandbox, raw: httpx.AsyncClient
) -> None:
    studio, lounge = sandbox.guild.channels.values()
    made = {"name": "late", "description": "x", "nsfw": True}
    path = f"/applications/{sandbox.application_id}/commands"
    (await raw.put(path, json=[made])).raise_for_status()
    ada = sandbox.person("ada")
    with pytest.raises(WrongInput, match="age-restricted"):
        await ada.command("late", channel=studio)
    lounge.nsfw = True
    sandbox.changed(lounge)
    for place in (lounge, sandbox.world.open_thread("sketches", lounge)):
        assert sent(await ada.command("late", channel=place))["name"] == "late"
    assert (await raw.get(f"/channels/{lounge.id}")).json()["nsfw"]
    assert not (await raw.get(f"/channels/{studio.id}")).json()["nsfw"]


async def test_a_channel_that_a_member_cannot_see_is_not_there_for_them(sandbox: Sandbox) -> None:
    message = await sandbox.person("mo").say("secret")
    sandbox.channel.deny(sandbox.person("ada").id, Permission.VIEW_CHANNEL)
    for attempt in (
        sandbox.person("ada").command("hello", channel=sandbox.channel),
        sandbox.person("ada").menu("Restyle this", message),
        sandbox.person("ada").say("hello", channel=sandbox.channel),
    ):
        with pytest.raises(WrongInput, match="cannot see"):
            await attempt


async def test_users_channels_and_roles_are_sent_along(sandbox: Sandbox) -> None:
    bob, lounge = sandbox.person("bob"), list(sandbox.guild.channels.values())[1]
    moderator = sandbox.guild.roles[1]
    typed = {"member": bob, "channel": "#lounge", "role": moderator, "whom": str(moderator.id)}
    data = sent(await sandbox.person("mo").command("quota set", typed))
    values = [option["value"] for option in data["options"][0]["options"]]
    assert values == [str(bob.id), str(lounge.id), str(moderator.id), str(moderator.id)]
    assert data["resolved"]["users"][str(bob.id)]["username"] == "bob"
    assert data["resolved"]["members"][str(bob.id)]["roles"] == []
    told = data["resolved"]["channels"][str(lounge.id)]
    assert (told["name"], told["type"]) == ("lounge", 0)
    assert int(told["permissions"]) & Permission.MANAGE_MESSAGES, "what mo may do there"
    assert data["resolved"]["roles"][str(moderator.id)]["name"] == "Moderator"
    with pytest.raises(WrongInput, match="no zoe here"):
        await sandbox.person("mo").command("quota set", {"member": "zoe"})


async def test_a_menu_on_a_person_sends_the_person(sandbox: Sandbox) -> None:
    bob = sandbox.person("bob")
    data = sent(await sandbox.person("ada").menu("Who is this", bob))
    assert (data["type"], data["target_id"]) == (2, str(bob.id))
    assert list(data["resolved"]["users"]) == [str(bob.id)]


def row(**more: object) -> dict[str, object]:
    button = {"type": 2, "style": 1, "label": "Press", "custom_id": "press"} | more
    return {"type": 1, "components": [button]}


async def test_only_a_button_that_is_there_and_enabled_can_be_pressed(
    sandbox: Sandbox, callback: Call
) -> None:
    ada = sandbox.person("ada")
    exchange = await ada.command("hello")
    await callback(exchange, 4, {"content": "x", "components": [row(disabled=True)]})
    message = await exchange.message_shown()
    assert [(button.label, button.disabled) for button in message.buttons] == [("Press", True)]
    for custom_id in ("press", "other"):
        with pytest.raises(WrongInput, match="could be pressed"):
            await ada.click(message, custom_id)


async def test_only_who_sees_a_message_can_press_its_buttons(sandbox: Sandbox, callback: Call) -> None:
    ada, bob = sandbox.person("ada"), sandbox.person("bob")
    exchange = await ada.command("hello")
    await callback(exchange, 4, {"content": "x", "components": [row()], "flags": 64})
    message = await exchange.message_shown()
    with pytest.raises(WrongInput, match="not there"):
        await bob.click(message, "press")
    with pytest.raises(WrongInput, match="not there"):
        await bob.menu("Restyle this", message)
    pressed = await ada.click(message, "press")
    assert pressed.interaction is not None
    assert pressed.interaction.payload["message"]["id"] == str(message.id)
    assert sent(pressed)["component_type"] == 2


async def test_values_can_be_chosen_in_a_select(sandbox: Sandbox, callback: Call) -> None:
    ada = sandbox.person("ada")
    exchange = await ada.command("hello")
    options = [{"label": "One", "value": "1"}, {"label": "Two", "value": "2"}]
    select = {"type": 3, "custom_id": "pick", "options": options}
    await callback(exchange, 4, {"content": "x", "components": [{"type": 1, "components": [select]}]})
    message = await exchange.message_shown()
    assert sent(await ada.click(message, "pick", ["2"]))["values"] == ["2"]
    for values in (["3"], ["1", "2"], []):
        with pytest.raises(WrongInput, match="In pick one"):
            await ada.click(message, "pick", values)


async def test_a_value_is_chosen_once_and_only_where_there_is_one_to_choose(
    sandbox: Sandbox, callback: Call
) -> None:
    ada = sandbox.person("ada")
    exchange = await ada.command("hello")
    texts = [{"label": "One", "value": "1"}, {"label": "Two", "value": "2"}]
    parts = [
        {"type": 3, "custom_id": "e1f01978", "placeholder": "Pick", "options": texts, "max_values": 2},
        {"type": 5, "custom_id": "6f646974", "placeholder": "Whom?", "max_values": 2},
    ]
    rows = [{"type": 1, "components": [part]} for part in parts]
    await callback(exchange, 4, {"content": "x", "components": [*rows, row(custom_id="77c0")]})
    message = await exchange.message_shown()
    with pytest.raises(WrongInput, match="In Pick one can choose each of them once"):
        await ada.click(message, "Pick", ["1", "1"])
    with pytest.raises(WrongInput, match=r"In Whom\? one can choose each of them once"):
        await ada.click(message, "Whom?", ["bob", str(sandbox.person("bob").id)])
    with pytest.raises(WrongInput, match="Press is a button: there is nothing to choose in it"):
        await ada.click(message, "77c0", ["1"])
    assert sent(await ada.click(message, "Pick", ["2", "1"]))["values"] == ["2", "1"]


FIELDS: list[dict[str, Any]] = [
    {"type": 4, "custom_id": "text", "style": 1, "min_length": 2, "max_length": 5},
    {"type": 19, "custom_id": "files", "min_values": 0, "max_values": 2, "required": False},
    {"type": 21, "custom_id": "one", "required": False, "options": [{"label": n, "value": n} for n in "abc"]},
    {"type": 22, "custom_id": "some", "required": False, "options": [{"label": n, "value": n} for n in "ab"]},
    {"type": 23, "custom_id": "yes", "default": True},
]


@pytest.fixture
async def form(sandbox: Sandbox, callback: Call) -> Exchange:
    """A form with every kind of field, open before ada."""
    exchange = await sandbox.person("ada").command("hello")
    labels = [{"type": 18, "label": "Field", "component": field} for field in FIELDS]
    opened = await callback(exchange, 9, {"title": "Form", "custom_id": "form", "components": labels})
    assert opened.status_code == 204
    return exchange


async def test_a_form_is_sent_with_what_was_filled_in(sandbox: Sandbox, form: Exchange, cat: Upload) -> None:
    filled = {"text": "abc", "files": [cat], "one": "b", "some": ["a", "b"]}
    data = sent(await sandbox.person("ada").submit(form.modal, filled))
    parts = [part["component"] for part in data["components"]]
    values = {part["custom_id"]: part.get("value", part.get("values")) for part in parts}
    file = next(iter(data["resolved"]["attachments"]))
    assert values == {"text": "abc", "files": [file], "one": "b", "some": ["a", "b"], "yes": True}
    assert data["custom_id"] == "form"


@pytest.mark.parametrize(
    "filled",
    [
        {},
        {"text": "a"},
        {"text": "abcdef"},
        {"text": "abc", "one": "z"},
        {"text": "abc", "some": ["z"]},
        {"text": "abc", "files": [Upload("f", b"")] * 3},
        {"text": "abc", "strange": "x"},
    ],
)
async def test_the_client_checks_a_form(sandbox: Sandbox, form: Exchange, filled: dict[str, object]) -> None:
    with pytest.raises(WrongInput):
        await sandbox.person("ada").submit(form.modal, filled)


@pytest.mark.parametrize(
    ("filled", "sentence"),
    [
        ({}, "The field Your name is required."),
        ({"Your name": "a"}, "The field Your name takes 2 to 5 characters."),
        ({"Your name": True}, "The field Your name takes a text."),
        ({"Your name": "abc", "Some": ["a", "a"]}, "In Some one can choose each of them once."),
        ({"Your name": "abc", "Some": ["a", "b", "a"]}, "In Some one must choose 1 to 2."),
        ({"Your name": "abc", "Older": "abcd"}, "The field Older takes 0 to 3 characters."),
    ],
)
async def test_a_field_goes_by_what_people_read_above_it(
    sandbox: Sandbox, callback: Call, filled: dict[str, object], sentence: str
) -> None:
    ada = sandbox.person("ada")
    text, some = (FIELDS[place] | {"custom_id": drawn} for place, drawn in ((0, "e1f01978"), (3, "6f646974")))
    older = {"type": 4, "custom_id": "77c0", "style": 1, "label": "Older", "required": False, "max_length": 3}
    parts = [
        {"type": 18, "label": "Your name", "component": text},
        {"type": 18, "label": "Some", "component": some},
        {"type": 1, "components": [older]},
    ]
    exchange = await ada.command("hello")
    opened = await callback(exchange, 9, {"title": "Form", "custom_id": "form", "components": parts})
    assert opened.status_code == 204
    with pytest.raises(WrongInput) as wrong:
        await ada.submit(exchange.modal, filled)
    assert str(wrong.value) == sentence


async def test_a_form_is_open_before_one_member(sandbox: Sandbox, form: Exchange) -> None:
    with pytest.raises(WrongInput, match="not open"):
        await sandbox.person("bob").submit(form.modal, {"text": "abc"})
    with pytest.raises(WrongInput, match="not open"):
        await sandbox.person("ada").submit(None, {})


async def test_waiting_in_vain_tells_what_was_seen(sandbox: Sandbox, callback: Call) -> None:
    exchange = await sandbox.person("ada").command("hello")
    await callback(exchange, 4, {"content": "something else"})
    with pytest.raises(TimeoutError, match="something else"):
        await exchange.until(lambda m: m.text == "what was hoped for", 0.05)


async def test_until_goes_through_every_state(
    sandbox: Sandbox, callback: Call, raw: httpx.AsyncClient, webhook: Callable[[Exchange], str]
) -> None:
    exchange = await sandbox.person("ada").command("hello")
    await callback(exchange, 4, {"content": "one"})
    for text in ("two", "three"):
        await raw.patch(webhook(exchange) + "/messages/@original", json={"content": text})
    for text in ("one", "two", "three"):
        assert (await exchange.until(lambda m, text=text: m.text == text)).text == text
    assert [version.text for version in exchange.versions] == ["one", "two", "three"]
