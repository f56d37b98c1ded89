"""A contact sheet: what the model makes of one picture, in rows with labels."""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

from PIL import Image, ImageDraw, ImageOps

from renderer.paint.borrowed import Scaled
from renderer.paint.brush import Task
from renderer.paint.exemplar import exemplar_of
from renderer.paint.fonts import drawable, font
from renderer.paint.looks import LOOKS
from renderer.paint.packs import Pack, read_pack
from renderer.paint.painter import Steps, render
from renderer.paint.prompt import read
from renderer.request import RenderRequest

COLUMNS: Final = 8
GAP: Final = 10
PAPER, INK, FAINT = (250, 249, 246), (38, 36, 42), (128, 124, 130)
WORKING_SIDE: Final = 768
STRENGTHS: Final = (0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 1.0)
LETTERED: Final = (
    'oil painting "OPEN LATE"',
    "comic “Καλημέρα, κόσμε”",
    "linocut «Привет, мир»",
    'neon "Grand opening of the little café by the harbour"',
    'watercolour "one" and "two"',
    'pixel art "GAME OVER"',
    "art deco „Größe“",
    'ink "東京の夜 Tokyo"',
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """One picture and what stands under it."""

    label: str
    picture: Image.Image


@dataclass(frozen=True, slots=True)
class Section:
    """Some pictures under a heading."""

    heading: str
    cells: Sequence[Cell]


def contact_sheet(picture: Image.Image, tile: int, rows: Sequence[str] = ()) -> Image.Image:
    """Return the sheet with these rows, or with all. All take about half a minute."""
    picture = ImageOps.contain(picture, (WORKING_SIDE, WORKING_SIDE))
    sections = [SECTIONS[row](picture) for row in rows or SECTIONS]
    return laid_out(sections, tile, ImageOps.contain(picture, (tile, tile)).height)


def _looks(picture: Image.Image) -> Section:
    looks = [Cell(name.replace("_", " "), _made(picture, look.says)) for name, look in LOOKS.items()]
    return Section("The source, and every look at strength 1", [Cell("source", picture), *looks])


def _strengths(picture: Image.Image) -> Section:
    made = [Cell(f"{share:g}", _made(picture, "oil painting", strength=share)) for share in STRENGTHS]
    return Section("Strength: oil painting", made)


def _seeds(picture: Image.Image) -> Section:
    made = [Cell(f"seed {seed}", _made(picture, "watercolour", seed=seed)) for seed in range(COLUMNS)]
    return Section("Seed: watercolour", made)


def _packs(picture: Image.Image) -> Section:
    return Section("Style packs: hands, a palette, and the looks of pictures", list(_packed(picture)))


def _exemplars(picture: Image.Image) -> Section:
    return Section(
        "In the look of a picture: each after the picture that it was made after", list(_after(picture))
    )


def _letterings(picture: Image.Image) -> Section:
    return Section("Lettering", [Cell(prompt, _made(picture, prompt)) for prompt in LETTERED])


def _lineages(picture: Image.Image) -> Section:
    made = list(_lineage(picture))
    return Section("Lineage: each a variation of the one before it, at the usual strength 0.8", made)


SECTIONS: Final[Mapping[str, Callable[[Image.Image], Section]]] = {
    "looks": _looks,
    "strength": _strengths,
    "seed": _seeds,
    "packs": _packs,
    "exemplars": _exemplars,
    "lettering": _letterings,
    "lineage": _lineages,
}


def _made(
    picture: Image.Image, prompt: str, *, strength: float = 1.0, seed: int = 7, packs: tuple[Scaled, ...] = ()
) -> Image.Image:
    return _painted(picture, Task(reading=read(prompt), seed=seed, speed="BALANCED", packs=packs), strength)


def _painted(picture: Image.Image, task: Task, strength: float = 1.0) -> Image.Image:
    request = RenderRequest.model_validate({"prompt": "any", "image_url": "", "strength": strength})
    return render(picture, request, task, Steps(lambda _percent, _doing: None, 0, 1))


def _packed(picture: Image.Image) -> Iterator[Cell]:
    hands = Pack.model_validate({"nets": {19: 0.6, 12: 0.4}, "post": [{"step": "impasto", "amount": 0.6}]})
    colours = Pack(palette=[(24, 20, 60), (160, 40, 90), (250, 150, 80), (255, 240, 200)], tint=0.9)
    of_ink = read_pack(_png(_made(picture, "ukiyo-e")))
    of_light = read_pack(_png(_made(picture, "stained glass")))
    yield Cell("hands 19 and 12", _made(picture, "as it is", packs=(Scaled(hands, 1),)))
    yield Cell("a palette", _made(picture, "as it is", packs=(Scaled(colours, 1),)))
    for scale in (0.3, 1, 4):
        yield Cell(
            f"of a woodblock print, scale {scale:g}",
            _made(picture, "as it is", packs=(Scaled(of_ink, scale),)),
        )
    yield Cell("of stained glass", _made(picture, "as it is", packs=(Scaled(of_light, 1),)))
    yield Cell("both", _made(picture, "as it is", packs=(Scaled(of_ink, 1), Scaled(of_light, 1))))
    yield Cell("watercolour, with it", _made(picture, "watercolour", packs=(Scaled(of_light, 0.5),)))


def _after(picture: Image.Image) -> Iterator[Cell]:
    for look in ("van gogh", "ukiyo-e", "stained glass", "pop art"):
        shown = _made(picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT), look)
        yield Cell(f"shown: {look}", shown)
        task = Task(reading=read("as it is"), seed=7, speed="BALANCED", exemplar=exemplar_of(shown))
        yield Cell("after it", _painted(picture, task))


def _lineage(picture: Image.Image) -> Iterator[Cell]:
    for prompts in (("oil painting",) * 4, ("watercolour", "at dawn", "comic", "stained glass")):
        current = picture
        for generation, prompt in zip(count(1), prompts):
            current = _made(current, prompt, strength=0.8, seed=generation)
            yield Cell(f"{generation}: {prompt}", current)


def _png(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def laid_out(sections: Sequence[Section], tile: int, height: int) -> Image.Image:
    """Return the sections one under the other."""
    label, heading = round(tile * 0.13), round(tile * 0.22)
    row = height + label + GAP
    rows = sum(-(-len(section.cells) // COLUMNS) for section in sections)
    size = (COLUMNS * (tile + GAP) + GAP, rows * row + len(sections) * heading + GAP)
    sheet = Image.new("RGB", size, PAPER)
    draw, top = ImageDraw.Draw(sheet), GAP
    for section in sections:
        draw.text((GAP, top + heading * 0.45), section.heading, INK, font(round(heading * 0.45)), anchor="lm")
        top += heading
        for number, cell in enumerate(section.cells):
            left, down = GAP + number % COLUMNS * (tile + GAP), top + number // COLUMNS * row
            sheet.paste(ImageOps.contain(cell.picture, (tile, height)), (left, down))
            draw.text(
                (left, down + height + label * 0.45),
                drawable(cell.label)[:34],
                FAINT,
                font(round(label * 0.5)),
                anchor="lm",
            )
        top += -(-len(section.cells) // COLUMNS) * row
    return sheet
