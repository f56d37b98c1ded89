"""The permission matrix of commands and of the menu on messages."""

from collections.abc import Mapping

from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.journeys.matrix import FORM, PICTURES, QUICK, Cells, Scene, command, play, scene, table
from tests.journeys.watching import said
from tests.stage import Bot

# In brackets: Discord does not offer it, and who forges it all the same is told that.
COMMANDS = table("""
    restyle               yes      yes      yes      blocked  (barred) yes      yes       yes
    restyle-batch         yes      yes      yes      blocked  barred   yes      yes       yes
    style_list            yes      yes      yes      yes      yes      yes      yes       yes
    style_show            yes      yes      yes      yes      yes      yes      yes       yes
    style_add             mods     mods     yes      mods     mods     yes      servers   servers
    style_preview         mods     mods     yes      mods     mods     yes      servers   servers
    style_edit            mods     mods     yes      mods     mods     yes      servers   servers
    style_remove          mods     mods     yes      mods     mods     yes      servers   servers
    history               yes      yes      yes      yes      yes      yes      yes       yes
    usage                 yes      yes      yes      yes      yes      yes      yes       yes
    queue                 yes      yes      yes      yes      yes      yes      yes       yes
    privacy               yes      yes      yes      yes      yes      yes      yes       yes
    help                  yes      yes      yes      yes      yes      yes      yes       yes
    quota_show            (barred) (barred) yes      (barred) (barred) yes      (servers) (servers)
    quota_set             (barred) (barred) yes      (barred) (barred) yes      (servers) (servers)
    quota_clear           (barred) (barred) yes      (barred) (barred) yes      (servers) (servers)
    quota_grant           (barred) (barred) yes      (barred) (barred) yes      (servers) (servers)
    quota_revoke          (barred) (barred) yes      (barred) (barred) yes      (servers) (servers)
    quota_reset           (barred) (barred) yes      (barred) (barred) yes      (servers) (servers)
    quota_cap             (barred) (barred) yes      (barred) (barred) yes      (servers) (servers)
    quota_caps            (barred) (barred) yes      (barred) (barred) yes      (servers) (servers)
    quota_role            (barred) (barred) yes      (barred) (barred) yes      (servers) (servers)
    quota_audit           (barred) (barred) yes      (barred) (barred) yes      (servers) (servers)
    quota_report          (barred) (barred) yes      (barred) (barred) yes      (servers) (servers)
    moderation_notices    (barred) (barred) yes      (barred) (barred) yes      (servers) (servers)
    moderation_variation  (barred) (barred) yes      (barred) (barred) yes      (servers) (servers)
    moderation_consent    (barred) (barred) yes      (barred) (barred) yes      (servers) (servers)
    moderation_reports    (barred) (barred) yes      (barred) (barred) yes      (servers) (servers)
    moderation_review     (barred) (barred) yes      (barred) (barred) yes      (servers) (servers)
    moderation_queue      (barred) (barred) yes      (barred) (barred) yes      (servers) (servers)
    moderation_words      (barred) (barred) yes      (barred) (barred) yes      (servers) (servers)
    moderation_limits     (barred) (barred) yes      (barred) (barred) yes      (servers) (servers)
    moderation_block      (barred) (barred) yes      (barred) (barred) yes      (servers) (servers)
    moderation_unblock    (barred) (barred) yes      (barred) (barred) yes      (servers) (servers)
    moderation_pause      (barred) (barred) yes      (barred) (barred) yes      (servers) (servers)
    moderation_resume     (barred) (barred) yes      (barred) (barred) yes      (servers) (servers)
    moderation_log        (barred) (barred) yes      (barred) (barred) yes      (servers) (servers)
""")
# On a picture that Ada has posted, or in direct messages on one's own.
MENUS = table("""
    Restyle_this          theirs   yes      theirs   blocked  barred   theirs   yes       outside
    Made_here?            yes      yes      yes      yes      yes      yes      yes       yes
""")

