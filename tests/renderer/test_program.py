"""The program around the server: how it says that it is ready, and how it ends."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx


@contextmanager
def started(*arguments: str, **surroundings: str) -> Generator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "renderer", "--port", "0", *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **surroundings}
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def ready(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    line = process.stdout.readline()
    assert re.fullmatch(r"renderer ready on http://127\.0\.0\.1:\d+\n", line)
    return line.split()[-1]


def test_it_ends_when_the_pipe_closes_and_leaves_no_folder(tmp_path: Path) -> None:
    with started("--until-stdin-closes", TMPDIR=str(tmp_path)) as process:
        assert httpx.get(f"{ready(process)}/").status_code == 200
        assert list(tmp_path.glob("renderer-*"))
        assert process.stdin
        process.stdin.close()
        assert process.wait(20) == 0
        assert process.stdout
        assert process.stdout.read() == ""
    assert list(tmp_path.iterdir()) == []


def test_without_that_option_a_closed_pipe_means_nothing_and_a_signal_ends_it() -> None:
    with started() as process:
        origin = ready(process)
        assert process.stdin
        process.stdin.close()
        assert httpx.get(f"{origin}/").status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_pictures_outlive_a_restart_where_a_folder_is_named(tmp_path: Path, source: str) -> None:
    headers = {"Authorization": "Key any"}
    with started("--state", str(tmp_path), "--until-stdin-closes") as process:
        origin = ready(process)
        body = {"prompt": "ink", "image_url": source}
        ticket = httpx.post(f"{origin}/ideogram/v4/image-to-image/lora", json=body, headers=headers).json()
        with httpx.stream("GET", f"{ticket['status_url']}/stream", headers=headers) as response:
            response.read()
        url = httpx.get(ticket["response_url"], headers=headers).json()["images"][0]["url"]
        content = httpx.get(url).content
    path = url.removeprefix(origin)
    with started("--state", str(tmp_path), "--until-stdin-closes") as process:
        origin = ready(process)
        assert httpx.get(origin + path).content == content
        old = httpx.get(f"{origin}/ideogram/v4/requests/{ticket['request_id']}", headers=headers)
        assert old.status_code == 404
