"""What may be uploaded, how much of it, and what becomes of it."""

import gzip
import json
import zlib
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from sandbox.rules.options import Upload
from sandbox.server import Sandbox

MEBIBYTE = 1 << 20


def verdict(response: httpx.Response) -> tuple[int, int]:
    """Discord's status and code."""
    return response.status_code, response.json()["code"]


@pytest.fixture
def messages(sandbox: Sandbox) -> str:
    """The path of the default channel's messages."""
    return f"/channels/{sandbox.channel.id}/messages"


def files(count: int, content: bytes = b"x") -> dict[str, tuple[str, bytes]]:
    return {f"files[{number}]": (f"f{number}.bin", content) for number in range(count)}


async def test_ten_files_are_taken_and_eleven_are_not(raw: httpx.AsyncClient, messages: str) -> None:
    taken = await raw.post(messages, files=files(10))
    assert len(taken.json()["attachments"]) == 10
    assert verdict(await raw.post(messages, files=files(11))) == (400, 30015)


async def test_a_file_may_be_as_large_as_the_limit(raw: httpx.AsyncClient, messages: str) -> None:
    assert (await raw.post(messages, files=files(1, bytes(10 * MEBIBYTE)))).status_code == 200
    assert verdict(await raw.post(messages, files=files(1, bytes(10 * MEBIBYTE + 1)))) == (413, 40005)


async def test_a_larger_limit_of_the_server_counts(
    sandbox: Sandbox, raw: httpx.AsyncClient, messages: str
) -> None:
    sandbox.world.attachment_size_limit = 12 * MEBIBYTE
    assert (await raw.post(messages, files=files(1, bytes(11 * MEBIBYTE)))).status_code == 200


async def test_a_request_may_not_be_larger_than_25_mebibytes(raw: httpx.AsyncClient, messages: str) -> None:
    assert verdict(await raw.post(messages, files=files(3, bytes(9 * MEBIBYTE)))) == (413, 40005)


async def test_a_request_that_does_not_tell_its_size_is_measured(
    sandbox: Sandbox, raw: httpx.AsyncClient, messages: str
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(26):
            yield bytes(MEBIBYTE)

    refused = await raw.post(messages, content=endless(), headers={"Content-Type": "application/json"})
    assert verdict(refused) == (413, 40005)
    assert sandbox.person("bob").messages() == []


@pytest.mark.parametrize("body", [b"{", b"\xff", b"nul", b"[" * 100_000, rb'{"content": "\ud83d"}'])
async def test_what_is_not_json_is_refused(raw: httpx.AsyncClient, messages: str, body: bytes) -> None:
    refused = await raw.post(messages, content=body, headers={"Content-Type": "application/json"})
    assert verdict(refused) == (400, 50109)
    refused = await raw.post(messages, data={"payload_json": body}, files=files(1))
    assert verdict(refused) == (400, 50109)


@pytest.mark.parametrize("text", [r"\ud83e\udd8a", r"\\ud83d", "🦊", r"a\u0000b"])
async def test_what_is_a_text_in_json_is_taken(raw: httpx.AsyncClient, messages: str, text: str) -> None:
    content = f'{{"content": "{text}"}}'.encode()
    told = await raw.post(messages, content=content, headers={"Content-Type": "application/json"})
    assert told.json()["content"] == json.loads(content)["content"]


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "rot13"])
@pytest.mark.parametrize(
    "content", [b'{"content": "hi"}', gzip.compress(b'{"content": "hi"}', mtime=0)], ids=["plain", "packed"]
)
async def test_a_body_that_is_packed_is_not_spoken(
    sandbox: Sandbox, raw: httpx.AsyncClient, messages: str, coding: str, content: bytes
) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": coding}
    refused = await raw.post(messages, content=content, headers=headers)
    said = f"The sandbox does not speak bodies in the Content-Encoding {coding}."
    assert (refused.status_code, refused.json()["message"]) == (501, said)
    assert sandbox.unspoken.sentences == [said]
    sandbox.unspoken.sentences.clear()
    assert (await raw.get(messages, headers=headers)).json() == []


async def test_a_broken_multipart_is_refused(raw: httpx.AsyncClient, messages: str) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert verdict(await raw.post(messages, content=b"no boundary here", headers=headers)) == (400, 50109)


