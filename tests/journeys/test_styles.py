"""Styles: everybody picks them by name, and moderators make their server's own."""

import io
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from tests.journeys.watching import button, restarted
from tests.stage import Bot, Renderer

HOUSE = {
    "description": "As our books look",
    "before": "a linocut of",
    "after": "two colours",
    "strength": "0,6",
}


async def _said(person: Person, command: str, **options: object) -> Message:
    return await (await person.command(f"style {command}", options)).message_shown()


async def _add(person: Person, name: str, **filled: str) -> Message:
    form = await (await person.command("style add", {"name": name})).modal_shown()
    return await (await person.submit(form, filled)).message_shown()


async def _made(person: Person, picture: Upload, style: str, **options: object) -> Message:
    ask = {"image": picture, "prompt": "a harbour", "style": style, **options}
    return await (await person.command("restyle", ask)).until(lambda message: bool(message.pictures))


async def _offered(person: Person, typed: str, command: str = "restyle") -> list[str]:
    option = "style" if command == "restyle" else "name"
    found = await person.autocomplete(command, {option: typed}, focused=option)
    return [choice.name for choice in found]


async def _recipe(discord: Sandbox, person: Person, result: Message) -> dict[str, Any]:
    menu = await (await person.click(result, button(result, "⋯"))).message_shown()
    shown = await (await person.click(menu, button(menu, "Recipe"))).message_shown()
    [file] = [part for part in shown.components if part["type"] == 13]
    return json.loads(await discord.fetch(file["file"]["url"]))


async def test_a_moderator_adds_a_style_and_a_member_finds_and_uses_it(
    discord: Sandbox, bot: Bot, ada: Person, mo: Person, picture: Upload
) -> None:
    form = await (await mo.command("style add", {"name": "House look"})).modal_shown()
    await restarted(discord, bot)
    added = await (await mo.submit(form, HOUSE)).message_shown()
    assert added.ephemeral
    assert "Added. Members find it as `style` of /restyle." in added.text
    assert f"made here by <@{mo.id}>" in added.text
    for _ in range(2):
        assert await _offered(ada, "hous") == ["House look · As our books look"]
        assert await _offered(ada, "our books") == ["House look · As our books look"]
        assert (await _offered(ada, ""))[0] == "House look · As our books look"
        result = await _made(ada, picture, "house LOOK")
        assert "house look · strength 0.6" in result.text
        assert (await _recipe(discord, ada, result))["prompt_as_sent"].startswith(
            "a linocut of a harbour, two colours"
        )
        await restarted(discord, bot)
    assert "strength 0.2" in (await _made(ada, picture, "House look", strength=0.2)).text


async def test_a_change_counts_for_what_is_asked_from_then_on(
    discord: Sandbox, bot: Bot, renderer: Renderer, ada: Person, mo: Person, picture: Upload
) -> None:
    await _add(mo, "House", **HOUSE)
    with renderer.standing_still():
        waiting = await ada.command("restyle", {"image": picture, "prompt": "a harbour", "style": "House"})
        await waiting.message_shown()
        form = await (await mo.command("style edit", {"name": "House"})).modal_shown()
        assert form.fields["before"]["value"] == "a linocut of"
        assert form.fields["strength"]["value"] == "0.6"
        changed = await (await mo.submit(form, {"before": "an etching of", "strength": ""})).message_shown()
        assert "What waits is made as it was asked." in changed.text
        await restarted(discord, bot)
    old = await waiting.until(lambda message: bool(message.pictures))
    assert (await _recipe(discord, ada, old))["prompt_as_sent"].startswith("a linocut of a harbour")
    new = await _made(ada, picture, "House")
    assert (await _recipe(discord, ada, new))["prompt_as_sent"].startswith(
        "an etching of a harbour, two colours"
    )
    assert "strength 0.8" in new.text


async def test_what_is_removed_is_no_longer_offered_and_old_results_go_on(
    discord: Sandbox, bot: Bot, ada: Person, mo: Person, picture: Upload
) -> None:
    await _add(mo, "House", **HOUSE)
    result = await _made(ada, picture, "House")
    removed = await _said(mo, "remove", name="house")
    assert "Removed." in removed.text
    assert "Before your prompt: “a linocut of”" in removed.text, "so that it can be made anew"
    await restarted(discord, bot)
    assert await _offered(ada, "House") == []
    refused = await (
        await ada.command("restyle", {"image": picture, "prompt": "a harbour", "style": "House"})
    ).message_shown()
    assert "There is no style called “House”." in refused.text
    again = await (await ada.click(result, button(result, "Again"))).until(lambda one: bool(one.pictures))
    assert "house · strength 0.6" in again.text
    assert "There is no style called “House”." in (await _said(mo, "remove", name="House")).text


