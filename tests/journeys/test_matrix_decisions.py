"""The permission matrix of what authors, moderators and members decide: questions, reviews, reports, books, own data."""

from collections.abc import Mapping

from cogs.custom_ids import Action, BookId, ButtonId, FormId, ListId, Listing, Own, OwnId, StyleFormId
from domain.books import Extract
from sandbox.people.exchange import Exchange
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.journeys.matrix import Cells, Scene, Seat, play, press, scene, submit, table
from tests.journeys.things import Thing, played
from tests.stage import Bot, Renderer

# Of pictures that are Ada's, or (withdraw, start) of questions that she asks.
QUESTIONS = table(
    """
    allow     asked    pictures     hers      yes      hers     hers      hers      no_question no_question no_question
    decline   asked    rather_not   hers      yes      hers     hers      hers      no_question no_question no_question
    withdraw  wish     withdrawn    hers/mods yes      yes      hers/mods hers/mods no_question no_question no_question
    start     answered pictures     hers      yes      hers     hers      barred    no_question no_question no_question
    never     asked    rather_not   hers      yes      hers     hers      hers      no_question no_question no_question
    """,
    *("about", "reads"),
)
# Of results that are hers; in direct messages and as their own app it is a moderator who tries it.
DECISIONS = table(
    """
    uphold    report   has_deleted   mods     mods     yes      mods      mods      no_report no_report no_report
    dismiss   report   has_dismissed mods     mods     yes      mods      mods      no_report no_report no_report
    """,
    *("about", "reads"),
)
STOPS = table(
    """
    stop      running  Nothing_is    mods     mods     yes      mods      mods      gone      servers   servers
    """,
    *("about", "reads"),
)
REVIEWS = table(
    """
    deny      held     form          mods     mods     yes      mods      mods      gone      gone      gone
    block     held     form          mods     mods     yes      mods      mods      gone      gone      gone
    approve   held     has_approved  mods     mods     yes      mods      mods      gone      gone      gone
    object    denied   form          hers     yes      hers     hers      hers      gone      gone      gone
    """,
    *("about", "reads"),
)
REVIEW_FORMS = table(
    """
    deny      held     has_denied    mods     mods     yes      mods      mods      gone      gone      gone
    object    denied   once_more     hers     yes      hers     hers      hers      gone      gone      gone
    block     held     has_denied    mods     mods     yes      mods      mods      gone      gone      gone
    """,
    *("about", "reads"),
)
STYLE_FORMS = table(
    """
    add       House                  mods     mods     yes      mods      mods      yes       servers   servers
    edit      House                  mods     mods     yes      mods      mods      yes       servers   servers
    """,
    "reads",
)
BOOKS = table(
    """
    older     ledger                 mods     mods     yes      mods      mods      yes       servers   servers
    newer     ledger                 mods     mods     yes      mods      mods      yes       servers   servers
    file      row                    mods     mods     yes      mods      mods      yes       servers   servers
    """,
    "reads",
)
# A server's, for moderators; and one's own.
LISTS = table(
    """
    blocks    until|Nobody_is        mods     mods     yes      mods      mods      yes       servers   servers
    rules     Everybody              mods     mods     yes      mods      mods      yes       servers   servers
    credit    no_such_credit         mods     mods     yes      mods      mods      yes       servers   servers
    line      Nothing_is             mods     mods     yes      mods      mods      yes       servers   servers
    mine      Nothing_is             yes      yes      yes      yes       yes       yes       yes       yes
    """,
    "reads",
)
# Everybody's own, everywhere.
OWN = table(
    """
    export    All_that_is_kept                yes      yes      yes      yes       yes       yes       yes       yes
    delete    Delete_for_good        yes      yes      yes      yes       yes       yes       yes       yes
    erase     Deleted:|to_delete       yes      yes      yes      yes       yes       yes       yes       yes
    never     restyle                yes      yes      yes      yes       yes       yes       yes       yes
    """,
    "reads",
)
FILLED = {"deny": {"reason": ""}, "block": {"reason": ""}, "object": {"objection": ""}}


class Hand:
    """Presses and sends on a stage."""

    def __init__(self, stage: Scene) -> None:
        self._stage = stage

    def press(self, seat: Seat, what: str, thing: Thing) -> Exchange:
        return press(self._stage, seat, str(ButtonId(Action(what), thing.ref)), thing.message)

    def send(self, seat: Seat, what: str, thing: Thing) -> Exchange:
        form = FormId(ButtonId(Action(what), thing.ref), self._stage.discord.world.ids.next())
        return submit(self._stage, seat, str(form), FILLED[what])


def settle(wrong: list[str], bot: Bot) -> None:
    assert not wrong, "\n".join(wrong)
    assert "Traceback" not in bot.log


async def test_who_may_answer_and_withdraw_which_question(
    discord: Sandbox, bot: Bot, picture: Upload
) -> None:
    stage = await scene(discord, bot, picture, abroad="ada")
    await stage.moderate("moderation consent", whose="ask")
    settle(await played(stage, QUESTIONS, Hand(stage).press), bot)


async def test_who_may_decide_about_reports(discord: Sandbox, bot: Bot, picture: Upload) -> None:
    stage = await scene(discord, bot, picture, abroad="mo")
    settle(await played(stage, DECISIONS, Hand(stage).press), bot)


async def test_who_may_stop_what_is_under_way(
    discord: Sandbox, bot: Bot, renderer: Renderer, picture: Upload
) -> None:
    stage = await scene(discord, bot, picture, abroad="mo")
    with renderer.standing_still():
        settle(await played(stage, STOPS, Hand(stage).press), bot)


async def test_who_may_decide_what_is_held(discord: Sandbox, bot: Bot, picture: Upload) -> None:
    stage = await scene(discord, bot, picture, abroad="mo")
    await stage.moderate("moderation review", results="everything")
    wrong = await played(stage, REVIEWS, Hand(stage).press)
    wrong += await played(stage, REVIEW_FORMS, Hand(stage).send)
    settle(wrong, bot)


async def test_who_may_send_forms_for_styles_read_the_books_and_have_their_own_data(
    discord: Sandbox, bot: Bot, picture: Upload
) -> None:
    stage, wrong = await scene(discord, bot, picture, abroad="mo"), list[str]()

    def style(what: str) -> str:
        return str(StyleFormId(what == "add", "House", discord.world.ids.next()))

    async def play_all(rows: Mapping[str, Cells], custom_id: Mapping[str, str]) -> None:
        for what, cells in rows.items():

            async def act(who: str, what: str = what) -> Exchange:
                seat = stage.seats[who]
                if rows is STYLE_FORMS:
                    return submit(stage, seat, custom_id[what], {"before": "a linocut of"})
                return press(stage, seat, custom_id[what])

            wrong.extend(await play(stage, what, cells, act, cells["reads"]))

    await stage.result(discord.person("ada"))
    await play_all(STYLE_FORMS, {what: style(what) for what in STYLE_FORMS})
    turns = (BookId("older", Extract(), 1000), BookId("newer", Extract(), 1), BookId("file", Extract()))
    await play_all(BOOKS, {one.turn: str(one) for one in turns})
    await play_all(LISTS, {one: str(ListId(one, 1 if one is Listing.CREDIT else 0)) for one in Listing})
    await play_all(OWN, {one: str(OwnId(one)) for one in Own})
    settle(wrong, bot)
