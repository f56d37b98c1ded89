"""The local Discord in an environment that has neither the bot nor what that needs, as another project installs it."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.installing import install, pip, python_in
from tests.sandbox.test_examples import written

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.registries


@pytest.fixture
def python(tmp_path: Path) -> str:
    """The Python of that environment. It is installed from a copy, since a build leaves files beside its project."""
    checkout = tmp_path / "checkout"
    for room in ("packaging", "sandbox", "net"):
        shutil.copytree(ROOT / room, checkout / room, ignore=shutil.ignore_patterns("build", "__pycache__"))
    found = python_in(tmp_path / "venv")
    install(*pip(found), str(checkout / "packaging" / "sandbox"))
    shutil.rmtree(checkout)
    return found


def _has(python: str) -> set[str]:
    listed = subprocess.run(
        (python, "-m", "pip", "list", "--format", "json"), capture_output=True, text=True, check=True
    )
    return {one["name"].lower() for one in json.loads(listed.stdout)}


def test_it_serves_and_its_plugin_runs_the_example(python: str, tmp_path: Path) -> None:
    assert not _has(python) & {"discord.py", "httpx", "sqlite-utils", "babel", "pydantic-settings", "pytest"}
    folder = tmp_path / "project"
    folder.mkdir()
    words = (python, "-m", "sandbox", "serve")
    alone = {name: value for name, value in os.environ.items() if name != "DISCORD_OPENAPI"}
    with subprocess.Popen(words, cwd=folder, env=alone, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout
        told = dict(serving.stdout.readline().split() for _ in range(4))
        assert "text/html" in httpx.get(told["page"]).headers["Content-Type"]
        assert httpx.get(told["control"]).json()["token"] == told["token"]
        serving.terminate()
    assert serving.returncode == 0
    demo = subprocess.run((python, "-m", "sandbox"), cwd=folder, capture_output=True, text=True, check=False)
    assert (demo.returncode, demo.stderr) == (
        1,
        "Error: The demo needs the bot, which is not installed here; `python -m sandbox serve` does not.\n",
    )
    held = alone | {"DISCORD_OPENAPI": str(folder / "openapi.json")}
    serve = subprocess.run(words, cwd=folder, env=held, capture_output=True, text=True, check=False)
    assert (serve.returncode, "install jsonschema" in serve.stderr) == (1, True)
    install(*pip(python), "pytest", "discord.py")
    written(folder, "bot.py", "test_bot.py")
    ended = subprocess.run(
        (python, "-m", "pytest", "test_bot.py"),
        cwd=folder,
        env=alone,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout
    assert "3 passed" in ended.stdout