async def test_a_server_s_style_takes_the_place_of_the_bot_s_and_leaves_it_again(
    bot: Bot, ada: Person, mo: Person
) -> None:
    assert "comes with the bot" in (await _said(mo, "remove", name="Neon")).text
    await _add(mo, "NEON", after="our own signs")
    assert "After your prompt: “our own signs”" in (await _said(ada, "show", name="neon")).text
    assert "a style called “NEON” already" in (await _said(mo, "add", name="neon")).text
    await _said(mo, "remove", name="neon")
    shown = await _said(ada, "show", name="neon")
    assert "After your prompt: “neon lights at night, wet reflections”" in shown.text
    assert len(shown.pictures) == 1


async def test_only_moderators_touch_styles(bot: Bot, ada: Person, mo: Person, picture: Upload) -> None:
    await _add(mo, "House", **HOUSE)
    for command in ("add", "edit", "remove", "preview"):
        refused = await _said(ada, command, name="Mine" if command == "add" else "House")
        assert refused.ephemeral
        assert refused.text.startswith("Only moderators can do that")
    assert "made here" in (await _said(ada, "show", name="House")).text


async def test_everybody_sees_what_there_is_with_pictures(discord: Sandbox, bot: Bot, ada: Person) -> None:
    shown = await _said(ada, "list")
    assert shown.ephemeral
    assert len(shown.pictures) == 8
    assert "Watercolour" in shown.text
    assert "Psychedelic" in shown.text
    found = await _said(ada, "list", search="chalk")
    assert "**Chalkboard**" in found.text
    [url] = found.pictures
    with Image.open(io.BytesIO(await discord.fetch(url))) as preview:
        assert "compositeWithTrainedAlgorithmicMedia" in preview.info["xmp"].decode()
    assert "No style is like “\\*\\*zzz\\*\\*”" in (await _said(ada, "list", search="**zzz**")).text


async def test_a_preview_is_an_attached_picture_or_the_latest_result(
    discord: Sandbox, bot: Bot, ada: Person, mo: Person, picture: Upload
) -> None:
    await _add(mo, "House", **HOUSE)
    assert "You have no result with “House” here yet." in (await _said(mo, "preview", name="House")).text
    large = io.BytesIO()
    Image.effect_noise((1600, 1200), 90).convert("RGB").save(large, "PNG")
    for attached in (Upload("large.png", large.getvalue()), None):
        if attached is None:
            await _made(mo, picture, "House")
        options = {"name": "House"} | ({"picture": attached} if attached else {})
        said = await (await mo.command("style preview", options)).message_shown()
        assert "This is its preview now." in said.text
        await restarted(discord, bot)
        shown = await _said(ada, "show", name="House")
        [url] = shown.pictures
        file = await discord.fetch(url)
        assert len(file) <= 100_000
        with Image.open(io.BytesIO(file)) as preview:
            assert preview.size == ((256, 192) if attached is None else preview.size)
    broken = await (
        await mo.command("style preview", {"name": "House", "picture": Upload("x.png", b"no picture")})
    ).message_shown()
    assert "That file is not a picture." in broken.text


@pytest.mark.parametrize(
    ("loras", "said"),
    [
        ("file:///etc/passwd", "LoRA 1 is no address"),
        ("http://huggingface.co/a.safetensors", "must begin with https://"),
        ("https://me:secret@huggingface.co/a.safetensors", "has a name or a password in it"),
        ("https://huggingface.co.evil.example/a.safetensors", "on a host that this bot does not allow"),
        ("https://evil.example/#.huggingface.co/a.json", "on a host that this bot does not allow"),
        ("https://127.0.0.1/a.safetensors", "on a host that this bot does not allow"),
        ("https://[::1]/a.safetensors", "on a host that this bot does not allow"),
        ("https://huggingface.co:8443/a.safetensors", "on a host that this bot does not allow"),
        ("https://[huggingface.co/a.safetensors", "LoRA 1 is no address"),
        ("https://huggingface.co/a.json 5", "The scale of LoRA 1 must be between 0 and 4."),
        ("https://huggingface.co/a.json nan", "The scale of LoRA 1 must be between 0 and 4."),
        ("https://huggingface.co/a.json 1 2", "LoRA 1 is no address"),
        ("\n".join(["https://huggingface.co/a.json"] * 4), "A style has three LoRAs at most"),
        ("https://huggingface.co/a.json\nhttps://huggingface.co/b.safetensors 1", "takes LoRA 2"),
        ("", "That style would change nothing."),
    ],
)
async def test_what_no_style_may_have_is_refused_in_a_sentence_and_not_lost(
    bot: Bot, mo: Person, loras: str, said: str
) -> None:
    refused = await _add(mo, "House", description="our books", loras=loras)
    assert refused.ephemeral
    assert said in refused.text
    assert f"What you typed:\n```\nour books\n{loras}".rstrip() in refused.text
    assert await _offered(mo, "House", "style edit") == []


