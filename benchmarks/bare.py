"""The delivery to compare with: aiohttp alone downloads pictures and uploads them in one request, on command.

Each line on standard input is a JSON object: the links of the pictures, where to send them, the JSON of the edit
and the names of its files. Each is answered by a line once the edit has been accepted.
"""

import asyncio
import json
import sys

import aiohttp
from pydantic import BaseModel


class Order(BaseModel):
    """What to deliver, and where to."""

    links: list[str]
    target: str
    edit: dict[str, object]
    names: list[str]


async def deliver(session: aiohttp.ClientSession, order: Order) -> None:
    """Download, and edit the message."""
    form = aiohttp.FormData({"payload_json": json.dumps(order.edit)})
    for number, (link, name) in enumerate(zip(order.links, order.names, strict=True)):
        async with session.get(link) as answer:
            form.add_field(f"files[{number}]", await answer.read(), filename=name)
    async with session.patch(order.target, data=form) as answer:
        await answer.read()


async def main() -> None:
    """Deliver until the input ends."""
    async with aiohttp.ClientSession(raise_for_status=True) as session:
        while line := await asyncio.to_thread(sys.stdin.readline):
            await deliver(session, Order.model_validate_json(line))
            print("delivered", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
