"""Reads the tables that lie beside this module, and has them checked."""

import tomllib
from importlib.resources import files
from typing import TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


def table(name: str, shape: TypeAdapter[T]) -> T:
    """Return the table of that name."""
    text = (files("renderer.paint") / f"{name}.toml").read_text("utf-8")
    return shape.validate_python(tomllib.loads(text))


def tables(folder: str, shape: TypeAdapter[dict[str, T]]) -> dict[str, T]:
    """Return what the tables of a folder say, as one; a ValueError where two say something of the same name."""
    whole: dict[str, T] = {}
    for file in sorted((files("renderer.paint") / folder).iterdir(), key=lambda file: file.name):
        part = shape.validate_python(tomllib.loads(file.read_text("utf-8")))
        if twice := whole.keys() & part.keys():
            raise ValueError(f"{file.name}: {', '.join(sorted(twice))} is in another table too")
        whole |= part
    return whole
