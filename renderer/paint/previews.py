"""Previews: what the model makes of one picture in each style of a table, as small files."""

import io
import tomllib
from collections.abc import Iterator
from typing import Annotated, Final

from PIL import Image, ImageOps
from pydantic import BaseModel, Field, TypeAdapter

from renderer.paint.brush import Task
from renderer.paint.mark import packet
from renderer.paint.painter import Steps, render
from renderer.paint.prompt import read
from renderer.request import RenderRequest

WORKING_SIDE: Final = 1024
MOST_BYTES: Final = 20_000
# The longest side and the quality of a preview, from the best on: a phone shows it some 400 pixels wide.
SIZES: Final = ((480, 80), (480, 65), (480, 50), (400, 50), (320, 50), (320, 35), (256, 20))


class Wanted(BaseModel):
    """A style, as a table says it: what it is called, what it asks for, and how strongly."""

    name: str
    before: str = ""
    after: str = ""
    strength: Annotated[float, Field(ge=0, le=1)] = 0.8

    @property
    def file(self) -> str:
        """Return what its file is called: by its name in small letters, without blanks."""
        return f"{self.name.casefold().replace(' ', '-')}.webp"


_table = TypeAdapter(dict[str, list[Wanted]])


def previews(picture: Image.Image, table: str, seed: int = 7) -> Iterator[tuple[str, bytes]]:
    """Yield the file of each style of a table in TOML, with its name. Each says that a model made it."""
    picture = ImageOps.contain(picture, (WORKING_SIDE, WORKING_SIDE))
    for wanted in _table.validate_python(tomllib.loads(table))["style"]:
        prompt = f"{wanted.before} {wanted.after}".strip()
        request = RenderRequest.model_validate(
            {"prompt": prompt, "image_url": "", "strength": wanted.strength}
        )
        task = Task(reading=read(prompt), seed=seed, speed=request.rendering_speed, packs=())
        made = render(picture, request, task, Steps(lambda _percent, _doing: None, 0, 1))
        yield wanted.file, _small(made)


def _small(picture: Image.Image) -> bytes:
    file = b""
    for side, quality in SIZES:
        written = io.BytesIO()
        ImageOps.contain(picture, (side, side)).save(written, "WEBP", quality=quality, method=6, xmp=packet())
        file = written.getvalue()
        if len(file) <= MOST_BYTES:
            break
    return file
