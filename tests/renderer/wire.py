"""The renderer over the wire, as the tests talk to it."""

import io
import json
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import httpx
import numpy as np
import numpy.typing as npt
from PIL import Image

from renderer.queue.process import WorkerProcess
from renderer.server import serve

APP = "/ideogram/v4"
MODEL = f"{APP}/image-to-image/lora"
# Four large pictures: long enough for everything that is done to them on the way.
SLOW = {"prompt": "oil painting", "num_images": 4, "image_size": "square_hd", "rendering_speed": "QUALITY"}
KEY = {"Authorization": "Key any"}
Answer = dict[str, Any]
Blame = Callable[[httpx.Response], Mapping[str, Any]]
Numbers = npt.NDArray[np.int16]


class AsDataUri(Protocol):
    """Writes a picture, or any bytes, as a data URI."""

    def __call__(
        self, picture: Image.Image | bytes, kind: str = "png", exif: Image.Exif | None = None
    ) -> str: ...


@dataclass(frozen=True)
class Renderer:
    """A renderer over the wire, with the few calls that tests repeat."""

    http: httpx.Client

    @property
    def origin(self) -> str:
        return str(self.http.base_url).rstrip("/")

    def submit(self, **fields: object) -> httpx.Response:
        return self.http.post(MODEL, content=json.dumps({"prompt": "oil painting", **fields}))

    def events(self, ticket: Answer) -> list[Answer]:
        """All that the stream of a request tells."""
        with self.http.stream("GET", f"{ticket['status_url']}/stream", params={"logs": 1}) as response:
            assert response.headers["content-type"].startswith("text/event-stream")
            return [json.loads(line[6:]) for line in response.iter_lines() if line.startswith("data: ")]

    def finish(self, ticket: Answer) -> Answer:
        """Wait for the end as a client does, by the stream; gives the last status, with all of the log."""
        self.events(ticket)
        return self.http.get(ticket["status_url"], params={"logs": 1}).json()

    def result(self, **fields: object) -> httpx.Response:
        submitted = self.submit(**fields)
        assert submitted.status_code == 200, submitted.text
        self.finish(submitted.json())
        return self.http.get(submitted.json()["response_url"])

    def render(self, **fields: object) -> Answer:
        response = self.result(**fields)
        assert response.status_code == 200, response.text
        return response.json()

    def picture(self, answer: Answer, number: int = 0) -> Image.Image:
        response = self.http.get(answer["images"][number]["url"])
        assert response.status_code == 200
        return Image.open(io.BytesIO(response.content))

    def pixels(self, **fields: object) -> Numbers:
        """The first picture of a request, as numbers."""
        return np.asarray(self.picture(self.render(**fields)).convert("RGB"), np.int16)


@asynccontextmanager
async def serving_with_worker(
    state: Path,
    allowed_origins: Sequence[str] = (),
    *,
    patience: float = 20,
    pace: float = 0.001,
    allowed_hosts: Sequence[str] = (),
) -> AsyncGenerator[tuple[httpx.AsyncClient, WorkerProcess]]:
    """A renderer of a test's own, as a client of it and its worker. Its webhooks are in a hurry."""
    served = serve(
        "127.0.0.1", 0, state, allowed_origins, patience=patience, pace=pace, allowed_hosts=allowed_hosts
    )
    async with (
        served as (port, worker),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=KEY, timeout=60) as client,
    ):
        yield client, worker


@asynccontextmanager
async def serving(
    state: Path,
    allowed_origins: Sequence[str] = (),
    *,
    patience: float = 20,
    allowed_hosts: Sequence[str] = (),
) -> AsyncGenerator[httpx.AsyncClient]:
    """The same, where the worker does not matter."""
    own = serving_with_worker(state, allowed_origins, patience=patience, allowed_hosts=allowed_hosts)
    async with own as (client, _):
        yield client


async def ended(client: httpx.AsyncClient, ticket: Answer) -> httpx.Response:
    """Wait for the end of a request; gives its result."""
    async with client.stream("GET", f"{ticket['status_url']}/stream") as response:
        await response.aread()
    return await client.get(ticket["response_url"])
