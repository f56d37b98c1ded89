"""The same seed, prompt and source make the same picture: byte for byte here, and nearly so on other machines."""

import hashlib
import os
import subprocess
import sys
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from renderer.paint.brush import Task
from renderer.paint.painter import Steps, render
from renderer.paint.prompt import read
from renderer.request import RenderRequest

GOLDEN = Path(__file__).parent / "golden.png"
PROMPTS = (
    "oil painting",
    "stained glass",
    "risograph",
    'neon "Café"',
    "watercolour at dawn",
    "pixel art in pink",
)
REQUEST = RenderRequest.model_validate({"prompt": "any", "image_url": "any"})
ELSEWHERE = """
import hashlib, sys
from PIL import Image
from tests.renderer.test_repeatable import painted
print(hashlib.sha256(painted(Image.open(sys.argv[1]), sys.argv[2], 11).tobytes()).hexdigest())
"""


def painted(scene: Image.Image, prompt: str, seed: int = 5) -> Image.Image:
    task = Task(reading=read(prompt), seed=seed, speed="BALANCED")
    return render(scene, REQUEST, task, Steps(lambda _percent, _doing: None, 0, 1))


def test_pictures_are_those_that_were_looked_at(scene: Image.Image) -> None:
    """Where a look was changed on purpose: look at the new one, and save it as golden.png."""
    strip = np.concatenate([np.asarray(painted(scene, prompt), np.int16) for prompt in PROMPTS], axis=1)
    with Image.open(GOLDEN) as golden:
        difference = np.abs(strip - np.asarray(golden, np.int16))
    # Processors differ in the last bits of a sum, and a dot may fall on the other side of a threshold.
    assert difference.mean() < 2


@pytest.mark.parametrize("prompt", ["oil painting", 'risograph "Hi"'])
def test_another_process_makes_the_same_bytes(tmp_path: Path, scene: Image.Image, prompt: str) -> None:
    source = tmp_path / "scene.png"
    scene.save(source)
    ended = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(source), prompt],
        env={**os.environ, "PYTHONHASHSEED": "17", "PYTHONPATH": str(GOLDEN.parent.parent.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.strip() == hashlib.sha256(painted(scene, prompt, 11).tobytes()).hexdigest()


@pytest.mark.parametrize("prompt", ["watercolour", "comic", "pixel art", "golden hour"])
def test_seeds_differ_visibly(scene: Image.Image, prompt: str) -> None:
    pictures = [np.asarray(painted(scene, prompt, seed), np.int16) for seed in range(4)]
    assert min(float(np.abs(a - b).mean()) for a, b in combinations(pictures, 2)) > 2.5


def test_strength_rises_evenly(scene: Image.Image) -> None:
    """No step of the strength is more than three times another: each one shows, none jumps."""
    pictures: list[np.ndarray[tuple[int, ...], np.dtype[np.int16]]] = []
    for strength in (0.0, 0.25, 0.5, 0.75, 1.0):
        request = RenderRequest.model_validate({**REQUEST.model_dump(), "strength": strength})
        task = Task(reading=read("oil painting"), seed=5, speed="TURBO")
        made = render(scene, request, task, Steps(lambda _percent, _doing: None, 0, 1))
        pictures.append(np.asarray(made, np.int16))
    steps = [float(np.abs(b - a).mean()) for a, b in pairwise(pictures)]
    assert max(steps) < 3.2 * min(steps), steps
