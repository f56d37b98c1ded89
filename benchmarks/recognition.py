"""How well copies of results are recognised, and how seldom anything else is.

    python -m benchmarks.recognition FOLDER

The local model restyles every picture of a folder, in four looks and at four strengths, 512 pixels at most. Each result
is then encoded anew and scaled as people and their programs do, and so is each picture that was started from: all of
these are asked for among all results. A picture that was started from must not be taken for a result; at low strength
it hardly differs from one.
"""

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from benchmarks import aims
from domain.fingerprint import NEAR, Fingerprint
from images.fingerprint import fingerprint
from renderer.order import Order
from renderer.paint.painter import paint
from renderer.request import RenderRequest

PROMPTS = (
    "soft watercolour",
    "oil painting, thick brushwork",
    "graphite pencil sketch",
    "neon lights at night",
)
STRENGTHS = (0.1, 0.2, 0.35, 0.8)
SIDE, LEAST = 512, 64
SAMPLED = 400  # results of which copies are made
ENCODINGS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("JPEG", {"quality": 85}),
    ("JPEG", {"quality": 50}),
    ("WEBP", {"quality": 60}),
)
FACTORS = (1, 0.75, 0.5, 1.5)


@dataclass(frozen=True, slots=True)
class Made:
    """A result, and what it was made from."""

    picture: Path
    source: Path
    strength: float
    fingerprint: Fingerprint


def copies(image: Image.Image) -> Iterator[Fingerprint]:
    """Yield the fingerprints of a picture's copies."""
    for factor in FACTORS:
        size = round(image.width * factor), round(image.height * factor)
        scaled = image.resize(size, Image.Resampling.LANCZOS)
        for form, options in ENCODINGS:
            file = BytesIO()
            scaled.save(file, form, **options)
            with Image.open(file) as copy:
                yield fingerprint(copy.convert("RGB"))


def sources(folder: Path, into: Path) -> Iterator[Path]:
    """Yield the pictures of a folder, each fingerprint once: made small, and without the plain ones."""
    seen: list[Fingerprint] = []
    for number, path in enumerate(sorted(folder.iterdir())):
        try:
            with Image.open(path) as opened:
                image = opened.convert("RGB")
        except OSError:
            continue
        image.thumbnail((SIDE, SIDE))
        its = fingerprint(image)
        if min(image.size) >= LEAST and not its.plain and all(its.distance(one) > 2 * NEAR for one in seen):
            seen.append(its)
            small = into / f"{number}.png"
            image.save(small)
            yield small


def unheard(_: int, __: str) -> None:
    """Take no note of how far a picture is."""


def results(source: Path, into: Path) -> Iterator[Made]:
    """Yield what the local model makes of a picture."""
    for number, prompt in enumerate(PROMPTS):
        for strength in STRENGTHS:
            request = RenderRequest.model_validate(
                {"prompt": prompt, "image_url": "-", "strength": strength, "rendering_speed": "TURBO"}
            )
            order = Order(request=request, seed=1, source=str(source), folder=str(into))
            done = paint(order, unheard, None)
            picture = into / f"{source.stem}-{number}-{strength}.jpeg"
            (into / done.pictures[0].file).rename(picture)
            with Image.open(picture) as image:
                yield Made(picture, source, strength, fingerprint(image.convert("RGB")))


def recognised(seen: Fingerprint, made: list[Made], fingerprints: dict[Path, Fingerprint]) -> Made | None:
    """Return the result that a fingerprint is taken for."""
    near = sorted(
        (one for one in made if seen.distance(one.fingerprint) <= NEAR),
        key=lambda one: seen.distance(one.fingerprint),
    )
    return next((one for one in near if seen.copies(one.fingerprint, fingerprints[one.source])), None)


def main() -> None:
    """Paint, ask, and print."""
    aims.load()
    with tempfile.TemporaryDirectory() as name:
        into = Path(name)
        started_from = list(sources(Path(sys.argv[1]), into))
        made = [one for source in started_from for one in results(source, into)]
        known = [one for one in made if not one.fingerprint.plain]
        fingerprints = {path: fingerprint(Image.open(path).convert("RGB")) for path in started_from}
        found: Counter[tuple[float, str]] = Counter()
        sample = random.Random(1).sample(known, min(SAMPLED, len(known)))
        for one in sample:
            for seen in copies(Image.open(one.picture).convert("RGB")):
                taken = recognised(seen, known, fingerprints)
                what = "not" if taken is None else "right" if taken is one else "another"
                found[one.strength, what] += 1
        wrong = [
            recognised(seen, known, fingerprints)
            for path in started_from
            for seen in copies(Image.open(path).convert("RGB"))
        ]
    rows = [
        (
            f"{strength:g}",
            *(_share(found[strength, what], _all(found, strength)) for what in ("right", "another", "not")),
        )
        for strength in STRENGTHS
    ]
    print(f"{len(started_from)} pictures, {len(made)} results, {len(sample)} of them copied")
    aims.table(("copies of results, by strength", "recognised", "as another one", "not"), rows)
    usual = [found[strength, "not"] for strength in (0.35, 0.8)]
    copied = sum(_all(found, strength) for strength in (0.35, 0.8))
    aims.aim("copies not recognised at 0.35 and more", 100 * sum(usual) / copied, 2, " %")
    taken = 100 * sum(one is not None for one in wrong) / len(wrong)
    aims.aim("pictures started from that are taken for a result", taken, 1, " %")


def _all(found: Counter[tuple[float, str]], strength: float) -> int:
    return sum(number for (its, _), number in found.items() if its == strength)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / max(1, whole):.1f} %"


if __name__ == "__main__":
    main()
