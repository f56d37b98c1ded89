"""What moderators hold their members to: a pause, a block, words, limits; and what they call off."""

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from sandbox.world.world import Channel
from tests.journeys.toll import Toll
from tests.journeys.watching import button, labels, restarted, seen, whispered
from tests.stage import Bot


async def _told(person: Person, command: str, **options: object) -> str:
    """What somebody reads who gives a command that answers them alone."""
    return (await _shown(person, command, **options)).text


async def _shown(person: Person, command: str, **options: object) -> Message:
    message = await (await person.command(f"moderation {command}", options)).message_shown()
    assert message.ephemeral
    return message


async def _refused(person: Person, picture: Upload, **options: object) -> str:
    asked = await person.command("restyle", {"image": picture, "prompt": "ink", **options})
    message = await asked.message_shown()
    assert message.ephemeral
    assert not message.pictures
    return message.text


async def _made(person: Person, picture: Upload, **options: object) -> Message:
    asked = await person.command("restyle", {"image": picture, "prompt": "ink", **options})
    return await asked.until(lambda message: bool(message.pictures))


async def test_a_paused_server_takes_nothing_in_and_what_runs_goes_on_also_after_arestarted(
    discord: Sandbox, paying_bot: Bot, toll: Toll, mo: Person, ada: Person, bob: Person, picture: Upload
) -> None:
    done = await _made(bob, picture)
    toll.held.add("watch")
    running = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    await toll.reached("watch", 2)
    said = await _told(mo, "pause", reason="The *contest* is over.")
    assert said == (
        "Paused: whoever asks for a picture here is turned down.\nThey read: “The \\*contest\\* is over.”\n"
        "What is under way goes on.\n/moderation resume lets it go on."
    )
    paused = "This server's moderators have paused the bot here: The \\*contest\\* is over."
    assert (await _refused(ada, picture)).startswith(paused)
    assert (await _refused(mo, picture)).startswith(paused), "moderators too"
    line = await _told(mo, "queue")
    assert line.startswith(f"Paused by <@{mo.id}>, <t:")
    assert "They read: “The \\*contest\\* is over.”" in line
    assert f"<@{ada.id}>" in line, "what is under way stands below"
    assert await whispered(await bob.click(done, button(done, "Again"))) == paused
    for opening in (
        bob.command("restyle-batch"),
        bob.menu("Restyle this", done),
        bob.click(done, button(done, "Remix…")),
    ):
        assert await whispered(await opening) == paused, "nobody fills in a form for nothing"
    menu = await (await bob.click(done, button(done, "⋯"))).message_shown()
    assert await whispered(await bob.click(menu, button(menu, "Use 1 as source"))) == paused
    assert (await (await bob.command("usage")).message_shown()).text.startswith(f"{paused}\n")

    await restarted(discord, paying_bot)
    assert (await _refused(ada, picture)).startswith(paused)
    await toll.release()
    await running.until(lambda message: bool(message.pictures))
    assert await _told(mo, "resume") == "It goes on."
    assert await _told(mo, "resume") == "It was not paused."
    await _made(ada, picture)


async def test_a_pause_can_end_what_is_under_way(
    discord: Sandbox, paying_bot: Bot, toll: Toll, mo: Person, ada: Person, bob: Person, picture: Upload
) -> None:
    toll.held.add("watch")
    running = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    await toll.reached("watch")
    waiting = await bob.command("restyle", {"image": picture, "prompt": "ink", "private": True})
    await waiting.until(lambda message: "in line" in message.text)
    said = await _told(mo, "pause", cancel=True)
    assert "2 requests were cancelled." in said
    for one in (running, waiting):
        await one.until(lambda message: "Cancelled." in message.text)
    assert toll.submits == 1
    assert await _refused(ada, picture) != ""


