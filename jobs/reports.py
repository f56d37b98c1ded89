"""Reports: what members tell the moderators about public results, and what those decide."""

from dataclasses import dataclass

from domain.card import CardRef, Spot, new_letters
from domain.errors import Decided, Gone
from domain.member import Asker, Member
from domain.preference import Preference
from domain.report import NewReport, Reason, Report, ReportState
from domain.shards import Shards
from jobs import clock
from jobs.history import Found, History
from jobs.outbox import Outbox
from jobs.showing import Ending
from storage import preferences, reports
from storage.database import Database
from storage.rules import EVERYBODY

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Reported:
    """A report, with all that is shown of what it is about: how that ended, and where it is."""

    report: Report
    ending: Ending
    spot: Spot | None


class Reports:
    """Takes reports, and moderators' decisions about them."""

    def __init__(self, database: Database, history: History, outbox: Outbox) -> None:
        self._database = database
        self._history = history
        self._outbox = outbox

    async def channel(self, guild_id: int) -> int | None:
        """Return the channel that a server's moderators have chosen for what they should see."""
        _, channel_id = await preferences.chosen(self._database, Member(guild_id, EVERYBODY), Preference.LOG)
        return channel_id or None

    async def choose_channel(self, actor: Asker, channel_id: int | None) -> None:
        """Note where a server's moderators want to see it."""
        everybody = Member(actor.member.guild_id, EVERYBODY)
        by = actor.member.user_id
        await preferences.choose(self._database, everybody, Preference.LOG, channel_id or 0, actor=by)

    async def reportable(self, ref: CardRef, who: Asker) -> Found:
        """Return the result that a button names, where it can be reported. Raises Gone."""
        [found, *_] = await self._history.find_all(ref, who)
        if not found.card.moderated:
            raise Gone("card")
        return found

    async def add(self, ref: CardRef, who: Asker, reason: Reason, note: str) -> Report:
        """Keep a report, which moderators read in their server's language. Raises Gone or ReportedEnough."""
        found = await self.reportable(ref, who)
        new = NewReport(
            new_letters(), found.card.id, who.member, reason, note, who.server_locale, clock.now()
        )
        return await reports.add(self._database, new)

    async def posted(self, report: Report, channel_id: int, message_id: int) -> None:
        """Note where the moderators were shown a report."""
        await reports.posted(self._database, report, channel_id, message_id)

    async def unposted(self, shards: Shards) -> list[Report]:
        """Return open reports in servers of these shards that their moderators' channel has not been shown, some at a time."""
        return await reports.unposted(self._database, AT_ONCE, shards)

    async def undone(self, guild_id: int, most: int) -> tuple[list[Reported], int]:
        """Return the oldest open reports of a server, and how many there are."""
        listed, count = await reports.undone(self._database, guild_id, most)
        return [await self.read(report) for report in listed], count

    async def read(self, report: Report) -> Reported:
        """Return a report with what it is about."""
        ending = await self._outbox.of_card(report.card_id)
        place = await self._outbox.place(ending.card)
        return Reported(report, ending, place.spot if place else None)

    async def about(self, card_id: int) -> list[Report]:
        """Return what was reported about a result."""
        return await reports.about(self._database, card_id)

    async def find(self, ref: CardRef, who: Asker) -> Report:
        """Return the report that a button names, for a moderator. Raises Gone, also for another server's; or ModeratorsOnly."""
        report = await reports.find(self._database, ref)
        if report is None or report.member.guild_id != who.member.guild_id:
            raise Gone("report")
        who.check_moderator()
        return report

    async def decide(self, ref: CardRef, who: Asker, to: ReportState) -> Report:
        """Decide an open report. Raises Decided where somebody else has, and what `find` does.

        One that is upheld can be upheld again while the result is still there.
        """
        report = await self.find(ref, who)
        decided = await reports.decide(self._database, report, to, actor=who.member.user_id)
        if decided is None:
            report = await self.find(ref, who)
            if to is not ReportState.UPHELD or not report.undone:
                raise Decided(report.decided_by or 0)
            return report
        return decided
