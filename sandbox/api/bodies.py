"""Reading a request's body: JSON, or a form with payload_json and, in parts, files[n]. Nothing is read without a limit.

https://discord.com/developers/docs/reference#uploading-files
"""

import asyncio
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, hdrs, web
from aiohttp.http_exceptions import HttpProcessingError

from sandbox.rules.message_forms import MOST_FILES
from sandbox.rules.refusal import NotSpoken, Refused, entity_too_large, invalid_json, too_many_attachments
from sandbox.world.body import Body, SentFile

LARGEST_REQUEST = 25 << 20  # https://discord.com/developers/docs/resources/message#create-message
SECONDS_FOR_A_BODY = 30.0
MOST_FIELDS = 100
_LONGEST_CODING = 40
_DRAINED = 200 << 20  # of a request that is too large, so much is thrown away before the answer
_CHUNK = 1 << 16
_PAYLOAD = b"payload_json"
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_FILE_FIELD = re.compile(r"files\[(\d{1,4})\]")


BODY = web.RequestKey("body", Body)


async def read_body(request: web.Request, largest_file: int, *, seconds: float = SECONDS_FOR_A_BODY) -> Body:
    """Return the body, or raise the refusal of one that is too large or too slow, has too many files, or is not JSON."""
    try:
        async with asyncio.timeout(seconds):
            return await _read(request, largest_file)
    except TimeoutError:
        raise Refused(408, 0, "408: Request Timeout") from None


def coding_of(request: web.Request) -> str:
    """Return how a body is packed, which none may be here, or nothing.

    Discord's documents do not say what it unpacks: https://github.com/discord/discord-api-docs/issues/875
    """
    coding = request.headers.get(hdrs.CONTENT_ENCODING, "").strip().lower()[:_LONGEST_CODING]
    return coding if coding != "identity" and request.body_exists else ""


async def _read(request: web.Request, largest_file: int) -> Body:
    try:
        if coding := coding_of(request):
            raise NotSpoken(f"The sandbox does not speak bodies in the Content-Encoding {coding}.")
        if (request.content_length or 0) > LARGEST_REQUEST:
            raise entity_too_large()
        if request.content_type == "multipart/form-data":
            return await _read_multipart(request, largest_file)
        content = await _read_all(request)
        if request.content_type == "application/x-www-form-urlencoded":
            return Body(_of_form(content))
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
    fields: dict[bytes, bytes] = {}
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
            if match := _FILE_FIELD.fullmatch(part.name or ""):
                files[int(match[1])] = SentFile(part.filename or "unknown", content)
            elif part.filename:
                raise NotSpoken(f"The sandbox takes files as files[0] to files[9], not as {part.name}.")
            else:
                fields[(part.name or "").encode()] = content
    except web.HTTPRequestEntityTooLarge:
        raise entity_too_large() from None
    except (ValueError, HttpProcessingError):
        raise invalid_json() from None
    return Body(_of_fields(fields), _checked(files, largest_file))


def _of_form(content: bytes) -> object:
    try:
        fields = parse_qsl(content, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise invalid_json() from None
    return _of_fields(dict(fields))


def _of_fields(fields: Mapping[bytes, bytes]) -> object:
    """Return what a form says: its payload_json, or each field by itself."""
    if _PAYLOAD in fields:
        return _parsed(fields[_PAYLOAD])
    try:
        return {name.decode(): _of_field(name, value) for name, value in fields.items()}
    except UnicodeDecodeError:
        raise invalid_json() from None


def _of_field(name: bytes, value: bytes) -> object:
    """Take a field as JSON where it is some; what a message says stays as it was typed."""
    if name != b"content":
        with suppress(Refused):
            return _parsed(value)
    return value.decode()


def _checked(files: dict[int, SentFile], largest_file: int) -> dict[int, SentFile]:
    if len(files) > MOST_FILES:
        raise too_many_attachments(MOST_FILES)
    if any(len(file.content) > largest_file for file in files.values()):
        raise entity_too_large()
    return files


def _parsed(content: bytes) -> object:
    """Return what JSON says; half of a pair of surrogates is no character (discord-api-docs issue 6561)."""
    try:
        said: object = json.loads(content)
        if _SURROGATE.search(content):
            json.dumps(said, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise invalid_json() from None
    return said


async def _drain(request: web.Request) -> None:
    """Read on, so that the other side gets to read the answer instead of a broken pipe."""
    thrown_away = 0
    async for chunk in request.content.iter_chunked(_CHUNK):
        thrown_away += len(chunk)
        if thrown_away > _DRAINED:
            break
