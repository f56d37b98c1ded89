"""The permission matrix where no server has the bot: cards that somebody has asked for with their own app."""

from dataclasses import replace

from cogs.custom_ids import ABOUT_A_PICTURE, Action, ButtonId
from sandbox.people.exchange import Exchange
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.journeys.matrix import Scene, Seat, press, scene, table
from tests.journeys.things import Thing, Using, played
from tests.journeys.watching import said
from tests.stage import Bot, Renderer

# Of Ada's cards in another server: she herself, others and moderators there, she in direct messages, others in another
# channel, and she in the server that has the bot.
WHO = ("author", "member", "moderator", "direct", "other", "home")
THERE = tuple(
    who for who in WHO if who != "direct"
)  # a card that is called off from afar says so where it is
BUTTONS = table(
    """
    seed      result   pictures     yes       yes      yes      yes       gone      gone
    again     result   pictures     yes       yes      yes      yes       gone      gone
    remix     result   form         yes       yes      yes      yes       gone      gone
    menu      result   Recipe       yes       yes      yes      yes       gone      gone
    recipe    result   All_that     yes       yes      yes      yes       gone      gone
    family    result   made_from    yes       yes      yes      yes       gone      gone
    compare   result   pictures     yes       yes      yes      yes       gone      gone
    report    result   form         gone      gone     gone     gone      gone      gone
    show      result   pictures     yes       hers     hers     yes       gone      gone
    delete    result   undone       yes       hers     hers     yes       gone      gone
    approve   result   -            gone      gone     gone     gone      gone      gone
    stop      result   -            servers   servers  servers  servers   servers   mods
    erase     spare    pictures_go  yes       hers     hers     yes       gone      gone
    """,
    *("about", "reads"),
    who=WHO,
)
UNDER_WAY = table(
    """
    cancel    running  Cancelled    yes       hers     hers     gone      gone
    """,
    *("about", "reads"),
    who=THERE,
)


async def _abroad(discord: Sandbox, bot: Bot, picture: Upload) -> Scene:
    """Seats around what Ada brings into a server that does not have the bot."""
    stage = await scene(discord, bot, picture, abroad="ada")
    ada, bob, mo = (discord.person(name) for name in ("ada", "bob", "mo"))
    seats, there = stage.seats, stage.seats["own"].channel
    seen = await stage.result(ada, there)
    elsewhere = Seat(bob, bob.dm, await said(await bob.command("usage", channel=bob.dm)))
    around = (seats["own"], Seat(bob, there, seen), Seat(mo, there, seen), seats["direct"], elsewhere)
    return replace(stage, seats=dict(zip(WHO, (*around, seats["author"]), strict=True)))


def _presser(stage: Scene) -> Using:
    def pressed(seat: Seat, what: str, thing: Thing) -> Exchange:
        action = Action(what)
        number = 1 if action in ABOUT_A_PICTURE else None
        return press(stage, seat, str(ButtonId(action, thing.ref, number=number)), thing.message)

    return pressed


async def test_who_may_press_what_where_no_server_has_the_bot(
    discord: Sandbox, bot: Bot, renderer: Renderer, picture: Upload
) -> None:
    stage = await _abroad(discord, bot, picture)
    wrong = await played(stage, BUTTONS, _presser(stage))
    with renderer.standing_still():
        there = replace(stage, seats={who: stage.seats[who] for who in THERE})
        wrong += await played(there, UNDER_WAY, _presser(stage))
    assert not wrong, "\n".join(wrong)
    assert "Traceback" not in bot.log
