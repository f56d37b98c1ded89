"""What image hosts may cost: a moderator's cap for the server, the operator's for all of them; what is free goes on."""

import httpx

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from storage.writer import SqliteDatabase
from tests.journeys.toll import Toll
from tests.journeys.watching import seen
from tests.stage import Bot

# A picture of 256 × 192 costs $0.0011 at fal's prices, so two fit and a third does not.
CAP = 0.0025


async def _told(person: Person, command: str, **options: object) -> str:
    """What somebody reads who gives a command that answers them alone."""
    message = await (await person.command(command, options)).message_shown()
    assert message.ephemeral
    return message.text


async def _made(person: Person, picture: Upload) -> None:
    asked = await person.command("restyle", {"image": picture, "prompt": "ink"})
    await asked.until(lambda message: bool(message.pictures))


async def test_a_server_spends_no_more_than_its_moderators_say_also_after_a_restart(
    discord: Sandbox, paying_bot: Bot, toll: Toll, mo: Person, ada: Person, bob: Person, picture: Upload
) -> None:
    said = await _told(mo, "quota cap", dollars=CAP)
    assert said == (
        "The server may now spend US$0.01 in a day.\nThere was no such cap before.\n"
        "Spent today (UTC): US$0.00 of US$0.01."
    )
    await _told(mo, "quota cap", dollars=100, period="month")
    lounge = list(discord.guild.channels.values())[1]
    await _told(mo, "moderation log", channel=lounge)
    await _made(ada, picture)
    assert "spend.warning" not in paying_bot.log
    await _made(bob, picture)
    await seen(
        discord,
        mo,
        lambda one: "80 % of what this server may spend today is spent" in one.text,
        channel=lounge,
    )
    [warned] = [line for line in paying_bot.log.splitlines() if "spend.warning" in line]
    assert "WARNING" in warned
    assert f"server={discord.world.guild.id}" in warned

    asked = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    refused = await asked.until_followup(lambda message: bool(message.text))
    assert refused.ephemeral
    assert "This server's budget for pictures does not have room for that." in refused.text
    assert "a moderator can raise it" in refused.text
    assert "$" not in refused.text, "what it costs is the moderators' business"
    assert "[" not in "".join(button.label for button in refused.buttons)
    reported = await (await mo.command("quota report")).message_shown(30)
    assert "the budget was spent · 1" in reported.text, "though its size was known only with its picture"

    assert await paying_bot.stop() == 0
    await paying_bot.start()
    await discord.ready(20)
    asked = await bob.command("restyle", {"image": picture, "prompt": "ink", "size": "square_hd"})
    refused = await asked.message_shown()
    assert "That costs more than the budget for pictures." in refused.text
    assert refused.ephemeral, "what its size says is told before anything is shown"
    assert toll.submits == 2
    assert paying_bot.log.count("spend.stopped") == 1
    told = await seen(
        discord, mo, lambda one: "This server has spent what it may today." in one.text, channel=lounge
    )
    assert "$" not in told.text, "everybody can read there"
    shown = await _told(mo, "quota show")
    assert "Spent today (UTC): US$0.01 of US$0.01.\nSpent this month (UTC): US$0.01 of US$100.00." in shown

    said = await _told(mo, "quota cap", unlimited=True)
    assert said.startswith("The server may now spend any amount in a day.\nBefore: US$0.01.\n")
    await _made(ada, picture)
    assert await _told(mo, "quota cap") == "Give `dollars` or `unlimited`: one of the two."


async def test_the_operator_s_budget_holds_for_all_servers(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    await _made(ada, picture)
    assert await paying_bot.stop() == 0
    await paying_bot.start(DOLLARS_PER_MONTH="0.0011")
    await discord.ready(20)
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    refused = await asked.message_shown()
    assert "This bot's budget for pictures does not have room for that." in refused.text
    assert refused.ephemeral, "nothing is left, so it is told before anything is shown"
    assert "1 of 20 pictures used" in await _told(ada, "usage")
    assert toll.submits == 1


async def test_what_costs_nothing_is_stopped_by_no_budget(
    discord: Sandbox, bot: Bot, mo: Person, ada: Person, picture: Upload
) -> None:
    assert await bot.stop() == 0
    await bot.start(DOLLARS_PER_DAY="0")
    await discord.ready(20)
    await _told(mo, "quota cap", dollars=0)
    await _made(ada, picture)


async def test_an_operator_sees_whether_all_accounts_agree_and_a_fault_is_told_and_left_as_it_is(
    discord: Sandbox,
    paying_bot: Bot,
    toll: Toll,
    mo: Person,
    ada: Person,
    picture: Upload,
    unused_tcp_port: int,
) -> None:
    await _told(mo, "quota grant", member=ada.id, pictures=3)
    lounge = list(discord.guild.channels.values())[1]
    await _told(mo, "moderation log", channel=lounge)
    await _made(ada, picture)
    assert await paying_bot.command("audit") == (0, "All accounts agree with the ledger.\n")
    assert await paying_bot.stop() == 0
    async with SqliteDatabase(paying_bot.data / "restyle.db") as database:
        await database.run(lambda connection: connection.execute("UPDATE spend SET micros = micros + 1"))

    await paying_bot.start(WEB_PORT=str(unused_tcp_port))
    await discord.ready(20)
    code, said = await paying_bot.command("audit")
    assert code == 1
    assert f"server {discord.world.guild.id}, " in said
    assert "spend is 1107 and should be 1106" in said
    assert "Nothing was changed." in said
    await _made(ada, picture)
    assert "the accounts do not agree, which is a fault of ours: everywhere, " in paying_bot.log
    assert "audit.mismatch" in paying_bot.log
    told = await seen(
        discord, mo, lambda one: "The accounts of this server do not agree" in one.text, channel=lounge
    )
    assert "Please tell whoever runs this bot." in told.text
    async with httpx.AsyncClient() as http:
        figures = await http.get(f"http://127.0.0.1:{unused_tcp_port}/metrics")
    assert "restyle_audit_mismatches 2.0\n" in figures.text