async def test_a_blocked_member_asks_for_nothing_until_they_are_unblocked_also_after_arestarted(
    discord: Sandbox, bot: Bot, mo: Person, ada: Person, bob: Person, picture: Upload
) -> None:
    result = await _made(ada, picture)
    assert await _told(mo, "block") == "Nobody is blocked here."
    for alone in ({"hours": 2}, {"reason": "Three times now."}, {"cancel": True}):
        assert await _told(mo, "block", **alone) == "Please give `member` as well."
    said = await _told(mo, "block", member=ada.id, hours=2, reason="Three times now.")
    assert said.startswith(f"<@{ada.id}> may ask for nothing here; that ends <t:")
    assert said.endswith("They read: “Three times now.”")
    blocked = "This server's moderators have blocked you here, which ends <t:"
    refused = await _refused(ada, picture)
    assert refused.startswith(blocked)
    assert ": Three times now." in refused
    assert (await whispered(await ada.command("restyle-batch"))).startswith(blocked)
    assert (await (await ada.command("usage")).message_shown()).text.startswith(blocked)
    await _made(bob, picture)

    await restarted(discord, bot)
    assert (await whispered(await ada.click(result, button(result, "Again")))).startswith(blocked)
    said = await _told(mo, "block", member=ada.id)
    assert said.startswith(f"<@{ada.id}> may ask for nothing here, until a moderator unblocks them.")
    assert f"Before: <@{ada.id}>, by <@{mo.id}>, ends <t:" in said
    assert await _told(mo, "block") == f"- <@{ada.id}>, by <@{mo.id}>, until unblocked"
    assert "If you do not know why, please ask them." in await _refused(ada, picture)
    menu = await (await ada.click(result, button(result, "⋯"))).message_shown()
    assert "Delete…" in labels(menu), "what is one's own can still be taken back"

    said = await _told(mo, "unblock", member=ada.id)
    assert said.startswith(f"<@{ada.id}> may ask for pictures again.\nBefore: ")
    assert await _told(mo, "unblock", member=ada.id) == f"<@{ada.id}> was not blocked."
    await _made(ada, picture)


async def test_a_prompt_with_a_blocked_word_is_turned_down_and_does_not_learn_which(
    discord: Sandbox, bot: Bot, mo: Person, ada: Person, picture: Upload
) -> None:
    assert (await _told(mo, "words")).startswith("No words are blocked.")
    assert "Blocked in prompts: gore\n" in await _told(mo, "words", block="GORE")
    assert "Blocked in prompts: gore, very bad\\*\n" in await _told(mo, "words", block="Very  bad*")
    for prompt in ("so much Göre!", "a VERY, very badly drawn one"):
        said = await _refused(ada, picture, prompt=prompt)
        assert said.startswith("That prompt has words that this server's moderators do not allow.")
        assert said.count("gore") + said.count("bad*") == 0
    result = await _made(ada, picture, prompt="gorerun")

    await restarted(discord, bot)
    form = await (await ada.click(result, button(result, "Remix…"))).modal_shown()
    sent = await ada.submit(form, {"prompt": "gore"})
    assert (await whispered(sent)).startswith("That prompt has words")
    assert "not one of the blocked words" in await _told(mo, "words", allow="gored")
    assert "Blocked in prompts: very bad\\*\n" in await _told(mo, "words", allow="gore")
    assert await _told(mo, "words", block="a", allow="b") == "Give `block` or `allow`: one of the two."
    assert "A star can stand before a word" in await _told(mo, "words", block="b*d")
    await _made(ada, picture, prompt="gore")


async def test_a_request_stays_within_the_limits_of_the_server_also_after_arestarted(
    discord: Sandbox, bot: Bot, mo: Person, ada: Person, picture: Upload
) -> None:
    quick = await _made(ada, picture, images=2, speed="quality")
    assert "4 pictures in one request at most." in await _told(mo, "limits")
    said = await _told(mo, "limits", images=1, speed="balanced", size=600, private="no")
    assert said.startswith("1 picture in one request at most.\nSpeed: balanced at most.\n600 pixels on")
    assert "\nBefore: 4 pictures in one request at most.\nBefore: Speed: quality at most." in said

    await restarted(discord, bot)
    assert (await _refused(ada, picture, images=2)).startswith("This server allows 1 picture in one request.")
    assert "no finer `speed` than balanced" in await _refused(ada, picture, speed="quality")
    assert "allows 600 pixels on the longer side" in await _refused(ada, picture, size="square_hd")
    assert "Please leave out `private`." in await _refused(ada, picture, private=True)
    assert "1 picture in one request" in await whispered(await ada.click(quick, button(quick, "Again")))
    await _made(ada, picture)
    said = await _told(mo, "limits", images=4)
    assert said.endswith("Private results are not allowed.\nBefore: 1 picture in one request at most.")
    await _made(ada, picture, images=2)


