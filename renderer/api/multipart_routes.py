"""Uploads in parts over HTTP: fal's way, with a token, and modelrunner's, with addresses that are given out."""

import asyncio
from pathlib import Path

from aiohttp import web
from pydantic import BaseModel, Field, ValidationError

from renderer.api import modelrunner_terms, parts
from renderer.api.answers import file_url
from renderer.api.bodies import chunks, read_small
from renderer.api.errors import bad_request, from_validation
from renderer.api.inputs import loads
from renderer.api.terms import media_life
from renderer.api.upload_terms import announced, check_token
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
    """The routes."""
    upload = "/files/{name}/multipart/{id}"
    return [
        web.post("/files/upload/multipart", begin),
        web.put(f"{upload}/{{number}}", part),
        web.post(f"{upload}/complete", complete),
        web.post("/storage/upload/initiate-multipart", initiate),
        web.get("/storage/upload/multipart-url", part_address),
        web.put("/storage/part/{grant}", put_part),
        web.post("/storage/upload/complete", complete_initiated),
    ]


async def begin(request: web.Request) -> web.Response:
    """fal: a new upload, and the address of the file that it will be."""
    check_token(request)
    store, life = request.app[parts.multipart], media_life(request.headers)
    upload_id, name = store.open(request.content_type, life)
    return web.json_response({"access_url": _address(request, name), "uploadId": upload_id})


async def part(request: web.Request) -> web.Response:
    """fal: one part, under the address of the file."""
    check_token(request)
    return await _received(request, *(request.match_info[word] for word in ("id", "name", "number")))


async def complete(request: web.Request) -> web.Response:
    """fal: all parts are there."""
    check_token(request)
    completion = await _completion(request)
    await _completed(request, request.match_info["id"], request.match_info["name"], completion, None)
    return web.json_response({"access_url": _address(request, request.match_info["name"])})


async def initiate(request: web.Request) -> web.Response:
    """modelrunner: a new upload, and the address of the file that it will be."""
    wanted = await announced(request)
    upload_id, name = request.app[parts.multipart].open(wanted.content_type)
    answer = {"uploadId": upload_id, "uploadKey": name, "fileUrl": _address(request, name)}
    return web.json_response(answer)


async def part_address(request: web.Request) -> web.Response:
    """modelrunner: where to PUT a part; the address is the permission."""
    words = [request.query.get(word, "") for word in ("uploadId", "uploadKey", "partNumber")]
    if any("~" in word for word in words):
        raise bad_request("uploadId, uploadKey and partNumber are wanted")
    address = request.url.origin() / "storage" / "part" / grant("part", *words)
    return web.json_response({"presignedUrl": str(address)})


async def put_part(request: web.Request) -> web.Response:
    """modelrunner: one part."""
    words = granted(request.match_info["grant"], "part")
    if words is None:
        raise web.HTTPForbidden(reason="This upload address was not given out here, or has expired")
    return await _received(request, *words)


async def complete_initiated(request: web.Request) -> web.Response:
    """modelrunner: all parts are there. How long the file is kept is said only now."""
    completion = await _completion(request)
    life = modelrunner_terms.media_life(request.headers)
    await _completed(request, completion.upload_id, completion.name, completion, life)
    return web.json_response({"location": _address(request, completion.name)})


async def _received(request: web.Request, upload_id: str, name: str, number: str) -> web.Response:
    if not number.isascii() or not number.isdigit() or len(number) > len(str(MOST_PARTS)):
        raise bad_request("partNumber must be a number")
    etag = await request.app[parts.multipart].receive(chunks(request), upload_id, name, int(number))
    return web.Response(headers={"ETag": etag})


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
