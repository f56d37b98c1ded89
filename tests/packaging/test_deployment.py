"""How the bot is run by others' programs: what their own checkers say, and whether the image has all that runs."""

import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

from bot.app import GRACE
from domain.pauses import Pauses

ROOT = Path(__file__).resolve().parents[2]
UNIT = ROOT / "deploy" / "restyle.service"


def _checked(*command: str | Path) -> str:
    """Return what a checker prints."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_the_dockerfile_has_no_fault() -> None:
    hadolint = Path(sys.executable).parent / "hadolint"
    if not hadolint.exists():
        pytest.skip("the linter for Dockerfiles has no package for this machine")
    assert _checked(hadolint, "Dockerfile") == ""


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("vendor.compose-spec", "compose.yaml"),
        ("vendor.github-issue-forms", ".github/ISSUE_TEMPLATE/fault.yml"),
        ("vendor.github-issue-forms", ".github/ISSUE_TEMPLATE/idea.yml"),
        ("vendor.github-issue-config", ".github/ISSUE_TEMPLATE/config.yml"),
    ],
)
def test_files_for_other_programs_are_as_these_want_them(schema: str, file: str) -> None:
    assert _checked(sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, file) == ""


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("this machine has no systemd to ask")
    here = UNIT.read_text().replace("/opt/restyle/.venv/bin/python", sys.executable)
    (tmp_path / UNIT.name).write_text(here.replace("/opt/restyle", str(ROOT)))
    assert _checked("systemd-analyze", "verify", tmp_path / UNIT.name) == ""


def test_who_ends_the_bot_waits_for_a_paid_call() -> None:
    """Killed while one is on the wire, nobody would know whether it was made."""
    longest = 3 * GRACE + Pauses().call
    unit = re.search(r"^TimeoutStopSec=(\d+)$", UNIT.read_text(), re.MULTILINE)
    compose = re.search(r"stop_grace_period: (\d+)m", (ROOT / "compose.yaml").read_text())
    assert unit
    assert compose
    assert min(int(unit[1]), 60 * int(compose[1])) >= longest


@pytest.mark.parametrize("program", ["bot", "renderer"])
def test_what_goes_into_the_image_runs_by_itself(tmp_path: Path, program: str) -> None:
    wanted = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    for name in wanted:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / name)
    ran = subprocess.run(
        (sys.executable, "-m", program, "--help"),
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "Usage" in ran.stdout


def test_nothing_that_is_secret_or_large_goes_into_the_image() -> None:
    first, *_ = [
        line for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] not in {"", "#"}
    ]
    assert first == "*", "what is not named stays out"
    wanted = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert not [
        name for name in (".env", "data", ".venv", ".git") if any(fnmatch(name, one) for one in wanted)
    ]
