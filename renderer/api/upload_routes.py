"""Files over HTTP: the ways in which the hosts' clients upload whole files, and the way back out."""

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from aiohttp import web
from pydantic import BaseModel, ValidationError

from renderer.api import modelrunner_terms
from renderer.api.answers import file_url
from renderer.api.bodies import read_small
from renderer.api.errors import bad_request, from_validation
from renderer.api.terms import media_life
from renderer.request import loads
from renderer.store.arrivals import Arrivals
from renderer.store.files import Files, content_type_of
from renderer.store.grants import LIFE, grant, granted

LONGEST_TYPE: Final = 200
files_key = web.AppKey("files", Files)
arrivals_key = web.AppKey("arrivals", Arrivals)


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
        web.put("/storage/put/{grant}", put),
        web.get("/files/{name}", download),
    ]


async def token(request: web.Request) -> web.Response:
    """A token for `/files/upload`."""
    return web.json_response(
        {
            "token": grant("upload"),
            "token_type": "Bearer",
            "base_url": str(request.url.origin()),
            "expires_at": datetime.fromtimestamp(time.time() + LIFE, UTC).isoformat(),
        }
    )


async def upload(request: web.Request) -> web.Response:
    """The bytes of a file, with such a token."""
    check_token(request)
    files, arrivals = request.app[files_key], request.app[arrivals_key]
    life = media_life(request.headers)
    with arrivals.claim() as claim:
        async with arrivals.received(request, claim) as path:
            public = files.publish(path, files.new_name(request.content_type), life)
    await asyncio.to_thread(files.sweep)  # now, and not in a minute: uploads are what fills a disk
    return web.json_response({"access_url": file_url(request.url.origin(), public)})


async def initiate(request: web.Request) -> web.Response:
    """Two addresses: where to PUT the bytes, and where they will be."""
    wanted = await announced(request)
    life = media_life(request.headers)
    if modelrunner_terms.LIFECYCLE_HEADER in request.headers:
        life = modelrunner_terms.media_life(request.headers)
    name = request.app[files_key].new_name(wanted.content_type)
    origin = request.url.origin()
    put_url = origin / "storage" / "put" / grant("put", name, str(life))
    return web.json_response({"upload_url": str(put_url), "file_url": file_url(origin, Path(name))})


async def put(request: web.Request) -> web.Response:
    """The bytes themselves. The address is the permission: no key is sent here."""
    words = granted(request.match_info["grant"], "put")
    if words is None:
        raise web.HTTPForbidden(reason="This upload address was not given out here, or has expired")
    name, life = words
    files, arrivals = request.app[files_key], request.app[arrivals_key]
    with arrivals.claim() as claim:
        async with arrivals.received(request, claim) as path:
            files.publish(path, name, float(life))
    await asyncio.to_thread(files.sweep)
    return web.Response()


async def download(request: web.Request) -> web.FileResponse:
    """A file, for everyone who knows its name."""
    path = request.app[files_key].find(request.match_info["name"])
    if path is None:
        raise web.HTTPNotFound(reason="There is no such file, or it has expired")
    headers = {"Content-Type": content_type_of(path), "X-Content-Type-Options": "nosniff"}
    return web.FileResponse(path, headers=headers)


async def announced(request: web.Request) -> Upload:
    """What the body says of a file that will come."""
    content = loads(await read_small(request) or b"{}")
    try:
        wanted = Upload.model_validate(content)
    except ValidationError as error:
        raise from_validation(error) from None
    if len(wanted.content_type) > LONGEST_TYPE:
        raise bad_request("The content type is too long")
    return wanted


def check_token(request: web.Request) -> None:
    """Whoever uploads has a token from here."""
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    if kind != "Bearer" or granted(given, "upload") is None:
        raise web.HTTPUnauthorized(reason="The upload token is wrong or has expired")
