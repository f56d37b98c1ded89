"""Libraries in a place of their own, where their registry can be reached."""

import subprocess
import sys
from pathlib import Path

import pytest

# How pip and npm say that they reach no registry, or one that has not all packages.
NO_REGISTRY = (
    *("NewConnectionError", "ConnectTimeout", "ReadTimeout", "Temporary failure", "No matching distribution"),
    *("ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "EAI_AGAIN", "E403", "E404", "E503"),
)


def python_in(venv: Path) -> str:
    """The Python of a new environment with nothing in it."""
    install(sys.executable, "-m", "venv", str(venv))
    return str(venv / "bin" / "python")


def pip(python: str) -> tuple[str, ...]:
    """The words that install into its environment."""
    return (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1")


def install(*words: str, cwd: Path | None = None) -> None:
    """Install something, or skip the test where no registry can be reached."""
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, timeout=240, check=False)
    if done.returncode and any(sign in done.stdout + done.stderr for sign in NO_REGISTRY):
        pytest.skip("no registry can be reached that has it all")
    assert done.returncode == 0, done.stderr[-2000:]