async def test_a_style_pack_of_an_allowed_host_is_painted_with(
    discord: Sandbox, renderer: Renderer, tmp_path: Path, ada: Person, mo: Person, picture: Upload
) -> None:
    bot = Bot.on_the_local_model(tmp_path, discord, renderer, LORA_HOSTS=f"huggingface.co, {renderer.url}")
    await bot.start()
    await discord.ready(20)
    async with httpx.AsyncClient(base_url=renderer.url) as http:
        key = {"Authorization": "Key any"}
        token = (await http.post("/storage/auth/token?storage_type=fal-cdn-v3", json={}, headers=key)).json()
        written = {"Authorization": f"{token['token_type']} {token['token']}", "Content-Type": "image/png"}
        stored = await http.post("/files/upload", content=_stripes(), headers=written)
    pack = stored.json()["access_url"]
    added = await _add(mo, "Stripes", loras=f"{pack} 3,5")
    assert "scale 3.5" in added.text
    result = await _made(ada, picture, "Stripes", seed=7)
    plain = await (await ada.command("restyle", {"image": picture, "prompt": "a harbour", "seed": 7})).until(
        lambda message: bool(message.pictures)
    )
    assert await discord.fetch(result.pictures[0]) != await discord.fetch(plain.pictures[0])

    assert await bot.stop() == 0
    await bot.start(LORA_HOSTS="huggingface.co")
    await discord.ready(20)
    assert await _offered(ada, "Stripes") == [], "what the operator no longer allows is no longer offered"
    assert await _offered(mo, "Stripes", "style remove") == ["Stripes"], "but it can be taken away"
    assert await bot.stop() == 0


def _stripes() -> bytes:
    file = io.BytesIO()
    image = Image.new("RGB", (128, 128), "white")
    for left in range(0, 128, 16):
        image.paste((200, 20, 40), (left, 0, left + 8, 128))
    image.save(file, "PNG")
    return file.getvalue()


async def test_no_server_sees_another_s_styles(
    discord: Sandbox, bot: Bot, ada: Person, mo: Person, picture: Upload
) -> None:
    """The bot goes from one Discord to another and back, with its data."""
    await _add(mo, "House", **HOUSE)
    assert await bot.stop() == 0
    async with Sandbox() as elsewhere:
        assert elsewhere.guild.id != discord.guild.id
        await bot.start(DISCORD_TOKEN=elsewhere.bot_token, DISCORD_API_URL=elsewhere.api_url)
        await elsewhere.ready(20)
        assert await _offered(elsewhere.person("ada"), "House") == []
        assert "There is no style" in (await _said(elsewhere.person("mo"), "edit", name="House")).text
        await _add(elsewhere.person("mo"), "House", after="another one")
        assert await bot.stop() == 0
    await bot.start()
    await discord.ready(20)
    assert "“two colours”" in (await _said(ada, "show", name="House")).text


async def test_a_form_offers_the_styles_that_the_server_uses_most(
    discord: Sandbox, bot: Bot, ada: Person, mo: Person, picture: Upload
) -> None:
    await _add(mo, "House", **HOUSE)
    for style in ("Mosaic", "Mosaic", "Comic"):
        result = await _made(ada, picture, style)
    await restarted(discord, bot)
    form = await (await ada.click(result, button(result, "Remix…"))).modal_shown()
    options = form.fields["style"]["options"]
    assert [option["value"] for option in options[:4]] == ["Comic", "-", "Mosaic", "House"]
    assert [option["value"] for option in options if option.get("default")] == ["Comic"]
    assert len(options) == 25
