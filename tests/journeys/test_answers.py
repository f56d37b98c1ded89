"""What is said to Discord is said until it is heard; and what Discord did not answer is not taken for a no."""

import asyncio
import io
import time
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from PIL import Image

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.clock import Clock
from tests.journeys.toll import Toll
from tests.journeys.watching import button, has_pictures
from tests.stage import Bot, Renderer

CALLBACK = "/callback$"
YOUNG = {"message": "Unknown Webhook", "code": 10015}
LOST: dict[str, dict[str, object]] = {
    "its answer is lost": {"lose_answer": True},
    "its answer is lost twice": {"lose_answer": True, "times": 2},
    "it breaks off before": {"drop": True},
    "Discord fails in itself": {"status": 500},
}


def _fault(discord: Sandbox, method: str, path: str, fault: dict[str, object]) -> None:
    discord.faults.add(method, path, **fault)  # pyright: ignore[reportArgumentType] - one of the forms above


@pytest.mark.parametrize("lost", LOST)
@pytest.mark.parametrize("private", [False, True])
async def test_a_request_whose_acknowledgement_is_unknown_goes_on(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload, lost: str, *, private: bool
) -> None:
    _fault(discord, "POST", CALLBACK, LOST[lost])
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink", "private": private})
    result = await asked.until(has_pictures)
    assert result.ephemeral == private
    assert "19 left" in result.text, "once"


