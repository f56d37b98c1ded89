"""Reading a request's body: JSON, or multipart with payload_json and files[n]. Nothing is read without a limit."""

import asyncio
import json
import re

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from sandbox.rules.message_forms import MOST_FILES
from sandbox.rules.refusal import Refused, entity_too_large, invalid_json, too_many_attachments
from sandbox.world.body import Body, SentFile

LARGEST_REQUEST = 25 << 20  # https://discord.com/developers/docs/resources/message#create-message
SECONDS_FOR_A_BODY = 30.0
_DRAINED = 200 << 20  # of a request that is too large, so much is thrown away before the answer
_CHUNK = 1 << 16
_FILE_FIELD = re.compile(r"files\[(\d{1,4})\]")


BODY = web.RequestKey("body", Body)


async def read_body(request: web.Request, largest_file: int, *, seconds: float = SECONDS_FOR_A_BODY) -> Body:
    """Return the body, or raise the refusal of one that is too large or too slow, has too many files, or is not JSON."""
    try:
        async with asyncio.timeout(seconds):
            return await _read(request, largest_file)
    except TimeoutError:
        raise Refused(408, 0, "408: Request Timeout") from None


async def _read(request: web.Request, largest_file: int) -> Body:
    try:
        if (request.content_length or 0) > LARGEST_REQUEST:
            raise entity_too_large()
        if request.content_type == "multipart/form-data":
            return await _read_multipart(request, largest_file)
        content = await _read_all(request)
        return Body(_parsed(content)) if content else Body()
    except Refused:
        await _drain(request)
        raise


async def _read_all(request: web.Request) -> bytes:
    content = bytearray()
    async for chunk in request.content.iter_chunked(_CHUNK):
        content += chunk
        if len(content) > LARGEST_REQUEST:
            raise entity_too_large()
    return bytes(content)


async def _read_multipart(request: web.Request, largest_file: int) -> Body:
    payload: object = {}
    files: dict[int, SentFile] = {}
    left = LARGEST_REQUEST
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            content = bytes(await part.read())
            left -= len(content)
            if left < 0:
                raise entity_too_large()
            if part.name == "payload_json":
                payload = _parsed(content)
            elif match := _FILE_FIELD.fullmatch(part.name or ""):
                files[int(match[1])] = SentFile(part.filename or "unknown", content)
    except web.HTTPRequestEntityTooLarge:
        raise entity_too_large() from None
    except (ValueError, HttpProcessingError):
        raise invalid_json() from None
    return Body(payload, _checked(files, largest_file))


def _checked(files: dict[int, SentFile], largest_file: int) -> dict[int, SentFile]:
    if len(files) > MOST_FILES:
        raise too_many_attachments(MOST_FILES)
    if any(len(file.content) > largest_file for file in files.values()):
        raise entity_too_large()
    return files


def _parsed(content: bytes) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise invalid_json() from None


async def _drain(request: web.Request) -> None:
    """Read on, so that the other side gets to read the answer instead of a broken pipe."""
    thrown_away = 0
    async for chunk in request.content.iter_chunked(_CHUNK):
        thrown_away += len(chunk)
        if thrown_away > _DRAINED:
            break
