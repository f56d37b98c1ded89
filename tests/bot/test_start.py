"""Starting the bot: what an operator reads when something is not as it should be, and the health page."""

import asyncio
import os
import re
import signal
import socket
import sys
from pathlib import Path

import httpx
import pytest

from bot.folder import InTheWay, held
from sandbox.server import Sandbox
from storage.writer import SqliteDatabase
from tests.stage import ROOT, Bot

ATTACHMENT = (
    11  # https://discord.com/developers/docs/interactions/application-commands#application-command-object
)


async def _says(folder: Path, **environment: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot"),
        cwd=ROOT,
        env={"DATA_DIR": str(folder), "WEB_PORT": "0", **environment},
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode is not None
    return process.returncode, said.decode()


async def test_without_a_token_it_says_where_to_put_one(tmp_path: Path) -> None:
    code, said = await _says(tmp_path)
    assert code == 1
    assert said.startswith("DISCORD_TOKEN is not set")
    assert said.count("\n") == 1


async def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    code, said = await _says(tmp_path, DISCORD_TOKEN="id.time.secret", WEB_PORT="many")
    assert code == 1
    assert "WEB_PORT" in said
    assert "Traceback" not in said


async def test_a_wrong_token_is_one_sentence_and_not_in_it(tmp_path: Path) -> None:
    async with Sandbox() as discord:
        code, said = await _says(tmp_path, DISCORD_TOKEN="nobody.knows.this", DISCORD_API_URL=discord.api_url)
    assert code == 1
    assert "does not know this DISCORD_TOKEN" in said
    assert "nobody.knows" not in said
    assert "Traceback" not in said


async def test_two_bots_do_not_share_a_folder(tmp_path: Path) -> None:
    async with Sandbox() as discord:
        environment = {
            "DISCORD_TOKEN": discord.bot_token,
            "DISCORD_API_URL": discord.api_url,
            "RENDERER_URL": "http://127.0.0.1:9",
        }
        first = Bot(tmp_path, **environment)
        await first.start()
        await discord.ready(20)
        code, said = await _says(first.data, **environment)
        assert await first.stop(signal.SIGINT) == 0
    assert code == 1
    assert "Another bot is running" in said


async def test_what_it_keeps_is_for_its_user_alone(tmp_path: Path) -> None:
    """Also where an older version has left it open."""
    data = tmp_path / "data"
    (data / "pictures" / "ab").mkdir(parents=True)
    (data / "restyle.lock").touch(0o644)
    for folder in (data, data / "pictures"):
        folder.chmod(0o755)
    async with Sandbox() as discord:
        bot = Bot(
            tmp_path,
            DISCORD_TOKEN=discord.bot_token,
            DISCORD_API_URL=discord.api_url,
            RENDERER_URL="http://127.0.0.1:9",
        )
        await bot.start()
        await discord.ready(20)
        kept = [data, *data.glob("restyle.*"), data / "pictures", data / "pictures" / "unfinished"]
        modes = {one.name: oct(one.stat().st_mode & 0o077) for one in kept}
        assert await bot.stop() == 0
    assert len(modes) >= 5
    assert set(modes.values()) == {"0o0"}, modes


async def test_so_is_what_its_other_commands_write_whatever_the_shell_lets_others_read(
    tmp_path: Path,
) -> None:
    bot = Bot(tmp_path, DISCORD_API_URL="http://127.0.0.1:9", RENDERER_URL="http://127.0.0.1:9")
    before = os.umask(0)
    try:
        assert "no data folder" in (await bot.command("pause"))[1], "a pause of no bot is none"
        for words in (("doctor",), ("pause", "a", "reason")):
            await bot.command(*words)
    finally:
        os.umask(before)
    kept = [bot.data, *bot.data.iterdir()]
    assert {one.name for one in kept} == {"data", "restyle.paused"}
    assert not [one for one in kept if one.stat().st_mode & 0o077]


async def test_what_it_says_to_type_can_be_typed_as_it_is(tmp_path: Path) -> None:
    bot = Bot(tmp_path, DISCORD_API_URL="http://127.0.0.1:9", RENDERER_URL="http://127.0.0.1:9")
    bot.data.mkdir()
    _, said = await bot.command("pause")
    process = await asyncio.create_subprocess_shell(
        said.split("`")[1],
        cwd=ROOT,
        env={"DATA_DIR": str(bot.data), "PATH": os.environ["PATH"]},
        stdout=asyncio.subprocess.PIPE,
    )
    resumed, _ = await asyncio.wait_for(process.communicate(), 30)
    assert resumed.decode() == "It goes on.\n"


@pytest.mark.parametrize("command", ["pause", "resume"])
async def test_a_folder_that_is_a_file_stops_no_bot_and_says_so(tmp_path: Path, command: str) -> None:
    (tmp_path / "data").write_text("a file")
    bot = Bot(tmp_path, DISCORD_API_URL="http://127.0.0.1:9", RENDERER_URL="http://127.0.0.1:9")
    code, said = await bot.command(command)
    assert code == 1
    assert "no data folder" in said
    assert "It is a file: set another DATA_DIR." in (await bot.command("doctor"))[1]


KEPT = ["restyle.lock", "restyle.db", "restyle.db-wal", "restyle.paused", "pictures"]


@pytest.mark.parametrize("name", KEPT)
@pytest.mark.parametrize("kind", ["a pipe", "another"])
def test_what_is_of_another_kind_than_its_name_says_is_not_opened(
    tmp_path: Path, name: str, kind: str
) -> None:
    """A pipe would be waited for, for ever."""
    if kind == "a pipe":
        os.mkfifo(tmp_path / name)
    elif name == "pictures":
        (tmp_path / name).touch()
    else:
        (tmp_path / name).mkdir()
    with pytest.raises(InTheWay, match=name), held(tmp_path):
        pass


async def test_no_command_waits_for_a_pipe_or_writes_over_one(tmp_path: Path) -> None:
    bot = Bot(tmp_path, DISCORD_API_URL="http://127.0.0.1:9", RENDERER_URL="http://127.0.0.1:9")
    bot.data.mkdir(exist_ok=True)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    os.mkfifo(bot.data / "restyle.db")
    for command in ("backup", "restore"):
        code, said = await bot.command(command, str(pipe))
        assert (code, f"{pipe} is no file." in said) == (2, True), said
    for words in (("run",), ("usage",), ("doctor",), ("restore", str(ROOT / "README.md"))):
        code, said = await bot.command(*words, DISCORD_TOKEN="id.time.secret")
        assert (code, "restyle.db is no file" in said) == (1, True), said
    assert pipe.is_fifo()


async def test_a_database_that_is_none_is_no_database_for_any_command(tmp_path: Path) -> None:
    bot = Bot(tmp_path, DISCORD_API_URL="http://127.0.0.1:9", RENDERER_URL="http://127.0.0.1:9")
    bot.data.mkdir(exist_ok=True)
    (bot.data / "restyle.db").write_bytes(bytes(range(256)) * 64)
    for words in (("usage",), ("audit",), ("backup", str(tmp_path / "file"))):
        code, said = await bot.command(*words)
        assert code == 1
        assert "Bring a backup back" in said
    assert "The database cannot be read" in (await bot.command("doctor"))[1]


async def test_every_attachment_option_asks_for_pictures(tmp_path: Path) -> None:
    async with Sandbox() as discord:
        bot = Bot(
            tmp_path,
            DISCORD_TOKEN=discord.bot_token,
            DISCORD_API_URL=discord.api_url,
            RENDERER_URL="http://127.0.0.1:9",
        )
        await bot.start()
        await discord.ready(20)
        assert await bot.stop() == 0
        registered = discord.registry.all(None)
    options = [option for command in registered for option in command.get("options", ())]
    attachments = [option for option in options if option["type"] == ATTACHMENT]
    assert attachments
    assert {tuple(option["file_types"]) for option in attachments} == {
        (".png", ".jpg", ".jpeg", ".webp", ".gif")
    }


async def test_a_port_in_use_is_one_sentence_that_names_the_setting(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    with socket.create_server(("127.0.0.1", unused_tcp_port)):
        code, said = await _says(
            tmp_path,
            DISCORD_TOKEN="id.time.secret",
            WEB_PORT=str(unused_tcp_port),
            RENDERER_URL="http://127.0.0.1:9",
        )
    assert code == 1
    assert f"cannot listen on 127.0.0.1:{unused_tcp_port}" in said
    assert "Set another WEB_PORT" in said
    assert said.count("\n") == 1


async def test_names_in_env_that_are_no_settings_are_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DAILY_PICTURE=5\n")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot"),
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await asyncio.wait_for(process.communicate(), 30)
    assert "DAILY_PICTURE in .env is no setting. Did you mean DAILY_PICTURES?" in said.decode()


async def test_with_every_line_of_the_example_uncommented_it_starts(tmp_path: Path) -> None:
    example = (ROOT / ".env.example").read_text()
    (tmp_path / ".env").write_text(re.sub(r"^# (?=[A-Z_]+=)", "", example, flags=re.MULTILINE))
    async with Sandbox() as discord:
        told = {"DISCORD_TOKEN": discord.bot_token, "DISCORD_API_URL": discord.api_url, "WEB_PORT": "0"}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot"),
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), **told},
            stderr=asyncio.subprocess.PIPE,
        )
        await discord.ready(20)
        process.terminate()
        _, said = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 0, said.decode()
    assert b"is no setting" not in said
    assert (tmp_path / "data" / "restyle.db").exists()


