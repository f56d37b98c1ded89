"""Which files an attachment option or a file upload asks for. The client hides the others; nothing is promised.

https://discord.com/developers/docs/reference#uploading-files-file-type-filtering
"""

import re
from typing import Annotated

from pydantic import AfterValidator

from sandbox.rules.forms import length, mistake

GROUPS = {"image", "video", "audio"}


def _group_or_extension(name: str) -> str:
    """Capitals count as small letters."""
    small = name.lower()
    # 16 characters at most: https://github.com/DisnakeDev/disnake/pull/1550
    if small in GROUPS or re.fullmatch(r"\.[^\s./\\]{1,15}", small):
        return small
    words = f"Must be an extension with its dot, or one of {sorted(GROUPS)}."
    raise mistake("FILE_TYPE_INVALID", words)


FileTypes = Annotated[list[Annotated[str, AfterValidator(_group_or_extension)]] | None, length(0, 10)]
