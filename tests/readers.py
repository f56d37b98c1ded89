"""Readers of XMP that we did not write: ExifTool where it is installed, and Exiv2, a pinned package for tests."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

MADE_WITH_AI = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
MADE_BY_AI = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"

EXIFTOOL = shutil.which("exiftool")
EXIV2: Any = import_module("exiv2") if find_spec("exiv2") else None

needs_a_reader = pytest.mark.skipif(
    not EXIFTOOL and not EXIV2, reason="neither ExifTool nor a wheel of exiv2 is on this machine"
)
needs_exiftool = pytest.mark.skipif(
    not EXIFTOOL, reason="no ExifTool (Debian: libimage-exiftool-perl); nothing else reads XMP in a GIF"
)


def source_types(*files: bytes) -> list[list[str]]:
    """What the readers find as each file's source type; they must agree, and find the file sound."""
    by_exiv2, by_exiftool = [exiv2(file) for file in files], _exiftool(files)
    readings = [[one for one in both if one is not None] for both in zip(by_exiv2, by_exiftool, strict=True)]
    assert all(all(one == several[0] for one in several) for several in readings), readings
    return [several[0] for several in readings]


def exiv2(file: bytes) -> list[str] | None:
    """What Exiv2 finds. It does not look for XMP in a GIF."""
    if not EXIV2 or file.startswith(b"GIF8"):
        return None
    image = EXIV2.ImageFactory.open(file)
    image.readMetadata()
    return [datum.toString() for datum in image.xmpData() if datum.key() == "Xmp.iptcExt.DigitalSourceType"]


def _exiftool(files: Sequence[bytes]) -> list[list[str]] | list[None]:
    """What ExifTool finds, each value where there are several. It takes long to start, so all at once."""
    if not EXIFTOOL:
        return [None] * len(files)
    with TemporaryDirectory() as folder:
        paths = [Path(folder, str(number)) for number in range(len(files))]
        for path, file in zip(paths, files, strict=True):
            path.write_bytes(file)
        tags = ("-XMP:DigitalSourceType", "-Error", "-Warning")
        command = (EXIFTOOL, "-j", "-a", "-n", "-G4", *tags, *map(str, paths))
        said = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    values = [{name: value for name, value in one.items() if name != "SourceFile"} for one in said]
    assert all("DigitalSourceType" in name for one in values for name in one), values
    return [[str(value) for value in one.values()] for one in values]
