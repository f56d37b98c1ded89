"""Answers of the REST API."""

import json
from collections.abc import Mapping

from aiohttp import web


def answer(
    body: object = None, status: int | None = None, headers: Mapping[str, str] | None = None
) -> web.Response:
    """Return a JSON answer, or 204 for nothing.

    Discord names no charset, and discord.py compares the header as a whole.
    """
    if body is None:
        return web.Response(status=status or 204, headers=headers)
    text = json.dumps(body).encode()
    return web.Response(body=text, status=status or 200, headers=headers, content_type="application/json")
