"""What all tests share, and what every run of them says at its end."""

from collections.abc import Iterator

import pytest

from tests.stage import Renderer, document


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    """One for all: it is nobody's, and what it made is soon forgotten."""
    started = Renderer()
    yield started
    started.stop()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say where the bot's requests were not held against Discord's own document, and how they are."""
    if not document():
        terminalreporter.write_line(
            "The requests to the local Discord were not checked against Discord's own document. For that, set"
            " DISCORD_OPENAPI to a copy of specs/openapi.json of github.com/discord/discord-api-spec."
        )
