"""The look of a picture: its strokes, in the numbers of the describing network, and its colours; and painting in it.

Other than a style pack of the same picture it brings all of its colours, and paints broadly: it is what was asked for.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image, ImageOps

from renderer.paint import finish as f
from renderer.paint import networks
from renderer.paint.hands import Hand, by_hand, with_strokes
from renderer.paint.raster import Floats, Pixels, blur, from_image, grey, luminance, mix
from renderer.paint.touch import Touch
from renderer.paint.transport import recoloured
from renderer.request import Speed

SIDE: Final = networks.STYLE_SIDE
COLOURS: Final = 64  # squared: colours that are kept of each part
COUNT: Final = 4096  # colours that a painting is given
WHOLE: Final = 0.35  # how much the whole counts at least beside its quarters
STROKE: Final = 2.2
GRID: Final = 0.75  # radius of a blur that takes away the grid of points in which this network paints
CALM: Final = 0.2
DARKEST, LIGHTEST = 0.2, 0.82  # mean brightness beyond which nothing could be seen
LEAST: Final = 1 / 255  # of light in black, and missing in white: without any, nothing makes it brighter
PLAIN: Final = 0.12  # contrast below which the source's own is needed
SHARE: Final = 0.95  # of its colours that are taken


@dataclass(frozen=True, slots=True)
class Exemplar:
    """What is taken of a picture: of the whole and of each quarter, its style in numbers and its colours."""

    vectors: Floats  # parts, numbers
    colours: Floats  # parts, colours, RGB


def exemplar_of(picture: Image.Image) -> Exemplar:
    """Return the look of a picture."""
    width, height = picture.size
    across, down = (0, width // 2, width), (0, height // 2, height)
    boxes = [(across[i], down[j], across[i + 1], down[j + 1]) for i in range(2) for j in range(2)]
    parts = [ImageOps.fit(part, (SIDE, SIDE)) for part in (picture, *map(picture.crop, boxes))]
    vectors = np.array([networks.style_of(part) for part in parts], np.float32)
    few = [from_image(part.resize((COLOURS, COLOURS), Image.Resampling.NEAREST)) for part in parts]
    return Exemplar(vectors, np.stack(few).reshape(len(parts), -1, 3))


def in_look_of(exemplar: Exemplar, source: Pixels, touch: Touch, speed: Speed) -> Pixels:
    """Return the source as who made that picture might have painted it. Seeds take more of one part or another."""
    random = touch.random("exemplar")
    shares = (1 - WHOLE) * random.dirichlet(np.full(len(exemplar.vectors), 0.6))
    shares[0] += WHOLE
    vector = [float(number) for number in shares @ exemplar.vectors]
    stroke = STROKE * float(random.uniform(0.7, 1.35))
    hand = Hand(lambda canvas: blur(networks.stylise_by(canvas, vector), GRID), stroke, CALM)
    canvas, paint = by_hand(source, f.smooth(3), hand, touch, speed)
    paint = with_strokes(f.faces(0.35)(paint, touch), canvas, hand, touch)
    part, number = random.choice(len(shares), COUNT, p=shares), random.integers(0, COLOURS**2, COUNT)
    return _in_colours(paint, exemplar.colours[part, number])


def _in_colours(paint: Pixels, colours: Floats) -> Pixels:
    """Return the painting in those colours, as far as it can still be seen in them."""
    colours = np.clip(colours, LEAST, 1 - LEAST)
    mean = float(luminance(colours).mean())
    if mean < DARKEST:
        colours = colours ** np.float32(np.log(DARKEST) / np.log(mean))
    if mean > LIGHTEST:
        colours = 1 - (1 - colours) ** np.float32(np.log(1 - LIGHTEST) / np.log(1 - mean))
    made = mix(paint, recoloured(paint, colours), SHARE)
    missing = 0.6 * max(0.0, 1 - float(luminance(colours).std()) / PLAIN)
    own = luminance(paint)
    return np.clip(made + grey((own - own.mean()) * np.float32(missing)), 0, 1)
