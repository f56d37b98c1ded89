"""What an operator reads when they ask how the bot is."""

import asyncio
import json
import socket
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from PIL import Image

from bot import doctor
from bot.doctor import Verdict
from bot.settings import Settings
from providers.bounded import bounded_client
from sandbox.server import Sandbox
from tests.journeys.toll import toll_before
from tests.providers.host import Answer, Host, hosting, says, sends
from tests.readers import MADE_WITH_AI, needs_a_reader, source_types
from tests.stage import ROOT, Renderer


async def _bot(*words: str, **environment: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words),
        cwd=ROOT,
        env={"WEB_PORT": "0", **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode is not None
    return process.returncode, said.decode()


@pytest.fixture
async def host() -> AsyncGenerator[Host]:
    async with hosting() as started:
        yield started


async def test_where_all_is_well_it_says_so(tmp_path: Path, host: Host) -> None:
    async with Sandbox() as discord:
        code, said = await _bot(
            "doctor",
            DISCORD_TOKEN=discord.bot_token,
            DISCORD_API_URL=discord.api_url,
            DATA_DIR=str(tmp_path / "data"),
            FAL_KEY="id:secret",
            FAL_QUEUE_URL=host.url,
            STYLES='[{"name": "House", "loras": [{"path": "https://huggingface.co/house.json"}]}]',
        )
    assert code == 0, said
    assert "DATA_DIR, DISCORD_API_URL, DISCORD_TOKEN, FAL_KEY, FAL_QUEUE_URL, STYLES" in said
    assert (
        "Nothing bounds what is spent on fal but each member's pictures\n      → Set DOLLARS_PER_DAY" in said
    )
    assert "No host can paint the style House" in said
    assert "Discord knows the token" in said
    assert "fal answers and takes the key" in said
    assert "The clock is right" in said
    assert (
        "Not registered as they are: restyle, restyle-batch, queue, history, usage, style, quota, moderation, privacy, help,"
        " Restyle this" in said
    )
    assert {method for method, _, _ in host.requests} == {"GET"}, "a call that costs nothing"
    assert "secret" not in said


@pytest.mark.parametrize(
    ("threshold", "said"),
    [
        ("0.7", "Pictures are checked here, and adult from a score of 0.7 on"),
        ("off", "SAFETY_THRESHOLD is off: pictures are not checked here"),
    ],
)
async def test_it_says_whether_pictures_are_checked(tmp_path: Path, threshold: str, said: str) -> None:
    _, told = await _bot("doctor", DATA_DIR=str(tmp_path), SAFETY_THRESHOLD=threshold)
    assert f"  ok  {said}" in told


async def test_commands_have_the_options_that_some_host_can_do(tmp_path: Path, host: Host) -> None:
    async with Sandbox() as discord:
        settings = {
            "DISCORD_TOKEN": discord.bot_token,
            "DISCORD_API_URL": discord.api_url,
            "DATA_DIR": str(tmp_path / "data"),
            "FAL_KEY": "id:secret",
            "FAL_QUEUE_URL": host.url,
            "RENDERER_URL": host.url,
        }
        assert (await _bot("sync", **settings, PROVIDERS="fal"))[0] == 0
        _, said = await _bot("doctor", **settings, PROVIDERS="fal")
        assert "commands are registered as they are" in said
        _, said = await _bot("doctor", **settings, PROVIDERS="fal,local")
        assert "Not registered as they are: restyle\n" in said
        assert (await _bot("sync", **settings, PROVIDERS="fal,local"))[0] == 0
        restyle = next(one for one in discord.registry.all(None) if one["name"] == "restyle")
        assert "style_from" in [option["name"] for option in restyle["options"]]
        _, said = await _bot("doctor", **settings, PROVIDERS="fal,local")
        assert "commands are registered as they are" in said


async def test_each_trouble_has_its_advice_and_one_that_would_stop_the_bot_an_exit_code(
    tmp_path: Path, host: Host
) -> None:
    own = "/ideogram/v4/requests/00000000-0000-0000-0000-000000000000/status"
    host.on(f"GET {own}", says({"detail": "invalid key credentials"}, 401))
    (tmp_path / "file").write_text("in the way")
    async with Sandbox() as discord:
        code, said = await _bot(
            "doctor",
            DISCORD_TOKEN="wrong",
            DISCORD_API_URL=discord.api_url,
            DATA_DIR=str(tmp_path / "file"),
            FAL_KEY="id:secret",
            FAL_QUEUE_URL=host.url,
            MODELRUNNER_KEY="secret",
            MODELRUNNER_QUEUE_URL="http://127.0.0.1:9",
            PUBLIC_URL="http://insecure.example",
            DOLLARS_PER_DAY="2.50",
            DOLLARS_PER_MONTH="1000",
        )
    assert code == 1
    for words in (
        "cannot be written",
        "Discord does not take the token",
        "Copy it again",
        "fal: bad_key",
        "Copy the key again",
        "modelrunner: unavailable",
        "PUBLIC_URL is not https",
        "At most $2.50 in a day and $1,000 in a month is spent on fal, modelrunner",
    ):
        assert words in said
    assert "Traceback" not in said
    assert "secret" not in said


PAGE = sends(b"<html>\nSign in to this network</html>", "text/html")
USER = {"id": "1", "username": "x", "discriminator": "0", "avatar": None}
NO_LISTS: list[object] = [{"a": 1}, ["x"], [{"name": 5}], [{"name": "x", "type": []}]]
APPLICATION: dict[str, object] = {
    "id": "1",
    "name": "x",
    "flags": 0,
    "description": "",
    "bot_public": True,
    "verify_key": "x",
    "icon": None,
    "rpc_origins": [],
    "bot_require_code_grant": False,
    "owner": USER,
}
ODD: dict[str, tuple[dict[str, Answer], str]] = {
    "a portal": ({}, "200"),
    "503": ({"/oauth2/applications/@me": says({}, 503)}, "503"),
    "429": ({"/oauth2/applications/@me": says({}, 429)}, "429"),
    "404": ({"/oauth2/applications/@me": says({}, 404)}, "404"),
    "a list": ({"/oauth2/applications/@me": says([])}, "200"),
    "a page for commands": ({"/oauth2/applications/@me": says(APPLICATION)}, "list of commands"),
    **{
        f"{commands!r} for commands": (
            {"/oauth2/applications/@me": says(APPLICATION), "/applications/1/commands": says(commands)},
            "list of commands",
        )
        for commands in NO_LISTS
    },
    "no commands": (
        {"/oauth2/applications/@me": says(APPLICATION), "/applications/1/commands": says({}, 403)},
        "403, asked for the list of commands",
    ),
}


def _script(host: Host, answers: dict[str, Answer]) -> None:
    """Everything else is a page, as a network's portal answers."""
    for path in ("/users/@me", "/oauth2/applications/@me", "/applications/1/commands", "/gateway/bot"):
        host.on(f"GET {path}", answers.get(path, PAGE))


@pytest.mark.parametrize("name", ODD)
async def test_a_discord_that_answers_oddly_says_nothing_of_the_token(host: Host, name: str) -> None:
    answers, said = ODD[name]
    _script(host, answers)
    settings = Settings.model_validate({"discord_token": "t", "discord_api_url": host.url})
    async with bounded_client() as http:
        found = [one async for one in doctor.discord_findings(settings, http, [])]
    place = host.url.removeprefix("http://")
    odd = [one for one in found if f"{place} does not answer as Discord does" in one.what]
    assert [(one.verdict, said in one.what) for one in odd] == [(Verdict.BAD, True)]
    assert not any("does not take the token" in one.what for one in found)


async def test_the_doctor_names_the_address_at_which_nobody_is() -> None:
    settings = Settings.model_validate(
        {"discord_token": "t", "discord_api_url": "http://me:secret@127.0.0.1:9"}
    )
    async with bounded_client() as http:
        [found] = [one async for one in doctor.discord_findings(settings, http, [])]
    assert str(found).startswith(" BAD  Nothing answers at 127.0.0.1:9 (ConnectError)\n")
    assert "DISCORD_API_URL" in found.advice


async def test_a_date_that_is_none_is_odd(host: Host) -> None:
    _script(host, {"/oauth2/applications/@me": says(APPLICATION, Date="gibberish")})
    settings = Settings.model_validate({"discord_token": "t", "discord_api_url": host.url})
    async with bounded_client() as http:
        found = [one async for one in doctor.discord_findings(settings, http, [])]
    assert "Discord did not say what time it is" in [one.what for one in found]


def _says(body: object) -> Answer:
    """Answer with the one type that discord.py reads as JSON."""
    return sends(json.dumps(body).encode(), "application/json")


GATEWAY = {"url": "ws://127.0.0.1:9", "shards": 1, "session_start_limit": {"total": 1, "remaining": 1}}
WHO = {"/users/@me": _says(USER), "/oauth2/applications/@me": _says(APPLICATION)}
STARTS: dict[str, tuple[dict[str, Answer], str]] = {
    "a portal": ({}, "asked for who we are"),
    "404": ({"/users/@me": sends(b"<html>\n</html>", "text/html", 404)}, "404"),
    "501, as often as it is asked": ({"/users/@me": sends(b"<html>\n</html>", "text/html", 501)}, "501"),
    "a user who is none": ({"/users/@me": _says([])}, "asked for who we are"),
    "no gateway": (WHO, "asked for the gateway"),
    "no list": ({**WHO, "/gateway/bot": _says(GATEWAY)}, "asked for the list of commands"),
}


@pytest.mark.parametrize("name", STARTS)
async def test_a_start_where_discord_answers_oddly_is_one_sentence(
    tmp_path: Path, host: Host, name: str
) -> None:
    answers, what = STARTS[name]
    _script(host, answers)
    environment = {"DISCORD_TOKEN": "t", "DISCORD_API_URL": host.url, "DATA_DIR": str(tmp_path)}
    code, said = await _bot(LOG_LEVEL="ERROR", **environment)
    assert code == 1
    assert said == (
        f"{host.url.removeprefix('http://')} does not answer as Discord does ({what}). Put the right address into"
        " DISCORD_API_URL, or take it out of the settings.\n"
    )


async def test_one_request_through_a_host_from_the_shell(tmp_path: Path) -> None:
    picture = tmp_path / "source.png"
    Image.effect_noise((96, 64), 60).convert("RGB").save(picture)
    renderer = Renderer()
    try:
        code, said = await _bot(
            *("restyle", str(picture), "--prompt", "ink", "--images", "2", "--seed", "5"),
            *("--provider", "local", "--out", str(tmp_path / "out")),
            RENDERER_URL=renderer.url,
        )
    finally:
        renderer.stop()
    assert code == 0, said
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "source-5-1.jpeg",
        "source-5-2.jpeg",
    ]
    assert "local: 2 picture(s)" in said


