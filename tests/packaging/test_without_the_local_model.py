"""An installation without the extra `local`: the bot works, and the renderer says what it needs."""

import os
import re
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from renderer.extras import LOCAL, SAFETY

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bot", "cogs", "web", "jobs", "images", "providers", "storage", "domain", "sandbox")
ABSENT = f"import sys; sys.modules.update(dict.fromkeys({[*LOCAL, *SAFETY]}))"  # as if it were not installed
IMPORT_ALL = """
import importlib, pkgutil, sys
for top in sys.argv[1:]:
    for found in pkgutil.walk_packages(importlib.import_module(top).__path__, top + "."):
        importlib.import_module(found.name)
"""
SENTENCE = f"The local model needs {', '.join(LOCAL)}: pip install '.[local]'\n"


@pytest.fixture
def nowhere() -> Iterator[str]:
    """An address where nobody answers, as long as the test runs."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture
def python(tmp_path: Path) -> "Python":
    (tmp_path / "sitecustomize.py").write_text(ABSENT)
    return Python(tmp_path)


class Python:
    """Python in an empty folder, without the modules of the extras; its children are without them too."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join(map(str, (self._folder, ROOT)))
        home = self._folder / "empty"
        home.mkdir(exist_ok=True)
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=home,
            env={"PYTHONPATH": path, "PATH": os.environ["PATH"], "HOME": str(home), **settings},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


def test_the_modules_are_those_of_the_extras() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    brought = packages_distributions()
    for name, modules in (("local", LOCAL), ("safety", SAFETY)):
        wanted = {re.split(r"[<>=]", requirement)[0] for requirement in extras[name]}
        assert {distribution for module in modules for distribution in brought[module]} == wanted


def test_the_bot_imports_none_of_them(python: Python) -> None:
    ended = python.run("-c", IMPORT_ALL, *ROOMS)
    assert ended.returncode == 0, ended.stderr


def test_the_bot_shows_its_commands(python: Python) -> None:
    ended = python.run("-m", "bot", "--help")
    assert ended.returncode == 0
    assert "doctor" in ended.stdout


def test_the_doctor_examines_a_hosted_bot(python: Python, nowhere: str) -> None:
    hosts = dict.fromkeys(("DISCORD_API_URL", "FAL_QUEUE_URL", "FAL_REST_URL", "FAL_CDN_URL"), nowhere)
    ended = python.run("-m", "bot", "doctor", DISCORD_TOKEN="x.y.z", FAL_KEY="id:secret", **hosts)
    assert ended.returncode == 1
    assert "Nothing answers at" in ended.stdout
    assert "fal: unavailable" in ended.stdout
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("arguments", [(), ("pack", __file__, "--out", "pack.json")], ids=["server", "pack"])
def test_the_renderer_says_what_to_install(python: Python, arguments: tuple[str, ...]) -> None:
    ended = python.run("-m", "renderer", *arguments)
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", SENTENCE)


def test_a_bot_that_asks_for_the_local_model_shows_that_sentence(python: Python, nowhere: str) -> None:
    ended = python.run("-m", "bot", "doctor", DISCORD_API_URL=nowhere, PROVIDERS="local")
    assert "local: unavailable" in ended.stdout
    assert "Or set FAL_KEY" in ended.stdout
    assert SENTENCE.strip() in ended.stdout + ended.stderr
