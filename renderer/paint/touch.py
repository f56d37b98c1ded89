"""What a finish may know besides the picture it finishes."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from renderer.paint.faces import Box, over
from renderer.paint.palettes import Tone
from renderer.paint.qualifiers import AS_EVER, Qualifiers
from renderer.paint.raster import Pixels, Plane
from renderer.paint.scene.scene import Scene
from renderer.paint.seeds import randomness


@dataclass(frozen=True)
class Touch:
    """The source at the working size, the seed, what is in it, how long a thousandth of it is, what was asked for."""

    source: Pixels
    seed: int
    faces: tuple[Box, ...] = ()
    strength: float = 1.0  # below 1 only for looks that take it themselves
    colours: tuple[Tone, ...] = ()  # those that the prompt names, in its order
    exact: tuple[Tone, ...] = ()  # those of them that it names by codes
    qualifiers: Qualifiers = AS_EVER  # how the look is to be made
    lined: bool = False  # whether it is drawn in lines of one colour
    again: bool = (
        False  # whether the source was painted in this very look already: then only what is new is painted
    )

    drawn: bool = False  # whether the picture is one of paint or ink by now: what is added is drawn too
    sky: bool = False  # whether an hour has given it a sky that weather leaves
    kept: float = 0.0  # how much of the colours that an hour or a season gave it weather leaves

    @cached_property
    def scene(self) -> Scene:
        """What is in the source: worked out once, whoever asks."""
        scene = Scene(self.source, self.faces)
        if self.qualifiers.border == ():  # then none is drawn, as on a picture that has one
            vars(scene)["framed"] = True
        return scene

    def where_painted(self, again: bool) -> "Touch":  # noqa: FBT001 - it is all that is said
        """Return the same for a look in which the source was painted already, or was not; it sees the same scene."""
        other = replace(self, again=again)
        vars(other)["scene"] = self.scene
        return other

    def on_paper(self) -> "Touch":
        """Return the same for a picture of paint or ink; it sees the same scene."""
        other = replace(self, drawn=True)
        vars(other)["scene"] = self.scene
        return other

    def later(self, source: Pixels, dark: float, *, sky: bool, kept: float) -> "Touch":
        """Return the same in another season or hour, so dark, 0 to 1: the scene as it was, the source as it is by now."""
        scene = copy(self.scene)
        vars(scene)["night"] = max(dark, scene.night)
        other = replace(self, source=source, sky=sky, kept=max(kept, self.kept))
        vars(other)["scene"] = scene
        return other

    @property
    def unit(self) -> float:
        """Lengths are given for a picture of 1024 pixels; this many real ones are one of those."""
        return max(self.source.shape) / 1024

    @property
    def pen(self) -> float:
        """The same for lines: thicker or thinner as the prompt has it."""
        return self.unit * (self.qualifiers.line or 1.0)

    def on(self, source: Pixels) -> "Touch":
        """Return the same for the source in another size."""
        return replace(self, source=source)

    def in_faces(self, share: float) -> float | Plane:
        """Return how much something counts: that share in faces, nothing elsewhere."""
        return (
            over(self.faces, (self.source.shape[0], self.source.shape[1])) * np.float32(share)
            if self.faces
            else 0.0
        )

    def random(self, purpose: str) -> np.random.Generator:
        """Return randomness for one purpose."""
        return randomness(self.seed, purpose)

    def length(self, length: float, least: int = 1) -> int:
        """Return a length in real pixels."""
        return max(least, round(length * self.unit))

    def piece(self, length: float, least: float) -> float:
        """Return the size of a piece in real pixels: below full strength pieces are smaller, and show more."""
        return max(least, length * self.unit * (0.3 + 0.7 * self.strength))


Finish = Callable[[Pixels, Touch], Pixels]
