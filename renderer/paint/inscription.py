"""What is written on a picture and where, as its mark keeps it: who paints on it writes the same words in the same place."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from renderer.paint.palettes import Tone
from renderer.paint.quotes import LONGEST, MOST

Share = Annotated[float, Field(ge=-0.5, le=1.5)]
Text = Annotated[str, Field(max_length=LONGEST + 1)]  # a line may end with an ellipsis


class Line(BaseModel):
    """One line: its left end in widths of the picture, its baseline and the size of its letters in heights."""

    model_config = ConfigDict(frozen=True)

    text: Text
    left: Share
    baseline: Share
    size: Annotated[float, Field(gt=0, le=1)]


class Bar(BaseModel):
    """What words stand on where the picture is busy: its sides in shares of the picture, and its colour."""

    model_config = ConfigDict(frozen=True)

    top: Share
    left: Share
    bottom: Share
    right: Share
    tone: Tone


class Inscription(BaseModel):
    """The texts that were asked for, and how they were set."""

    model_config = ConfigDict(frozen=True)

    texts: Annotated[tuple[Text, ...], Field(max_length=MOST)]
    lines: Annotated[tuple[Line, ...], Field(max_length=12)]
    face: Annotated[str, Field(max_length=10)] = "plain"
    fill: Tone
    rim: Tone  # the same as `fill`: none
    bar: Bar | None = None


inscriptions = TypeAdapter(Annotated[tuple[Inscription, ...], Field(max_length=8)])
