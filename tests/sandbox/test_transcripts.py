"""What a transcript may hold, and what is said of one that does not fit."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import discord
import pytest
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from sandbox.people.acting import ACTION
from sandbox.people.exchange import Exchange
from sandbox.people.replaying import Departed
from sandbox.people.transcript import Saved, read_transcript
from sandbox.server import Sandbox
from sandbox.world.reading import WrongFile

SAID: dict[str, Any] = {"at": 0, "by": "ada", "op": "say", "text": "high tide"}


def _saved(*acts: dict[str, Any], **more: Any) -> Saved:  # noqa: ANN401
    return Saved.model_validate({"began": "", "names": {}, "files": [], "acts": list(acts), **more})


async def test_ids_and_files_become_those_of_the_place(sandbox: Sandbox) -> None:
    act = {
        **SAID,
        "channel": "400000000000000001",
        "text": "for <@400000000000000002>",
        "files": [{"file": 0}],
    }
    known = {"400000000000000001": "channel Harbour Design/lounge", "400000000000000002": "user bob"}
    await sandbox.replay(_saved(act, names=known, files=[{"name": "a.txt", "content": "dGlkZQ=="}]))
    lounge = list(sandbox.guild.channels.values())[1]
    (message,) = sandbox.person("bob").messages(lounge)
    assert message.text == f"for <@{sandbox.person('bob').id}>"
    assert await sandbox.fetch(message.pictures[0]) == b"tide"


async def test_the_clock_goes_on_as_it_did(sandbox: Sandbox) -> None:
    before = sandbox.clock.time()
    await sandbox.replay(_saved({"at": 0, "by": "", "op": "clock", "seconds": 3600}))
    assert sandbox.clock.time() - before >= 3600
    assert [act.op for act in sandbox.transcript.saved().acts] == ["clock"]


@asynccontextmanager
async def _working_bot(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, done: asyncio.Event
) -> AsyncGenerator[list[str]]:
    """A bot that works on what it is asked for until that is done; yields what it has done, in order."""
    monkeypatch.setattr(Route, "BASE", sandbox.api_url)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(sandbox.gateway_url))
    client = discord.AutoShardedClient(intents=discord.Intents(guilds=True), guild_ready_timeout=0.05)
    tree, order = app_commands.CommandTree[Any](client), list[str]()

    async def work(interaction: discord.Interaction[discord.AutoShardedClient]) -> None:
        await interaction.response.send_message("working", view=_with("Stop"))
        await done.wait()
        order.append("worked")
        await interaction.edit_original_response(content="done", view=_with("More"))

    async def look(interaction: discord.Interaction[discord.AutoShardedClient]) -> None:
        order.append("looked")
        await interaction.response.send_message("all is well")

    for callback in (work, look):
        tree.add_command(app_commands.Command(name=callback.__name__, description="it", callback=callback))
    async with client:
        running = asyncio.create_task(client.start(sandbox.bot_token))
        await sandbox.gateway.changed.until(lambda: sandbox.gateway.online, 20)
        await tree.sync()
        yield order
    with suppress(asyncio.CancelledError):
        await running


async def _asked(sandbox: Sandbox, name: str) -> Exchange:
    ask = ACTION.validate_python({"op": "command", "name": name, "channel": sandbox.channel.id})
    exchange = await sandbox.acting.act(sandbox.person("ada"), ask)
    assert isinstance(exchange, Exchange)
    return exchange


def _with(label: str) -> discord.ui.View:
    view = discord.ui.View()
    view.add_item(discord.ui.Button[discord.ui.View](label=label))
    return view


async def test_what_came_after_an_end_comes_after_it_again(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = asyncio.Event()
    done.set()
    async with _working_bot(sandbox, monkeypatch, done):
        await (await _asked(sandbox, "work")).until(lambda message: message.text == "done")
        await (await _asked(sandbox, "look")).message_shown()
    saved = sandbox.transcript.saved()
    assert [act.after for act in saved.acts] == [[], [0]]

    done.clear()
    async with Sandbox() as another, _working_bot(another, monkeypatch, done) as order:
        with pytest.raises(Departed, match=r"act 1 .*The answer to act 0 is another by now: .*Stop"):
            await another.replay(saved, patience=0.3)
    async with Sandbox() as another, _working_bot(another, monkeypatch, done) as order:
        replaying = asyncio.create_task(another.replay(saved, patience=20))
        await asyncio.sleep(0.3)
        done.set()
        await replaying
        assert order == ["worked", "looked"]


async def test_what_is_too_much_is_left_out_and_said(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.people.transcript.MOST_BYTES", 1000)
    large = [{"name": "a.bin", "content": "AAAA" * 400}]
    await sandbox.replay(_saved(SAID, {**SAID, "files": [{"file": 0}]}, SAID, files=large))
    kept = sandbox.transcript.saved()
    assert len(sandbox.person("bob").messages()) == 3
    assert (kept.whole, len(kept.acts), kept.files) == (False, 1, [])


async def test_who_does_what_is_told(sandbox: Sandbox) -> None:
    lines: list[str] = []
    reacted = {
        "message": {"channel": "Harbour Design/studio", "author": "ada", "place": 0},
        "emoji": "🌊",
        "on": True,
    }
    acts = (
        SAID,
        {"at": 1, "by": "", "op": "clock", "seconds": 60},
        {"at": 2, "by": "bob", "op": "react", **reacted},
    )
    asked = {"name": "restyle", "options": {"prompt": "ink", "image": {"file": 0}}}
    with pytest.raises(Departed, match="There is no file 0"):
        await sandbox.replay(_saved(*acts, {"at": 3, "by": "bob", "op": "command", **asked}), lines.append)
    assert lines == [
        "ada: say",
        "the clock: 60 seconds on",
        "bob: 🌊",
        "bob: /restyle prompt:ink image:…",
    ]


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ({**SAID, "by": "nobody"}, "There is nobody called nobody here."),
        ({**SAID, "op": "fly"}, "fly"),
        ({**SAID, "files": [{"file": 7}]}, "There is no file 7."),
        ({**SAID, "text": ""}, "A message says something or carries a file."),
        (
            {"at": 0, "by": "ada", "op": "delete", "message": {"act": 0, "place": 0}},
            "There is no message 0 that act 0 has brought.",
        ),
        ({"at": 0, "by": "ada", "op": "submit", "form": 4, "values": []}, "No act has opened that form."),
        ({"at": 0, "by": "", "op": "clock", "seconds": "long"}, "it takes a number."),
    ],
)
async def test_what_cannot_be_done_again_says_which_act_it_is(
    sandbox: Sandbox, act: dict[str, Any], said: str
) -> None:
    with pytest.raises(Departed, match=r"act 1 ") as departed:
        await sandbox.replay(_saved(SAID, act), patience=0.1)
    assert said in str(departed.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("\n{}", "began: it is missing."),
        ("{\n\n]", "it is no JSON: key must be a string at line 3 column 1."),
        ("{", "it is no JSON: EOF while parsing an object at line 1 column 1."),
        ("[]", "it takes an object."),
        (json.dumps({"version": 2, "began": "", "names": {}, "files": [], "acts": []}), "version"),
        (
            json.dumps({"began": "", "names": {}, "files": [{"name": "a", "content": "?"}], "acts": []}),
            "base64",
        ),
        (
            json.dumps({"began": "", "names": {}, "files": [], "acts": [SAID] * 5001}),
            "acts: it takes 5000 or less.",
        ),
    ],
)
async def test_a_file_that_is_none_is_refused_in_a_sentence(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "transcript.json"
    path.write_text(content)
    with pytest.raises(WrongFile) as wrong:
        read_transcript(path)
    assert said in str(wrong.value)
    assert str(path) in str(wrong.value)
