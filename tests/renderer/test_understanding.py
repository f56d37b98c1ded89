"""How many ordinary prompts reach the look that a person would expect. The lists say how they are read."""

from pathlib import Path

import pytest

from renderer.paint.looks import LOOKS
from renderer.paint.prompt import read

HERE = Path(__file__).parent
SEEN, UNSEEN = HERE / "prompts.txt", HERE / "unseen_prompts.txt"
MEANT = HERE / "meant_prompts.txt"  # prompts without the names of styles
Slots = list[tuple[frozenset[str], bool]]  # what may fill each, and whether one must


def expectations(path: Path) -> dict[str, Slots]:
    found: dict[str, Slots] = {}
    for line in path.read_text().splitlines():
        prompt, _, wanted = line.rpartition(" = ")
        if prompt and not line.startswith("#"):
            slots = [slot.strip() for slot in wanted.split("+")]
            found[prompt] = [
                (frozenset(look.strip(" ?") for look in slot.split("/")), not slot.endswith("?"))
                for slot in slots
            ]
    return found


def reached(prompt: str, slots: Slots) -> bool:
    reading = read(prompt)
    names = set(reading.names) if reading.named else {"nothing"}
    return all(names & looks or not must for looks, must in slots) and names <= set().union(
        *(looks for looks, _ in slots)
    )


@pytest.mark.parametrize(
    ("path", "least", "share"), [(SEEN, 170, 0.96), (UNSEEN, 80, 0.85), (MEANT, 130, 0.85)]
)
def test_ordinary_prompts_reach_the_look_that_people_mean(path: Path, least: int, share: float) -> None:
    expected = expectations(path)
    assert len(expected) >= least
    missed = [prompt for prompt, slots in expected.items() if not reached(prompt, slots)]
    assert len(missed) <= (1 - share) * len(expected), missed


def test_the_lists_name_only_looks_that_there_are_and_most_of_them() -> None:
    slots = [slot for path in (SEEN, UNSEEN) for slot in expectations(path).values()]
    named = {look for prompt in slots for looks, _ in prompt for look in looks}
    assert named == set(LOOKS)
