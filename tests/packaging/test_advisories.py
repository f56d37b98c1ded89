"""Known advisories fail the check, and a network that is not there does not."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping

import pytest

from tests.packaging.advisories import LOCK, ROOT, Unknown, said_by_npm, said_of

KNOWN: Mapping[str, object] = {
    "name": "httpx",
    "version": "0.1",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["0.2"], "aliases": [], "description": "it leaks"}],
}
WELL: Mapping[str, object] = {"name": "babel", "version": "2.19", "vulns": []}
UNKNOWN: Mapping[str, object] = {
    "name": "pillow",
    "skip_reason": "Dependency not found on PyPI and could not be audited",
}


def _audit(*dependencies: Mapping[str, object]) -> str:
    return json.dumps({"dependencies": dependencies, "fixes": []})


def test_what_is_known_is_named_with_what_mends_it() -> None:
    assert said_of(_audit(WELL, KNOWN, UNKNOWN)) == ["httpx 0.1: PYSEC-1, mended in 0.2"]
    assert said_of(_audit(WELL, UNKNOWN)) == []


@pytest.mark.parametrize("written", ["", "an error", _audit(UNKNOWN), _audit()])
def test_where_nothing_was_looked_up_nothing_is_claimed(written: str) -> None:
    with pytest.raises(Unknown):
        said_of(written)


def test_so_it_is_with_the_page_s_tools() -> None:
    assert said_by_npm('{"metadata": {"vulnerabilities": {"total": 0}}}') == []
    assert said_by_npm('{"metadata": {"vulnerabilities": {"total": 2}}}')
    for unanswered in ("", '{"message": "405", "error": {}}'):
        with pytest.raises(Unknown):
            said_by_npm(unanswered)


def test_without_a_network_it_is_skipped_and_says_why() -> None:
    nowhere = dict.fromkeys(("https_proxy", "http_proxy", "HTTPS_PROXY", "HTTP_PROXY"), "http://127.0.0.1:9")
    asked = subprocess.run(
        (sys.executable, "-m", "tests.packaging.advisories"),
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], **nowhere},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    assert asked.stdout.count("Skipped: ") == 2


def test_each_package_that_runs_is_among_those_that_are_asked_about() -> None:
    def pinned(lock: str) -> set[str]:
        lines = (ROOT / lock).read_text().splitlines()
        return {line.split(" ")[0] for line in lines if line and not line.startswith((" ", "#"))}

    assert pinned("requirements.lock") <= pinned(LOCK)
