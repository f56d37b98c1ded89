"""fal's queue: every route, every state, and the forms of its refusals."""

import json
import re
from typing import Any

import httpx
import pytest

from tests.renderer.wire import APP, MODEL, Blame, Renderer


@pytest.fixture(scope="module")
def done(renderer: Renderer, source: str) -> dict[str, Any]:
    """A request that is over."""
    ticket = renderer.submit(image_url=source).json()
    assert renderer.finish(ticket)["status"] == "COMPLETED"
    return ticket


def test_a_submit_answers_with_the_ticket_and_its_three_addresses(renderer: Renderer, source: str) -> None:
    response = renderer.submit(image_url=source)
    ticket = response.json()
    base = f"{renderer.origin}{APP}/requests/{ticket['request_id']}"
    assert response.status_code == 200
    assert ticket["status"] == "IN_QUEUE"
    assert isinstance(ticket["queue_position"], int)
    assert ticket["response_url"] == base
    assert ticket["status_url"] == f"{base}/status"
    assert ticket["cancel_url"] == f"{base}/cancel"
    assert response.headers["x-fal-request-id"] == ticket["request_id"]


@pytest.mark.parametrize("base", [APP, MODEL])
def test_a_request_is_found_under_the_app_and_under_the_full_id(
    renderer: Renderer, done: dict[str, Any], base: str
) -> None:
    request = f"{base}/requests/{done['request_id']}"
    assert renderer.http.get(f"{request}/status").status_code == 200
    assert renderer.http.get(request).json() == renderer.http.get(f"{request}/response").json()
    assert renderer.http.get(f"{request}/status/stream").status_code == 200
    assert renderer.http.put(f"{request}/cancel").status_code == 400


def test_a_finished_request_tells_its_logs_only_when_asked(renderer: Renderer, done: dict[str, Any]) -> None:
    quiet, told = (renderer.http.get(done["status_url"], params={"logs": logs}) for logs in ("0", "true"))
    assert quiet.json()["logs"] is None
    assert told.json()["logs"]
    assert {"message", "timestamp", "level", "source"} == set(told.json()["logs"][0])
    assert quiet.json()["metrics"]["inference_time"] > 0


def test_progress_has_one_form_and_rises(renderer: Renderer, source: str) -> None:
    prompt = "a dragon in watercolour"
    status = renderer.finish(renderer.submit(image_url=source, num_images=3, prompt=prompt).json())
    name, *messages, read = [entry["message"] for entry in status["logs"]]
    assert name == "built-in model: changes the style of a picture, never its subject"
    assert read == "read as: watercolour · not understood: dragon"
    found = [re.fullmatch(r"progress (\d{1,3})% · rendering (\d) of 3", message) for message in messages]
    assert all(found)
    percents = [int(match[1]) for match in found if match]
    assert percents == sorted(percents)
    assert percents[0] == 0
    assert [match[2] for match in found if match][-1] == "3"


def test_the_stream_goes_through_the_states_and_closes(renderer: Renderer, source: str) -> None:
    events = renderer.events(renderer.submit(image_url=source).json())
    states = list(dict.fromkeys(event["status"] for event in events))
    assert states[-1] == "COMPLETED"
    assert states == [s for s in ("IN_QUEUE", "IN_PROGRESS", "COMPLETED") if s in states]
    assert len(events) >= 3  # it told of the progress too, not only of the end


def test_the_stream_tells_each_line_of_the_log_once(renderer: Renderer, source: str) -> None:
    ticket = renderer.submit(image_url=source, num_images=3).json()
    told: list[Any] = [line for event in renderer.events(ticket) for line in event.get("logs") or ()]
    known = renderer.http.get(ticket["status_url"], params={"logs": 1}).json()["logs"]
    assert told == known
    assert len(known) > 10
    assert [len(event["logs"]) for event in renderer.events(ticket)] == [
        len(known)
    ]  # for who comes later: all


def test_the_result_has_all_that_fal_promises(renderer: Renderer, source: str) -> None:
    answer = renderer.render(image_url=source, num_images=2, seed=12)
    assert set(answer) == {"images", "timings", "seed", "has_nsfw_concepts", "prompt", "understood"}
    assert answer["seed"] == 12
    assert answer["has_nsfw_concepts"] == [False, False]
    assert answer["timings"]["inference"] > 0
    for image in answer["images"]:
        downloaded = renderer.http.get(image["url"], headers={"Authorization": ""})
        assert image["file_size"] == len(downloaded.content)
        assert downloaded.headers["content-type"] == image["content_type"] == "image/jpeg"
        assert image["url"].endswith(image["file_name"])
        assert (image["width"], image["height"]) == (128, 96)