async def test_a_database_of_a_later_version_is_one_sentence(tmp_path: Path) -> None:
    async with SqliteDatabase(tmp_path / "restyle.db") as database:
        await database.run(
            lambda each: each.execute(
                "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('restyle', 'later', '')"
            )
        )
    code, said = await _says(tmp_path, DISCORD_TOKEN="id.time.secret")
    assert code == 1
    assert said.startswith("The database was written by a later version of the bot.")
    assert said.count("\n") == 1


async def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "restyle.db").write_bytes(b"not a database at all, and long enough to be looked at" * 100)
    code, said = await _says(tmp_path, DISCORD_TOKEN="id.time.secret")
    assert code == 1
    assert "The database cannot be opened" in said
    assert "Traceback" not in said


async def test_its_health_can_be_asked_for(tmp_path: Path, unused_tcp_port: int) -> None:
    async with Sandbox() as discord:
        bot = Bot(
            tmp_path,
            DISCORD_TOKEN=discord.bot_token,
            DISCORD_API_URL=discord.api_url,
            RENDERER_URL="http://127.0.0.1:9",
            WEB_PORT=str(unused_tcp_port),
            LOG_FORMAT="json",
        )
        await bot.start()
        await discord.ready(20)
        async with httpx.AsyncClient() as http, asyncio.timeout(20):
            while (answer := await http.get(f"http://127.0.0.1:{unused_tcp_port}/readyz")).status_code != 200:
                assert answer.json()["database"] is True
                await asyncio.sleep(0.1)
        assert await bot.stop() == 0
    assert re.search(r'"says": "registered \d+ commands \(changed: restyle', bot.log)
