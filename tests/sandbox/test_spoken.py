"""The tables of docs/sandbox.md say what is spoken now; and the local Discord serves by itself."""

import asyncio
import os
import re
import signal
import sys
from pathlib import Path

import httpx
import pytest

from sandbox.api.operations import operations
from sandbox.spoken import OPERATIONS, PAGE, listed, renewed

BOT = "import os, httpx; api, token = os.environ['DISCORD_API_URL'], os.environ['DISCORD_TOKEN']"
ASKS = "print(httpx.get(api + '/users/@me', headers={'Authorization': 'Bot ' + token}).json()['username'])"


def test_the_tables_are_of_today() -> None:
    page = PAGE.read_text("utf-8")
    assert renewed(page) == page, "python -m sandbox.spoken renews them"
    assert all(f"`{operation}`" in page for operation in operations().values())


def test_the_list_of_operations_is_the_documents() -> None:
    if not (path := os.environ.get("DISCORD_OPENAPI")):
        pytest.skip("DISCORD_OPENAPI names no copy of Discord's OpenAPI document")
    assert OPERATIONS.read_text("utf-8").splitlines() == list(listed(Path(path)))


async def test_it_serves_until_it_is_told_to_end() -> None:
    words = (sys.executable, "-m", "sandbox", "serve", "--token", "a.b.c", "--intents", "members")
    process = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    said = [(await process.stdout.readline()).decode() for _ in range(3)]
    told = {line[:9].strip(): line[9:].strip() for line in said}
    assert told["token"] == "a.b.c"
    async with httpx.AsyncClient(headers={"Authorization": "Bot a.b.c"}) as client:
        assert (await client.get(told["API"] + "/gateway/bot")).json()["shards"] == 1
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0


async def test_it_starts_a_bot_and_ends_with_it() -> None:
    bot = f'"{sys.executable}" -c "{BOT}; {ASKS}"'
    words = (sys.executable, "-m", "sandbox", "serve", "--bot", bot)
    process = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)
    said, _ = await process.communicate()
    assert process.returncode == 0
    assert re.search(r"^restyle$", said.decode(), re.MULTILINE)


async def test_an_intent_that_is_none_is_refused() -> None:
    words = (sys.executable, "-m", "sandbox", "serve", "--intents", "guilds")
    process = await asyncio.create_subprocess_exec(*words, stderr=asyncio.subprocess.PIPE)
    _, said = await process.communicate()
    assert process.returncode == 2
    assert b"no privileged intent guilds" in said
