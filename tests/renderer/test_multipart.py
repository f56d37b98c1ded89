"""Uploads in parts, as both hosts' documents and clients say: fal's JavaScript client, and modelrunner's."""

import json
from collections.abc import Callable, Sequence
from http.client import HTTPConnection

import httpx
import pytest

from tests.renderer.wire import KEY, Answer, Renderer

FAL = "/storage/upload/initiate-multipart?storage_type=fal-cdn-v3"
MODELRUNNER = "/storage/upload/initiate-multipart"
PIECES = (b"the first part, ", b"the second, ", b"and the last")
FORMS: Sequence[Callable[[str], str]] = (str, lambda etag: f'"{etag}"', lambda etag: f'W/"{etag}"')


def put_as_fal(begun: Answer) -> list[Answer]:
    """As @fal-ai/client 1.10.1 does it: no key, the number behind the address, the ETag from the body."""
    return [
        httpx.put(f"{begun['upload_url']}/{number}", content=piece).json()
        for number, piece in enumerate(PIECES, 1)
    ]


def put_as_modelrunner(renderer: Renderer, begun: Answer) -> list[Answer]:
    """As modelrunner's guide to uploads says it: an address for each part, the ETag from the header."""
    parts: list[Answer] = []
    for number, piece in enumerate(PIECES, 1):
        query = {"uploadId": begun["uploadId"], "uploadKey": begun["uploadKey"], "partNumber": number}
        given = renderer.http.get("/storage/upload/multipart-url", params=query).json()
        etag = httpx.put(given["presignedUrl"], content=piece).headers["ETag"]
        assert etag[0] == etag[-1] == '"'
        parts.append({"partNumber": number, "etag": etag.strip('"')})
    return parts


def begin(renderer: Renderer, path: str, **said: object) -> httpx.Response:
    return renderer.http.post(path, json={"file_name": "clip.png", "content_type": "image/png", **said})


def test_fals_client_sends_parts_to_one_address(renderer: Renderer) -> None:
    begun = begin(renderer, FAL).json()
    assert set(begun) == {"upload_url", "file_url"}
    parts = put_as_fal(begun)
    assert [part["partNumber"] for part in parts] == [1, 2, 3]
    assert all(set(part) == {"partNumber", "etag"} for part in parts)
    done = httpx.post(f"{begun['upload_url']}/complete", json={"parts": parts[::-1]})
    assert done.status_code == 200
    assert renderer.http.get(begun["file_url"]).content == b"".join(PIECES)


@pytest.mark.parametrize("form", FORMS, ids=["bare", "in quotes", "weak"])
@pytest.mark.parametrize("host", ["fal", "modelrunner"])
def test_an_upload_is_completed_by_etags_in_any_form(
    renderer: Renderer, host: str, form: Callable[[str], str]
) -> None:
    begun = begin(renderer, FAL if host == "fal" else MODELRUNNER).json()
    parts = put_as_fal(begun) if host == "fal" else put_as_modelrunner(renderer, begun)
    said = {"parts": [{**part, "etag": form(part["etag"])} for part in parts]}
    if host == "fal":
        done = httpx.post(f"{begun['upload_url']}/complete", json=said)
        address = begun["file_url"]
    else:
        named = {"uploadId": begun["uploadId"], "uploadKey": begun["uploadKey"]}
        done = renderer.http.post("/storage/upload/complete", json={**named, **said})
        address = begun["fileUrl"]
        assert done.json() == {"fileUrl": address, "location": address}
    assert done.status_code == 200
    assert renderer.http.get(address).content == b"".join(PIECES)


@pytest.mark.parametrize("etag", ["", '"', "W/", "0" * 64, "other"])
def test_another_etag_is_still_another_one(renderer: Renderer, etag: str) -> None:
    begun = begin(renderer, FAL).json()
    put_as_fal(begun)
    done = httpx.post(f"{begun['upload_url']}/complete", json={"parts": [{"partNumber": 1, "etag": etag}]})
    assert (done.status_code, done.json()["error_type"]) == (400, "bad_request")
    assert "ETag" in done.json()["detail"]


