"""Files over HTTP: the ways in which the hosts' clients upload whole files, and the way back out."""

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from renderer.api import modelrunner_terms, parts
from renderer.api.answers import file_url
from renderer.api.bodies import arrival
from renderer.api.terms import media_life
from renderer.api.upload_terms import announced, check_token
from renderer.store.files import content_type_of
from renderer.store.grants import LIFE, grant, granted


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.post("/storage/auth/token", token),
        web.post("/files/upload", upload),
        web.post("/storage/upload/initiate", initiate),
        web.put("/storage/put/{grant}", put),
        web.get("/files/{name}", download),
    ]


async def token(request: web.Request) -> web.Response:
    """Return a token for `/files/upload`."""
    return web.json_response(
        {
            "token": grant("upload"),
            "token_type": "Bearer",
            "base_url": str(request.url.origin()),
            "expires_at": datetime.fromtimestamp(time.time() + LIFE, UTC).isoformat(),
        }
    )


async def upload(request: web.Request) -> web.Response:
    """Take the bytes of a file, with such a token."""
    check_token(request)
    files, arrivals = request.app[parts.files], request.app[parts.arrivals]
    life = media_life(request.headers)
    with arrivals.claim() as claim:
        async with arrivals.received(arrival(request), claim) as path:
            public = files.publish(path, files.new_name(request.content_type), life)
    await asyncio.to_thread(files.sweep)  # now, and not in a minute: uploads are what fills a disk
    return web.json_response({"access_url": file_url(request.url.origin(), public)})


async def initiate(request: web.Request) -> web.Response:
    """Return two addresses: where to PUT the bytes, and where they will be."""
    wanted = await announced(request)
    life = media_life(request.headers)
    if modelrunner_terms.LIFECYCLE_HEADER in request.headers:
        life = modelrunner_terms.media_life(request.headers)
    name = request.app[parts.files].new_name(wanted.content_type)
    origin = request.url.origin()
    put_url = origin / "storage" / "put" / grant("put", name, str(life))
    return web.json_response({"upload_url": str(put_url), "file_url": file_url(origin, Path(name))})


async def put(request: web.Request) -> web.Response:
    """Take the bytes themselves. The address is the permission: no key is sent here."""
    words = granted(request.match_info["grant"], "put")
    if words is None:
        raise web.HTTPForbidden(reason="This upload address was not given out here, or has expired")
    name, life = words
    files, arrivals = request.app[parts.files], request.app[parts.arrivals]
    with arrivals.claim() as claim:
        async with arrivals.received(arrival(request), claim) as path:
            files.publish(path, name, float(life))
    await asyncio.to_thread(files.sweep)
    return web.Response()


async def download(request: web.Request) -> web.FileResponse:
    """Return a file, for everyone who knows its name."""
    path = request.app[parts.files].find(request.match_info["name"])
    if path is None:
        raise web.HTTPNotFound(reason="There is no such file, or it has expired")
    headers = {"Content-Type": content_type_of(path), "X-Content-Type-Options": "nosniff"}
    return web.FileResponse(path, headers=headers)
