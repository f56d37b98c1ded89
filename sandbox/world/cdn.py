"""The CDN: files under signed links that expire (https://discord.com/developers/docs/reference#signed-attachment-cdn-urls)."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote, unquote, urlsplit

from sandbox.world.attachments import Attachment, safe_name, sniff
from sandbox.world.clock import Clock
from sandbox.world.ids import Snowflakes

LINK_LIFE = 24 * 60 * 60  # Discord documents that links expire, not when; a day has been seen


class Cdn:
    """All files that anybody has uploaded."""

    def __init__(self, clock: Clock, ids: Snowflakes) -> None:
        self.origin = ""  # known once the server listens
        self._clock = clock
        self._ids = ids
        self._secret = secrets.token_bytes(32)
        self._files: dict[str, Attachment] = {}

    def keep(self, folder: str, name: str, content: bytes) -> Attachment:
        """Store a file."""
        content_type, size = sniff(content, name)
        kept = Attachment(self._ids.next(), folder, safe_name(name), content, content_type, size)
        self._files[kept.path] = kept
        return replace(kept, spoiler=kept.filename.startswith("SPOILER_"))

    def link(self, attachment: Attachment) -> str:
        """Return a link that works for a day from now."""
        return self._signed(attachment.path)

    def find(self, url: str) -> Attachment | None:
        """Return the file behind one of our links, fresh or not."""
        return self._files.get(unquote(urlsplit(url).path)) if url.startswith(f"{self.origin}/") else None

    def refresh(self, url: str) -> str:
        """Sign one of our links anew, as Discord does with links in what it sends; others stay as they are."""
        found = self.find(url)
        return url if found is None else self.link(found)

    def open(self, path: str, query: Mapping[str, str]) -> Attachment | None:
        """Return the file of a link that was signed here and has not expired yet."""
        return self._files.get(path) if self._valid(path, query) else None

    def _signed(self, path: str) -> str:
        now = int(self._clock.time())
        expires, issued = f"{now + LINK_LIFE:x}", f"{now:x}"
        signature = self._signature(path, expires, issued)
        return f"{self.origin}{quote(path)}?ex={expires}&is={issued}&hm={signature}&"

    def _valid(self, path: str, query: Mapping[str, str]) -> bool:
        expires, issued = query.get("ex", ""), query.get("is", "")
        given = query.get("hm", "").encode()
        if not hmac.compare_digest(self._signature(path, expires, issued).encode(), given):
            return False
        return self._clock.time() < int(expires, 16)

    def _signature(self, path: str, expires: str, issued: str) -> str:
        return hmac.new(self._secret, f"{path} {expires} {issued}".encode(), hashlib.sha256).hexdigest()