@pytest.mark.parametrize("rest", ["/1", "/complete"])
@pytest.mark.parametrize("grant", ["", "part", "put", "else"])
def test_an_address_that_was_not_given_out_is_no_permission(
    renderer: Renderer, rest: str, grant: str
) -> None:
    """Nor is one that was given out for something else."""
    given = renderer.http.post("/storage/upload/initiate", json={}).json()["upload_url"].rsplit("/", 1)[1]
    address = f"{renderer.origin}/storage/parts/{given if grant == 'put' else grant or 'x'}{rest}"
    refused = (
        httpx.post(address, json={"parts": []}) if rest == "/complete" else httpx.put(address, content=b"x")
    )
    assert (refused.status_code, list(refused.json())) == (403, ["detail"])


@pytest.mark.parametrize("number", ["0", "10001", "x", "-1"])
def test_a_part_without_a_proper_number_is_refused(renderer: Renderer, number: str) -> None:
    begun = begin(renderer, FAL).json()
    refused = httpx.put(f"{begun['upload_url']}/{number}", content=b"x")
    assert (refused.status_code, refused.json()["error_type"]) == (400, "bad_request")


def test_errors_at_the_path_of_both_have_the_form_of_who_asks(renderer: Renderer) -> None:
    fal, modelrunner = (
        renderer.http.post(path, content=json.dumps({"content_type": 5})) for path in (FAL, MODELRUNNER)
    )
    assert fal.json()["detail"][0]["loc"] == ["body", "content_type"]
    assert modelrunner.json()["statusCode"] == modelrunner.status_code == 400
    strangers = [httpx.post(f"{renderer.origin}{path}", json={}) for path in (FAL, MODELRUNNER)]
    assert [next(iter(answer.json())) for answer in strangers] == ["detail", "error"]


@pytest.mark.parametrize("path", ["/storage/upload/initiate", MODELRUNNER])
def test_a_size_that_is_announced_too_large_is_refused_at_once_in_words(
    renderer: Renderer, path: str
) -> None:
    refused = begin(renderer, path, size=50_000_001)
    assert refused.status_code == 413
    assert "larger than 50000000 bytes" in refused.text
    assert begin(renderer, path, size=50_000_000).status_code == 200


@pytest.mark.parametrize(
    "where",
    [
        "/ideogram/v4/image-to-image/lora", "/run/ideogram/v4/image-to-image/lora", "/ideogram/ideogram-v4/image-to-image",
        "/storage/upload/initiate", MODELRUNNER, FAL, "/storage/upload/complete", "put", "a part of fal's",
        "a part of modelrunner's", "with a token",
    ],
)  # fmt: skip
def test_a_body_that_is_announced_too_large_is_refused_before_it_comes(
    renderer: Renderer, where: str
) -> None:
    method, address, headers = "POST", f"{renderer.origin}{where}", dict(KEY)
    match where:
        case "put":
            method, address = (
                "PUT",
                renderer.http.post("/storage/upload/initiate", json={}).json()["upload_url"],
            )
        case "a part of fal's":
            method, address = "PUT", f"{begin(renderer, FAL).json()['upload_url']}/1"
        case "a part of modelrunner's":
            begun = begin(renderer, MODELRUNNER).json()
            query = {"uploadId": begun["uploadId"], "uploadKey": begun["uploadKey"], "partNumber": 1}
            given = renderer.http.get("/storage/upload/multipart-url", params=query).json()
            method, address = "PUT", given["presignedUrl"]
        case "with a token":
            token = renderer.http.post("/storage/auth/token", json={}).json()["token"]
            address, headers = f"{renderer.origin}/files/upload", {"Authorization": f"Bearer {token}"}
        case _:
            pass
    url = httpx.URL(address)
    call = HTTPConnection(url.host, url.port, timeout=15)  # less than the server would wait for the body
    call.putrequest(method, url.raw_path.decode())
    for name, value in {**headers, "Content-Length": "60000000"}.items():
        call.putheader(name, value)
    call.endheaders()
    answer = call.getresponse()
    assert answer.status == 413
    assert b"larger than" in answer.read()
    call.close()


def test_parts_that_are_too_large_together_are_refused_by_the_bound_of_the_file(renderer: Renderer) -> None:
    begun = begin(renderer, FAL).json()
    answers = [httpx.put(f"{begun['upload_url']}/{number}", content=bytes(26_000_000)) for number in (1, 2)]
    assert [answer.status_code for answer in answers] == [200, 413]
    assert answers[1].json()["detail"] == "The file is larger than 50000000 bytes."
