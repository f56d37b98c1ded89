"""What is meant once is made once: a double click, a form that is sent twice. And two who have the same form open are two."""

from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from tests.journeys.watching import button, has_pictures, said, whispered
from tests.stage import Bot

QUICK = {"prompt": "ink", "speed": "turbo", "acceleration": "high"}


async def _result(person: Person, picture: Upload) -> Message:
    return await (await person.command("restyle", {"image": picture, **QUICK})).until(has_pictures)


async def _used(person: Person) -> str:
    return (await said(await person.command("usage"))).text


async def test_a_double_click_is_one_request_and_one_a_little_later_another(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    result = await _result(ada, picture)
    vary = button(result, "1 · Vary")
    first, second = await ada.click(result, vary), await ada.click(result, vary)
    others = await bob.click(result, vary)
    varied = await first.until(has_pictures)
    await others.until(has_pictures)
    assert await second.acknowledged() == 6, "a nod"
    assert second.message is None or second.message.id == result.id
    assert "2 of 20 pictures used" in await _used(ada)
    assert "1 of 20 pictures used" in await _used(bob)
    discord.clock.advance(2)
    await (await ada.click(result, vary)).until(has_pictures)
    again = await ada.click(varied, button(varied, "Again"))
    await again.until(has_pictures)
    assert "4 of 20 pictures used" in await _used(ada)


async def test_a_form_that_is_sent_twice_is_one_request_also_after_a_restart(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    result = await _result(ada, picture)
    form = await (await ada.click(result, button(result, "Remix…"))).modal_shown()
    sent = [await ada.submit(form, {"prompt": "oil"}) for _ in range(2)]
    told = [await _ending(one) for one in sent]
    assert set(told) == {
        "pictures",
        "That form was sent already, and counts once. Open it anew to ask for more.",
    }
    assert await bot.stop() == 0
    await bot.start()
    await discord.ready(20)
    assert (await _ending(await ada.submit(form, {"prompt": "oil"}))).startswith("That form was sent already")
    assert "2 of 20 pictures used" in await _used(ada)
    form = await (await ada.click(result, button(result, "Remix…"))).modal_shown()
    await (await ada.submit(form, {"prompt": "oil"})).until(has_pictures)
    assert "3 of 20 pictures used" in await _used(ada)


async def _ending(exchange: Exchange) -> str:
    """Return what somebody is told alone, as its first line; "pictures" where those come."""
    while True:
        for message in exchange.messages:
            if message.pictures:
                return "pictures"
            if message.ephemeral and message.text:
                return message.text.split("\n")[0]
        await exchange.change(20)


async def test_a_refused_form_can_be_sent_again(bot: Bot, ada: Person, picture: Upload) -> None:
    result = await _result(ada, picture)
    form = await (await ada.click(result, button(result, "Remix…"))).modal_shown()
    refused = await ada.submit(form, {"prompt": "oil", "strength": "7"})
    assert "must be between 0 and 1" in await whispered(refused)
    await (await ada.submit(form, {"prompt": "oil"})).until(has_pictures)


async def test_two_who_have_the_same_form_open_are_two(
    bot: Bot, ada: Person, bob: Person, picture: Upload
) -> None:
    result = await _result(ada, picture)
    opened = [await one.click(result, button(result, "Remix…")) for one in (ada, bob)]
    forms = [await one.modal_shown() for one in opened]
    assert forms[0].custom_id != forms[1].custom_id
    sent = [await bob.submit(forms[1], {"prompt": "oil"}), await ada.submit(forms[0], {"prompt": "chalk"})]
    oil, chalk = [await one.until(has_pictures) for one in sent]
    assert oil.text.startswith(f"<@{bob.id}>")
    assert "oil" in oil.text
    assert chalk.text.startswith(f"<@{ada.id}>")
    assert "chalk" in chalk.text
