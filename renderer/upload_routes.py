"""Files over HTTP: the ways in which fal's clients upload, and the way back out."""

import asyncio
import secrets
import time
from datetime import UTC, datetime
from hashlib import sha256
from hmac import compare_digest, new
from pathlib import Path

from aiohttp import web
from pydantic import BaseModel, ValidationError

from renderer.answers import file_url
from renderer.bodies import read_small
from renderer.errors import from_validation
from renderer.files import LARGEST_FILE, Files, content_type_of

TOKEN_LIFE = 3600
files_key = web.AppKey("files", Files)
_secret = secrets.token_bytes(32)


class Upload(BaseModel):
    """What a client says of the file that it will put."""

    content_type: str = "application/octet-stream"
    file_name: str = ""


def routes() -> list[web.RouteDef]:
    """The routes."""
    return [
        web.post("/storage/auth/token", token),
        web.post("/files/upload", upload),
        web.post("/storage/upload/initiate", initiate),
        web.put("/storage/put/{name}", put),
        web.get("/files/{name}", download),
    ]


async def token(request: web.Request) -> web.Response:
    """A token for `/files/upload`."""
    expires = int(time.time()) + TOKEN_LIFE
    return web.json_response(
        {
            "token": _signed(str(expires)),
            "token_type": "Bearer",
            "base_url": str(request.url.origin()),
            "expires_at": datetime.fromtimestamp(expires, UTC).isoformat(),
        }
    )


async def upload(request: web.Request) -> web.Response:
    """The bytes of a file, with such a token."""
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    expires = _verified(given)
    if kind != "Bearer" or expires is None or int(expires) < time.time():
        raise web.HTTPUnauthorized(reason="The upload token is wrong or has expired")
    files = request.app[files_key]
    path = await _receive(request, files, files.new_name(request.content_type))
    return web.json_response({"access_url": file_url(request.url.origin(), path)})


async def initiate(request: web.Request) -> web.Response:
    """Two addresses: where to PUT the bytes, and where they will be."""
    try:
        wanted = Upload.model_validate_json(await read_small(request) or b"{}")
    except ValidationError as error:
        failure = from_validation(error)
        return web.json_response(failure.body, status=failure.status, headers=failure.headers)
    name = request.app[files_key].new_name(wanted.content_type)
    put_url = (request.url.origin() / "storage" / "put" / _signed(name)).with_query(
        expires=int(time.time()) + TOKEN_LIFE
    )
    origin = request.url.origin()
    return web.json_response({"upload_url": str(put_url), "file_url": str(origin / "files" / name)})


async def put(request: web.Request) -> web.Response:
    """The bytes themselves. The address is the permission: no key is sent here."""
    name = _verified(request.match_info["name"])
    if name is None:
        raise web.HTTPForbidden(reason="This upload address was not given out here")
    await _receive(request, request.app[files_key], name)
    return web.Response()


async def download(request: web.Request) -> web.FileResponse:
    """A file, for everyone who knows its name."""
    path = request.app[files_key].find(request.match_info["name"])
    if path is None:
        raise web.HTTPNotFound(reason="There is no such file, or it has expired")
    headers = {"Content-Type": content_type_of(path), "X-Content-Type-Options": "nosniff"}
    return web.FileResponse(path, headers=headers)


async def _receive(request: web.Request, files: Files, name: str) -> Path:
    """Write the body to a file, chunk by chunk; it appears under its name only when it is whole."""
    partial = files.private / files.new_name()
    try:
        with partial.open("wb") as file:
            size = 0
            async for chunk in request.content.iter_chunked(1 << 16):
                size += len(chunk)
                if size > LARGEST_FILE:
                    raise web.HTTPRequestEntityTooLarge(LARGEST_FILE, size)
                file.write(chunk)
        partial.rename(files.public / name)
        await asyncio.to_thread(files.sweep)  # now, and not in a minute: uploads are what fills a disk
        return files.public / name
    finally:
        partial.unlink(missing_ok=True)


def _signed(text: str) -> str:
    return f"{text}~{new(_secret, text.encode(), sha256).hexdigest()}"


def _verified(signed: str) -> str | None:
    text = signed.rpartition("~")[0]
    return text if text and compare_digest(_signed(text).encode(), signed.encode()) else None
