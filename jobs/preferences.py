"""Preferences: what members and servers have chosen, and who chose it."""

from domain.member import Asker, Member
from domain.preference import Preference
from domain.rules import EVERYBODY
from storage import preferences
from storage.database import Database

VARIATION = 35  # percent of strength: near enough to be a variation, far enough to differ


class Preferences:
    """Reads and writes preferences."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def wants(self, member: Member, preference: Preference) -> bool:
        """Return whether a member gets it: what nobody has chosen is on, and they and their server may switch it off."""
        return 0 not in await preferences.chosen(self._database, member, preference)

    async def variation_strength(self, member: Member) -> float:
        """Return how far variations go in a member's server, from 0 to 1."""
        _, percent = await preferences.chosen(self._database, member, Preference.VARIATION)
        return (VARIATION if percent is None else percent) / 100

    async def choose(self, actor: Asker, preference: Preference, *, on: bool) -> bool:
        """Note what a member chooses for themselves; return whether they get it now."""
        who = actor.member
        await preferences.choose(self._database, who, preference, int(on), actor=who.user_id)
        return await self.wants(who, preference)

    async def choose_for_all(self, actor: Asker, preference: Preference, value: int) -> None:
        """Note what a moderator chooses for a server."""
        everybody = Member(actor.member.guild_id, EVERYBODY)
        await preferences.choose(self._database, everybody, preference, value, actor=actor.member.user_id)
