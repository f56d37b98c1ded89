"""`/usage`: what a member has used, what is left, and when more frees."""

from discord import Interaction, app_commands
from discord.ext import commands

from cogs import cards
from domain.quota import DAY, Limits, QuotaRule, Use, frees_at, used
from jobs import clock
from storage import ledger
from storage.database import Database


class Usage(commands.Cog):
    """A member's own account."""

    def __init__(self, database: Database, limits: Limits) -> None:
        self._database = database
        self._limits = limits

    @app_commands.command(description="What you have used today, and what is left.")
    @app_commands.guild_only()
    @app_commands.guild_install()
    async def usage(self, interaction: Interaction) -> None:
        """Show it to who asked."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        now = clock.now()
        rule, uses = await ledger.usage(
            self._database, interaction.guild_id or 0, interaction.user.id, self._limits.allowance, now
        )
        view = cards.card(cards.text(account(rule, uses, now)))
        await interaction.edit_original_response(view=view)


def account(rule: QuotaRule, uses: list[Use], now: int) -> str:
    """An account in words: a bar, what is left, and when the next picture frees where none is."""
    limit, taken = rule.allowance.pictures, used(uses, now, rule.allowance.window)
    left = max(0, limit - taken)
    lines = [
        f"{cards.bar(taken / limit if limit else 1)} {taken} of {limit} pictures used {window(rule.allowance.window)}",
        f"{left} left.",
    ]
    next_one = frees_at(uses, now, rule.allowance, left + 1)
    if taken and next_one:
        lines.append(f"The next one frees <t:{next_one // 1000}:R>.")
    return "\n".join(lines)


def window(milliseconds: int) -> str:
    """The window of an allowance in words."""
    return (
        "in the last 24 hours"
        if milliseconds == DAY
        else f"in the last {cards.duration(milliseconds // 1000)}"
    )
