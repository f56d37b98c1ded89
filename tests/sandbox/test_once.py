"""The journey from the command line: with the small bot of these tests, and with the real one."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from sandbox.__main__ import main
from sandbox.once import SECONDS_TO_SETTLE, Journey, NoResult, travel
from sandbox.people.exchange import Exchange
from sandbox.rules.options import Upload, WrongInput
from sandbox.sample import draw_harbour, harbour_png
from sandbox.server import Sandbox


@pytest.fixture
def picture(tmp_path: Path, cat: Upload) -> Path:
    """A picture to restyle."""
    path = tmp_path / "cat.png"
    path.write_bytes(cat.content)
    return path


@pytest.mark.usefixtures("bot")
async def test_a_journey_tells_what_it_sees_and_keeps_the_pictures(
    sandbox: Sandbox, picture: Path, tmp_path: Path
) -> None:
    told: list[str] = []
    journey = Journey(picture, {"prompt": "soft", "images": "2"}, tmp_path, ("seed:1", "seed"))
    kept = await travel(sandbox, journey, told.append)
    assert [path.name for path in kept] == ["1-restyle-1.png", "2-seed-1-1.png", "3-seed-1.png"]
    assert {path.read_bytes() for path in kept} == {picture.read_bytes()}
    assert told[:3] == [
        "ada: /restyle image:cat.png prompt:soft images:2",
        "restyle is thinking…",
        "soft x2 40x30 image/png [1 picture]",
    ]
    assert [line for line in told if line.startswith("ada: [")] == ["ada: [#1]", "ada: [#2]"]
    assert told[-1] == "pressed 2 [1 picture]"


@pytest.mark.usefixtures("bot")
async def test_a_button_that_is_not_there_ends_the_journey(
    sandbox: Sandbox, picture: Path, tmp_path: Path
) -> None:
    for step in ("again", "seed:2", "seed:0"):
        journey = Journey(picture, {"prompt": "soft"}, tmp_path, (step,))
        with pytest.raises(NoResult, match=f"no button {step}; it has: #1"):
            await travel(sandbox, journey, lambda _: None)


@pytest.mark.usefixtures("bot")
async def test_a_refusal_is_the_reason(sandbox: Sandbox, picture: Path, tmp_path: Path) -> None:
    told = asyncio.Event()

    def hear(line: str) -> None:
        if line == "(only for you) No, not that.":
            told.set()

    travelling = asyncio.create_task(travel(sandbox, Journey(picture, {"prompt": "refuse"}, tmp_path), hear))
    await asyncio.wait_for(told.wait(), 20)
    while not travelling.done():  # it may be about to begin to wait
        sandbox.clock.advance(SECONDS_TO_SETTLE)
        await asyncio.sleep(0)
    with pytest.raises(NoResult, match=r"\(only for you\) No, not that."):
        await travelling


@pytest.mark.usefixtures("bot")
async def test_silence_is_the_reason(
    sandbox: Sandbox, picture: Path, tmp_path: Path, until_heard: Callable[..., Awaitable[None]]
) -> None:
    journey = Journey(picture, {"prompt": "sleep"}, tmp_path)
    travelling = asyncio.create_task(travel(sandbox, journey, lambda _: None))
    await until_heard("interaction")
    sandbox.clock.advance(3)
    with pytest.raises(NoResult, match="did not respond"):
        await travelling


@pytest.mark.usefixtures("bot")
async def test_what_the_client_refuses_is_the_reason(sandbox: Sandbox, picture: Path, tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match="between 1 and 4"):
        await travel(sandbox, Journey(picture, {"prompt": "x", "images": "9"}, tmp_path), lambda _: None)


@pytest.mark.usefixtures("bot")
async def test_a_file_that_is_not_there_is_the_reason(
    sandbox: Sandbox, picture: Path, tmp_path: Path
) -> None:
    journey = Journey(picture.with_name("none.png"), {"prompt": "x"}, tmp_path)
    with pytest.raises(WrongInput, match="The option image takes a file"):
        await travel(sandbox, journey, lambda _: None)


def run(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sandbox", *map(str, words)]
    return subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=120, env=os.environ | environment
    )


def test_the_real_bot_goes_the_whole_way(tmp_path: Path) -> None:
    harbour = tmp_path / "harbour.png"
    harbour.write_bytes(harbour_png())
    out = tmp_path / "out"
    done = run(
        *("--once", harbour, "--prompt", "ink", "--images=2", "--style-from", harbour, "--private"),
        *("--then", "seed:2", "--out", out),
    )
    assert done.returncode == 0, done.stderr
    names = sorted(path.stem for path in out.iterdir())
    assert names[:2] == ["1-restyle-1", "1-restyle-2"]
    assert names[2].startswith("2-seed-2-")
    assert "look of a picture" in done.stdout
    for path in out.iterdir():
        with Image.open(path) as restyled:
            restyled.load()


def test_a_bot_that_dies_is_the_reason(tmp_path: Path, picture: Path) -> None:
    done = run("--once", picture, "--prompt", "x", "--out", tmp_path / "out", LOG_LEVEL="nonsense")
    assert done.returncode == 1
    assert "the bot ended with exit code" in done.stderr
    assert "LOG_LEVEL" in done.stderr


@pytest.mark.parametrize(
    "words", [["--once", "/nothing.png"], ["strange"], ["--once", __file__, "--prompt", "x"]]
)
def test_a_wrong_command_line_is_refused(words: list[str]) -> None:
    assert CliRunner().invoke(main, words).exit_code == 2


async def test_an_exchange_without_an_interaction_has_seen_nothing(sandbox: Sandbox) -> None:
    exchange = Exchange(sandbox.feed, sandbox.person("ada").id)
    await sandbox.person("bob").say("hello")
    assert exchange.messages == []


def test_the_sample_picture_is_large_and_always_the_same() -> None:
    harbour = draw_harbour()
    assert harbour.width >= 768
    assert harbour.height >= 512
    assert harbour.tobytes() == draw_harbour().tobytes()
    assert len(harbour.resize((32, 22)).getcolors(1024) or []) > 200
