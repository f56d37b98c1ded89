"""What is kept of who asks: shown, exported and deleted, in all servers. Everything here is seen by them alone."""

import asyncio

from discord import ButtonStyle, Interaction, ui

from cogs import cards, replies
from cogs.acknowledging import FILE_LIMIT, think
from cogs.custom_ids import Own, OwnId
from cogs.intake import whispered
from cogs.questions import Questions
from cogs.words import accounts
from cogs.words import privacy as told
from cogs.words.words import Words
from domain.consent import Consent
from jobs.assembly import Jobs

LARGEST = (
    24 * 1024 * 1024
)  # bytes; a request may have 25 MiB (developers/docs/resources/message, Create Message)
FILE = "my-data.zip"


class OwnData:
    """Does what the buttons of `/privacy` say."""

    def __init__(self, questions: Questions, jobs: Jobs) -> None:
        self._questions = questions
        self._jobs = jobs
        self._exporting = asyncio.Semaphore(1)  # so that few large files are in memory

    async def press(self, interaction: Interaction, button: OwnId) -> None:
        """Do what a button says; it names nobody, so it is about who presses it."""
        match button.action:
            case Own.EXPORT:
                await self._export(interaction, button.after)
            case Own.DELETE:

                async def look() -> ui.LayoutView:
                    return _sure(replies.words_of(interaction))

                await whispered(interaction, look)
            case Own.ERASE:
                await self._erase(interaction)
            case Own.NEVER:
                await think(interaction, private=True)
                await self.choose(interaction, Consent.NEVER)

    async def kept(self, interaction: Interaction) -> ui.LayoutView:
        """Return what is kept and for how long, and what can be done about it."""
        words = replies.words_of(interaction)
        chosen = await self._jobs.consents.of_user(interaction.user.id)
        buttons = [
            _button(words.say("Export my data"), Own.EXPORT),
            _button(words.say("Delete my data…"), Own.DELETE, style=ButtonStyle.danger),
        ]
        if chosen is not Consent.NEVER:
            buttons.insert(1, _button(words.say("Nobody restyles mine"), Own.NEVER))
        return cards.card(
            cards.text(told.kept(words, self._jobs.personal.keeping)),
            cards.text(_consent(words, chosen)),
            *cards.rows(*buttons),
        )

    async def choose(self, interaction: Interaction, word: Consent) -> None:
        """Note what somebody says of their pictures, and end what they are being asked where that settles it."""
        user_id = interaction.user.id
        await self._jobs.consents.say(user_id, word)
        await replies.show(interaction, cards.say(_consent(replies.words_of(interaction), word)))
        if word is Consent.NEVER:
            await self._questions.stop(user_id)

    async def _export(self, interaction: Interaction, after: int) -> None:
        await think(interaction, private=True)
        words, personal = replies.words_of(interaction), self._jobs.personal
        most = min(interaction.filesize_limit or FILE_LIMIT, LARGEST)
        async with self._exporting:
            with personal.workspace() as folder:
                export = await personal.export(
                    interaction.user.id, after, most=most, folder=folder, readme=told.readme(words)
                )
                content = await asyncio.to_thread(export.file.read_bytes)
            said = told.exported(words, export, first=not after)
            more = [_button(words.say("More pictures"), Own.EXPORT, export.next)] if export.next else []
            file: ui.File[ui.LayoutView] = ui.File(f"attachment://{FILE}")
            await replies.show(
                interaction, cards.card(cards.text(said), file, *cards.rows(*more)), {FILE: content}
            )

    async def _erase(self, interaction: Interaction) -> None:
        await think(interaction, private=True)
        user_id = interaction.user.id
        await self._questions.withdraw(user_id)
        erased = await self._jobs.personal.erase(user_id)
        await replies.show(interaction, cards.say(told.erased(replies.words_of(interaction), erased)))


def _consent(words: Words, chosen: Consent) -> str:
    return f"{accounts.own_pictures(words, chosen)}\n-# {accounts.how_to_choose(words)}"


def _sure(words: Words) -> ui.LayoutView:
    yes = _button(words.say("Delete for good"), Own.ERASE, style=ButtonStyle.danger)
    return cards.card(cards.text(told.sure(words)), *cards.rows(yes))


def _button(
    label: str, action: Own, after: int = 0, *, style: ButtonStyle = ButtonStyle.secondary
) -> "ui.Button[ui.LayoutView]":
    return ui.Button(label=label, style=style, custom_id=str(OwnId(action, after)))
