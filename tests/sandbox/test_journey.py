"""A real discord.py bot and the people who use it, from the command to the picture."""

import pytest

from sandbox.rules.options import Upload
from sandbox.server import Sandbox

pytestmark = pytest.mark.usefixtures("bot")


async def test_a_slash_command_brings_back_the_picture(sandbox: Sandbox, cat: Upload) -> None:
    ada, bob = sandbox.person("ada"), sandbox.person("bob")
    exchange = await ada.command("restyle", {"image": cat, "prompt": "soft", "images": 2})
    shown = await exchange.until(lambda m: bool(m.pictures))
    assert shown.text == "soft x2 40x30 image/png"
    assert [version.loading for version in exchange.versions] == [True, False]
    assert await sandbox.fetch(shown.pictures[0]) == cat.content
    assert [m.id for m in bob.messages()] == [shown.id]


async def test_a_file_in_a_components_v2_message_is_in_its_gallery_only(
    sandbox: Sandbox, cat: Upload
) -> None:
    exchange = await sandbox.person("ada").command("restyle", {"image": cat, "prompt": "soft"})
    shown = await exchange.until(lambda m: bool(m.pictures))
    gallery = next(part for part in shown.components if part["type"] == 12)
    media = gallery["items"][0]["media"]
    assert shown.raw["attachments"] == []
    assert (media["width"], media["height"], media["content_type"]) == (40, 30, "image/png")
    assert f"/{media['attachment_id']}/result.png?ex=" in media["url"]
    assert [part["id"] for part in shown.components] == [1, 2, 3, 4, 5]


async def test_an_ephemeral_follow_up_is_seen_by_one_member_only(sandbox: Sandbox, cat: Upload) -> None:
    ada, bob = sandbox.person("ada"), sandbox.person("bob")
    exchange = await ada.command("restyle", {"image": cat, "prompt": "soft"})
    followup = await exchange.until_followup(lambda m: m.text == "only for you")
    assert followup.ephemeral
    assert followup.id in [m.id for m in ada.messages()]
    assert followup.id not in [m.id for m in sandbox.channel_messages(sandbox.channel.id, bob)]


async def test_an_ephemeral_answer_keeps_its_files_apart(sandbox: Sandbox, cat: Upload) -> None:
    ada, bob = sandbox.person("ada"), sandbox.person("bob")
    exchange = await ada.command("restyle", {"image": cat, "prompt": "soft", "private": True})
    shown = await exchange.until(lambda m: bool(m.pictures))
    assert shown.ephemeral
    assert f"/ephemeral-attachments/{sandbox.application_id}/" in shown.pictures[0]
    assert bob.messages() == []


async def test_a_button_changes_its_message(sandbox: Sandbox, cat: Upload) -> None:
    exchange = await sandbox.person("ada").command("restyle", {"image": cat, "prompt": "soft"})
    shown = await exchange.until(lambda m: bool(m.buttons))
    pressed = await sandbox.person("bob").click(shown, "r1:seed:1")
    changed = await pressed.until(lambda m: "pressed 1" in m.text)
    assert changed.id == shown.id
    assert exchange.message == changed
    assert [button.custom_id for button in changed.buttons] == ["r1:seed:2"]


async def test_a_form_brings_a_text_and_a_file(sandbox: Sandbox, cat: Upload) -> None:
    ada = sandbox.person("ada")
    modal = await (await ada.command("remix")).modal_shown()
    assert (modal.title, sorted(modal.fields)) == ("Remix", ["picture", "prompt"])
    sent = await ada.submit(modal, {"prompt": "bolder", "picture": cat})
    assert (await sent.message_shown()).text == f"remixed bolder [{len(cat.content)}]"


async def test_autocomplete_suggests(sandbox: Sandbox) -> None:
    choices = await sandbox.person("ada").autocomplete("hello", {"style": "w"}, focused="style")
    assert [choice.value for choice in choices] == ["watercolour", "woodcut"]


async def test_a_menu_gets_the_message_with_its_pictures(sandbox: Sandbox, cat: Upload) -> None:
    ada = sandbox.person("ada")
    message = await sandbox.person("bob").say("look", cat)
    exchange = await ada.menu("Restyle this", message)
    assert (await exchange.message_shown()).text == "restyling look ['cat.png']"


async def test_a_subcommand_gets_a_member_and_the_askers_permissions(sandbox: Sandbox) -> None:
    exchange = await sandbox.person("mo").command("quota set", {"member": "@bob", "pictures": 5})
    assert (await exchange.message_shown()).text == "Bob 5 True"


async def test_a_command_works_in_a_direct_conversation(sandbox: Sandbox, cat: Upload) -> None:
    ada = sandbox.person("ada")
    exchange = await ada.command("restyle", {"image": cat, "prompt": "here"}, channel=ada.dm)
    assert (await exchange.until(lambda m: bool(m.pictures))).channel_id == ada.dm.id
    assert ada.messages() == []


async def test_the_same_interaction_can_be_delivered_twice(sandbox: Sandbox, heard: list[str]) -> None:
    ada = sandbox.person("ada")
    exchange = await ada.command("hello", {"style": "ink"})
    await exchange.message_shown()
    await ada.repeat(exchange)
    await (await ada.command("hello")).message_shown()
    assert heard.count(f"interaction {exchange.interaction_id}") == 2
    refused = [request.status for request in sandbox.requests if str(exchange.interaction_id) in request.path]
    assert refused == [200, 400]


async def test_a_bot_that_does_not_answer_is_seen_not_to(sandbox: Sandbox, cat: Upload) -> None:
    exchange = await sandbox.person("ada").command("restyle", {"image": cat, "prompt": "sleep"})
    sandbox.clock.advance(3)
    assert await exchange.failure() == "The application did not respond"
    with pytest.raises(TimeoutError, match="did not respond"):
        await exchange.message_shown()
