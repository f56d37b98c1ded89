"""The looks: which words reach each, which hands paint it, what happens before and after, and how it is described.

The numbers in `hands` are the 26 styles of the network, in the order in which it was trained. A mood is
light, weather or colour: named together with a medium, it is laid over it. All of them stand in the tables of lexicon/, by kind.
"""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

from renderer.paint.hand.kits import KitName
from renderer.paint.manner import Title
from renderer.paint.networks import STYLES
from renderer.paint.palettes import Tone, named
from renderer.paint.steps import step
from renderer.paint.tables import tables
from renderer.paint.touch import Finish

_name_and_values = TypeAdapter(list[int | float | str | Tone])


def _step(said: object) -> Finish:
    name, *values = _name_and_values.validate_python(said)
    return step(str(name), *values)


def _shade(name: str) -> str:
    named(name)
    return name


Step = Annotated[Finish, BeforeValidator(_step)]
Share = Annotated[float, Field(ge=0, le=1)]
Shade = Annotated[str, AfterValidator(_shade)]
Need = Literal["sky", "leaves"]
Light = Literal["season", "hour", "weather", "air", "film"]
# Small letters, signs are blanks, as prompts are read; a plural s needs no entry of its own.
Phrase = Annotated[str, Field(pattern=r"^[\p{Ll}\p{Lo}\p{Lm}\p{N}]+( [\p{Ll}\p{Lo}\p{Lm}\p{N}]+){0,3}$")]


class Look(BaseModel):
    """One way for a picture to look."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    says: str  # what prompt expansion adds; it must mean this look and no other
    words: Annotated[tuple[Phrase, ...], Field(min_length=1)]  # what reaches it
    hints: tuple[Phrase, ...] = ()  # what reaches it where nothing else says the same kind of thing
    shades: Mapping[Phrase, Shade] = {}  # words that are known by their colours too: the palette of each
    hands: Mapping[Annotated[int, Field(ge=0, lt=STYLES)], Share] = {}
    stroke: Annotated[float, Field(ge=0.5, le=3)] = 1.0  # above 1: larger brush strokes
    brush: KitName = "broad"  # with which it is painted once more, stroke by stroke
    calm: Share = 0.6  # how much weaker the strokes are where nothing is
    colour: Share = 0.0  # how much of the source's own colours stays
    cover: Share = 1.0  # below 1 the source shines through the paint
    before: tuple[Step, ...] = ()
    after: tuple[Step, ...] = ()
    holds: tuple[str, ...] = ()  # looks that it has in it: named beside it they add nothing
    lines: bool = False  # lines on bare paper: with paint they are drawn over it, and not mixed with it
    mood: bool = False
    # What changes light is mixed with the source as light is, in the order in which these stand: leaves turn before it gets
    # dark, it rains in the dark, and last comes the film that took it. None of them rules out one of another kind.
    light: Light | None = None
    without: Mapping[Need, str] = {}  # what of it is not drawn where a picture has no day's sky, or no leaves
    dark: Share = 0.0  # how much of a night it makes of what comes after it
    sky: bool = False  # its sky stays in the weather that comes with it
    pieces: bool = False  # made of pieces, which must stay whole
    whole: bool = False  # takes the strength itself: laid over the source it would be a double exposure
    inks: bool = False  # made in the colours that a prompt names; others get a tint of them
    title: Title | None = None  # a design has words in it; elsewhere they lie on the picture
    writes: tuple[str, ...] = ()  # words that it writes itself: quoted beside it they are not lettered again
    crisp: bool = False  # made of hard pixels: never smoothed when enlarged


LOOKS: Final[Mapping[str, Look]] = tables("lexicon", TypeAdapter(dict[str, Look]))
