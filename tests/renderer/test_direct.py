"""fal's direct call: the pictures in the answer itself, found under /run or under fal's own host name."""

import asyncio
from pathlib import Path

import httpx

from tests.renderer.wire import KEY, MODEL, SLOW, Blame, Renderer, ended, serving

DIRECT = f"/run{MODEL}"


def test_a_direct_call_answers_with_the_pictures(renderer: Renderer, source: str) -> None:
    response = renderer.http.post(DIRECT, json={"prompt": "ink", "image_url": source, "seed": 5})
    answer = response.json()
    assert (response.status_code, answer["seed"], len(answer["images"])) == (200, 5, 1)
    assert renderer.picture(answer).size == (128, 96)
    status = renderer.http.get(f"/ideogram/v4/requests/{response.headers['x-fal-request-id']}/status")
    assert status.json()["status"] == "COMPLETED"


async def test_under_fals_own_name_the_same_path_is_the_direct_call(tmp_path: Path, source: str) -> None:
    body = {"prompt": "ink", "image_url": source, "sync_mode": True}
    async with serving(tmp_path, allowed_hosts=["fal.run"]) as client:
        response = await client.post(MODEL, json=body, headers={"Host": "fal.run"})
    assert response.json()["images"][0]["url"].startswith("data:image/jpeg;base64,")


def test_its_errors_are_those_of_the_queue(renderer: Renderer, source: str, blame: Blame) -> None:
    wrong = renderer.http.post(DIRECT, json={"prompt": "ink", "image_url": source, "strength": 2})
    assert blame(wrong)["type"] == "less_than_equal"
    broken = renderer.http.post(DIRECT, json={"prompt": "ink", "image_url": "data:image/png;base64,AAAA"})
    assert blame(broken)["type"] == "image_load_error"
    assert (broken.headers["x-fal-error-type"], broken.headers["x-fal-retryable"]) == (
        "image_load_error",
        "false",
    )
    assert httpx.post(f"{renderer.origin}{DIRECT}", json={}).status_code == 401


async def test_who_hangs_up_gives_the_request_up(tmp_path: Path, source: str) -> None:
    async with serving(tmp_path) as client:
        call = asyncio.create_task(client.post(DIRECT, json={**SLOW, "image_url": source}))
        while not list((tmp_path / "private").glob("*-0.jpeg")):  # the first of its four pictures
            await client.get("/")
        call.cancel()
        ticket = (await client.post(MODEL, json={"prompt": "ink", "image_url": source})).json()
        assert (await ended(client, ticket)).status_code == 200
        assert len(list((tmp_path / "files").iterdir())) == 1  # the one of the second request


async def test_a_direct_call_that_may_not_wait_ends_in_time(tmp_path: Path, source: str) -> None:
    async with serving(tmp_path) as client:
        await client.post(MODEL, json={**SLOW, "image_url": source})
        body = {"prompt": "ink", "image_url": source}
        late = await client.post(DIRECT, json=body, headers={**KEY, "X-Fal-Request-Timeout": "0.2"})
    assert (late.status_code, late.json()["error_type"]) == (504, "request_timeout")
    assert late.headers["x-fal-request-timeout-type"] == "user"
