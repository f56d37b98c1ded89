"""modelrunner's API: every route, its statuses, its words and its refusals."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.renderer.wire import MODEL as FAL_MODEL
from tests.renderer.wire import SLOW, Answer, Renderer, serving

APP = "/ideogram/ideogram-v4"
MODEL = f"{APP}/image-to-image"


def submit(renderer: Renderer, source: str, **more: object) -> httpx.Response:
    return renderer.http.post(MODEL, content=json.dumps({"prompt": "ink", "image_url": source, **more}))


def finish(renderer: Renderer, ticket: Answer) -> Answer:
    """The request once it is over, asked for as the documentation says."""
    while True:
        item = renderer.http.get(f"/requests/{ticket['request_id']}").json()
        if item["status"] in {"COMPLETED", "FAILED"}:
            return item


def render(renderer: Renderer, source: str, **more: object) -> Answer:
    response = submit(renderer, source, **more)
    assert response.status_code == 201, response.text
    return finish(renderer, response.json())


@pytest.fixture(scope="module")
def done(renderer: Renderer, source: str) -> Answer:
    """A request that is over."""
    return render(renderer, source, metadata={"job": "done"}, num_images=2, seed=4)


def test_a_submit_is_created_and_says_where_to_ask(renderer: Renderer, source: str) -> None:
    response = submit(renderer, source)
    ticket = response.json()
    base = f"{renderer.origin}{APP}/requests/{ticket['request_id']}"
    assert response.status_code == 201
    assert re.fullmatch(r"[A-Za-z0-9_-]{21}", ticket["request_id"])
    assert ticket == {
        "status": "IN_QUEUE",
        "request_id": ticket["request_id"],
        "response_url": base,
        "status_url": f"{base}/status",
        "cancel_url": f"{base}/cancel",
        "queue_position": 0,
        "logs": None,
        "metrics": {},
    }
    finish(renderer, ticket)
    told = renderer.http.get(f"{base}/status", params={"logs": "true"})
    assert (told.status_code, told.json()["status"]) == (200, "COMPLETED")
    assert told.json()["logs"]
    assert told.json()["metrics"]["inference_time"] > 0


def test_a_finished_request_tells_all_that_is_known(renderer: Renderer, done: Answer) -> None:
    assert (done["status"], done["billingStatus"], done["error"]) == ("COMPLETED", "charged", None)
    assert (done["modelEndpoint"], done["metadata"]) == (MODEL.lstrip("/"), {"job": "done"})
    assert (done["input"]["prompt"], done["input"]["seed"]) == ("ink", 4)
    assert done["inferenceTime"] > 0
    assert done["delayTime"] >= 0
    assert isinstance(done["totalPrice"], str)
    assert done["createdAt"] <= done["updatedAt"]
    assert len(done["output"]) == 2
    assert all(renderer.http.get(url, headers={"Authorization": ""}).content for url in done["output"])


@pytest.mark.parametrize("base", ["", APP, MODEL])
def test_a_request_is_found_with_and_without_its_model(renderer: Renderer, done: Answer, base: str) -> None:
    assert renderer.http.get(f"{base}/requests/{done['id']}").json() == done


def test_cancelling_cancels_nothing(renderer: Renderer, source: str) -> None:
    ticket = submit(renderer, source).json()
    for method in ("GET", "PUT"):
        response = renderer.http.request(method, ticket["cancel_url"])
        assert (response.status_code, response.json()["request_id"]) == (200, ticket["request_id"])
    assert finish(renderer, ticket)["billingStatus"] == "charged"


def test_what_the_model_could_not_do_is_completed_and_not_charged(renderer: Renderer) -> None:
    ticket = submit(renderer, "data:image/png;base64,AAAA").json()
    item = finish(renderer, ticket)
    assert (item["status"], item["billingStatus"], item["output"]) == ("COMPLETED", "failed", {})
    assert "Failed to load" in item["error"]
    assert renderer.http.get(ticket["status_url"]).status_code == 200
    result = renderer.http.get(ticket["response_url"])
    assert (result.status_code, result.json()["statusCode"]) == (422, 422)
    assert result.json()["message"] == item["error"]


async def test_what_our_own_machine_could_not_do_is_failed(
    tmp_path: Path, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("renderer.queue.process.LONGEST", 0.01)  # every render worker is too slow for that
    async with serving(tmp_path) as client:
        ticket = (await client.post(MODEL, json={**SLOW, "image_url": source})).json()
        status = await client.get(ticket["status_url"])
        while status.json()["status"] in {"IN_QUEUE", "IN_PROGRESS"}:
            status = await client.get(ticket["status_url"])
        assert status.json()["status"] == "FAILED"
        assert status.status_code == 400
        assert status.json()["error"]
        assert (await client.get(ticket["response_url"])).status_code == 422
        item = (await client.get(f"/requests/{ticket['request_id']}")).json()
        assert (item["status"], item["billingStatus"]) == ("FAILED", "failed")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/requests/{id}", 200),
        ("GET", f"{APP}/requests/{{id}}", 200),
        ("GET", f"{APP}/requests/{{id}}/status", 200),
        ("PUT", f"{APP}/requests/{{id}}/cancel", 200),
        ("GET", "/requests", 200),
        ("GET", "/requests?limit=0", 400),
        ("GET", "/requests/nobody", 404),
        ("GET", "/requests/%0d%0aX-Evil:%20yes", 404),
        ("GET", f"{APP}/nothing", 404),
        ("POST", MODEL, 400),
        ("POST", "/storage/upload/initiate", 200),
        ("POST", "/storage/upload/initiate-multipart", 200),
        ("GET", "/webhooks/default/secret", 200),
        ("GET", "/files/nothing-here.png", 404),
    ],
)
def test_every_answer_carries_an_id_which_is_the_requests_own_where_there_is_one(
    renderer: Renderer, done: Answer, method: str, path: str, status: int
) -> None:
    answer = renderer.http.request(method, path.format(id=done["id"]), content=b"{}")
    assert answer.status_code == status
    name = answer.headers["x-modelrunner-request-id"]
    assert (name == done["id"]) == ("{id}" in path)
    assert re.fullmatch(r"[A-Za-z0-9_-]{6,64}", name)
    assert "x-evil" not in answer.headers


def test_a_submit_and_a_stream_carry_an_id_too(renderer: Renderer, source: str) -> None:
    submitted = submit(renderer, source)
    assert submitted.headers["x-modelrunner-request-id"] == submitted.json()["request_id"]
    with renderer.http.stream("GET", "/requests/stream") as stream:
        assert stream.headers["x-modelrunner-request-id"]
    stranger = httpx.post(f"{renderer.origin}{MODEL}", json={})
    assert (stranger.status_code, bool(stranger.headers["x-modelrunner-request-id"])) == (401, True)
    finish(renderer, submitted.json())


def test_a_result_that_is_not_there_yet_is_a_409(renderer: Renderer, source: str) -> None:
    slow = renderer.submit(image_url=source, **SLOW).json()
    ticket = submit(renderer, source).json()
    early = renderer.http.get(ticket["response_url"])
    purge = renderer.http.delete(f"/requests/{ticket['request_id']}/payloads")
    assert (early.status_code, purge.status_code) == (409, 409)
    assert renderer.http.get(f"/requests/{ticket['request_id']}").json()["billingStatus"] == "pending"
    renderer.http.put(slow["cancel_url"])
    finish(renderer, ticket)


def test_payloads_are_deleted_for_good(renderer: Renderer, source: str) -> None:
    item = render(renderer, source)
    request = f"/requests/{item['id']}"
    gone = renderer.http.delete(f"{request}/payloads")
    assert (gone.status_code, gone.json()["output"], gone.json()["input"]) == (200, {}, {})
    assert gone.json()["payloadsPurgedAt"]
    assert renderer.http.get(item["output"][0]).status_code == 404
    assert renderer.http.get(f"{APP}{request}").status_code == 410
    assert renderer.http.delete(f"{request}/payloads").json() == gone.json()
    assert renderer.http.get(request).json()["billingStatus"] == "charged"


async def test_requests_are_listed_by_their_tags_their_status_and_their_account(
    tmp_path: Path, source: str
) -> None:
    async with serving(tmp_path) as client:
        ids: list[str] = []
        for number in range(5):
            body = {"prompt": "ink", "image_url": source, "metadata": {"n": str(number), "guild": "a"}}
            ids.append((await client.post(MODEL, json=body)).json()["request_id"])

        async def found(**query: str) -> Answer:
            return (await client.get("/requests", params=query)).json()

        assert [item["id"] for item in (await found())["data"]] == ids[::-1]
        tagged = await found(metadata='{"n": "3", "guild": "a"}')
        assert [item["id"] for item in tagged["data"]] == [ids[3]]
        assert (await found(metadata='{"n": "9"}'))["data"] == []
        second = await found(limit="2", page="2")
        assert [item["id"] for item in second["data"]] == [ids[2], ids[1]]
        assert {key: second[key] for key in ("page", "limit", "total", "totalPages")} == {
            "page": 2, "limit": 2, "total": 5, "totalPages": 3,
        }  # fmt: skip
        waiting = {item["id"] for item in (await found(status="IN_QUEUE"))["data"]}
        assert waiting <= set(ids)
        assert (await found(status="CANCELLED"))["total"] == 0
        other = await client.get("/requests", headers={"Authorization": "Key other"})
        assert other.json()["total"] == 0


@pytest.mark.parametrize(
    "query",
    [
        {"metadata": "{"}, {"metadata": "[]"}, {"metadata": '{"a": 1}'}, {"metadata": "[" * 2000}, {"limit": "0"},
        {"limit": "101"}, {"limit": "many"}, {"page": "0"}, {"page": "-1"}, {"page": "9" * 99},
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_made_is_a_400(renderer: Renderer, query: dict[str, str]) -> None:
    response = renderer.http.get("/requests", params=query)
    assert (response.status_code, response.json()["statusCode"]) == (400, 400)


async def test_the_stream_begins_with_what_is_there_and_tells_each_change(
    tmp_path: Path, source: str
) -> None:
    async with serving(tmp_path) as client:
        body = {"prompt": "ink", "image_url": source}
        first = (await client.post(MODEL, json=body)).json()["request_id"]
        seen: list[tuple[str, Any]] = []
        async with client.stream("GET", "/requests/stream") as response:
            assert response.headers["content-type"].startswith("text/event-stream")
            event = ""
            async for line in response.aiter_lines():
                if line.startswith("event: "):
                    event = line[7:]
                elif line.startswith("data: "):
                    seen.append((event, json.loads(line[6:])))
                    if event == "update" and seen[-1][1]["status"] == "COMPLETED":
                        break
        assert seen[0][0] == "snapshot"
        assert [item["id"] for item in seen[0][1]] == [first]
        assert {item["id"] for event, item in seen if event == "update"} == {first}


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"prompt": None}, ["prompt"]),
        ({"strength": 2}, ["strength"]),
        ({"strength": float("nan")}, ["strength"]),
        ({"num_images": 5}, ["num_images"]),
        ({"seed": "abc"}, ["seed"]),
        ({"seed": 2**63}, ["seed"]),
        ({"expansion_model": "Huge"}, ["expansion_model"]),
        ({"rendering_speed": "turbo"}, ["rendering_speed"]),
        ({"acceleration": 1}, ["acceleration"]),
        ({"output_format": "webp"}, ["output_format"]),
        ({"enable_safety_checker": "perhaps"}, ["enable_safety_checker"]),
        ({"metadata": {str(n): "" for n in range(17)}}, ["metadata"]),
        ({"metadata": {"k": "v" * 513}}, ["metadata", "k"]),
        ({"metadata": {"k": 5}}, ["metadata", "k"]),
        ({"metadata": {"": "v"}}, ["metadata", "", "[key]"]),
        ({"metadata": "job"}, ["metadata"]),
        ({"webhook": 5}, ["webhook"]),
        ({"webhook": "https://example.org", "webhook_events_filter": []}, ["webhook_events_filter"]),
        ({"webhook": "https://example.org", "webhook_events_filter": ["end"]}, ["webhook_events_filter", 0]),
    ],
)
def test_a_wrong_value_is_refused_at_its_place(
    renderer: Renderer, source: str, fields: dict[str, Any], path: list[str | int]
) -> None:
    response = submit(renderer, source, **fields)
    error = response.json()
    assert (response.status_code, error["statusCode"]) == (400, 400)
    assert error["error"][0]["path"] == path
    assert error["error"][0]["message"] == error["message"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"[" * 100_000, b"null", b"\xff", b'"text"'])
def test_a_body_that_is_no_object_is_refused(renderer: Renderer, body: bytes) -> None:
    response = renderer.http.post(MODEL, content=body)
    assert (response.status_code, response.json()["statusCode"]) == (400, 400)


def test_events_without_a_webhook_are_refused(renderer: Renderer, source: str) -> None:
    response = submit(renderer, source, webhook_events_filter=["start"])
    assert response.status_code == 400
    assert "needs a webhook" in response.json()["error"]


def test_a_body_of_more_than_ten_megabytes_is_refused(renderer: Renderer) -> None:
    response = renderer.http.post(MODEL, content=b" " * 10_000_001)
    assert (response.status_code, response.json()["statusCode"]) == (413, 413)


def test_loras_and_sync_mode_are_not_offered_and_unknown_fields_are_passed_over(
    renderer: Renderer, source: str
) -> None:
    item = render(renderer, source, sync_mode=True, loras=[{"path": "x.safetensors"}], negative_prompt="blur")
    assert item["output"][0].startswith(renderer.origin)
    assert set(item["input"]) == {"prompt", "image_url"}


def test_the_input_is_remembered_without_the_picture(renderer: Renderer, source: str) -> None:
    item = render(renderer, source, image_size={"width": 64, "height": 64})
    assert len(item["input"]["image_url"]) < 100
    assert item["input"]["image_size"] == {"width": 64, "height": 64}


def test_the_parameters_reach_the_model(renderer: Renderer, source: str) -> None:
    fields = {"output_format": "png", "rendering_speed": "TURBO", "strength": 0.6, "acceleration": "high"}
    item, again, other = (render(renderer, source, seed=seed, **fields) for seed in (2**60, 2**60, 3))
    first, second, third = (renderer.http.get(each["output"][0]) for each in (item, again, other))
    assert first.headers["content-type"] == "image/png"
    assert first.content == second.content != third.content
    assert item["input"]["seed"] == 2**60


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/requests/nobody"),
        ("GET", f"{APP}/requests/nobody"),
        ("GET", f"{APP}/requests/nobody/status"),
        ("PUT", f"{APP}/requests/nobody/cancel"),
        ("DELETE", "/requests/nobody/payloads"),
        ("GET", f"{APP}/nothing"),
    ],
)
def test_what_is_unknown_is_not_found(renderer: Renderer, method: str, path: str) -> None:
    response = renderer.http.request(method, path)
    assert (response.status_code, response.json()["statusCode"]) == (404, 404)


def test_the_two_hosts_do_not_know_each_others_requests(
    renderer: Renderer, source: str, done: Answer
) -> None:
    fal = renderer.submit(image_url=source).json()["request_id"]
    assert renderer.http.get(f"/requests/{fal}").status_code == 404
    assert renderer.http.get(f"/ideogram/v4/requests/{done['id']}/status").status_code == 404


@pytest.mark.parametrize("path", [MODEL, f"/run{MODEL}", "/storage/upload/initiate-multipart"])
def test_without_a_key_nothing_is_done(renderer: Renderer, path: str) -> None:
    response = httpx.post(f"{renderer.origin}{path}", json={})
    assert (response.status_code, response.json()["statusCode"]) == (401, 401)


@pytest.mark.parametrize(
    "lifecycle",
    [
        "[]", "{}", "{", '{"expiration_duration_seconds": 59}', '{"expiration_duration_seconds": 157680001}',
        '{"expiration_duration_seconds": 60, "initial_acl": {}}', '{"expiration_duration_seconds": "60"}',
    ],
)  # fmt: skip
def test_a_lifecycle_out_of_its_bounds_is_refused(renderer: Renderer, source: str, lifecycle: str) -> None:
    headers = {"X-Modelrunner-Object-Lifecycle-Preference": lifecycle}
    body = {"prompt": "ink", "image_url": source}
    assert renderer.http.post(MODEL, json=body, headers=headers).status_code == 400
    upload = renderer.http.post("/storage/upload/initiate", json={}, headers=headers)
    assert upload.status_code == 400


async def test_the_lifecycle_of_a_picture_is_kept_to(tmp_path: Path, source: str) -> None:
    async with serving(tmp_path) as client:
        headers = {"X-Modelrunner-Object-Lifecycle-Preference": '{"expiration_duration_seconds":60}'}
        body = {"prompt": "ink", "image_url": source}
        short = (await client.post(MODEL, json=body, headers=headers)).json()
        usual = (await client.post(FAL_MODEL, json=body)).json()
        async with client.stream("GET", f"{usual['status_url']}/stream") as response:
            await response.aread()
        item = (await client.get(f"/requests/{short['request_id']}")).json()
        name = item["output"][0].rsplit("/", 1)[1]
        ages = {path.name == name: path.stat().st_mtime for path in (tmp_path / "files").iterdir()}
        assert ages[False] - ages[True] == pytest.approx(3540, abs=30)