@needs_a_reader
async def test_what_the_shell_writes_is_marked_too(tmp_path: Path) -> None:
    picture = tmp_path / "source.png"
    Image.effect_noise((96, 64), 60).convert("RGB").save(picture)
    renderer = Renderer()
    try:
        async with toll_before(renderer.url) as host:
            host.paint = lambda _: picture.read_bytes()  # a host that marks nothing
            for out, settings in (("on", {}), ("off", {"AI_MARKS_OFF_BECAUSE": "for a test"})):
                code, said = await _bot(
                    *("restyle", str(picture), "--prompt", "ink", "--seed", "5"),
                    *("--provider", "local", "--out", str(tmp_path / out)),
                    RENDERER_URL=host.url,
                    **settings,
                )
                assert code == 0, said
    finally:
        renderer.stop()
    [marked], [unmarked] = (tmp_path / "on").iterdir(), (tmp_path / "off").iterdir()
    assert source_types(marked.read_bytes(), unmarked.read_bytes()) == [[MADE_WITH_AI], []]


async def test_a_host_that_refuses_is_one_line_from_the_shell(tmp_path: Path, host: Host) -> None:
    picture = tmp_path / "source.png"
    Image.new("RGB", (64, 64)).save(picture)
    host.on("POST /ideogram/v4/image-to-image/lora", says({"detail": "User is locked. Reason: TOP_UP."}, 403))
    code, said = await _bot(
        *("restyle", str(picture), "--prompt", "ink", "--provider", "fal"),
        FAL_KEY="id:secret",
        FAL_QUEUE_URL=host.url,
    )
    assert code == 1
    assert "The image host's account is used up." in said
    assert "403: User is locked" in said
    assert "Traceback" not in said
    (tmp_path / "text.png").write_text("no picture")
    code, said = await _bot("restyle", str(tmp_path / "text.png"), "--prompt", "ink")
    assert code == 1
    assert "That file is not a picture." in said


