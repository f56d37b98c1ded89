"""Uploads in parts over HTTP: fal's two ways, with a token or with one address, and modelrunner's, with one for each part.

fal's second way and modelrunner's begin at the same path; fal's clients name a `storage_type` there.
"""

import asyncio
from pathlib import Path

from aiohttp import web
from pydantic import BaseModel, Field, ValidationError

from renderer.api import modelrunner_terms, parts
from renderer.api.answers import file_url
from renderer.api.bodies import arrival, read_small
from renderer.api.errors import bad_request, from_validation
from renderer.api.forms import is_fals_upload
from renderer.api.inputs import loads
from renderer.api.terms import media_life
from renderer.api.upload_terms import announced, check_token
from renderer.store.files import LIFETIME
from renderer.store.grants import grant, granted
from renderer.store.multipart import MOST_PARTS

LARGEST_LIST = 1 << 20


class Part(BaseModel):
    """A part as its sender knows it."""

    number: int = Field(alias="partNumber")
    etag: str = Field(max_length=200)


class Completion(BaseModel):
    """All parts, and for modelrunner the upload that they belong to."""

    parts: list[Part] = Field(max_length=MOST_PARTS)
    upload_id: str = Field("", alias="uploadId")
    name: str = Field("", alias="uploadKey")


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    upload = "/files/{name}/multipart/{id}"
    return [
        web.post("/files/upload/multipart", begin),
        web.put(f"{upload}/{{number}}", part),
        web.post(f"{upload}/complete", complete),
        web.post("/storage/upload/initiate-multipart", initiate),
        web.get("/storage/upload/multipart-url", part_address),
        web.put("/storage/part/{grant}", put_part),
        web.put("/storage/parts/{grant}/{number}", put_numbered),
        web.post("/storage/parts/{grant}/complete", complete_numbered),
        web.post("/storage/upload/complete", complete_initiated),
    ]


async def begin(request: web.Request) -> web.Response:
    """Begin an upload of fal's, and say the address of the file that it will be."""
    check_token(request)
    store, life = request.app[parts.multipart], media_life(request.headers)
    upload_id, name = store.open(request.content_type, life)
    return web.json_response({"access_url": _address(request, name), "uploadId": upload_id})


async def part(request: web.Request) -> web.Response:
    """Take one part of fal's, under the address of the file."""
    check_token(request)
    etag = await _received(request, *(request.match_info[word] for word in ("id", "name", "number")))
    return web.Response(headers={"ETag": f'"{etag}"'})


async def complete(request: web.Request) -> web.Response:
    """Complete an upload of fal's: all parts are there."""
    check_token(request)
    completion = await _completion(request)
    await _completed(request, request.match_info["id"], request.match_info["name"], completion, None)
    return web.json_response({"access_url": _address(request, request.match_info["name"])})


async def initiate(request: web.Request) -> web.Response:
    """Return a new upload, and the address of the file that it will be; for fal also the address of its parts."""
    wanted, fals = await announced(request), is_fals_upload(request)
    life = media_life(request.headers) if fals else LIFETIME
    upload_id, name = request.app[parts.multipart].open(wanted.content_type, life)
    if not fals:
        answer = {"uploadId": upload_id, "uploadKey": name, "fileUrl": _address(request, name)}
        return web.json_response(answer)
    upload_url = request.url.origin() / "storage" / "parts" / grant("parts", upload_id, name)
    return web.json_response({"upload_url": str(upload_url), "file_url": _address(request, name)})


async def put_numbered(request: web.Request) -> web.Response:
    """Take one part of fal's, under the address of all of them. Its ETag is told in the body."""
    upload_id, name = _granted(request, "parts")
    number = request.match_info["number"]
    etag = await _received(request, upload_id, name, number)
    return web.json_response({"partNumber": int(number), "etag": etag}, headers={"ETag": f'"{etag}"'})


async def complete_numbered(request: web.Request) -> web.Response:
    """Complete an upload of fal's: all parts are there."""
    upload_id, name = _granted(request, "parts")
    await _completed(request, upload_id, name, await _completion(request), None)
    return web.json_response({"access_url": _address(request, name)})


async def part_address(request: web.Request) -> web.Response:
    """Say where to PUT a part of modelrunner's; the address is the permission."""
    words = [request.query.get(word, "") for word in ("uploadId", "uploadKey", "partNumber")]
    if any("~" in word for word in words):
        raise bad_request("uploadId, uploadKey and partNumber are wanted")
    address = request.url.origin() / "storage" / "part" / grant("part", *words)
    return web.json_response({"presignedUrl": str(address)})


async def put_part(request: web.Request) -> web.Response:
    """Take one part of modelrunner's."""
    etag = await _received(request, *_granted(request, "part"))
    return web.Response(headers={"ETag": f'"{etag}"'})


async def complete_initiated(request: web.Request) -> web.Response:
    """Complete an upload of modelrunner's: all parts are there. How long the file is kept is said only now.

    Its documents answer with fileUrl, its clients speak of a location that it answers with.
    """
    completion = await _completion(request)
    life = modelrunner_terms.media_life(request.headers)
    await _completed(request, completion.upload_id, completion.name, completion, life)
    address = _address(request, completion.name)
    return web.json_response({"fileUrl": address, "location": address})


def _granted(request: web.Request, purpose: str) -> list[str]:
    """Return what the address permits. It is the permission: no key is sent there."""
    words = granted(request.match_info["grant"], purpose)
    if words is None:
        raise web.HTTPForbidden(reason="This upload address was not given out here, or has expired")
    return words


async def _received(request: web.Request, upload_id: str, name: str, number: str) -> str:
    if not number.isascii() or not number.isdigit() or len(number) > len(str(MOST_PARTS)):
        raise bad_request("partNumber must be a number")
    return await request.app[parts.multipart].receive(arrival(request), upload_id, name, int(number))


async def _completion(request: web.Request) -> Completion:
    try:
        return Completion.model_validate(loads(await read_small(request, LARGEST_LIST)))
    except ValidationError as error:
        raise from_validation(error) from None


async def _completed(
    request: web.Request, upload_id: str, name: str, completion: Completion, life: float | None
) -> None:
    wanted = [(part.number, part.etag) for part in completion.parts]
    await request.app[parts.multipart].complete(upload_id, name, wanted, life)
    await asyncio.to_thread(request.app[parts.files].sweep)


def _address(request: web.Request, name: str) -> str:
    return file_url(request.url.origin(), Path(name))
