"""Makes the pictures: source, request and seed in; files out; says on the way how far it is."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image, ImageOps

from renderer.order import Done, Order, Picture
from renderer.paint.blend import blended
from renderer.paint.borrowed import LEAST, Scaled
from renderer.paint.brush import Task, painted
from renderer.paint.enlarge import enlarged, enlarged_photograph
from renderer.paint.exemplar import exemplar_of
from renderer.paint.faces import find_faces
from renderer.paint.fonts import undrawn
from renderer.paint.inscription import Inscription
from renderer.paint.lacking import lacking
from renderer.paint.lettering import drawn, inscribed
from renderer.paint.mark import Mark, as_png, packet
from renderer.paint.packs import read_pack
from renderer.paint.picture import open_marked, open_picture
from renderer.paint.prompt import expanded, read, understood
from renderer.paint.raster import from_image
from renderer.paint.safety import Inspection, SafetyChecker
from renderer.paint.sizes import inner_size, output_size
from renderer.request import RenderRequest

Report = Callable[[int, str], None]
LANCZOS = Image.Resampling.LANCZOS
LOOK_SIDE = 2048  # pixels; of such a picture's quarters the describing network sees a quarter of the sides


class Stopped(Exception):
    """The sender no longer wants the pictures."""


@dataclass(frozen=True, slots=True)
class Steps:
    """How far one of several pictures is, said as how far all of them are."""

    report: Report
    number: int
    count: int

    def at(self, percent: int) -> None:
        """Say that this picture is so far."""
        overall = (100 * self.number + percent) // self.count
        self.report(overall, f"rendering {self.number + 1} of {self.count}")


def paint(order: Order, report: Report, checker: SafetyChecker | None) -> Done:
    """Paint all pictures of an order, as files in its folder; picture i has the seed + i."""
    began, request, source = time.perf_counter(), order.request, Path(order.source)
    picture, mark = open_marked(source)
    picture = ImageOps.fit(picture, output_size(request.image_size, picture.size), LANCZOS)
    inspection = Inspection(checker if request.enable_safety_checker else None)
    if request.strength:
        look = _look(order)
        black = any(inspection.flags(one) for one in (picture, look) if one)  # then there is nothing to paint
        prompt, task = _task(order, look, mark)
        told = understood(request.prompt)
        undone = lacking(task.reading.looks, picture) if task.reading.named else []
        told = replace(told, undrawn=_undrawn(task), beyond=[*told.beyond, *undone])
    else:  # the source itself: nothing is read, and nothing painted
        black, prompt, task, told = inspection.flags(picture), request.prompt, None, None
    pictures: list[Picture] = []
    for number in range(request.num_images):
        steps = Steps(report, number, request.num_images)
        steps.at(0)
        one = replace(task, seed=order.seed + number) if task and not black else None
        finished, new = made(picture, request, one, steps) if one else (picture, ())
        steps.at(95)
        xmp = packet(mark.after(new, task.reading.names) if task else mark)
        shown = inspection.let_through(finished, known=black)
        pictures.append(_saved(shown, request, Path(order.folder) / f"{source.name}-{number}", xmp))
    timings = {"inference": time.perf_counter() - began, **inspection.timings}
    return Done(
        pictures=pictures,
        prompt=prompt,
        timings=timings,
        has_nsfw_concepts=inspection.flagged,
        understood=told,
    )


def _task(order: Order, look: Image.Image | None, mark: Mark) -> tuple[str, Task]:
    """Return the prompt in as many words as were asked for, and what is to be painted by it.

    What is written on the picture already is written again where it stands, and not once more.
    """
    request, packs = order.request, _packs(order)
    exemplar = exemplar_of(look) if look else None
    prompt = expanded(request.prompt, request.expansion_model, shown=bool(packs or exemplar))
    reading = read(prompt)
    again = tuple(one for one in mark.written if set(one.texts) & set(reading.texts))
    there = {text for one in again for text in one.texts}
    texts = tuple(text for text in reading.texts if text not in there)
    return prompt, Task(
        reading=replace(reading, texts=texts),
        seed=order.seed,
        speed=request.rendering_speed,
        packs=packs,
        exemplar=exemplar,
        again=again,
        painted=mark.painted,
    )


def _undrawn(task: Task) -> list[str]:
    """Return the letters of a prompt's texts that no font here has."""
    return list(dict.fromkeys(letter for text in task.reading.texts for letter in undrawn(text)))


def _look(order: Order) -> Image.Image | None:
    """Return the picture whose look is to be taken, where the order names one: as large as its look needs."""
    if order.look is None:
        return None
    look = open_picture(Path(order.look), ("style_image_url",))
    look.thumbnail((LOOK_SIDE, LOOK_SIDE), LANCZOS)
    return look


def _packs(order: Order) -> tuple[Scaled, ...]:
    """Return the style packs that count. One of scale 0 is read too, so that a broken one is found, and left out."""
    packs = [
        Scaled(read_pack(Path(pack.file).read_bytes(), ("loras", number, "path")), pack.scale)
        for number, pack in enumerate(order.packs)
    ]
    return tuple(scaled for scaled in packs if scaled.scale >= LEAST)


def render(picture: Image.Image, request: RenderRequest, task: Task, steps: Steps) -> Image.Image:
    """Return one picture painted."""
    return made(picture, request, task, steps)[0]


def made(
    picture: Image.Image, request: RenderRequest, task: Task, steps: Steps
) -> tuple[Image.Image, tuple[Inscription, ...]]:
    """Return one picture painted, and what was written on it that was not there before."""
    steps.at(0)
    task = replace(task, strength=share(request.strength))
    reading, speed = task.reading, request.rendering_speed
    inner = inner_size(picture.size, request.acceleration, speed, painterly=reading.painterly)
    source = from_image(picture.resize(inner, LANCZOS))
    styled = painted(source, task, steps.at)
    steps.at(80)
    if task.light:
        full = enlarged_photograph(styled, source, picture)
    else:
        full = enlarged(styled, picture, painterly=reading.painterly, crisp=reading.crisp)
    mixed = full if task.whole else blended(picture, full, task.strength, light=task.light)
    # Words are there or not: half a letter is a blemish. Only near strength 0 they fade with the rest.
    lettered = mixed
    for inscription in task.again:
        lettered = drawn(lettered, inscription)
    new = inscribed(lettered, reading.texts, find_faces(source), reading.manner) if reading.texts else None
    lettered = drawn(lettered, new) if new else lettered
    finished = Image.blend(mixed, lettered, min(1, 4 * request.strength))
    return finished, (new,) if new else ()


def share(strength: float) -> float:
    """Return how much of the painting shows. It rises early, so that the usual 0.8 is no double exposure."""
    return 1 - (1 - strength) ** 1.5


def _saved(picture: Image.Image, request: RenderRequest, path: Path, xmp: bytes) -> Picture:
    file = path.with_name(f"{path.name}.{request.output_format}")
    if request.output_format == "jpeg":
        picture.save(file, "JPEG", quality=92, optimize=True, xmp=xmp)
    else:
        picture.save(file, "PNG", compress_level=4, pnginfo=as_png(xmp))
    return Picture(file.name, *picture.size)
