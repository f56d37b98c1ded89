"""The file `.env`: what an operator reads of one that says something else than they think."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from bot import choices, env
from bot.settings import Settings
from tests.stage import ROOT

NO_SETTING = "of .env cannot be read as a setting"


pytestmark = pytest.mark.usefixtures("bare")


def _odd() -> list[str]:
    return [finding.what for finding in choices.odd(Settings())]


def test_a_name_that_is_no_setting_is_told_with_the_one_that_was_meant(bare: Path) -> None:
    (bare / ".env").write_text("DAILY_PICTURE=5\nweb_port=1\nWHATEVER=1\n")
    assert {finding.what: finding.advice for finding in env.odd()} == {
        "DAILY_PICTURE in .env is no setting": "Did you mean DAILY_PICTURES?",
        "WHATEVER in .env is no setting": ".env.example has all that there are.",
    }


PASTED = ["MTIz.GaBc.secret", "id:secret", "mr_live_secret", "whsec_c2VjcmV0c2VjcmV0MQ=="]
BROKEN = ["FAL_KEY id:secret", "FAL_KEY: id:secret", "FAL_KEY='id:secret", "=id:secret"]


@pytest.mark.parametrize("pasted", [*PASTED, *BROKEN])
def test_a_line_that_is_no_setting_is_told_by_its_number_alone(
    bare: Path, pasted: str, capfd: pytest.CaptureFixture[str]
) -> None:
    (bare / ".env").write_text(f"# a comment\nWEB_PORT=0\n\n\n{pasted}\n\nFAL_JOBS=3\n")
    assert _odd() == [f"Line 5 {NO_SETTING}"]
    assert Settings().fal_jobs == 3
    assert capfd.readouterr() == ("", ""), "it is told once, and in our words"


def test_nothing_is_said_of_a_file_that_is_as_it_should_be(bare: Path) -> None:
    (bare / ".env").write_text("\n# a comment\nexport WEB_PORT=0\nFAL_KEY='id:secret' # mine\n\n")
    (bare / ".env").chmod(0o600)
    assert _odd() == []


def test_a_file_with_keys_that_others_may_read_is_told(bare: Path) -> None:
    (bare / ".env").write_text("FAL_KEY=id:secret\n")
    (bare / ".env").chmod(0o644)
    assert [str(finding) for finding in env.odd()] == [
        " odd  Everybody on this machine may read the keys in .env\n      → Run: chmod 600 .env"
    ]
    (bare / ".env").chmod(0o640)
    assert _odd() == [], "of a group of the operator's"
    (bare / ".env").write_text("WEB_PORT=0\n")
    (bare / ".env").chmod(0o644)
    assert _odd() == [], "there is no key in it"


@pytest.mark.parametrize("kind", ["a folder", "a pipe", "a link to nothing", "unreadable", "UTF-16"])
async def test_one_that_cannot_be_read_is_one_sentence(bare: Path, kind: str) -> None:
    file = bare / ".env"
    match kind:
        case "a folder":
            file.mkdir()
        case "a pipe":
            os.mkfifo(file)
        case "a link to nothing":
            file.symlink_to(bare / "elsewhere")
        case "unreadable":
            file.symlink_to("/proc/self/mem")  # a file that also root cannot read from its beginning
        case _:
            file.write_text("DISCORD_TOKEN=secret\n", encoding="utf-16")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "doctor"),
        cwd=bare,
        env={"PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 1
    assert said.decode().startswith(".env ")
    assert said.count(b"\n") == 1


@pytest.mark.parametrize(
    ("name", "value", "odd"),
    [
        ("FAL_KEY", "id:secret", False),
        ("FAL_KEY", "idsecret", True),
        ("FAL_KEY", ":secret", True),
        ("DISCORD_TOKEN", "MTIz.GaB_c-1.secret", False),
        ("DISCORD_TOKEN", "MTIzsecret", True),
        ("DISCORD_TOKEN", "MTIz.GaBc", True),
    ],
)
def test_a_key_of_another_form_than_its_hosts_is_told_and_taken(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, *, odd: bool
) -> None:
    monkeypatch.setenv(name, value)
    assert [what.startswith(f"{name} does not look like") for what in _odd()] == [True] * odd
    assert not [finding for finding in choices.odd(Settings()) if "secret" in finding.what]
    monkeypatch.setenv("FAL_QUEUE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("DISCORD_API_URL", "http://127.0.0.1:9")
    assert _odd() == [], "whatever stands in the host's place may have others"
