"""Styles: what they put around a prompt, and what a stored one says."""

import pytest
from pydantic import ValidationError

from domain.request import RestyleRequest
from domain.styles import Lora, LoraKind, Style, key_of


@pytest.mark.parametrize(
    ("before", "prompt", "after", "sent"),
    [
        ("", "a harbour", "soft watercolour", "a harbour, soft watercolour"),
        ("a lithograph of", "a harbour", "", "a lithograph of a harbour"),
        ("a lithograph of", "a harbour", "coarse grain", "a lithograph of a harbour, coarse grain"),
        ("a lithograph", "", "coarse grain", "a lithograph, coarse grain"),
        ("", "a harbour", "", "a harbour"),
    ],
)
def test_its_words_stand_around_the_prompt(before: str, prompt: str, after: str, sent: str) -> None:
    style = Style(name="House", before=before, after=after)
    assert RestyleRequest(prompt=prompt, seed=1, style=style).full_prompt == sent


def test_a_style_without_words_needs_a_prompt() -> None:
    with pytest.raises(ValidationError):
        RestyleRequest(seed=1, style=Style(name="House", loras=(Lora(path="https://h/x.safetensors"),)))


def test_a_job_of_an_older_version_keeps_its_style_and_is_sent_the_same() -> None:
    stored = (
        '{"prompt": "a harbour", "seed": 7, "style": {"name": "Neon", "words": "neon lights",'
        ' "loras": [{"path": "https://h/x.safetensors", "scale": 0.5}], "tier": "gold"}}'
    )
    request = RestyleRequest.model_validate_json(stored)
    assert request.full_prompt == "a harbour, neon lights"
    assert request.loras == (Lora(path="https://h/x.safetensors", scale=0.5),)
    assert RestyleRequest.model_validate_json(request.model_dump_json()) == request


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("https://huggingface.co/a/b/resolve/main/x.safetensors", LoraKind.WEIGHTS),
        ("https://civitai.com/api/download/models/12?type=Model&format=.json", LoraKind.WEIGHTS),
        ("https://h/Look.JPG?download=true", LoraKind.PACK),
        ("https://h/storm.json", LoraKind.PACK),
        ("data:application/json,{}", LoraKind.PACK),
        ("https://[broken.json", LoraKind.WEIGHTS),
    ],
)
def test_what_a_lora_is_says_its_address(path: str, kind: LoraKind) -> None:
    assert Lora(path=path).kind is kind


def test_names_are_told_apart_whatever_their_case_and_however_they_were_typed() -> None:
    assert key_of(" STRAẞE ") == key_of("strasse")
    assert key_of("Café") == key_of("Cafe\u0301")
    assert key_of("\uff21\uff22\uff23") == key_of("abc")
    assert key_of("ink  wash") == key_of("ink wash")
    assert key_of("Cafe") != key_of("Café")
