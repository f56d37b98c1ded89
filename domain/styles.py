"""Styles: named looks, as words around the prompt, a strength, and LoRAs where there are any."""

import unicodedata
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, StringConstraints

# fal: "List of LoRA weights to apply (maximum 3).", each with a scale from 0 to 4.
LORAS_LIMIT = 3
SCALE_MAX = 4
# Of the texts of a style, in characters; together they fit a form, and a card has room for all of it.
NAME_CHARS, DESCRIPTION_CHARS, WORDS_CHARS, PATH_CHARS = 50, 100, 500, 2000
# Of a server's own, so that the custom id of its form stays within Discord's 100 characters, and its LoRAs fit one field.
OWN_NAME_CHARS, OWN_PATH_CHARS = 32, 1000
# How a style pack's address ends: a pack's own file, or a picture whose look is taken (docs/renderer.md).
_PACKS = (".json", ".png", ".jpg", ".jpeg", ".webp", ".gif")


class LoraKind(StrEnum):
    """What a LoRA is a file of; no host takes both."""

    WEIGHTS = "weights"  # of a diffusion network: .safetensors
    PACK = "pack"  # the local model's


class Lora(BaseModel):
    """What was trained elsewhere: where it is, and how strongly it counts."""

    # Unknown fields are ignored: a job may have been stored by another version than the one that reads it.
    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)

    path: Annotated[str, StringConstraints(min_length=1, max_length=PATH_CHARS)]
    scale: float = Field(default=1, ge=0, le=SCALE_MAX)

    @property
    def kind(self) -> LoraKind:
        """Return what it is by its address; what says nothing is weights, as many of their hosts have it."""
        try:
            parts = urlsplit(self.path)
        except ValueError:  # a broken IPv6 address
            return LoraKind.WEIGHTS
        pack = parts.scheme == "data" or parts.path.lower().endswith(_PACKS)
        return LoraKind.PACK if pack else LoraKind.WEIGHTS


class Style(BaseModel):
    """A named look and what asks for it. A job keeps its style whole: a repeat is the same, whatever the list says."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_CHARS)]
    description: Annotated[str, StringConstraints(max_length=DESCRIPTION_CHARS)] = ""
    before: Annotated[str, StringConstraints(max_length=WORDS_CHARS)] = ""  # the prompt
    # Jobs and settings from before there was a "before" call it "words".
    after: Annotated[str, StringConstraints(max_length=WORDS_CHARS)] = Field(
        default="", validation_alias=AliasChoices("after", "words")
    )
    strength: float | None = Field(default=None, ge=0, le=1)  # where a member names none
    loras: tuple[Lora, ...] = Field(default=(), max_length=LORAS_LIMIT)

    @property
    def key(self) -> str:
        """Return what it is found by."""
        return key_of(self.name)

    @property
    def lora_kinds(self) -> frozenset[LoraKind]:
        """Return what a host must be able to take for it."""
        return frozenset(lora.kind for lora in self.loras)

    def around(self, prompt: str) -> str:
        """Return a prompt with the words of the style before and after it."""
        begun = " ".join(part for part in (self.before, prompt) if part)
        return ", ".join(part for part in (begun, self.after) if part)


def key_of(name: str) -> str:
    """Return a name as names are told apart: whatever their case and blanks, and however their letters were typed."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
