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
