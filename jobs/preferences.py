"""Preferences: what members and servers have chosen, and who chose it."""

from domain.member import Asker, Member
from domain.preference import Preference
from storage import preferences
from storage.database import Database
from storage.rules import EVERYBODY


class Preferences:
    """Reads and writes preferences."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def wants(self, member: Member, preference: Preference) -> bool:
        """Return whether a member gets it: what nobody has chosen is on, and they and their server may switch it off."""
        return False not in await preferences.chosen(self._database, member, preference)

    async def choose(self, actor: Asker, preference: Preference, *, on: bool) -> bool:
        """Note what a member chooses for themselves; return whether they get it now."""
        await preferences.choose(self._database, actor.member, preference, on=on, actor=actor.member.user_id)
        return await self.wants(actor.member, preference)

    async def choose_for_all(self, actor: Asker, preference: Preference, *, on: bool) -> None:
        """Note what a moderator chooses for a server."""
        everybody = Member(actor.member.guild_id, EVERYBODY)
        await preferences.choose(self._database, everybody, preference, on=on, actor=actor.member.user_id)
