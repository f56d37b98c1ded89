"""Makes the pictures: source, request and seed in; files out; says on the way how far it is."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from renderer.brush import painted
from renderer.enlarge import enlarged
from renderer.lettering import lettered
from renderer.order import Done, Picture
from renderer.picture import open_picture
from renderer.prompt import Reading, expanded, read
from renderer.raster import from_image
from renderer.request import RenderRequest
from renderer.sizes import inner_size, output_size

Report = Callable[[int, str], None]
LANCZOS = Image.Resampling.LANCZOS


class Stopped(Exception):
    """The sender no longer wants the pictures."""


@dataclass(frozen=True, slots=True)
class Steps:
    """How far one of several pictures is, said as how far all of them are."""

    report: Report
    number: int
    count: int

    def at(self, percent: int) -> None:
        """This picture is so far."""
        overall = (100 * self.number + percent) // self.count
        self.report(overall, f"rendering {self.number + 1} of {self.count}")


def paint(request: RenderRequest, seed: int, source: Path, folder: Path, report: Report) -> Done:
    """All pictures of a request, as files in the folder; picture i has the seed + i."""
    began = time.perf_counter()
    picture = open_picture(source)
    picture = ImageOps.fit(picture, output_size(request.image_size, picture.size), LANCZOS)
    prompt = expanded(request.prompt, request.expansion_model)
    pictures: list[Picture] = []
    for number in range(request.num_images):
        steps = Steps(report, number, request.num_images)
        finished = render(picture, request, read(prompt), seed + number, steps)
        steps.at(95)
        pictures.append(_saved(finished, request, folder / f"{source.name}-{number}"))
    return Done(pictures=pictures, prompt=prompt, timings={"inference": time.perf_counter() - began})


def render(
    picture: Image.Image, request: RenderRequest, reading: Reading, seed: int, steps: Steps
) -> Image.Image:
    """One picture. Strength 0 is the source itself, pixel for pixel."""
    steps.at(0)
    inner = inner_size(picture.size, request.acceleration, request.rendering_speed)
    source = from_image(picture.resize(inner, LANCZOS))
    styled = painted(source, reading, seed, request.rendering_speed, steps.at)
    steps.at(80)
    full = enlarged(styled, picture, painterly=reading.painterly, crisp=reading.crisp)
    mixed = Image.blend(picture, full, share(request.strength))
    # Words are there or not: half a letter is a blemish. Only near strength 0 they fade with the rest.
    return Image.blend(mixed, lettered(mixed, reading.texts), min(1, 4 * request.strength))


def share(strength: float) -> float:
    """How much of the painting shows. It rises early, so that the usual 0.8 is no double exposure."""
    return 1 - (1 - strength) ** 1.85


def _saved(picture: Image.Image, request: RenderRequest, path: Path) -> Picture:
    file = path.with_name(f"{path.name}.{request.output_format}")
    if request.output_format == "jpeg":
        picture.save(file, "JPEG", quality=92, optimize=True)
    else:
        picture.save(file, "PNG", compress_level=4)
    return Picture(file.name, *picture.size)