@pytest.mark.parametrize(("provider", "name"), [("fal", "FAL_KEY"), ("modelrunner", "MODELRUNNER_KEY")])
async def test_a_host_without_its_key_is_one_sentence(tmp_path: Path, provider: str, name: str) -> None:
    picture = tmp_path / "source.png"
    Image.new("RGB", (64, 64)).save(picture)
    code, said = await _bot("restyle", str(picture), "--prompt", "ink", "--provider", provider)
    assert code == 1
    assert said == f"{name} is not set: {provider} needs it.\n"


async def test_the_doctor_looks_at_the_port_and_says_nothing_of_a_key_where_there_is_none(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    renderer = Renderer()
    try:
        with socket.create_server(("127.0.0.1", unused_tcp_port)):
            _, said = await _bot(
                "doctor",
                DATA_DIR=str(tmp_path),
                RENDERER_URL=renderer.url,
                WEB_PORT=str(unused_tcp_port),
                LOG_LEVEL="DEBUG",
            )
    finally:
        renderer.stop()
    assert f"127.0.0.1:{unused_tcp_port} cannot be listened on: Address already in use" in said
    assert "set another WEB_PORT" in said
    assert "local answers\n" in said
    assert "takes the key" not in said
    assert all(line.startswith(("  ok  ", " odd  ", " BAD  ", "      → ")) for line in said.splitlines()), (
        said
    )
