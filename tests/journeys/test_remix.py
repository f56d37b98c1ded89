"""Forms on a result: the same request with changes, and a new one from a picture of it; and its recipe."""

import json
from typing import Any

import pytest

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from tests.journeys.watching import button
from tests.stage import Bot

WIDE = "\uff10,\uff17"  # 0,7 as a Japanese keyboard may type it


def _seed(message: Message) -> str:
    return message.text.partition("seed ")[2].partition(" ")[0]


async def _result(person: Person, picture: Upload, **options: object) -> Message:
    ask = {"image": picture, "prompt": "ink drawing", "images": 2, "strength": 0.5, **options}
    return await (await person.command("restyle", ask)).until(lambda message: len(message.pictures) == 2)


async def test_a_remix_keeps_the_seed_and_changes_what_was_filled_in(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    result = await _result(ada, picture)
    form = await (await bob.click(result, button(result, "Remix…"))).modal_shown()
    fields = {name: field.get("value") for name, field in form.fields.items()}
    assert (fields["prompt"], fields["strength"], fields["seed"]) == ("ink drawing", "0.5", _seed(result))

    assert await bot.stop() == 0
    await bot.start()
    await discord.ready(20)
    sent = await bob.submit(form, {"prompt": "soft watercolour", "images": "1", "strength": WIDE})
    remixed = await sent.until(lambda message: len(message.pictures) == 1)
    assert remixed.text.startswith(f"<@{bob.id}> · from a picture by <@{ada.id}>\n“soft watercolour”")
    assert "strength 0.7" in remixed.text
    assert _seed(remixed) == _seed(result)
    assert "19 left" in remixed.text, "it is paid for by who sent it"


async def test_a_style_is_chosen_and_an_empty_seed_is_a_new_one(
    bot: Bot, ada: Person, picture: Upload
) -> None:
    result = await _result(ada, picture, style="Comic")
    form = await (await ada.click(result, button(result, "Remix…"))).modal_shown()
    sent = await ada.submit(form, {"style": "Mosaic", "seed": ""})
    remixed = await sent.until(lambda message: len(message.pictures) == 2)
    assert "mosaic" in remixed.text
    assert "comic" not in remixed.text
    assert _seed(remixed) != _seed(result)
    form = await (await ada.click(remixed, button(remixed, "Remix…"))).modal_shown()
    plain = await (await ada.submit(form, {"style": "-"})).until(lambda message: len(message.pictures) == 2)
    assert "mosaic" not in plain.text


async def test_what_cannot_be_is_refused_in_private_and_the_words_are_not_lost(
    bot: Bot, ada: Person, picture: Upload
) -> None:
    result = await _result(ada, picture)
    form = await (await ada.click(result, button(result, "Remix…"))).modal_shown()
    wrong = (
        ({"strength": "much"}, "`strength` must be between 0 and 1"),
        ({"strength": "7"}, "`strength` must be between 0 and 1"),
        ({"seed": "x"}, "`seed` must be between 0 and 2147483647"),
        ({"images": "9"}, "`images` must be between 1 and 4"),
        ({"style": "Nothing like it"}, "There is no style called “Nothing like it”."),
        ({"prompt": "   "}, "`prompt` is empty"),
    )
    for filled, said in wrong:
        refused = await (
            await ada.submit(form, {"prompt": "my long words", **filled}, unchecked=True)
        ).message_shown()
        assert refused.ephemeral
        assert said in refused.text
        assert "my long words" in refused.text or "prompt" in filled
    assert "2 of 20 pictures used" in (await (await ada.command("usage")).message_shown()).text


async def test_a_picture_of_a_result_is_the_source_of_something_new(
    bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    result = await _result(ada, picture)
    menu = await (await bob.click(result, button(result, "⋯"))).message_shown()
    assert menu.ephemeral
    form = await (await bob.click(menu, button(menu, "Use 2 as source"))).modal_shown()
    sent = await bob.submit(form, {"prompt": "mosaic of tiles", "strength": "0.6"})
    made = await sent.until(lambda message: len(message.pictures) == 1)
    assert made.text.startswith(f"<@{bob.id}> · variation of [#2](")
    assert "“mosaic of tiles”" in made.text
    assert not made.ephemeral, "the menu is private, what it is about is not"
    assert _seed(made) != _seed(result)


async def test_a_recipe_is_text_and_a_file_with_all_that_a_repeat_needs(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    result = await _result(ada, picture, style="Comic", size="square_hd")
    menu = await (await ada.click(result, button(result, "⋯"))).message_shown()
    shown = await (await ada.click(menu, button(menu, "Recipe"))).until(lambda message: bool(message.text))
    assert shown.ephemeral
    assert f"seed: {_seed(result)}\n" in shown.text
    [file] = [part for part in shown.components if part["type"] == 13]
    recipe = json.loads(await discord.fetch(file["file"]["url"]))
    assert recipe["prompt"] == "ink drawing"
    assert recipe["style"] == "Comic"
    assert str(recipe["seed"]) == _seed(result)
    assert (recipe["images"], recipe["strength"], recipe["size"]) == (2, 0.5, "square_hd")
    again = {name: recipe[name] for name in ("prompt", "style", "seed", "images", "strength", "size")}
    repeated = await _result(ada, picture, **again)
    assert [await discord.fetch(url) for url in repeated.pictures] == [
        await discord.fetch(url) for url in result.pictures
    ]


@pytest.mark.parametrize("label", ["Remix…", "⋯"])
@pytest.mark.parametrize("fault", [{"drop": True}, {"lose_answer": True}], ids=str)
async def test_one_broken_connection_under_the_first_answer_stops_nothing(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload, label: str, fault: dict[str, Any]
) -> None:
    result = await _result(ada, picture)
    discord.faults.add("POST", "/callback$", **fault)
    pressed = await ada.click(result, button(result, label))
    if label == "⋯":
        assert "Recipe" in [button.label for button in (await pressed.message_shown()).buttons]
    else:
        assert (await pressed.modal_shown()).fields
    after = await (await ada.command("usage")).message_shown()
    assert "2 of 20 pictures used" in after.text
    assert "Traceback" not in bot.log
    assert " ERROR " not in bot.log


async def test_a_strength_of_many_digits_can_be_sent_as_it_is(bot: Bot, ada: Person, picture: Upload) -> None:
    result = await _result(ada, picture, strength=0.000012)
    form = await (await ada.click(result, button(result, "Remix…"))).modal_shown()
    sent = await ada.submit(form, {"prompt": "watercolour"})
    assert "strength 0 " in (await sent.until(lambda message: bool(message.pictures))).text
