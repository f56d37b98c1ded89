"""Reports about results: whoever sees one tells the moderators, and the first of those decides.

Like a question's, a report's message is drawn from what is stored of it.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping

import discord
from discord import Interaction, ui

from cogs import cards, forms, replies, report_cards
from cogs.acknowledging import think, update
from cogs.channels import is_open
from cogs.custom_ids import Action, ButtonId, FormId
from cogs.deleting import Deleting
from cogs.discord_errors import TROUBLE, is_lost
from cogs.intake import asker, redrawn, soon
from cogs.words import reports as told
from cogs.words.words import words_for
from domain.errors import BadOption, Decided, Gone
from domain.report import NOTE, Reason, Report, ReportState
from domain.shards import Shards
from domain.visible import cleaned
from jobs.assembly import Jobs

log = logging.getLogger(__name__)

Act = Callable[[Interaction, ButtonId], Awaitable[None]]


class Reports:
    """Takes reports, and does what the buttons under them say."""

    def __init__(self, client: discord.Client, deleting: Deleting, jobs: Jobs) -> None:
        self._client = client
        self._deleting = deleting
        self._history = jobs.history
        self._reports = jobs.reports

    @property
    def actions(self) -> Mapping[Action, Act]:
        """Return what each button does."""
        return {
            Action.REPORT: self._open,
            Action.UPHOLD: self._uphold,
            Action.DISMISS: self._dismiss,
        }

    @property
    def forms(self) -> Mapping[Action, Act]:
        """Return what each form does."""
        return {Action.REPORT: self._report}

    async def _open(self, interaction: Interaction, button: ButtonId) -> None:
        """Ask what is wrong with a result."""
        await soon(self._reports.reportable(button.card, asker(interaction)))
        words = replies.words_of(interaction)
        fields = [
            forms.choice("reason", words.say("What is wrong with it?"), told.reasons(words)),
            forms.text(
                "note",
                words.say("What should moderators know?"),
                most=NOTE,
                long=True,
                hint=words.say("They see your name. May stay empty."),
            ),
        ]
        await forms.show(
            interaction, forms.form(words.say("Report this result"), FormId(button, interaction.id), fields)
        )

    async def _report(self, interaction: Interaction, button: ButtonId) -> None:
        """Keep what was filled in, and show it to the moderators."""
        await think(interaction, private=True)
        filled = forms.filled(interaction)
        reason = next((one for one in Reason if one == filled.get("reason")), None)
        if reason is None:
            raise BadOption("reason", "choice")
        note = str(cleaned(filled.get("note", "")))[:NOTE]
        report = await self._reports.add(button.card, asker(interaction), reason, note)
        shown = await self._post(report)
        await replies.show(interaction, cards.say(told.reported(replies.words_of(interaction), shown=shown)))

    async def post_all(self, shards: Shards) -> None:
        """Show what an earlier process has kept and not shown in servers of these shards, or Discord did not take then."""
        for report in await self._reports.unposted(shards):
            await self._post(report)

    async def _post(self, report: Report) -> bool:
        """Show a report in the moderators' channel, pinging nobody. Returns whether it could be."""
        channel_id = await self._reports.channel(report.member.guild_id)
        if channel_id is None:
            return False
        view = report_cards.view(
            words_for(report.locale),
            await self._reports.read(report),
            named=not is_open(self._client, report.member.guild_id, channel_id),
        )
        channel = self._client.get_partial_messageable(channel_id, guild_id=report.member.guild_id)
        try:
            message = await replies.heard(lambda: channel.send(view=view, nonce=str(report.ref)), is_lost)
        except TROUBLE as error:
            log.warning("a report is not in the moderators' channel: %s", error)
            return False
        await self._reports.posted(report, channel_id, message.id)
        return True

    async def _uphold(self, interaction: Interaction, button: ButtonId) -> None:
        """Delete the result; whoever else has reported it is served too."""
        await update(interaction)
        who = asker(interaction)
        try:
            report = await self._reports.decide(button.card, who, ReportState.UPHELD)
        except Decided as decided:
            return await self._too_late(interaction, button, decided)
        try:
            found = await self._history.find_all((await self._reports.read(report)).ending.card.ref, who)
            await self._deleting.delete(found, who)
        except Gone:
            log.info("the result of report %d was deleted already", report.id)
        await replies.show(interaction, await self._view(interaction, button))
        return await self.redraw_about(report.card_id, but=interaction.message)

    async def _dismiss(self, interaction: Interaction, button: ButtonId) -> None:
        """Leave the result as it is."""
        who = asker(interaction)

        async def look() -> ui.LayoutView:
            await self._reports.decide(button.card, who, ReportState.DISMISSED)
            return await self._view(interaction, button)

        try:
            await redrawn(interaction, look)
        except Decided as decided:
            return await self._too_late(interaction, button, decided)
        report = await self._reports.find(button.card, who)
        return await self.redraw_about(report.card_id, but=interaction.message)

    async def _too_late(self, interaction: Interaction, button: ButtonId, decided: Decided) -> None:
        """Say that somebody else was first, and show what they decided."""
        await replies.refuse(interaction, decided)
        await self._redraw(await self._reports.find(button.card, asker(interaction)))

    async def _view(self, interaction: Interaction, button: ButtonId) -> ui.LayoutView:
        """Return a report as it stands, for the message whose button was pressed."""
        report = await self._reports.find(button.card, asker(interaction))
        ephemeral = bool(interaction.message and interaction.message.flags.ephemeral)
        named = ephemeral or not is_open(self._client, report.member.guild_id, interaction.channel_id or 0)
        words = replies.words_of(interaction) if ephemeral else words_for(report.locale)
        return report_cards.view(words, await self._reports.read(report), named=named)

    async def redraw_about(self, card_id: int, but: discord.Message | None = None) -> None:
        """Let all that was reported about a result say how it stands by now, but for a message that does already."""
        for report in await self._reports.about(card_id):
            if but is None or report.message_id != but.id:
                await self._redraw(report)

    async def _redraw(self, report: Report) -> None:
        """Let a report's message say how it stands by now. It may be lost."""
        if report.channel_id is None or report.message_id is None:
            return
        channel = self._client.get_partial_messageable(report.channel_id)
        named = not is_open(self._client, report.member.guild_id, report.channel_id)
        view = report_cards.view(words_for(report.locale), await self._reports.read(report), named=named)
        try:
            message = channel.get_partial_message(report.message_id)
            await replies.heard(lambda: message.edit(view=view), is_lost)
        except TROUBLE as error:
            log.info("a report says no longer how it stands: %s", error)