async def test_moderators_see_who_waits_and_cancel_one_or_all_of_a_member_also_after_arestarted(
    discord: Sandbox,
    paying_bot: Bot,
    toll: Toll,
    mo: Person,
    ada: Person,
    bob: Person,
    picture: Upload,
) -> None:
    assert await _told(mo, "queue") == "Nothing is under way."
    toll.held.add("watch")
    first = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    await toll.reached("watch")
    second = await bob.command("restyle", {"image": picture, "prompt": "secret", "private": True})
    third = await bob.command("restyle", {"image": picture, "prompt": "oil"})
    for one in (second, third):
        await one.until(lambda message: "in line" in message.text)
    shown = await _shown(mo, "queue")
    assert f"<@{ada.id}> · “ink”\n-# rendering · 1 picture" in shown.text
    assert f"<@{bob.id}> · private\n-# next in line · 1 picture" in shown.text
    assert "secret" not in shown.text
    only = await _shown(mo, "queue", member=ada.id)
    assert labels(only) == ["Cancel"]
    await _told(mo, "limits", private="watched")
    assert "“secret”" in await _told(mo, "queue")
    assert await _told(mo, "queue", cancel=True) == "Please give `member` as well."

    await restarted(discord, paying_bot)
    stops, again = [one.custom_id or "" for one in shown.buttons], await _shown(mo, "queue")
    pressed = await mo.click(shown, stops[1])
    left = await pressed.until(lambda message: "secret" not in message.text and "“oil”" in message.text)
    assert labels(left) == ["Cancel", "Cancel"]
    await second.until(lambda message: "Cancelled." in message.text)
    assert (await whispered(await mo.click(again, stops[1]))) == "That request has ended already."
    assert await _told(mo, "queue", member=bob.id, cancel=True) == "1 request was cancelled."
    await third.until(lambda message: "Cancelled." in message.text)
    await toll.release()
    await first.until(lambda message: bool(message.pictures))


async def test_what_moderators_do_is_in_the_trail_and_in_their_channel_also_after_arestarted(
    discord: Sandbox, bot: Bot, room: Channel, mo: Person, ada: Person, picture: Upload
) -> None:
    assert "No moderator has changed anything here yet.\n-# No channel is chosen" in await _told(mo, "log")
    await _told(mo, "pause")
    await _told(mo, "log", channel=room)
    await _told(mo, "resume")
    await _told(mo, "block", member=ada.id)
    last = await seen(discord, mo, lambda one: "has blocked" in one.text, channel=room)
    assert last.text.endswith(f"<@{mo.id}> has blocked <@{ada.id}>.")
    assert last.raw["mentions"] == []
    told = "\n".join(message.text for message in mo.messages(room))
    assert f"<@{mo.id}> has let the bot go on." in told
    assert "has paused" not in told, "that was before the channel was chosen"

    await restarted(discord, bot)
    await (await mo.command("quota set", {"pictures": 3, "member": ada.id})).message_shown()
    await seen(
        discord, mo, lambda one: f"<@{ada.id}>, no rule → 3 pictures in 24 hours." in one.text, channel=room
    )
    await _told(mo, "unblock", member=ada.id)
    await _told(mo, "words", block="gore")
    result = await _made(ada, picture)
    menu = await (await mo.click(result, button(result, "⋯"))).message_shown()
    sure = await (await mo.click(menu, button(menu, "Delete…"))).message_shown()
    await mo.click(sure, button(sure, "Delete for good"))
    await seen(discord, mo, lambda one: f"has deleted a result of <@{ada.id}>." in one.text, channel=room)
    told = [line.split(" · ", 1)[1] for line in (await _told(mo, "log")).split("\n")[:-1]]
    assert told == [
        f"<@{mo.id}> has deleted a result of <@{ada.id}>.",
        f"<@{mo.id}> has blocked the word “gore”.",
        f"<@{mo.id}> has unblocked <@{ada.id}>.",
        f"<@{mo.id}>: <@{ada.id}>, no rule → 3 pictures in 24 hours.",
        f"<@{mo.id}> has blocked <@{ada.id}>.",
        f"<@{mo.id}> has let the bot go on.",
        f"<@{mo.id}>: /moderation log, as it was at first → <#{room.id}>.",
        f"<@{mo.id}> has paused the bot here.",
    ]
    assert "gore" in "".join(message.text for message in mo.messages(room)), "moderators alone read it"
    assert f"This and reports are shown in <#{room.id}>." in await _told(mo, "log")


