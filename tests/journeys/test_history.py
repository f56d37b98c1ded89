"""`/history`: found again a month and a restart later, page by page, with its family."""

import sqlite3
from contextlib import closing

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from tests.journeys.watching import button, has_pictures, restarted
from tests.stage import Bot

NOT_KEPT = "That list is no longer kept. Use /history again."


async def _result(person: Person, picture: Upload, prompt: str, **options: object) -> Message:
    ask = {"image": picture, "prompt": prompt, "speed": "turbo", "acceleration": "high", **options}
    return await (await person.command("restyle", ask)).until(has_pictures)


async def _history(person: Person, **options: object) -> Message:
    return await (await person.command("history", options)).message_shown()


async def _turned(person: Person, shown: Message, label: str) -> Message:
    """Press a button of a list, which changes in its place."""
    pressed = await person.click(shown, button(shown, label))
    return await pressed.until(lambda one: one.id == shown.id and one.text != shown.text)


def _prompts(message: Message) -> list[str]:
    """What the entries of a list quote, in order."""
    return [line.strip("“”") for line in message.text.splitlines() if line.startswith("“")]


async def test_pages_are_turned_in_place_and_what_comes_new_does_not_move_them(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    for number in range(1, 11):
        await _result(ada, picture, f"boat {number}")
    first = await _history(ada)
    assert first.ephemeral
    assert _prompts(first) == [f"boat {number}" for number in range(10, 2, -1)]
    assert [button.label for button in first.buttons if button.label != "Show"] == ["Older"]

    await _result(ada, picture, "cat")
    await restarted(discord, bot)
    second = await _turned(ada, first, "Older")
    assert _prompts(second) == ["boat 2", "boat 1"]
    assert [button.label for button in second.buttons if button.label != "Show"] == ["Newer"]
    back = await _turned(ada, second, "Newer")
    assert _prompts(back) == [f"boat {number}" for number in range(10, 2, -1)]
    newest = await _turned(ada, back, "Newer")
    assert _prompts(newest)[0] == "cat"


async def test_a_result_is_found_by_style_and_words_and_opened_when_its_message_is_gone(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    lost = await _result(ada, picture, "Zwei BOOTE, groß: 50% _off_", style="Ink wash")
    await _result(ada, picture, "ein Boot", style="Neon")
    await _result(ada, picture, "eine Katze", style="Ink wash")
    await _result(bob, picture, "bob's Boote", style="Comic")
    suggested = await ada.autocomplete("history", {"style": "n"}, focused="style")
    assert [choice.value for choice in suggested] == ["Ink wash", "Neon"]

    by_text = await _history(ada, text="boot")
    assert _prompts(by_text) == ["ein Boot", "Zwei BOOTE, groß: 50% \\_off\\_"]
    assert "with “boot” in the prompt" in by_text.text
    assert _prompts(await _history(ada, style="ink WASH")) == [
        "eine Katze",
        "Zwei BOOTE, groß: 50% \\_off\\_",
    ]
    assert "None of your finished requests here fits." in (await _history(ada, text="0% o")).text
    both = await _history(ada, style="Ink wash", text="GROSS: 50% _")
    assert _prompts(both) == ["Zwei BOOTE, groß: 50% \\_off\\_"]

    post = discord.posts.get(lost.id)
    assert post is not None
    discord.posts.delete(post)
    await restarted(discord, bot)
    opened = await (await ada.click(both, button(both, "Show"))).until(has_pictures)
    assert opened.ephemeral
    assert len(await discord.fetch(opened.pictures[0])) > 1000
    varied = await (await ada.click(opened, button(opened, "1 · Vary"))).until(has_pictures)
    assert "variation of" in varied.text


async def test_a_private_result_is_in_no_other_history(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    await _result(ada, picture, "a secret plan", private=True)
    assert _prompts(await _history(ada)) == ["a secret plan"]
    assert "Nothing yet" in (await _history(bob)).text
    assert "None of your" in (await _history(bob, text="secret")).text


async def test_a_list_that_is_no_longer_kept_says_so(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    for number in range(1, 10):
        await _result(ada, picture, f"boat {number}")
    shown = await _history(ada)
    _forget_lists(bot)
    pressed = await ada.click(shown, button(shown, "Older"))
    assert NOT_KEPT in (await pressed.message_shown()).text


def _forget_lists(bot: Bot) -> None:
    with closing(sqlite3.connect(bot.data / "restyle.db", timeout=30)) as database:
        database.execute("DELETE FROM filters")
        database.commit()


async def test_the_family_of_a_result_is_a_tree_with_links_as_far_as_who_looks_may_see(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    first = await _result(ada, picture, "first")
    alone = await _family(ada, first)
    assert "Nothing else was made from its picture yet" in alone.text

    varied = await (await bob.click(first, button(first, "1 · Vary"))).until(has_pictures)
    again = await (await ada.click(first, button(first, "Again"))).until(has_pictures)
    await _result(bob, picture, "hidden", private=True)
    await restarted(discord, bot)

    tree = (await _family(bob, varied)).text.splitlines()[1:]
    assert [line.partition(" · ")[0] for line in tree] == [
        "- “first”",
        "  - from #1",
        "- “first”",
        "- “hidden”",
    ]
    assert "**“first”**" in tree[1]
    assert "this one" in tree[1]
    assert [
        f"/{message.id})" in line for message, line in zip((first, varied, again), tree, strict=False)
    ] == [True] * 3
    assert "see it" not in tree[3], "nobody can be led to a private one"
    assert len((await _family(ada, varied)).text.splitlines()) == 4, "and nobody else sees that there is one"


async def _family(person: Person, result: Message) -> Message:
    menu = await (await person.click(result, button(result, "⋯"))).message_shown()
    shown = await (await person.click(menu, button(menu, "Family"))).message_shown()
    assert shown.ephemeral
    return shown
