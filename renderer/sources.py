"""Gets the picture that `image_url` names: a data URI, a file of our own, or a URL of the public internet."""

import asyncio
import base64
import binascii
import ipaddress
import shutil
import socket
from collections.abc import Collection
from pathlib import Path
from urllib.parse import unquote_to_bytes

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from renderer.errors import Failure, model_error
from renderer.files import LARGEST_FILE, Files

AT_ONCE = 4
SECONDS = 20.0
REDIRECTS = 3
LONGEST_URL = 8192
REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})


class Sources:
    """Copies sources into private files, a few at a time."""

    def __init__(
        self, files: Files, allowed_origins: Collection[str] = (), patience: float = SECONDS
    ) -> None:
        self._files = files
        self._patience = patience
        self._allowed = {URL(origin).origin() for origin in allowed_origins}
        self._places = asyncio.Semaphore(AT_ONCE)
        self._public = _session(PublicResolver())
        self._trusted = _session(None)

    async def close(self) -> None:
        """Give back the connections."""
        await self._public.close()
        await self._trusted.close()

    async def fetch(self, image_url: str, origin: URL) -> Path:
        """A private copy of the picture. `origin` is this server's own, as the request called it."""
        target = self._files.private / self._files.new_name()
        async with self._places:
            try:
                if image_url[:5].lower() == "data:":
                    await asyncio.to_thread(_decode, image_url, target)
                else:
                    await self._copy(image_url, origin, target)
            except BaseException:
                target.unlink(missing_ok=True)
                raise
        return target

    async def _copy(self, image_url: str, origin: URL, target: Path) -> None:
        url = _parsed(image_url)
        if url.origin() == origin and url.path.startswith("/files/"):
            own = self._files.find(url.name)
            if own is None:
                raise _not_downloaded(image_url, "there is no such file, or it has expired")
            await asyncio.to_thread(shutil.copyfile, own, target)
            return
        try:
            async with asyncio.timeout(self._patience):
                await self._download(url, target)
        except TimeoutError:
            raise _not_downloaded(image_url, "it took too long") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _not_downloaded(image_url, str(error)) from None

    async def _download(self, url: URL, target: Path) -> None:
        for _ in range(REDIRECTS + 1):
            session = self._session_for(url)
            async with session.get(url, allow_redirects=False) as response:
                if response.status not in REDIRECT_STATUSES:
                    await _save(response, target)
                    return
                url = url.join(URL(response.headers.get("Location", "")))
        raise _not_downloaded(str(url), "it redirects too often")

    def _session_for(self, url: URL) -> aiohttp.ClientSession:
        """Checked again for each redirect: the second address may be a private one."""
        if url.origin() in self._allowed:
            return self._trusted
        if url.scheme != "https" or not url.host:
            raise _not_downloaded(str(url), "only https addresses are fetched")
        if _is_address(url.host) and not _is_public(url.host):
            raise _not_downloaded(str(url), "it is not a public address")
        return self._public


class PublicResolver(AbstractResolver):
    """Looks names up, and knows only those that lead to the public internet."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of a name. Those that are checked here are those that are connected to."""
        found = await aiohttp.ThreadedResolver().resolve(host, port, family)
        if not found or not all(_is_public(result["host"]) for result in found):
            raise OSError(None, f"{host} is not a public address")
        return found

    async def close(self) -> None:
        """Nothing is held."""


def _session(resolver: AbstractResolver | None) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(resolver=resolver),
        timeout=aiohttp.ClientTimeout(total=SECONDS),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"Accept": "image/*"},
    )


async def _save(response: aiohttp.ClientResponse, target: Path) -> None:
    if not response.ok:
        raise _not_downloaded(str(response.url), f"the answer was {response.status}")
    size = 0
    with target.open("wb") as file:
        async for chunk in response.content.iter_chunked(1 << 16):
            size += len(chunk)
            if size > LARGEST_FILE:
                raise _too_much()
            file.write(chunk)


def _decode(data_uri: str, target: Path) -> None:
    head, comma, content = data_uri.partition(",")
    if not comma:
        raise _unreadable()
    try:
        raw = unquote_to_bytes(content)
        decoded = base64.b64decode(raw, validate=True) if head.lower().endswith(";base64") else raw
    except (binascii.Error, ValueError):
        raise _unreadable() from None
    if len(decoded) > LARGEST_FILE:
        raise _too_much()
    target.write_bytes(decoded)


def _parsed(image_url: str) -> URL:
    try:
        url = URL(image_url) if len(image_url) <= LONGEST_URL else URL()
    except ValueError:
        url = URL()
    if not url.absolute or url.scheme not in {"http", "https"}:
        raise _not_downloaded(image_url, "it is not a web address")
    return url


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return ip.is_global and not ip.is_multicast


def _not_downloaded(image_url: str, why: str) -> Failure:
    return model_error(
        "file_download_error",
        f"Failed to download the file: {why}. Please ensure the URL is accessible.",
        shown=image_url,
    )


def _too_much() -> Failure:
    return model_error(
        "file_too_large",
        f"File size exceeds the maximum allowed size of {LARGEST_FILE} bytes.",
        ctx={"max_size": LARGEST_FILE},
    )


def _unreadable() -> Failure:
    return model_error("image_load_error", "Failed to load the image: the data URI is malformed.")
