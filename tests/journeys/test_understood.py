"""The built-in model says on the card how it read a prompt, and what of it it did not understand."""

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from tests.stage import Bot


async def _card(person: Person, picture: Upload, prompt: str, **options: object) -> str:
    ask = {"image": picture, "prompt": prompt, **options}
    shown: Message = await (await person.command("restyle", ask)).until(lambda one: bool(one.pictures))
    return shown.text


async def test_the_card_says_what_was_read_and_what_was_not(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    said = await _card(ada, picture, "a dragon in watercolour, teal")
    assert said.splitlines()[-1] == "-# read as: watercolour, teal · not understood: dragon"
    assert "read as: watercolour" in await _card(ada, picture, "水彩画風にして")
    said = await _card(ada, picture, "a dragon on the roof")
    assert "-# no style in the prompt: the picture keeps its own · not understood: dragon, roof" in said
    assert "no letters for: 🎉" in await _card(ada, picture, 'ink, "OPEN 🎉"')
    said = await _card(ada, picture, "isometric pixel art, not too dark")
    assert "left out: dark · " in said
    assert said.endswith("cannot be made well here: isometric view")


async def test_a_hostile_prompt_is_repeated_as_plain_text_and_within_bounds(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    said = await _card(ada, picture, f"oil of _zork_ [blurb](https://evil.example) {'quux' * 200}")
    [line] = [line for line in said.splitlines() if "not understood" in line]
    assert len(line) < 200
    assert "](https" not in line


async def test_words_of_a_style_are_not_held_against_its_member(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    said = await _card(ada, picture, "zorkmid", style="Watercolour")
    [line] = [line for line in said.splitlines() if "not understood" in line]
    assert line.endswith("not understood: zorkmid")