READS = {
    "restyle": PICTURES,
    "restyle-batch": FORM,
    "style list": "Mosaic",
    "style show": "Mosaic",
    "style add": FORM,
    "style preview": "House",
    "style edit": FORM,
    "style remove": "House",
    "history": "finished requests|Nothing yet",
    "usage": "picture",
    "queue": "Nothing is under way",
    "privacy": "What is kept of you",
    "help": "Restyle a picture",
    "quota show": "Everybody",
    "quota set": "may now use 50 pictures",
    "quota clear": "now follow",
    "quota grant": "got 1 picture",
    "quota revoke": "Taken back from|There is no such credit",
    "quota reset": "Nothing of",
    "quota cap": "The server may now spend any amount in a day.",
    "quota caps": "Waiting at once: 50",
    "quota role": "as all others",
    "quota audit": "The ledger of this server",
    "quota report": "UTC",
    "moderation notices": "pinged",
    "moderation variation": "0.4",
    "moderation consent": "their own",
    "moderation reports": "There are no open reports",
    "moderation review": "Nothing waits for a decision",
    "moderation queue": "Nothing is under way.",
    "moderation words": "gore",
    "moderation limits": "4 pictures in one request at most.",
    "moderation block": "may ask for nothing here",
    "moderation unblock": "may ask for pictures again|was not blocked",
    "moderation pause": "Paused:",
    "moderation resume": "It goes on",
    "moderation log": "has paused the bot",
    "Restyle this": FORM,
    "Made here?": "Not by this bot",
}


def options(picture: Upload, bob: Person) -> Mapping[str, Mapping[str, object]]:
    """What is typed into each command."""
    house, member = {"name": "House"}, {"member": bob.id}
    return {
        "restyle": {"image": picture, **QUICK},
        "style show": {"name": "mosaic"},
        "style add": {"name": "Another"},
        "style preview": {**house, "picture": picture},
        "style edit": house,
        "style remove": house,
        "quota set": {**member, "pictures": 50},
        "quota clear": member,
        "quota grant": {**member, "pictures": 1},
        "quota revoke": member,
        "quota reset": member,
        "quota cap": {"unlimited": True},
        "quota caps": {"member_waiting": 50},
        "quota role": {"role": "Moderator"},
        "moderation notices": {"on": False},
        "moderation variation": {"strength": 0.4},
        "moderation consent": {"whose": "never"},
        "moderation words": {"block": "gore"},
        "moderation block": member,
        "moderation unblock": member,
    }


async def test_who_may_use_which_command_where(
    discord: Sandbox, bot: Bot, bob: Person, picture: Upload
) -> None:
    played, wrong = await scene(discord, bot, picture, abroad="mo"), list[str]()
    for person in (discord.person("mo"), discord.person("max")):
        await _add_style(played, person)
    typed = options(picture, bob)
    for name, cells in COMMANDS.items():

        async def give(who: str, name: str = name, cells: Cells = cells) -> Exchange:
            hidden = cells[who].startswith("(")
            return await command(played, played.seats[who], name, typed.get(name, {}), hidden=hidden)

        barred_from = f"/{name.split()[0]}" if name.split()[0] in {"quota", "moderation"} else "/restyle"
        wrong += await play(played, name, cells, give, READS[name], barred_from)
    assert not wrong, "\n".join(wrong)
    assert "Traceback" not in bot.log


async def test_who_may_use_which_menu_where(
    discord: Sandbox, bot: Bot, ada: Person, mo: Person, picture: Upload
) -> None:
    played, wrong = await scene(discord, bot, picture, abroad="mo"), list[str]()
    places = {seat.channel.id: seat.channel for seat in played.seats.values()}
    posted = {
        number: await (mo if place is mo.dm else ada).say("look", picture, channel=place)
        for number, place in places.items()
    }
    for name, cells in MENUS.items():

        async def point(who: str, name: str = name) -> Exchange:
            seat = played.seats[who]
            return await seat.person.menu(name, posted[seat.channel.id])

        wrong += await play(played, name, cells, point, READS[name])
    assert not wrong, "\n".join(wrong)
    assert "Traceback" not in bot.log


async def _add_style(played: Scene, person: Person) -> None:
    channel = next(seat.channel for seat in played.seats.values() if seat.person is person)
    form = await (await person.command("style add", {"name": "House"}, channel=channel)).modal_shown()
    await said(await person.submit(form, {"before": "a linocut of"}))
