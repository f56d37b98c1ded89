"""`/restyle-batch`: several pictures at once, on one card that shows each as soon as it is there."""

import io
import json
import signal
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps

from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.rules.options import Upload, WrongInput
from sandbox.server import Sandbox
from sandbox.world.message import Message
from tests.journeys.toll import Toll
from tests.journeys.watching import button, labels
from tests.stage import Bot


def _several(picture: Upload, count: int) -> list[Upload]:
    """So many pictures, each another one."""
    with Image.open(io.BytesIO(picture.content)) as image:
        return [Upload(f"view-{number}.png", _turned(image, number * 7)) for number in range(1, count + 1)]


def _turned(image: Image.Image, shift: int) -> bytes:
    file = io.BytesIO()
    ImageOps.posterize(image, 2 + shift % 6).rotate(shift, fillcolor=(shift, 90, 120)).save(file, "PNG")
    return file.getvalue()


async def _ask(person: Person, pictures: list[Upload], **filled: object) -> Exchange:
    form = await (await person.command("restyle-batch")).modal_shown()
    return await person.submit(form, {"pictures": pictures, "prompt": "ink drawing", **filled})


def _seed(message: Message) -> str:
    return message.text.partition("seed ")[2].partition(" ")[0]


def _has_ended(message: Message) -> bool:
    return "⋯" in labels(message) or any(label.startswith("Try") for label in labels(message))


async def _used(person: Person) -> str:
    usage = (await (await person.command("usage")).message_shown()).text
    return usage.partition(" pictures used")[0].removeprefix("░" * 12).removeprefix("▓" * 12).strip()


