"""What every run of the tests says at its end."""

import os

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say where the bot's requests were not held against Discord's own document, and how they are."""
    if not os.environ.get("DISCORD_OPENAPI"):
        terminalreporter.write_line(
            "The requests to the local Discord were not checked against Discord's own document. For that, set"
            " DISCORD_OPENAPI to a copy of specs/openapi.json of github.com/discord/discord-api-spec."
        )
