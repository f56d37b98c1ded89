"""Styles: which hold where, which the configured hosts can do, and what a server's moderators do to their own.

A server's own come before the operator's, and these before those that the bot brings along. Each server's catalogue is
kept in memory, since suggestions are asked for at every letter that is typed; whatever changes it lets go of it.
"""

from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from domain.catalogue import Catalogue, Listed, Origin
from domain.errors import BadLora, NoResult, NotOwnStyle, StoreAway, UnknownStyle
from domain.job import StoredPicture
from domain.lines import kind_of
from domain.member import Asker
from domain.styles import Style, key_of
from jobs import clock
from jobs.builtin import BUILT_IN, preview_of
from jobs.loras import LoraHosts
from jobs.pictures import Pictures
from jobs.routing import Routing, takes_style
from storage import styles
from storage.database import Database

MOST = 1000  # of a server: as many are searched at every letter within a millisecond or two
IN_MEMORY = 20_000  # styles of servers, all together; each has some kB at most
PREVIEW_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class Here:
    """The styles of a server: those that can be picked, and all of its own, also where no host can do one now."""

    offered: Catalogue
    own: Catalogue


class Styles:
    """Reads and writes styles."""

    def __init__(
        self,
        database: Database,
        routing: Routing,
        pictures: Pictures,
        operators: Sequence[Style],
        lora_hosts: LoraHosts,
    ) -> None:
        self._database = database
        self._routing = routing
        self._pictures = pictures
        self._lora_hosts = lora_hosts
        both = ((Origin.OPERATOR, operators), (Origin.BUILT_IN, BUILT_IN))
        listed = (Listed(style, origin, self._hosts(style)) for origin, some in both for style in some)
        self._common = [one for one in listed if one.hosts]
        self._nobodys = Here(Catalogue(self._common), Catalogue(()))
        self._kept: OrderedDict[int, Here] = OrderedDict()
        self._writes = 0

    async def here(self, guild_id: int) -> Here:
        """Return the styles of a server; NO_SERVER has none of its own."""
        kept = self._kept.get(guild_id)
        if kept:
            self._kept.move_to_end(guild_id)
            return kept
        writes = self._writes
        rows = await styles.of_server(self._database, guild_id)
        own = [
            Listed(one.style, Origin.SERVER, self._hosts_of_own(one.style), one.picture, one.author)
            for one in rows
        ]
        offered = (*(one for one in own if one.hosts), *self._common)
        found = Here(Catalogue(offered), Catalogue(own)) if own else self._nobodys
        if writes == self._writes:  # else it may be older than what was written meanwhile
            self._keep(guild_id, found)
        return found

    async def offered(self, guild_id: int) -> Catalogue:
        """Return the styles that can be picked in a server."""
        return (await self.here(guild_id)).offered

    async def most_used(self, guild_id: int, most: int) -> list[str]:
        """Return the names of the styles that a server uses most; after them others, up to so many."""
        catalogue = await self.offered(guild_id)
        used = await styles.most_used(self._database, guild_id, most)
        first = [found for found in map(catalogue.get, used) if found]
        return [one.style.name for one in dict.fromkeys((*first, *catalogue.listed))][:most]

    async def picture(self, listed: Listed) -> Path | None:
        """Return the file of a style's preview, where it has one that can be had now."""
        if listed.origin is Origin.BUILT_IN:
            return preview_of(listed.style)
        with suppress(FileNotFoundError, StoreAway):
            return await self._pictures.file(listed.picture) if listed.picture else None
        return None

    async def check_new(self, actor: Asker, style: Style) -> None:
        """Raise what keeps somebody from adding or changing that style, as far as can be told at once."""
        actor.check_moderator()
        await self._lora_hosts.check(style)
        for number in range(1, len(style.loras) + 1):
            if not self._hosts(style.model_copy(update={"loras": style.loras[:number]})):
                raise BadLora(number, "kind")  # by itself, or beside those before it

    async def add(self, actor: Asker, style: Style) -> Listed:
        """Add a style to a server. Raises Refused."""
        await self.check_new(actor, style)
        guild_id, by = actor.member.guild_id, actor.member.user_id
        await styles.add(self._database, guild_id, style, MOST, actor=by, now=clock.now())
        return await self._changed(actor, style.name)

    async def change(self, actor: Asker, style: Style) -> Listed:
        """Put a style in the place of the server's own of that name; what waits is made as it was asked. Raises Refused."""
        await self.check_new(actor, style)
        by = actor.member.user_id
        if not await styles.change(self._database, actor.member.guild_id, style, actor=by):
            await self.own(actor, style.name)
        return await self._changed(actor, style.name)

    async def remove(self, actor: Asker, name: str) -> Listed:
        """Take one of the server's own styles away, and return it. Raises Refused."""
        found = await self.own(actor, name)
        guild_id, by = actor.member.guild_id, actor.member.user_id
        await styles.remove(self._database, guild_id, found.style.key, actor=by)
        self._let_go(guild_id)
        return found

    async def illustrate(self, actor: Asker, name: str, picture: StoredPicture | None) -> Listed:
        """Give one of the server's own styles a preview: that picture, or who asks' latest result of it. Raises Refused."""
        found = await self.own(actor, name)
        key, member = found.style.key, actor.member
        source = picture or await styles.latest_result(self._database, member, key)
        if source is None:
            raise NoResult(found.style.name)
        small = await self._pictures.shrunk(source, PREVIEW_BYTES, made_here=picture is None)
        await styles.illustrate(
            self._database, member.guild_id, key, small, actor=member.user_id, now=clock.now()
        )
        return await self._changed(actor, found.style.name)

    async def taken(self, actor: Asker, name: str) -> Listed | None:
        """Return the server's own style that has a name already, for a moderator. Raises ModeratorsOnly."""
        actor.check_moderator()
        return (await self.here(actor.member.guild_id)).own.get(key_of(name))

    async def own(self, actor: Asker, name: str) -> Listed:
        """Return the server's own style of that name, for a moderator. Raises Refused."""
        actor.check_moderator()
        here = await self.here(actor.member.guild_id)
        try:
            return here.own.find(name)
        except UnknownStyle:
            raise NotOwnStyle(here.offered.find(name).style.name) from None

    def _hosts(self, style: Style) -> tuple[str, ...]:
        """Return the names of the hosts that can do a style."""
        able = (one.name for one in self._routing.providers if takes_style(one.capabilities, style))
        return tuple(dict.fromkeys(map(kind_of, able)))

    def _hosts_of_own(self, style: Style) -> tuple[str, ...]:
        """Return the same for a style of a server; none where the operator no longer allows its LoRAs."""
        return self._hosts(style) if self._lora_hosts.allow(style) else ()

    async def _changed(self, actor: Asker, name: str) -> Listed:
        self._let_go(actor.member.guild_id)
        return await self.own(actor, name)

    def _let_go(self, guild_id: int) -> None:
        self._writes += 1
        self._kept.pop(guild_id, None)

    def _keep(self, guild_id: int, here: Here) -> None:
        self._kept[guild_id] = here
        while sum(len(one.own) + 1 for one in self._kept.values()) > IN_MEMORY:
            self._kept.popitem(last=False)
