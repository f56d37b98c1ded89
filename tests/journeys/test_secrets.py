"""What goes wrong is told to many: the log, the cards, the database. None of it says a token or a key."""

import json
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

import pytest
from aiohttp import web

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.stage import Bot

KEY, OTHER_KEY = "an-id:a-very-secret-key", "another-secret-key"
WEBHOOKS = "whsec_" + "c2VjcmV0" * 4


@pytest.fixture
async def chatty_host() -> AsyncGenerator[str]:
    """A host that refuses everything, and repeats in its answer all that it was sent."""

    async def refuse(request: web.Request) -> web.Response:
        said = json.dumps({"headers": dict(request.headers), "url": str(request.url)})
        status = 500 if request.path.endswith("/initiate") else 400
        return web.json_response({"detail": said, "error": said, "message": said}, status=status)

    app = web.Application(client_max_size=100 << 20)
    app.router.add_route("*", "/{path:.*}", refuse)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


def _secrets(discord: Sandbox) -> Iterator[str]:
    yield from (discord.bot_token, KEY, KEY.split(":")[1], OTHER_KEY, WEBHOOKS)


@pytest.mark.parametrize("provider", ["fal", "modelrunner"])
async def test_nothing_that_a_failing_run_writes_has_a_secret_in_it(
    discord: Sandbox, ada: Person, picture: Upload, chatty_host: str, tmp_path: Path, provider: str
) -> None:
    bot = Bot(
        tmp_path,
        DISCORD_TOKEN=discord.bot_token,
        DISCORD_API_URL=discord.api_url,
        PROVIDERS=provider,
        LOG_LEVEL="DEBUG",
        FAL_KEY=KEY,
        MODELRUNNER_KEY=OTHER_KEY,
        MODELRUNNER_WEBHOOK_SECRET=WEBHOOKS,
        **{
            f"{name}_URL": chatty_host
            for name in ("FAL_QUEUE", "FAL_REST", "FAL_CDN", "MODELRUNNER_QUEUE", "MODELRUNNER_API")
        },
    )
    await bot.start()
    await discord.ready(20)
    discord.faults.add("POST", "/callback$", status=500)
    discord.faults.add("PATCH", "/messages/", status=400)
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    ended = await asked.until(lambda message: "charged" in message.text, timeout=60)
    interaction = discord.interactions.get(asked.interaction_id)
    assert interaction
    code, said = await bot.command("doctor")
    assert code, "the host refuses"
    assert await bot.stop() == 0

    kept = "".join(file.read_bytes().decode("latin-1") for file in bot.data.glob("restyle.*"))
    assert "ink" in kept
    written = {"log": bot.log, "card": ended.text, "doctor": said, "database": kept}
    for place, text in written.items():
        assert [secret for secret in _secrets(discord) if secret in text] == [], place
    assert interaction.token not in bot.log
    assert interaction.token not in kept, "the card has ended, and with it what could edit it"
