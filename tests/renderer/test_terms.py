"""What a request's headers ask of the server, and that it keeps to it."""

import os
import signal
import time
from pathlib import Path

import pytest

from renderer.store.files import LIFETIME, LONGEST_LIFETIME, Files
from tests.renderer.wire import MODEL, SLOW, Renderer, ended, serving, serving_with_worker


@pytest.mark.parametrize("name", ["X-Fal-Request-Start-Timeout", "X-Fal-Request-Timeout"])
async def test_what_does_not_start_in_its_time_is_a_504(tmp_path: Path, source: str, name: str) -> None:
    async with serving(tmp_path) as client:
        slow = (await client.post(MODEL, json={**SLOW, "image_url": source})).json()
        body, limit = {"prompt": "ink", "image_url": source}, {name: "0.2"}
        ticket = (await client.post(MODEL, json=body, headers=limit)).json()
        late = await ended(client, ticket)
        status = (await client.get(ticket["status_url"])).json()
        assert (late.status_code, late.json()["error_type"]) == (504, "request_timeout")
        assert late.headers["x-fal-request-timeout-type"] == "user"
        assert (status["status"], status["error_type"]) == ("COMPLETED", "request_timeout")
        assert (await client.get(slow["status_url"])).json()["status"] == "IN_PROGRESS"


async def test_what_has_started_is_not_stopped_by_that_limit(tmp_path: Path, source: str) -> None:
    body, limit = {"prompt": "ink", "image_url": source}, {"X-Fal-Request-Start-Timeout": "2"}
    async with serving_with_worker(tmp_path) as (client, worker):
        assert worker.pid
        os.kill(worker.pid, signal.SIGSTOP)
        started, waiting = [(await client.post(MODEL, json=body, headers=limit)).json() for _ in range(2)]
        assert (await ended(client, waiting)).status_code == 504  # so the limit of the first one is over too
        os.kill(worker.pid, signal.SIGCONT)
        assert (await ended(client, started)).status_code == 200


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Fal-Request-Timeout", "soon"),
        ("X-Fal-Request-Timeout", "0"),
        ("X-Fal-Request-Timeout", "nan"),
        ("X-Fal-Request-Start-Timeout", "soon"),
        ("X-Fal-Request-Start-Timeout", "-1"),
        ("X-Fal-Request-Start-Timeout", "inf"),
        ("X-Fal-Request-Start-Timeout", ""),
        ("X-Fal-Object-Lifecycle-Preference", "[]"),
        ("X-Fal-Object-Lifecycle-Preference", "{"),
        ("X-Fal-Object-Lifecycle-Preference", '{"expiration_duration_seconds": -5}'),
        ("X-Fal-Object-Lifecycle-Preference", '{"expiration_duration_seconds": "long"}'),
        ("X-Fal-Object-Lifecycle", '{"initial_acl": {"default": "forbid"}}'),
    ],
)
def test_a_header_that_means_nothing_is_refused(
    renderer: Renderer, source: str, header: str, value: str
) -> None:
    body = {"prompt": "ink", "image_url": source}
    response = renderer.http.post(MODEL, json=body, headers={header: value})
    assert (response.status_code, response.json()["error_type"]) == (400, "bad_request")


def test_of_both_names_of_the_deadline_the_new_one_counts(renderer: Renderer, source: str) -> None:
    body = {"prompt": "ink", "image_url": source}
    new, old = "X-Fal-Request-Start-Timeout", "X-Fal-Request-Timeout"
    taken = renderer.http.post(MODEL, json=body, headers={new: "60", old: "soon"})
    refused = renderer.http.post(MODEL, json=body, headers={new: "soon", old: "60"})
    assert (taken.status_code, refused.status_code) == (200, 400)
    assert new in refused.json()["detail"]


def test_who_wants_no_other_model_gets_this_one_and_the_same_picture(renderer: Renderer, source: str) -> None:
    body = {"prompt": "ink", "image_url": source, "seed": 3, "sync_mode": True}
    plain, without = (
        renderer.http.post(f"/run{MODEL}", json=body, headers=headers).json()["images"]
        for headers in ({}, {"x-app-fal-disable-fallback": "true"})
    )
    assert [image["url"] for image in plain] == [image["url"] for image in without]


async def test_pictures_live_as_long_as_was_asked_and_the_answer_longer(tmp_path: Path, source: str) -> None:
    async with serving(tmp_path) as client:
        headers = {"X-Fal-Object-Lifecycle-Preference": '{"expiration_duration_seconds": 60}'}
        ticket = (
            await client.post(MODEL, json={"prompt": "ink", "image_url": source}, headers=headers)
        ).json()
        url = (await ended(client, ticket)).json()["images"][0]["url"]
        assert (await client.get(url)).status_code == 200
        (file,) = (tmp_path / "files").iterdir()
        made = file.stat().st_mtime
        assert made + LIFETIME == pytest.approx(time.time() + 60, abs=20)
        os.utime(file, (made - 60, made - 60))  # as if a minute had gone by
        assert (await client.get(url)).status_code == 404
        assert (await client.get(ticket["response_url"])).json()["images"][0]["url"] == url


@pytest.mark.parametrize(("asked", "lives"), [(120, 120), (10**6, 10**6), (10**9, LONGEST_LIFETIME)])
def test_a_file_expires_when_its_time_is_over(tmp_path: Path, asked: float, lives: float) -> None:
    files = Files(tmp_path)
    arrived = files.private / "something"
    arrived.write_bytes(b"x")
    path = files.publish(arrived, life=asked)
    files.sweep()
    assert files.find(path.name) == path
    before = path.stat().st_mtime
    os.utime(path, (before - lives, before - lives))
    assert files.find(path.name) is None
    files.sweep()
    assert not path.exists()


async def test_what_may_not_be_stored_is_forgotten_sooner(
    tmp_path: Path, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    async with serving(tmp_path) as client:
        body = {"prompt": "ink", "image_url": source, "sync_mode": True}
        kept, unstored = [
            (await client.post(MODEL, json=body, headers=headers)).json()
            for headers in ({}, {"X-Fal-Store-IO": "0"})
        ]
        assert [(await ended(client, ticket)).status_code for ticket in (kept, unstored)] == [200, 200]
        monkeypatch.setattr("renderer.queue.job.time", lambda: now + 600)
        codes = [(await client.get(ticket["response_url"])).status_code for ticket in (kept, unstored)]
        assert codes == [200, 404]
        monkeypatch.setattr("renderer.queue.job.time", lambda: now + 3700)
        assert (await client.get(kept["status_url"])).json() == {"status": "NOT_FOUND"}