async def test_each_picture_of_a_set_is_shown_as_soon_as_it_is_there(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    await toll.allow("submit", 0)
    set_ = await _ask(ada, _several(picture, 4), strength="0.5")
    waiting = await set_.until(lambda message: "pictures of your" in message.text)
    assert waiting.text.startswith(f"<@{ada.id}> · 4 pictures · “ink drawing”\n⏳ about to start")
    assert waiting.text.endswith("4 pictures of your 20 left")
    shown: list[list[bytes]] = []
    for count in (1, 2, 3):
        await toll.allow("submit", count)
        card = await set_.until(lambda message, count=count: len(message.pictures) == count)
        assert f"{count} of 4 done · {4 - count} to go" in card.text
        assert labels(card) == ["Cancel"]
        shown.append([await discord.fetch(url) for url in card.pictures])
    await toll.release()
    whole = await set_.until(_has_ended)
    shown.append([await discord.fetch(url) for url in whole.pictures])
    assert [len(pictures) for pictures in shown] == [1, 2, 3, 4]
    assert all(later[: len(earlier)] == earlier for earlier, later in pairwise(shown))
    assert labels(whole) == [
        *("1 · Vary", "2 · Vary", "3 · Vary", "4 · Vary"),
        *("Again", "Remix…", "Weaker", "Stronger", "⋯"),
    ]
    assert "strength 0.5" in whole.text
    assert "16 left" in whole.text
    uploaded = [name for request in discord.requests for name in request.files]
    assert len(uploaded) == len(set(uploaded)) == 4, "what the message has is not uploaded once more"


async def test_one_style_and_one_seed_make_a_set_that_belongs_together(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    pictures = _several(picture, 3)
    whole = await (await _ask(ada, pictures, style="Mosaic", seed="4711")).until(_has_ended)
    assert "mosaic" in whole.text
    assert _seed(whole) == "4711"
    alone = {"image": pictures[2], "prompt": "ink drawing", "style": "Mosaic", "seed": 4711}
    third = await (await bob.command("restyle", alone)).until(lambda message: bool(message.pictures))
    assert await discord.fetch(third.pictures[0]) == await discord.fetch(whole.pictures[2])


async def test_what_the_host_refuses_is_said_of_that_picture_and_can_be_asked_for_once_more(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    toll.refused = {2}
    whole = await (await _ask(ada, _several(picture, 3))).until(_has_ended)
    assert len(whole.pictures) == 2
    assert "-# Picture 2 · The image host's content check withheld it. Not charged." in whole.text
    assert labels(whole)[:2] == ["1 · Vary", "3 · Vary"]
    assert not any(label.startswith("Try") for label in labels(whole)), "it would be withheld again"
    assert "18 left" in whole.text


async def test_what_is_missing_of_a_set_comes_with_the_seed_of_the_others(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    await toll.allow("submit", 1)
    set_ = await _ask(ada, _several(picture, 3))
    half = await set_.until(lambda message: len(message.pictures) == 1)
    await toll.reached("submit", 2)
    await ada.click(half, button(half, "Cancel"))
    await toll.release()
    called_off = await set_.until(_has_ended)
    assert len(called_off.pictures) == 1
    assert "Pictures 2, 3 · Cancelled. Not charged." in called_off.text
    assert toll.submits == 2, "what waited was never sent"
    assert "1 · Vary" in labels(called_off)

    retried = await ada.click(called_off, button(called_off, "Try 2 again"))
    rest = await retried.until(_has_ended)
    assert len(rest.pictures) == 2
    assert _seed(rest) == _seed(called_off)
    assert toll.submits == 4


async def test_a_set_for_which_too_little_is_left_is_refused_as_a_whole_and_what_fits_is_offered(
    bot: Bot, mo: Person, ada: Person, picture: Upload
) -> None:
    await (await mo.command("quota set", {"pictures": 3})).message_shown()
    refused = await (await _ask(ada, _several(picture, 5))).message_shown()
    assert refused.ephemeral
    assert "Your limit is 3 pictures in 24 hours, and this needs 5." in refused.text
    assert "ink drawing" in refused.text, "the words are not lost"
    assert labels(refused) == ["Make 3"]
    assert await _used(ada) == "0 of 3"
    made = await (await ada.click(refused, button(refused, "Make 3"))).until(_has_ended)
    assert made.text.startswith(f"<@{ada.id}> · 3 pictures · ")
    assert len(made.pictures) == 3
    assert await _used(ada) == "3 of 3"
    nothing = await (await _ask(ada, _several(picture, 2))).message_shown()
    assert "You have used all of your 3 pictures" in nothing.text
    assert labels(nothing) == []


async def test_a_set_for_which_the_line_has_no_room_says_how_many_may_wait(
    bot: Bot, mo: Person, ada: Person, picture: Upload
) -> None:
    await (await mo.command("quota caps", {"member_waiting": 2})).message_shown()
    refused = await (await _ask(ada, _several(picture, 4))).message_shown()
    assert "2 more pictures may wait; this needs 4." in refused.text
    made = await (await ada.click(refused, button(refused, "Make 2"))).until(_has_ended)
    assert len(made.pictures) == 2


@pytest.mark.parametrize("private", [False, True], ids=["public", "private"])
async def test_files_that_are_no_pictures_are_named_and_the_others_go_on(
    bot: Bot, ada: Person, bob: Person, picture: Upload, *, private: bool
) -> None:
    good = _several(picture, 2)
    files = [
        Upload("notes.txt", b"no picture at all"),
        good[0],
        Upload("broken.png", picture.content[:400]),
        good[1],
    ]
    form = await (await ada.command("restyle-batch", {"private": private})).modal_shown()
    set_ = await ada.submit(form, {"pictures": files, "prompt": "ink drawing"})
    told = await set_.until_followup(lambda message: "left out" in message.text)
    assert told.ephemeral
    assert told.text.split("\n") == [
        "2 of your 4 pictures were left out; the others go on.",
        "- notes.txt: That file is not a picture. Please attach a PNG, JPEG, WebP or GIF.",
        "- broken.png: That picture cannot be read; it may be damaged. Please save it anew, or attach another.",
    ]
    whole = await set_.until(_has_ended)
    assert len(whole.pictures) == 2
    assert whole.ephemeral is private
    assert any("· 2 pictures ·" in message.text for message in bob.messages()) is not private
    assert "18 left" in whole.text


async def test_where_no_file_is_a_picture_there_is_one_refusal(
    bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    files = [Upload("notes.txt", b"words"), Upload("broken.png", picture.content[:400])]
    refused = await (await _ask(ada, files)).until_followup(lambda message: bool(message.text))
    assert refused.ephemeral
    assert refused.text.startswith("None of those pictures can be used.\n- notes.txt: ")
    assert "ink drawing" in refused.text
    alone = await (await _ask(ada, files[:1])).message_shown()
    assert alone.text.startswith("That file is not a picture.")
    assert await _used(ada) == "0 of 20"
    assert not bob.messages(), "nothing of it is left for others to see"


async def test_what_discord_s_own_form_lets_through_is_checked_again(
    bot: Bot, ada: Person, picture: Upload
) -> None:
    form = await (await ada.command("restyle-batch")).modal_shown()
    with pytest.raises(WrongInput):
        await ada.submit(form, {"pictures": _several(picture, 11), "prompt": "ink"})
    with pytest.raises(WrongInput):
        await ada.submit(form, {"pictures": [], "prompt": "ink"})
    wrong: tuple[tuple[dict[str, object], str], ...] = (
        ({"pictures": []}, "`pictures` must be between 1 and 10"),
        ({"pictures": [picture] * 11}, "`pictures` must be between 1 and 10"),
        ({"prompt": "  "}, "`prompt` is empty"),
        ({"strength": "2"}, "`strength` must be between 0 and 1"),
        ({"seed": "x"}, "`seed` must be between 0 and 2147483647"),
    )
    for filled, said in wrong:
        sent = await ada.submit(form, {"pictures": [picture], "prompt": "ink", **filled}, unchecked=True)
        refused = await sent.message_shown()
        assert refused.ephemeral
        assert said in refused.text


async def test_one_picture_is_an_ordinary_result_and_a_form_lives_on_over_a_restart(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    form = await (await ada.command("restyle-batch", {"private": True})).modal_shown()
    assert await bot.stop() == 0
    await bot.start()
    await discord.ready(20)
    sent = await ada.submit(form, {"pictures": [picture], "prompt": "ink"})
    made = await sent.until(lambda message: len(message.pictures) == 1)
    assert made.ephemeral
    assert made.text.startswith(f"<@{ada.id}> · “ink”")
    assert labels(made)[0] == "1 · Vary"


async def test_a_set_that_was_killed_half_way_is_completed_on_its_card_and_paid_once(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, bob: Person, picture: Upload
) -> None:
    await toll.allow("result", 2)
    set_ = await _ask(ada, _several(picture, 4))
    await set_.until(lambda message: len(message.pictures) == 2)
    await toll.reached("result", 3)
    await paying_bot.stop(signal.SIGKILL)
    await toll.release()
    await paying_bot.start()
    await discord.ready(20)
    whole = await set_.until(_has_ended, 60)
    assert len(whole.pictures) == 4
    assert toll.submits == 4
    assert "16 left" in whole.text
    pictures = [await discord.fetch(url) for url in whole.pictures]
    assert len(set(pictures)) == 4
    assert [len(message.pictures) for message in ada.messages()] == [4], "one card, and each picture once"

    varied = await (await bob.click(whole, button(whole, "3 · Vary"))).until(
        lambda message: bool(message.pictures)
    )
    assert varied.text.startswith(f"<@{bob.id}> · variation of [#3](")
    menu = await (await ada.click(whole, button(whole, "⋯"))).message_shown()
    family = await (await ada.click(menu, button(menu, "Family"))).message_shown()
    tree = [line.partition(" · ")[0] for line in family.text.splitlines()[1:]]
    assert tree == ["- **“ink drawing”**", "  - from #3"], (
        "the set is one, whichever of its pictures is varied"
    )
    again = await (await bob.click(whole, button(whole, "Again"))).until(_has_ended)
    assert len(again.pictures) == 4
    assert again.text.startswith(f"<@{bob.id}> · 4 pictures · from a picture by <@{ada.id}>\n“ink drawing”")
    assert _seed(again) != _seed(whole)


async def test_a_set_is_changed_as_a_whole(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    whole = await (await _ask(ada, _several(picture, 4), strength="0.5")).until(_has_ended)
    stronger = await (await ada.click(whole, button(whole, "Stronger"))).until(_has_ended)
    assert "strength 0.65" in stronger.text
    assert (_seed(stronger), len(stronger.pictures)) == (_seed(whole), 4)

    form = await (await bob.click(whole, button(whole, "Remix…"))).modal_shown()
    offered = [option["value"] for option in form.fields["images"]["options"]]
    assert offered == ["1", "2"], "ten pictures fit one card"
    refused = await bob.submit(form, {"images": "4"}, unchecked=True)
    assert "`images` must be between 1 and 2" in (await refused.message_shown()).text
    remixed = await (await bob.submit(form, {"prompt": "mosaic", "images": "2"})).until(_has_ended)
    assert len(remixed.pictures) == 8
    assert labels(remixed)[:4] == ["1.1 · Vary", "1.2 · Vary", "2.1 · Vary", "2.2 · Vary"]
    assert "“mosaic”" in remixed.text
    assert _seed(remixed) == _seed(whole)


async def test_what_the_menu_of_a_set_offers_is_about_all_of_it(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    whole = await (await _ask(ada, _several(picture, 3))).until(_has_ended)
    menu = await (await ada.click(whole, button(whole, "⋯"))).message_shown()
    assert labels(menu) == [
        *("Use 1 as source", "Use 2 as source", "Use 3 as source"),
        *("Compare", "Family", "Recipe", "Report…", "Delete…"),
    ]
    shown = await (await ada.click(menu, button(menu, "Recipe"))).until(lambda message: bool(message.text))
    assert f"seed: {_seed(whole)}\n" in shown.text
    assert shown.text.count("source sha256: ") == 3
    [file] = [part for part in shown.components if part["type"] == 13]
    recipe = json.loads(await discord.fetch(file["file"]["url"]))
    assert recipe["prompt"] == "ink drawing"
    assert len({one["source_sha256"] for one in recipe["pictures"]}) == 3

    form = await (await ada.click(menu, button(menu, "Use 3 as source"))).modal_shown()
    made = await (await ada.submit(form, {"prompt": "tiles"})).until(lambda message: bool(message.pictures))
    assert made.text.startswith(f"<@{ada.id}> · variation of [#3](")

    sure = await (await ada.click(menu, button(menu, "Delete…"))).message_shown()
    await (await ada.click(sure, button(sure, "Delete for good"))).until(
        lambda message: "the message is gone" in message.text
    )
    assert whole.id not in [message.id for message in bob.messages()]


async def test_a_set_is_one_entry_of_the_queue_and_of_the_history(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    await toll.allow("submit", 1)
    toll.refused = {2}
    set_ = await _ask(ada, _several(picture, 3))
    await set_.until(lambda message: len(message.pictures) == 1)
    queue = await (await ada.command("queue")).message_shown()
    assert queue.text.count("“ink drawing”") == 1
    assert "2 pictures" in queue.text
    assert labels(queue) == ["Cancel"]
    await toll.release()
    whole = await set_.until(_has_ended)
    history = await (await ada.command("history")).message_shown()
    assert "2 of 3 done" in history.text
    fetched = await (await ada.click(history, button(history, "Show"))).until(_has_ended)
    assert fetched.ephemeral
    assert fetched.text == whole.text
    assert len(fetched.pictures) == 2


EDIT = "/messages/"


@pytest.mark.parametrize(
    "fault",
    [{"drop": True}, {"lose_answer": True}, {"status": 500, "times": 5}, {"status": 400}, {"status": 413}],
    ids=str,
)
async def test_a_showing_that_fails_half_way_is_no_more_than_a_missed_one(
    discord: Sandbox,
    paying_bot: Bot,
    toll: Toll,
    ada: Person,
    picture: Upload,
    fault: dict[str, Any],
) -> None:
    await toll.allow("watch", 1)
    set_ = await _ask(ada, _several(picture, 4))
    await set_.until(lambda message: len(message.pictures) == 1)
    discord.faults.add("PATCH", EDIT, **fault)
    await toll.allow("watch", 2)
    shown = await set_.until(lambda message: len(message.pictures) == 2, 40)
    assert "2 of 4 done" in shown.text
    await toll.release()
    whole = await set_.until(_has_ended, 40)
    assert len({await discord.fetch(url) for url in whole.pictures}) == 4
    assert " ERROR " not in paying_bot.log
    assert "Traceback" not in paying_bot.log


async def test_an_end_that_the_message_has_no_pictures_for_any_more_brings_all_of_them(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    """Somebody else with the bot's token has edited the message, say."""
    await toll.allow("submit", 2)
    set_ = await _ask(ada, _several(picture, 3))
    half = await set_.until(lambda message: len(message.pictures) == 2)
    await toll.reached("submit", 3)
    post = discord.posts.get(half.id)
    assert post
    post.attachments = {}
    await toll.release()
    whole = await set_.until(_has_ended)
    assert len({await discord.fetch(url) for url in whole.pictures}) == 3


async def test_a_set_over_the_limit_of_an_upload_is_made_to_fit_picture_by_picture(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    discord.world.attachment_size_limit = 60_000
    toll.paint = lambda _: _grain(len(toll.sent))
    whole = await (await _ask(ada, _several(picture, 3))).until(_has_ended, 60)
    files = [await discord.fetch(url) for url in whole.pictures]
    assert len(set(files)) == 3
    assert all(len(file) <= 60_000 for file in files)
    assert "to fit Discord's limit" in whole.text


def _grain(seed: int) -> bytes:
    """A picture that is larger than that as it is."""
    grain = np.random.default_rng(seed).integers(0, 255, (256, 256, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(grain).save(file, "JPEG", quality=98)
    return file.getvalue()