def test_a_result_that_is_not_there_yet_is_a_400(renderer: Renderer, source: str) -> None:
    # The second one waits behind the first, so it cannot be over before we ask.
    slow = renderer.submit(image_url=source, num_images=4, image_size="square_hd").json()
    ticket = renderer.submit(image_url=source).json()
    early = renderer.http.get(ticket["response_url"])
    status = renderer.http.get(ticket["status_url"])
    assert (early.status_code, early.json()) == (400, {"detail": "Request is still in progress"})
    assert status.status_code == 202
    assert status.json()["status"] == "IN_QUEUE"
    assert isinstance(status.json()["queue_position"], int)
    renderer.http.put(slow["cancel_url"])
    renderer.finish(ticket)


@pytest.mark.parametrize(
    ("method", "rest"), [("GET", "/status"), ("GET", ""), ("GET", "/status/stream"), ("PUT", "/cancel")]
)
def test_an_unknown_request_is_not_found(renderer: Renderer, method: str, rest: str) -> None:
    response = renderer.http.request(method, f"{APP}/requests/nobody{rest}")
    assert (response.status_code, response.json()) == (404, {"status": "NOT_FOUND"})


def test_what_is_over_cannot_be_cancelled(renderer: Renderer, done: dict[str, Any]) -> None:
    response = renderer.http.put(done["cancel_url"])
    assert (response.status_code, response.json()) == (400, {"status": "ALREADY_COMPLETED"})


@pytest.mark.parametrize("header", [None, "Bearer abc", "abc", "Key"])
@pytest.mark.parametrize("path", [MODEL, "/storage/auth/token", "/storage/upload/initiate"])
def test_without_a_key_nothing_is_done(renderer: Renderer, path: str, header: str | None) -> None:
    headers = {"Authorization": header} if header else {}
    response = httpx.post(f"{renderer.origin}{path}", json={}, headers=headers)
    assert (response.status_code, response.json()) == (401, {"detail": "invalid key credentials"})


def test_other_paths_and_methods_answer_in_fals_form(renderer: Renderer) -> None:
    missing, wrong = renderer.http.get("/nothing"), renderer.http.get(MODEL)
    assert (missing.status_code, missing.json()) == (404, {"detail": "Not Found"})
    assert (wrong.status_code, wrong.json()) == (405, {"detail": "Method Not Allowed"})
    assert missing.headers["x-fal-request-id"]


def test_a_body_above_the_bound_is_refused(renderer: Renderer) -> None:
    response = renderer.http.post(MODEL, content=b" " * (41 << 20))
    assert response.status_code == 413
    assert isinstance(response.json()["detail"], str)


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b"\xff", b'"text"', b"null"])
def test_a_body_that_is_not_an_object_is_refused(renderer: Renderer, blame: Blame, body: bytes) -> None:
    assert blame(renderer.http.post(MODEL, content=body))["loc"] == ["body"]


def test_a_caller_may_refuse_to_wait_behind_others(renderer: Renderer, source: str) -> None:
    tickets = [
        renderer.submit(image_url=source, num_images=4, image_size="square_hd").json() for _ in range(3)
    ]
    response = renderer.http.post(
        MODEL, params={"fal_max_queue_length": 0}, json={"prompt": "ink", "image_url": source}
    )
    assert response.status_code == 429
    assert int(response.headers["retry-after"]) > 0
    for ticket in tickets:
        renderer.http.put(ticket["cancel_url"])
    renderer.finish(tickets[-1])


@pytest.mark.parametrize("host", ["\xff", "example.org:99999"])
def test_a_host_that_is_none_is_refused(renderer: Renderer, source: str, host: str) -> None:
    body = json.dumps({"prompt": "ink", "image_url": source}).encode()
    response = renderer.http.post(MODEL, content=body, headers={b"Host": host.encode("latin-1")})
    assert response.status_code == 400


def test_it_says_what_it_is(renderer: Renderer) -> None:
    says = renderer.http.get("/").json()["says"]
    assert "style" in says
    assert "never its subject" in says
