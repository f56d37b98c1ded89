"""Lists that may be long, as pages in one message: who is blocked, a server's rules, credit, and what is under way."""

from collections.abc import Iterator, Sequence

from discord import ButtonStyle, Interaction, ui

from cogs import cards, replies
from cogs.acknowledging import update
from cogs.custom_ids import Action, ListId, Listing
from cogs.intake import acknowledged, asker
from cogs.words import credit as credited
from cogs.words import history, house, lists, rules
from cogs.words.words import Words
from domain.house import Private
from domain.member import Asker
from domain.paging import Paged, cut
from jobs.accounts import Usage
from jobs.assembly import Jobs
from jobs.history import UnderWay

REQUESTS = 8  # on a page: as many as fit on a phone, and well within 40 components
LINES = 10  # of text on a page, of which the longest has some 300 characters
MODERATORS = frozenset({Listing.BLOCKS, Listing.RULES, Listing.LINE})


class Lists:
    """Draws them, for commands and for the buttons beneath."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    async def turn(self, interaction: Interaction, wanted: ListId) -> None:
        """Show another page in the same message, to who may see it now."""
        who, words = asker(interaction), replies.words_of(interaction)
        if wanted.of in MODERATORS or (wanted.of is Listing.CREDIT and wanted.about != who.member.user_id):
            who.check_moderator()

        async def look() -> ui.LayoutView:
            return await self.view(words, who, wanted)

        view, _ = await acknowledged(look, lambda: update(interaction))
        await replies.show(interaction, view)

    async def view(self, words: Words, who: Asker, wanted: ListId) -> ui.LayoutView:
        """Return a page of a list of the server in which somebody is, or of their own."""
        guild_id, about = who.member.guild_id, wanted.about
        match wanted.of:
            case Listing.BLOCKS:
                blocks = await self._jobs.house.blocks(guild_id, wanted.page, LINES)
                return _paged(words, wanted, blocks, [cards.text(house.blocks(words, blocks.items))])
            case Listing.RULES:
                of_server = await self._jobs.rules.of_server(guild_id)
                named = cut(rules.named_lines(words, of_server), wanted.page, LINES)
                said = rules.of_server(words, of_server, named.items)
                return _paged(words, wanted, named, [cards.text(said)])
            case Listing.CREDIT:
                grants = cut(await self._jobs.accounts.credit(who, about), wanted.page, LINES)
                return _paged(words, wanted, grants, [cards.text(credited.of(words, about, grants.items))])
            case Listing.LINE:
                return await self._line(words, who, wanted)
            case Listing.MINE:
                mine = await self._jobs.history.under_way(who.member, wanted.page, REQUESTS)
                if not mine.items:
                    return cards.say(history.idle(words))
                return _paged(words, wanted, mine, [_mine(words, one) for one in mine.items])

    async def _line(self, words: Words, who: Asker, wanted: ListId) -> ui.LayoutView:
        """Return what is under way in a server, or of one of its members, with a button to call each off; and its pause."""
        guild_id, asked = who.member.guild_id, self._jobs.house
        pause = await asked.paused(guild_id)
        before = [cards.text(house.is_paused(words, pause))] if pause else []
        under_way = await asked.under_way(guild_id, wanted.about or None, wanted.page, REQUESTS)
        if not under_way.items:
            return cards.card(*before, cards.text(house.nothing_under_way(words)))
        watched = (await asked.bounds(guild_id)).private is Private.WATCHED
        return _paged(words, wanted, under_way, [*before, *_theirs(words, who, under_way, watched=watched)])


def _theirs(
    words: Words, who: Asker, listed: Paged[UnderWay], *, watched: bool
) -> Iterator["ui.Section[ui.LayoutView]"]:
    """Yield requests of others; those that are private without their prompts, unless moderators see these."""
    for one in listed.items:
        readable = watched or not one.card.private or one.card.member == who.member
        stop = cards.button(words.say("Cancel"), Action.STOP, one.card)
        yield ui.Section(house.under_way(words, one, readable=readable), accessory=stop)


def _mine(words: Words, shown: UnderWay) -> "ui.Section[ui.LayoutView]":
    """Return one request of one's own, and a button to call it off."""
    cancel = cards.button(words.say("Cancel"), Action.CANCEL, shown.card)
    return ui.Section(history.under_way(words, shown), accessory=cancel)


def _paged(
    words: Words, wanted: ListId, shown: Paged[object], parts: Sequence["ui.Item[ui.LayoutView]"]
) -> ui.LayoutView:
    """Return a page, and where there are more, which it is and the ways to the others."""
    if shown.pages == 1:
        return cards.card(*parts)
    before, after = shown.page - 1, shown.page + 1
    turns = [
        *([leaf(words.say("Previous"), wanted, before)] if before >= 0 else []),
        *([leaf(words.say("Next"), wanted, after)] if after < shown.pages else []),
    ]
    said = lists.page(words, shown.page + 1, shown.pages, shown.count)
    return cards.card(*parts, cards.text(f"-# {said}"), *cards.rows(*turns))


def account(words: Words, said: str, usage: Usage, user_id: int) -> ui.LayoutView:
    """Return somebody's account, and where it has no room for all of their credit, a button to that."""
    if len(usage.credit) <= credited.SHOWN:
        return cards.say(said)
    return cards.card(
        cards.text(said), *cards.rows(leaf(words.say("All credit"), ListId(Listing.CREDIT, user_id), 0))
    )


def leaf(label: str, wanted: ListId, page: int) -> "ui.Button[ui.LayoutView]":
    """Return a button that leads to a page."""
    custom_id = str(ListId(wanted.of, wanted.about, page))
    return ui.Button(label=label, style=ButtonStyle.secondary, custom_id=custom_id)
