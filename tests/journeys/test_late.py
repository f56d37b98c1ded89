"""Later than a token lives, and larger than Discord takes."""

import asyncio
import io

import pytest
from PIL import Image

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from tests.journeys.toll import Toll
from tests.journeys.watching import button, has_pictures
from tests.stage import Bot

TWENTY_MINUTES = 20 * 60


async def test_after_its_token_has_died_a_result_arrives_in_the_same_message(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    toll.held.add("watch")
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    waiting = await asked.message_shown()
    await toll.reached("watch")
    discord.clock.advance(TWENTY_MINUTES)
    await toll.release()
    result = await asked.until(has_pictures)
    assert result.id == waiting.id
    assert any(
        request.method == "PATCH" and request.path.startswith(f"/channels/{result.channel_id}/messages/")
        for request in discord.requests
    )


async def test_an_ephemeral_one_waits_in_the_history_and_is_fetched_there(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, bob: Person, picture: Upload
) -> None:
    assert "Nothing yet" in (await (await ada.command("history")).message_shown()).text
    toll.held.add("watch")
    asked = await ada.command("restyle", {"image": picture, "prompt": "a secret plan", "private": True})
    assert (await asked.message_shown()).ephemeral
    await toll.reached("watch")
    discord.clock.advance(TWENTY_MINUTES)
    await toll.release()

    entry = await _waiting_entry(ada)
    assert "a secret plan" in entry.text
    [fetch] = [button for button in entry.buttons if button.label == "Fetch"]
    fetched = await (await ada.click(entry, fetch.custom_id or "")).until(has_pictures)
    assert fetched.ephemeral
    assert "“a secret plan”" in fetched.text
    assert len(await discord.fetch(fetched.pictures[0])) > 1000

    after = await (await ada.command("history")).message_shown()
    assert [button.label for button in after.buttons] == ["Show"]
    assert "Nothing yet" in (await (await bob.command("history")).message_shown()).text
    assert toll.submits == 1


async def test_a_result_whose_message_is_gone_waits_in_the_history(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    toll.held.add("picture")
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    message = await asked.message_shown()
    await toll.reached("picture")
    gone = {"message": "Unknown Message", "code": 10008}
    discord.faults.add("PATCH", f"/messages/{message.id}", status=404, body=gone, times=1000)
    await toll.release()
    entry = await _waiting_entry(ada)
    discord.faults.clear()
    [fetch] = [button for button in entry.buttons if button.label == "Fetch"]
    assert await (await ada.click(entry, fetch.custom_id or "")).until(has_pictures)


async def _waiting_entry(person: Person) -> Message:
    """The history, as soon as it says that something waits."""
    async with asyncio.timeout(20):
        while True:
            shown = await (await person.command("history")).message_shown()
            if "waiting for you" in shown.text:
                return shown


@pytest.fixture
def noise() -> Upload:
    """A picture that does not compress."""
    file = io.BytesIO()
    Image.effect_noise((512, 512), 120).convert("RGB").save(file, "PNG")
    return Upload("noise.png", file.getvalue())


@pytest.mark.parametrize(
    ("limit", "words"),
    [(250_000, "compressed to fit Discord's limit"), (20_000, "scaled down to fit Discord's limit")],
    ids=["compressed", "scaled"],
)
async def test_a_result_that_is_too_large_is_made_to_fit_and_the_card_says_so(
    discord: Sandbox, bot: Bot, ada: Person, noise: Upload, limit: int, words: str
) -> None:
    asked_for = {"image": noise, "prompt": "oil", "strength": 0.2, "format": "png"}
    discord.world.attachment_size_limit = 10 << 20
    exchange = await ada.command("restyle", asked_for)
    whole = await exchange.until(has_pictures)
    assert "fit Discord" not in whole.text
    assert len(await discord.fetch(whole.pictures[0])) > limit

    discord.world.attachment_size_limit = limit
    again = await ada.click(whole, button(whole, "Again"))
    result = await again.until(has_pictures)
    assert words in result.text
    assert len(await discord.fetch(result.pictures[0])) <= limit


async def test_a_413_leads_to_one_smaller_try(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, noise: Upload
) -> None:
    """Discord said one megabyte when it was asked, and takes less when the picture comes."""
    discord.world.attachment_size_limit = 1_000_000
    toll.held.add("picture")
    asked = await ada.command("restyle", {"image": noise, "prompt": "oil", "strength": 0.2, "format": "png"})
    await toll.reached("picture")
    discord.world.attachment_size_limit = 620_000
    await toll.release()
    result = await asked.until(has_pictures)
    assert "compressed to fit Discord's limit" in result.text
    assert [request.status for request in discord.requests].count(413) == 1