async def test_a_picture_is_measured_and_other_files_go_by_their_names(
    raw: httpx.AsyncClient, messages: str, png: Callable[[int, int], bytes]
) -> None:
    sent = {
        "files[0]": ("wide.bin", png(64, 16)),
        "files[1]": ("words.png", b"these are words"),
        "files[2]": ("a b.txt", b"words"),
        "files[3]": ("cut.png", png(64, 16)[:12]),
    }
    told = (await raw.post(messages, files=sent)).json()["attachments"]
    assert [one.get("content_type") for one in told] == ["image/png", "image/png", "text/plain", "image/png"]
    assert [(one.get("width"), one.get("height")) for one in told] == [(64, 16), *[(None, None)] * 3]
    assert [one["filename"] for one in told] == ["wide.bin", "words.png", "a_b.txt", "cut.png"]


async def test_a_huge_picture_is_measured_without_being_decoded(
    raw: httpx.AsyncClient, messages: str, png: Callable[[int, int], bytes]
) -> None:
    small = png(1, 1)
    header = b"IHDR" + (30_000).to_bytes(4, "big") * 2 + small[24:29]
    claimed = small[:12] + header + zlib.crc32(header).to_bytes(4, "big") + small[33:]
    told = (await raw.post(messages, files={"files[0]": ("huge.png", claimed)})).json()["attachments"][0]
    assert (told["width"], told["height"]) == (30_000, 30_000)


async def test_the_attachments_list_names_and_describes_the_files(
    raw: httpx.AsyncClient, messages: str
) -> None:
    listed = [{"id": 0, "description": "a file", "filename": "better.bin"}]
    payload = {"payload_json": json.dumps({"attachments": listed})}
    told = (await raw.post(messages, data=payload, files=files(1))).json()["attachments"]
    assert [(one["filename"], one["description"]) for one in told] == [("better.bin", "a file")]


async def test_an_attachment_that_was_not_sent_is_refused(raw: httpx.AsyncClient, messages: str) -> None:
    payload = {"payload_json": json.dumps({"attachments": [{"id": 1}]})}
    assert verdict(await raw.post(messages, data=payload, files=files(1))) == (400, 50035)


async def test_a_component_must_refer_to_a_file_that_is_there(raw: httpx.AsyncClient, messages: str) -> None:
    gallery = {"type": 12, "items": [{"media": {"url": "attachment://none.png"}}]}
    payload = {"payload_json": json.dumps({"components": [gallery], "flags": 1 << 15})}
    assert verdict(await raw.post(messages, data=payload, files=files(1))) == (400, 50035)


async def test_files_are_shown_by_galleries_thumbnails_files_and_embeds(
    sandbox: Sandbox, raw: httpx.AsyncClient, messages: str, cat: Upload
) -> None:
    media = {"url": f"attachment://{cat.name}"}
    text = {"type": 10, "content": "words"}
    components = [
        {"type": 12, "items": [{"media": media, "description": "alt"}]},
        {"type": 9, "components": [text], "accessory": {"type": 11, "media": media}},
        {"type": 13, "file": media},
    ]
    sent = {"files[0]": (cat.name, cat.content)}
    payload = {"payload_json": json.dumps({"components": components, "flags": 1 << 15})}
    await raw.post(messages, data=payload, files=sent)
    embeds = {"payload_json": json.dumps({"embeds": [{"title": "look", "image": media}]})}
    await raw.post(messages, data=embeds, files=sent)
    v2, v1 = sandbox.person("bob").messages()
    assert (v2.raw["attachments"], len(v2.pictures), v2.text) == ([], 3, "words")
    assert [await sandbox.fetch(url) for url in v2.pictures] == [cat.content] * 3
    assert (v2.components[-1]["name"], v2.components[-1]["size"]) == (cat.name, len(cat.content))
    assert v1.raw["attachments"] == []
    assert await sandbox.fetch(v1.raw["embeds"][0]["image"]["url"]) == cat.content


async def test_a_link_to_a_file_in_a_component_is_signed_anew(
    sandbox: Sandbox, raw: httpx.AsyncClient, messages: str, cat: Upload
) -> None:
    url = (await sandbox.person("ada").say("", cat)).pictures[0].partition("?")[0]
    outside = "https://example.org/picture.png"
    gallery = {"type": 12, "items": [{"media": {"url": url}}, {"media": {"url": outside}}]}
    await raw.post(messages, json={"components": [gallery], "flags": 1 << 15})
    ours, theirs = sandbox.person("bob").messages()[-1].pictures
    assert await sandbox.fetch(ours) == cat.content
    assert theirs == outside
