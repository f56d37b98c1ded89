"""What an upload says before its bytes: what it will be, and that it may come."""

from typing import Final

from aiohttp import web
from pydantic import BaseModel, ValidationError

from renderer.api.bodies import read_small
from renderer.api.errors import bad_request, from_validation
from renderer.api.inputs import loads
from renderer.failure import Cause, Failed, Failure
from renderer.store.files import LARGEST_FILE
from renderer.store.grants import granted

LONGEST_TYPE: Final = 200


class Upload(BaseModel):
    """What a client says of the file that it will put."""

    content_type: str = "application/octet-stream"
    file_name: str = ""
    size: int | None = None  # modelrunner: "for validation"


async def announced(request: web.Request) -> Upload:
    """Return what the body says of a file that will come."""
    content = loads(await read_small(request) or b"{}")
    try:
        wanted = Upload.model_validate(content)
    except ValidationError as error:
        raise from_validation(error) from None
    if wanted.size is not None and wanted.size > LARGEST_FILE:
        raise Failed(Failure(Cause.UPLOAD_TOO_LARGE, limit=LARGEST_FILE))
    if len(wanted.content_type) > LONGEST_TYPE:
        raise bad_request("The content type is too long")
    return wanted


def check_token(request: web.Request) -> None:
    """Whoever uploads has a token from here."""
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    if kind != "Bearer" or granted(given, "upload") is None:
        raise web.HTTPUnauthorized(reason="The upload token is wrong or has expired")
