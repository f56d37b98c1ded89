"""A joiner: one view out of many small prints that were taken one after the other and laid down by hand (Hockney, 1982)."""

from typing import Final

import numpy as np
from PIL import Image

from renderer.paint.colour import hexes
from renderer.paint.filters import spread
from renderer.paint.press.areas import rgb255
from renderer.paint.raster import Pixels, from_image, to_image
from renderer.paint.touch import Touch

PRINTS: Final = (6, 7, 8)  # along the longer side
RIM: Final = 0.045  # of a print's side: its white border
OVERLAP: Final = 1.26
TABLES: Final = ("#efece6", "#23211f", "#d8cdb8", "#8f9a9b")


def joiner(pixels: Pixels, touch: Touch) -> Pixels:
    """Lay prints over each other: each a little elsewhere, askew, nearer and darker or lighter than the last."""
    random, (height, width) = touch.random("prints"), pixels.shape[:2]
    side = max(8.0, max(height, width) / PRINTS[int(random.integers(len(PRINTS)))])
    whole = to_image(spread(pixels))
    table = Image.new("RGB", (width, height), rgb255(hexes(TABLES[int(random.integers(len(TABLES)))])[0]))
    places = [
        ((row + 0.5) * side, (column + 0.5) * side)
        for row in range(int(np.ceil(height / side)))
        for column in range(int(np.ceil(width / side)))
    ]
    for number in random.permutation(len(places)):
        down, right = places[int(number)]
        at = min(int(down), height - 1), min(int(right), width - 1)
        calm = 1 - 0.75 * float(touch.scene.face[at])
        _lay(table, whole, (down, right), side, random.normal(0, 1, 8).clip(-1.6, 1.6) * calm)
    return from_image(table)


def _lay(
    table: Image.Image, whole: Image.Image, at: tuple[float, float], side: float, chance: Pixels
) -> None:
    """Lay one print onto the table, with the shadow that it throws."""
    down, right = at[0] + 0.07 * side * float(chance[6]), at[1] + 0.07 * side * float(chance[7])
    seen = side * OVERLAP * (1 - 0.05 * float(chance[0]))
    top, left = (
        down + 0.05 * side * float(chance[1]) - seen / 2,
        right + 0.05 * side * float(chance[2]) - seen / 2,
    )
    large = max(4, round(side * OVERLAP))
    print_ = whole.transform(
        (large, large),
        Image.Transform.EXTENT,
        (left, top, left + seen, top + seen),
        Image.Resampling.BILINEAR,
    )
    exposed = np.asarray(print_, np.float32) * np.float32(1 + 0.13 * float(chance[3]))
    exposed = exposed * np.array([1 + 0.03 * float(chance[4]), 1, 1 - 0.03 * float(chance[4])], np.float32)
    rim = max(1, round(RIM * large))
    card = Image.new("RGB", (large + 2 * rim, large + 2 * rim), (248, 247, 243))
    card.paste(Image.fromarray(np.clip(exposed, 0, 255).astype(np.uint8)), (rim, rim))
    turn, cover = 2.4 * float(chance[5]), Image.new("L", card.size, 255)
    turned, cover = (one.rotate(turn, Image.Resampling.BICUBIC, expand=True) for one in (card, cover))
    place = round(right - turned.width / 2), round(down - turned.height / 2)
    shade = cover.point([level * 3 // 10 for level in range(256)])
    table.paste(Image.new("RGB", shade.size, (0, 0, 0)), (place[0] + rim // 2, place[1] + rim // 2), shade)
    table.paste(turned, place, cover)