async def test_why_it_was_done_is_in_the_trail_until_who_it_is_about_erases_what_is_kept_of_them(
    discord: Sandbox, bot: Bot, room: Channel, mo: Person, ada: Person, bob: Person
) -> None:
    await _told(mo, "log", channel=room)
    await _told(mo, "pause", reason="A *contest*.")
    await _told(mo, "resume")
    await (
        await mo.command("quota grant", {"member": ada.id, "pictures": 3, "reason": "Won it"})
    ).message_shown()
    await _told(mo, "block", member=ada.id, reason="Three times\nnow.")
    await _told(mo, "block", member=bob.id, reason="Teapots.")
    blocked = f"<@{mo.id}> has blocked <@{ada.id}>."
    last = await seen(discord, mo, lambda one: f"{blocked} “Three times now.”" in one.text, channel=room)
    told = [line.split(" · ", 1)[1] for line in (await _told(mo, "log")).split("\n")[:-1]]
    assert told[:5] == [
        f"<@{mo.id}> has blocked <@{bob.id}>. “Teapots.”",
        f"{blocked} “Three times now.”",
        f"<@{mo.id}> has given <@{ada.id}> 3 pictures of credit. “Won it”",
        f"<@{mo.id}> has let the bot go on.",
        f"<@{mo.id}> has paused the bot here. “A \\*contest\\*.”",
    ]
    books = await (await mo.command("quota audit", {"what": "actions"})).message_shown()
    assert f"{blocked} “Three times now.”" in books.text
    assert "Three times" not in bot.log
    assert "Teapots" not in bot.log

    kept = await (await ada.command("privacy")).message_shown()
    sure = await (await ada.click(kept, button(kept, "Delete my data…"))).message_shown(30)
    await (await ada.click(sure, button(sure, "Delete for good"))).message_shown(30)
    await restarted(discord, bot)
    again = await seen(
        discord, mo, lambda one: one.id == last.id and "Three times" not in one.text, channel=room
    )
    assert blocked in again.text
    in_channel = "\n".join(message.text for message in mo.messages(room))
    assert "Won it" not in in_channel
    assert "“Teapots.”" in in_channel, "what is about others stays"
    listed = await _told(mo, "log")
    assert f"{blocked}\n" in listed
    assert "Won it" not in listed
    assert "“Teapots.”" in listed
    ledger = await (await mo.command("quota audit", {"member": ada.id})).message_shown()
    assert "**Granted: 3 pictures**" in ledger.text
    assert "Won it" not in ledger.text
    assert "Three times" in await _told(mo, "block"), "the block goes on to hold, and what she reads of it"


async def test_in_an_open_channel_nobody_learns_the_blocked_words_or_why_somebody_is_blocked(
    discord: Sandbox, bot: Bot, mo: Person, ada: Person
) -> None:
    lounge = list(discord.guild.channels.values())[1]
    assert "nor which words are blocked" in await _told(mo, "log", channel=lounge)
    await _told(mo, "words", block="gore")
    said = await seen(discord, ada, lambda one: "has changed the blocked words." in one.text, channel=lounge)
    assert "gore" not in said.text
    await _told(mo, "block", member=ada.id, reason="Three times now.")
    said = await seen(discord, ada, lambda one: "has blocked" in one.text, channel=lounge)
    assert said.text.endswith(f"<@{mo.id}> has blocked <@{ada.id}>.")
    assert "“gore”" in await _told(mo, "log")
    assert "“Three times now.”" in await _told(mo, "log")


async def test_who_is_no_moderator_any_more_stops_nothing(
    discord: Sandbox, paying_bot: Bot, toll: Toll, mo: Person, ada: Person, picture: Upload
) -> None:
    toll.held.add("watch")
    running = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    await toll.reached("watch")
    shown = await _shown(mo, "queue")
    discord.world.take(mo.user, discord.guild.roles[1])
    said = await whispered(await mo.click(shown, button(shown, "Cancel")))
    assert said.startswith("Only moderators can do that")
    await toll.release()
    await running.until(lambda message: bool(message.pictures))
    assert paying_bot.running
