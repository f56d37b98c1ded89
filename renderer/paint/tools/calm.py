"""What a painter sees: flat rounded shapes with crisp borders, without what no brush paints."""

from math import ceil, cos, pi, sin

import numpy as np

from renderer.paint.raster import Pixels, luminance, mix, ramp
from renderer.paint.threads import together
from renderer.paint.tools.smooth import gauss
from renderer.paint.tools.streams import Streams

SECTORS = 8


def kuwahara(pixels: Pixels, radius: float) -> Pixels:
    """Return for each pixel the mean of soft round sectors about it; the calm ones win (Papari and others 2007)."""
    soft, bright = radius * 0.55, luminance(pixels)
    spread = np.maximum(gauss(bright**2, soft) - gauss(bright, soft) ** 2, 0)
    reach, (rows, columns) = ceil(radius), pixels.shape[:2]
    seen = np.concatenate([gauss(pixels, soft), spread[..., None]], axis=2)
    seen = np.pad(seen, ((reach, reach), (reach, reach), (0, 0)), mode="edge")
    turns = [sector * 2 * pi / SECTORS for sector in range(SECTORS)]
    away = [
        (reach + round(radius * 0.85 * sin(turn)), reach + round(radius * 0.85 * cos(turn))) for turn in turns
    ]
    seen[..., 3] = (1 / (np.float32(0.02) + np.sqrt(seen[..., 3]))) ** 7
    seen[..., :3] *= seen[..., 3:]

    def part(top: int, bottom: int) -> Pixels:
        total = np.zeros((bottom - top, columns, 4), np.float32)
        for y, x in away:
            total += seen[y + top : y + bottom, x : x + columns]
        return total[..., :3] / total[..., 3:]

    middle = rows // 2
    return np.concatenate(together(lambda: part(0, middle), lambda: part(middle, rows)))


def shocked(pixels: Pixels) -> Pixels:
    """Return crisp borders: beyond its border each place takes its lighter or darker neighbour (Osher and Rudin 1990)."""
    bright, (rows, columns) = gauss(luminance(pixels), 0.9), pixels.shape[:2]
    padded = np.pad(pixels, ((1, 1), (1, 1), (0, 0)), mode="edge")
    bend = gauss(bright, 1.2) - bright
    near = [
        padded[1 + y : 1 + y + rows, 1 + x : 1 + x + columns] for y, x in ((0, 1), (0, -1), (1, 0), (-1, 0))
    ]
    lightest: Pixels = np.maximum.reduce(near)
    darkest: Pixels = np.minimum.reduce(near)
    taken = np.where((bend < 0)[..., None], lightest, darkest)
    return mix(pixels, taken, ramp(np.abs(bend), 0.0008, 0.006) * np.float32(0.6))


def calmed(pixels: Pixels, streams: Streams, radius: float) -> Pixels:
    """Return the shapes that a brush of that radius in pixels would leave, twice over."""
    for share in (1.0, 0.8):
        pixels = shocked(streams.smear(kuwahara(pixels, radius * share), 1))
    return np.clip(pixels, 0, 1)
