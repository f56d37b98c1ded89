"""Languages: what one member alone reads is in theirs, what all read in the server's; and a restart changes neither."""

import signal

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from tests.journeys.watching import button, labels
from tests.stage import Bot, Renderer

GALLERY = 12


def _alt(message: Message) -> str:
    return next(
        str(part["items"][0]["description"]) for part in message.components if part["type"] == GALLERY
    )


async def _again(discord: Sandbox, bot: Bot) -> None:
    assert await bot.stop() == 0
    await bot.start()
    await discord.ready(20)


async def test_a_german_member_of_an_english_server(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    ada.locale = "de"
    asked = await ada.command("restyle", {"image": picture, "prompt": "charcoal", "strength": 0.5})
    result = await asked.until(lambda message: bool(message.pictures))
    assert result.text.startswith(f"<@{ada.id}> · “charcoal”\n-# made with AI · strength 0.5 · balanced")
    assert labels(result)[0] == "1 · Vary", "all read it, so it is in the server's language"
    assert _alt(result) == "Picture 1 of 1, made with AI: charcoal"

    for _ in range(2):
        menu = await (await ada.click(result, button(result, "⋯"))).message_shown()
        assert labels(menu) == ["1 als Vorlage", "Vergleichen", "Verwandte", "Rezept", "Melden…", "Löschen…"]
        recipe = await (await ada.click(menu, button(menu, "Rezept"))).message_shown()
        assert "\nstärke: 0.5\n" in recipe.text
        form = await (await ada.click(result, button(result, "Remix…"))).modal_shown()
        assert form.title == "Umgestalten"
        assert form.fields["strength"]["value"] == "0,5"
        past = await (await ada.command("history")).message_shown()
        shown = await ada.click(past, button(past, "Anzeigen"))
        again = await shown.until(lambda message: bool(message.pictures))
        assert again.ephemeral
        assert again.text.startswith(
            f"<@{ada.id}> · „charcoal“\n-# mit KI erstellt · Stärke 0,5 · ausgewogen"
        )
        assert "von 20" in (await (await ada.command("usage")).message_shown()).text
        refused = await ada.command(
            "restyle", {"image": picture, "prompt": "x", "strength": 7}, unchecked=True
        )
        assert "`stärke` muss zwischen 0 und 1 liegen." in (await refused.message_shown()).text
        assert "`strength` must be between 0 and 1." not in (await refused.message_shown()).text
        english = await (await bob.click(result, button(result, "⋯"))).message_shown()
        assert labels(english) == ["Use 1 as source", "Compare", "Family", "Recipe", "Report…", "Delete…"]
        await _again(discord, bot)


async def test_what_a_german_asks_for_themselves_stays_german_over_a_restart(
    discord: Sandbox, bot: Bot, renderer: Renderer, ada: Person, picture: Upload
) -> None:
    ada.locale = "de"
    with renderer.standing_still():
        asked = await ada.command("restyle", {"image": picture, "prompt": "ink", "private": True})
        waiting = await asked.until(lambda message: "⏳" in message.text)
        assert waiting.text.startswith(f"⏳ Wird umgestaltet für <@{ada.id}>")
        assert labels(waiting) == ["Abbrechen"]
        await bot.stop(signal.SIGKILL)
        await bot.start()
        await discord.ready(20)
    result = await asked.until(lambda message: bool(message.pictures), timeout=60)
    assert "mit KI erstellt" in result.text
    assert _alt(result) == "Bild 1 von 1, mit KI erstellt: ink"
    varied = await ada.click(result, button(result, "1 · Variieren"))
    made = await varied.until(lambda message: bool(message.pictures))
    assert f"Variante von #1 von <@{ada.id}>" in made.text


async def test_a_japanese_server_reads_what_an_english_member_makes(
    discord: Sandbox, bot: Bot, renderer: Renderer, bob: Person, mo: Person, picture: Upload
) -> None:
    mo.choose_server_locale("ja")
    with renderer.standing_still():
        asked = await bob.command("restyle", {"image": picture, "prompt": "ink", "images": 2})
        waiting = await asked.until(lambda message: "⏳" in message.text)
        assert waiting.text.startswith(f"⏳ <@{bob.id}> さんの画像を作成します")
        mo.choose_server_locale("de")
        await bot.stop(signal.SIGKILL)
        await bot.start()
        await discord.ready(20)
    result = await asked.until(lambda message: bool(message.pictures), timeout=60)
    assert "「ink」\n-# AIで作成 · 強さ 0.8 · バランス" in result.text, (
        "it stays in the language in which it began"
    )
    assert labels(result)[:2] == ["1 · バリエーション", "2 · バリエーション"]
    assert _alt(result).startswith("AIで作成した画像")
    past = await (await bob.command("history")).message_shown()
    assert "done" in past.text
    varied = await bob.click(result, button(result, "2 · バリエーション"))
    made = await varied.until(lambda message: bool(message.pictures))
    assert "Variante von" in made.text, "the server's language is another one now"


async def test_a_member_finds_the_commands_in_their_language(bot: Bot, ada: Person) -> None:
    ada.locale = "ja"
    restyle = next(command for command in ada.commands() if command["name"] == "restyle")
    assert restyle["description_localized"].startswith("画像の雰囲気を変えます。")
    options = {option["name"]: option for option in restyle["options"]}
    assert options["strength"]["name_localized"] == "強さ"
    assert options["speed"]["choices"][1] == {
        "name": "balanced",
        "name_localized": "バランス",
        "value": "balanced",
    }
    menu = next(command for command in ada.commands() if command["name"] == "Restyle this")
    assert menu["name_localized"] == "この画像の雰囲気を変える"
