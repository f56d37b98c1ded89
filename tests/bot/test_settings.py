"""What the operator sets."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings, example


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No setting from outside, and a folder for a .env."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_example_file_says_what_the_settings_are(request: pytest.FixtureRequest) -> None:
    assert (request.config.rootpath / ".env.example").read_text() == example()


def test_the_example_file_works_as_it_is(bare: Path) -> None:
    (bare / ".env").write_text(example())
    assert Settings() == Settings(_env_file=None)  # pyright: ignore[reportCallIssue] - pydantic-settings' own parameter


def test_without_a_key_the_local_model_is_used_and_with_one_fal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().chosen_providers() == ("local",)
    monkeypatch.setenv("FAL_KEY", "id:secret")
    assert Settings().chosen_providers() == ("fal",)
    monkeypatch.setenv("PROVIDERS", "local, fal")
    assert Settings().chosen_providers() == ("local", "fal")


def test_a_host_without_its_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROVIDERS", "fal")
    with pytest.raises(ValidationError, match="FAL_KEY must be set"):
        Settings()


def test_a_key_is_in_no_text_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAL_KEY", "id:hush")
    monkeypatch.setenv("WEB_PORT", "70000")
    with pytest.raises(ValidationError) as caught:
        Settings()
    monkeypatch.setenv("WEB_PORT", "0")
    assert "hush" not in str(caught.value) + repr(Settings())