async def test_so_it_does_where_its_token_is_not_known_everywhere_yet(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    discord.faults.add("POST", CALLBACK, lose_answer=True)
    discord.faults.add("GET", "/webhooks/", status=404, body=YOUNG, times=2)
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    await asked.until(has_pictures)


@pytest.mark.parametrize("lost", LOST)
@pytest.mark.parametrize("command", ["usage", "history"])
async def test_so_does_every_command(
    discord: Sandbox, bot: Bot, ada: Person, lost: str, command: str
) -> None:
    _fault(discord, "POST", CALLBACK, LOST[lost])
    assert (await (await ada.command(command)).message_shown()).text


@pytest.mark.parametrize("label", ["1 · Vary", "Again", "Weaker"])
async def test_so_does_every_button(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload, label: str
) -> None:
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    result = await asked.until(has_pictures)
    discord.faults.add("POST", CALLBACK, lose_answer=True)
    await (await ada.click(result, button(result, label))).until(has_pictures)


@pytest.mark.parametrize("lost", LOST)
async def test_so_does_a_cancel(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload, lost: str
) -> None:
    toll.held.add("watch")
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    waiting = await asked.message_shown()
    await toll.reached("watch")
    _fault(discord, "POST", CALLBACK, LOST[lost])
    await ada.click(waiting, button(waiting, "Cancel"))
    await asked.until(lambda message: "Cancelled" in message.text)


async def test_what_another_process_has_answered_is_not_queued_here(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    taken = {"message": "Interaction has already been acknowledged.", "code": 40060}
    fault = discord.faults.add("POST", CALLBACK, status=400, body=taken)
    await ada.command("restyle", {"image": picture, "prompt": "ink"})
    assert await discord.faults.struck(fault)  # the next one is not to be hit
    after = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    assert "19 left" in (await after.until(has_pictures)).text
    assert "answered by another process" in bot.log
    assert "Traceback" not in bot.log


UNSAID: dict[str, dict[str, object]] = {
    "it breaks off": {"drop": True},
    "it breaks off twice": {"drop": True, "times": 2},
    "its answer is lost": {"lose_answer": True},
    "its token is young": {"status": 404, "body": YOUNG},
    "its token is young, twice": {"status": 404, "body": YOUNG, "times": 2},
    "Discord fails in itself": {"status": 503},
    "there is no such message": {"status": 404, "body": {"message": "Unknown Message", "code": 10008}},
}


@pytest.mark.parametrize("unsaid", UNSAID)
async def test_a_refusal_after_a_public_answer_is_heard(
    discord: Sandbox, bot: Bot, ada: Person, unsaid: str
) -> None:
    _fault(discord, "POST", "/webhooks/", UNSAID[unsaid])
    asked = await ada.command("restyle", {"image": Upload("a.png", b"no picture"), "prompt": "a long one"})
    said = await asked.until_followup(lambda message: "not a picture" in message.text)
    assert said.ephemeral
    assert "a long one" in said.text


@pytest.mark.parametrize("unsaid", ["it breaks off", "its answer is lost", "Discord fails in itself"])
async def test_a_refusal_that_is_the_first_answer_is_heard(
    discord: Sandbox, bot: Bot, mo: Person, ada: Person, picture: Upload, unsaid: str
) -> None:
    await (await mo.command("quota set", {"pictures": 0})).message_shown()
    _fault(discord, "POST", CALLBACK, UNSAID[unsaid])
    said = await (await ada.command("restyle", {"image": picture, "prompt": "ink"})).message_shown()
    assert "You have no pictures to use" in said.text


@pytest.mark.parametrize("unsaid", ["it breaks off", "its answer is lost", "its token is young"])
async def test_a_private_refusal_of_a_button_is_heard(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload, unsaid: str
) -> None:
    ask = {"image": picture, "prompt": "ink", "strength": 1.0}
    result = await (await ada.command("restyle", ask)).until(has_pictures)
    _fault(discord, "POST", "/callback$" if unsaid == "it breaks off" else "/webhooks/", UNSAID[unsaid])
    said = await (await ada.click(result, button(result, "Stronger"))).message_shown()
    assert "The strength is 1 already" in said.text


@pytest.mark.parametrize("prompt", ["plain", "with ``` inside", "**bold** <@1>"])
async def test_a_prompt_is_given_back_as_it_was_typed(
    bot: Bot, mo: Person, ada: Person, picture: Upload, prompt: str
) -> None:
    await (await mo.command("quota set", {"pictures": 0})).message_shown()
    said = await (await ada.command("restyle", {"image": picture, "prompt": prompt})).message_shown()
    if "```" in prompt:
        assert r"with \`\`\` inside" in said.text
    else:
        assert f"```\n{prompt}\n```" in said.text


MINUTES = [-90, -20, 20, 90]


@pytest.fixture(params=MINUTES, ids=lambda minutes: f"{minutes} minutes")
async def skewed(
    request: pytest.FixtureRequest, renderer: Renderer, tmp_path: Path
) -> AsyncGenerator[Sandbox]:
    """A Discord whose clock is another than this machine's, and the bot on it."""
    minutes: int = request.param
    async with Sandbox(clock=Clock(lambda: time.time() + minutes * 60)) as discord:
        process = Bot.on_the_local_model(tmp_path, discord, renderer)
        await process.start()
        await discord.ready(20)
        yield discord
        assert await process.stop() == 0


@pytest.mark.parametrize("private", [False, True])
async def test_another_clock_keeps_no_result_from_its_member(
    skewed: Sandbox, picture: Upload, *, private: bool
) -> None:
    ada = skewed.person("ada")
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink", "private": private})
    await asked.until(has_pictures)
    edits = [one.path for one in skewed.requests if one.method == "PATCH"]
    assert edits
    assert all(path.startswith("/webhooks/") for path in edits), "by its token, which lives"


@pytest.fixture
def noise() -> Upload:
    file = io.BytesIO()
    Image.effect_noise((512, 512), 120).convert("RGB").save(file, "PNG")
    return Upload("noise.png", file.getvalue())


async def test_a_picture_that_is_refused_for_its_size_comes_smaller_than_what_was_refused(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, noise: Upload
) -> None:
    """The server had a high limit when it was asked, and lost it: the file is far below what was announced."""
    discord.world.attachment_size_limit = 50 << 20
    toll.held.add("picture")
    asked = await ada.command("restyle", {"image": noise, "prompt": "oil", "strength": 0.2, "format": "png"})
    await toll.reached("picture")
    discord.world.attachment_size_limit = 500_000
    await toll.release()
    result = await asked.until(has_pictures)
    assert "compressed to fit Discord's limit" in result.text
    assert len(await discord.fetch(result.pictures[0])) <= 500_000


async def test_an_ending_that_cannot_be_shown_says_so_on_its_card_and_waits(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, noise: Upload
) -> None:
    discord.world.attachment_size_limit = 50 << 20
    toll.held.add("picture")
    asked = await ada.command("restyle", {"image": noise, "prompt": "oil", "strength": 0.2, "format": "png"})
    await toll.reached("picture")
    discord.world.attachment_size_limit = 1000
    await toll.release()
    said = await asked.until(lambda message: "/history brings them" in message.text)
    assert "Done" in said.text
    discord.world.attachment_size_limit = 10 << 20
    history = await (await ada.command("history")).message_shown()
    assert "waiting for you" in history.text
    await (await ada.click(history, button(history, "Fetch"))).until(has_pictures)


async def test_a_fetch_that_failed_can_be_made_again(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    toll.held.add("watch")
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink", "private": True})
    await asked.message_shown()
    await toll.reached("watch")
    discord.clock.advance(20 * 60)
    await toll.release()
    async with asyncio.timeout(20):
        while True:
            if "card.waiting" in paying_bot.log:
                break
            await asyncio.sleep(0.05)
    history = await (await ada.command("history")).message_shown()
    discord.faults.add("PATCH", "/webhooks/", status=400, times=2)
    failed = await (await ada.click(history, button(history, "Fetch"))).until(
        lambda message: "fetch them again" in message.text
    )
    assert "charged" not in failed.text
    history = await (await ada.command("history")).message_shown()
    await (await ada.click(history, button(history, "Fetch"))).until(has_pictures)
    assert "Traceback" not in paying_bot.log


async def test_a_command_of_another_version_is_told_so(discord: Sandbox, bot: Bot, ada: Person) -> None:
    discord.registry.overwrite(None, [{"name": "imagine", "description": "of long ago", "type": 1}])
    said = await (await ada.command("imagine")).message_shown()
    assert said.text == "That command has changed. Reload Discord and pick it anew."
    assert said.ephemeral
    assert "Traceback" not in bot.log
    assert bot.log.count("CommandChanged") == 1


@pytest.mark.parametrize("command", ["quota show", "quota set", "quota clear"])
async def test_the_quota_of_one_who_has_left_is_looked_after_like_any(
    discord: Sandbox, bot: Bot, mo: Person, bob: Person, command: str
) -> None:
    options: dict[str, object] = {"member": bob.id}
    await (await mo.command("quota set", {**options, "pictures": 7})).message_shown()
    del discord.guild.members[bob.id]
    if command == "quota set":
        options["pictures"] = 0
    said = await (await mo.command(command, options)).message_shown()
    assert f"<@{bob.id}>" in said.text
    assert "Traceback" not in bot.log
