"""Makes the pictures: source, request and seed in; files out; says on the way how far it is."""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from renderer import networks
from renderer.order import Done, Picture
from renderer.picture import open_picture
from renderer.request import RenderRequest
from renderer.sizes import inner_size, output_size

Report = Callable[[int, str], None]


class Stopped(Exception):
    """The sender no longer wants the pictures."""


def paint(request: RenderRequest, seed: int, source: Path, folder: Path, report: Report) -> Done:
    """All pictures of a request, as files in the folder."""
    began = time.perf_counter()
    picture = open_picture(source)
    picture = ImageOps.fit(picture, output_size(request.image_size, picture.size), Image.Resampling.LANCZOS)
    pictures: list[Picture] = []
    for number in range(request.num_images):
        report(100 * number // request.num_images, f"rendering {number + 1} of {request.num_images}")
        inner = picture.resize(inner_size(picture.size, request.acceleration), Image.Resampling.LANCZOS)
        painted = networks.stylise(
            np.asarray(inner, np.float32) / np.float32(255), {(seed + number) % 26: 1.0}
        )
        styled = Image.fromarray((painted * 255).astype(np.uint8)).resize(picture.size)
        finished = Image.blend(picture, styled, request.strength)
        file = f"{source.stem}-{number}.{request.output_format}"
        finished.save(folder / file, request.output_format, quality=92)
        pictures.append(Picture(file, *finished.size))
    return Done(pictures=pictures, prompt=request.prompt, timings={"inference": time.perf_counter() - began})
