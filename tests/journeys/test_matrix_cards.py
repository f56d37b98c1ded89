"""The permission matrix of what is under a card, behind its ⋯, and in lists and offers."""

from cogs.custom_ids import ABOUT_A_LIST, ABOUT_A_PICTURE, Action, ButtonId, FormId, NewSet
from cogs.options import NO_STYLE
from sandbox.people.exchange import Exchange
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.journeys.matrix import Seat, press, scene, submit, table
from tests.journeys.things import Thing, played
from tests.stage import Bot, Renderer

# All of it is Ada's; in direct messages and as their own app it is she who tries it.
BUTTONS = table(
    """
    seed      result   pictures     yes       yes      yes      blocked   barred    gone     gone     gone
    again     result   pictures     yes       yes      yes      blocked   barred    gone     gone     gone
    retry     result   -            ended     ended    ended    ended     barred    gone     gone     gone
    weaker    result   pictures     yes       yes      yes      blocked   barred    gone     gone     gone
    stronger  result   pictures     yes       yes      yes      blocked   barred    gone     gone     gone
    remix     result   form         yes       yes      yes      blocked   barred    gone     gone     gone
    source    result   form         yes       yes      yes      blocked   barred    gone     gone     gone
    menu      result   Recipe       yes       yes      yes      yes       yes       gone     gone     gone
    recipe    result   All_that     yes       yes      yes      yes       barred    gone     gone     gone
    family    result   made_from    yes       yes      yes      yes       barred    gone     gone     gone
    compare   result   pictures     yes       yes      yes      yes       barred    gone     gone     gone
    beside    result   pictures     yes       yes      yes      yes       barred    gone     gone     gone
    wiped     result   pictures     yes       yes      yes      yes       barred    gone     gone     gone
    report    result   form         yes       yes      yes      yes       yes       gone     gone     gone
    show      result   pictures     hers      yes      hers     hers      hers      gone     gone     gone
    delete    result   undone       hers/mods yes      yes      hers/mods hers/mods gone     gone     gone
    erase     spare    Deleted      hers/mods yes      yes      hers/mods hers/mods gone     gone     gone
    older     pages    finished     no_list   yes      no_list  no_list   no_list   no_list  no_list  no_list
    newer     pages    finished     no_list   yes      no_list  no_list   no_list   no_list  no_list  no_list
    fewer     offer    pictures     no_offer  yes      no_offer no_offer  barred    no_offer no_offer no_offer
    """,
    *("about", "reads"),
)
UNDER_WAY = table(
    """
    cancel    running  Cancelled    hers/mods yes      yes      hers/mods hers/mods gone     gone     gone
    """,
    *("about", "reads"),
)
FORMS = table(
    """
    remix     result   pictures     yes       yes      yes      blocked   barred    gone     gone     gone
    source    result   pictures     yes       yes      yes      blocked   barred    gone     gone     gone
    from      pointed  pictures     no_offer  yes      no_offer no_offer  barred    no_offer no_offer no_offer
    report    spare    moderators   yes       yes      yes      yes       yes       gone     gone     gone
    batch     result   pictures     yes       yes      yes      blocked   barred    yes      yes      yes
    """,
    *("about", "reads"),
)
ASKED = {"prompt": "ink", "images": "1", "style": NO_STYLE}
FILLED = {"remix": ASKED, "source": ASKED, "from": ASKED, "report": {"reason": "other"}}


def button_of(what: str, thing: Thing) -> ButtonId:
    """The button of an action about a thing."""
    action = Action(what)
    number = 1 if action in ABOUT_A_PICTURE | ABOUT_A_LIST else None
    return ButtonId(action, thing.ref, number=number)


async def test_who_may_press_what_where(discord: Sandbox, bot: Bot, picture: Upload) -> None:
    stage = await scene(discord, bot, picture, abroad="ada")

    def pressed(seat: Seat, what: str, thing: Thing) -> Exchange:
        return press(stage, seat, str(button_of(what, thing)), thing.message)

    wrong = await played(stage, BUTTONS, pressed)
    assert not wrong, "\n".join(wrong)
    assert "Traceback" not in bot.log


async def test_who_may_call_off_what_is_under_way(
    discord: Sandbox, bot: Bot, renderer: Renderer, picture: Upload
) -> None:
    stage = await scene(discord, bot, picture, abroad="ada")

    def pressed(seat: Seat, what: str, thing: Thing) -> Exchange:
        return press(stage, seat, str(button_of(what, thing)), thing.message)

    with renderer.standing_still():
        wrong = await played(stage, UNDER_WAY, pressed)
    assert not wrong, "\n".join(wrong)
    assert "Traceback" not in bot.log


async def test_who_may_send_which_form_where(discord: Sandbox, bot: Bot, picture: Upload) -> None:
    stage = await scene(discord, bot, picture, abroad="ada")

    def sent(seat: Seat, what: str, thing: Thing) -> Exchange:
        number = discord.world.ids.next()
        if what == "batch":
            filled = {"pictures": picture, "prompt": "ink", "style": NO_STYLE}
            return submit(stage, seat, str(NewSet(private=False, opened_by=number)), filled)
        return submit(stage, seat, str(FormId(button_of(what, thing), number)), FILLED[what])

    wrong = await played(stage, FORMS, sent)
    assert not wrong, "\n".join(wrong)
    assert "Traceback" not in bot.log
