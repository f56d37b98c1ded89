"""Files that hang on messages, options and modals: what they are, told from their first bytes, and their JSON."""

import mimetypes
import re
from dataclasses import dataclass
from io import BytesIO

from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from sandbox.wire import Json

_FORMATS = (
    (b"\x89PNG\r\n\x1a\n", "image/png", PngImageFile),
    (b"\xff\xd8\xff", "image/jpeg", JpegImageFile),
    (b"GIF8", "image/gif", GifImageFile),
    (b"RIFF", "image/webp", WebPImageFile),
)
_IS_SPOILER = 1 << 3


@dataclass(frozen=True, slots=True)
class Attachment:
    """A stored file."""

    id: int
    folder: str  # on the CDN: attachments/<channel>, or ephemeral-attachments/<application>
    filename: str
    content: bytes
    content_type: str | None
    size_in_pixels: tuple[int, int] | None
    description: str | None = None
    spoiler: bool = False

    @property
    def path(self) -> str:
        """Where the CDN has it."""
        return f"/{self.folder}/{self.id}/{self.filename}"

    @property
    def ephemeral(self) -> bool:
        """Return whether Discord may throw it away after a while."""
        return self.folder.startswith("ephemeral")


def safe_name(name: str) -> str:
    """Return a file name as Discord keeps it: no folders, no spaces."""
    return re.sub(r"\s", "_", re.split(r"[/\\]", name)[-1])[-200:] or "unknown"


def sniff(content: bytes, name: str) -> tuple[str | None, tuple[int, int] | None]:
    """Return the content type and the size in pixels.

    Only the header is read. What is no picture keeps the type of its name, as on Discord: a text file named .png
    says image/png and has no size.
    """
    for signature, content_type, image in _FORMATS:
        if content.startswith(signature):
            try:
                with image(BytesIO(content)) as opened:
                    return content_type, opened.size
            except (OSError, SyntaxError, ValueError):
                break
    return mimetypes.guess_type(name)[0], None


def attachment_json(attachment: Attachment, url: str) -> Json:
    """Return an attachment object (https://discord.com/developers/docs/resources/message#attachment-object)."""
    told: Json = {
        "id": str(attachment.id),
        "filename": attachment.filename,
        "size": len(attachment.content),
        "url": url,
        "proxy_url": url,
        "flags": _IS_SPOILER if attachment.spoiler else 0,
    }
    if attachment.content_type:
        told["content_type"] = attachment.content_type
    if attachment.size_in_pixels:
        told["width"], told["height"] = attachment.size_in_pixels
    if attachment.description:
        told["description"] = attachment.description
    if attachment.ephemeral:
        told["ephemeral"] = True
    return told


def media_json(attachment: Attachment, url: str) -> Json:
    """Return the same file inside a component (https://discord.com/developers/docs/components/reference)."""
    width, height = attachment.size_in_pixels or (None, None)
    return {
        "id": str(attachment.id),
        "url": url,
        "proxy_url": url,
        "width": width,
        "height": height,
        "content_type": attachment.content_type,
        "content_scan_metadata": None,
        "placeholder": None,
        "placeholder_version": None,
        "loading_state": 2,
        "flags": 0,
        "attachment_id": str(attachment.id),
    }
