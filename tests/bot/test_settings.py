"""What the operator sets."""

from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest
from pydantic import ValidationError

from bot.hosts import Hosts
from bot.problems import problems
from bot.settings import FAL_PRICES, Settings, example
from domain.lines import kind_of
from domain.pauses import Pauses
from domain.request import Speed
from providers.notices import Notices

pytestmark = pytest.mark.usefixtures("bare")


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


def test_a_host_that_is_named_twice_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAL_KEY", "id:secret")
    monkeypatch.setenv("PROVIDERS", "fal, local,fal")
    assert Settings().chosen_providers() == ("fal", "local")


def test_names_may_be_typed_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("PROVIDERS", "LOCAL"), ("LOG_LEVEL", "debug"), ("LOG_FORMAT", "JSON")):
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert (settings.chosen_providers(), settings.log_level, settings.log_format) == (
        ("local",),
        "DEBUG",
        "json",
    )


def test_a_folder_may_be_at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("DATA_DIR", "~/restyle")
    assert Settings().data_dir == tmp_path / "restyle"
    monkeypatch.setenv("DATA_DIR", "~nobody-of-that-name/restyle")
    with pytest.raises(ValidationError) as wrong:
        Settings()
    assert "DATA_DIR begins with the home of somebody" in problems(wrong.value)


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


def test_every_line_of_the_example_can_be_uncommented_by_itself_and_together(bare: Path) -> None:
    lines = [
        line.removeprefix("# ")
        for line in example().splitlines()
        if line.partition("=")[0].removeprefix("# ").lower() in Settings.model_fields
    ]
    assert len(lines) == len(Settings.model_fields)
    for chosen in ([line] for line in lines), [lines]:
        for some in chosen:
            (bare / ".env").write_text("\n".join(some))
            assert Settings() == Settings(_env_file=None)  # pyright: ignore[reportCallIssue] - pydantic-settings' own parameter


SECRETS = ["DISCORD_TOKEN", "FAL_KEY", "MODELRUNNER_KEY", "MODELRUNNER_WEBHOOK_SECRET"]
# Of HTTP: the database and the store have schemes of their own.
URLS = [
    name
    for name in (field.upper() for field in Settings.model_fields)
    if name.endswith("_URL") and name not in {"DATABASE_URL", "PICTURES_URL"}
]


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("around", ["{}\n", "  {}\r\n", "\t{} "])
def test_white_space_around_a_secret_is_nobody_s(
    monkeypatch: pytest.MonkeyPatch, name: str, around: str
) -> None:
    monkeypatch.setenv(name, around.format("whsec_aGk="))
    assert getattr(Settings(), name.lower()).get_secret_value() == "whsec_aGk="


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_of_white_space_is_none(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, " \n")
    assert getattr(Settings(), name.lower()) is None


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("inside", ["se\ncret", "sé\u00a0cret", "“secret”", "two words", "\x7f", "\x01"])
def test_a_secret_that_no_header_carries_is_refused_by_name_and_not_said(
    monkeypatch: pytest.MonkeyPatch, name: str, inside: str
) -> None:
    monkeypatch.setenv(name, inside)
    with pytest.raises(ValidationError) as caught:
        Settings()
    assert [error["loc"] for error in caught.value.errors()] == [(name.lower(),)]
    assert inside not in str(caught.value)


@pytest.mark.parametrize("name", URLS)
@pytest.mark.parametrize(
    "wrong", ["queue.fal.run", "ftp://queue.fal.run", "https://", "https://host:port", "https://[::1", "https://a b",
              "//queue.fal.run", "https://host\n.evil", "http://:80"],
)  # fmt: skip
def test_what_is_no_address_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, wrong: str
) -> None:
    monkeypatch.setenv(name, wrong)
    with pytest.raises(ValidationError) as caught:
        Settings()
    assert [error["loc"] for error in caught.value.errors()] == [(name.lower(),)]


@pytest.mark.parametrize("name", URLS)
def test_an_address_loses_its_slash_and_its_white_space(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, " http://127.0.0.1:9/base/ \n")
    whole = "http://127.0.0.1:9/base"
    assert getattr(Settings(), name.lower()) == ((whole,) if name == "RENDERER_URL" else whole)


def test_several_local_models_are_so_many_hosts_of_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RENDERER_URL", "http://one:8790, http://Two:8790/,, http://one:8790/")
    monkeypatch.setenv("PROVIDERS", "local,fal")
    monkeypatch.setenv("FAL_KEY", "id:secret")
    settings = Settings()
    assert settings.renderer_url == ("http://one:8790", "http://Two:8790")
    unused = cast("Any", None)
    hosts = Hosts(settings, unused, unused, Notices(), Pauses()).chosen()
    assert [one.name for one in hosts] == ["local", "local#2", "fal"]
    assert [kind_of(one.name) for one in hosts] == ["local", "local", "fal"]


@pytest.mark.parametrize("right", ["s3://pictures", "s3://my.pictures-1/bot", "s3://pictures/one/two/"])
def test_a_bucket_is_taken(monkeypatch: pytest.MonkeyPatch, right: str) -> None:
    monkeypatch.setenv("PICTURES_URL", right)
    assert Settings().pictures_url == right.rstrip("/")


@pytest.mark.parametrize(
    "wrong",
    ["pictures", "https://s3.example.org/pictures", "s3://", "s3://key:hush@pictures", "s3://a/?b", "s3://P"],
)
def test_what_names_no_bucket_is_refused_without_it(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("PICTURES_URL", wrong)
    with pytest.raises(ValidationError, match="names no bucket") as caught:
        Settings()
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("name", ["FAL_PRICES", "MODELRUNNER_PRICES", "STYLES"])
@pytest.mark.parametrize(
    "wrong", ["{", "[1", "no", '{"warp": 1}', '[{"name": ""}]', '{"turbo": "NaN"}', '{"turbo": -1}']
)
def test_what_is_no_such_json_is_a_wrong_value_like_any_other(
    monkeypatch: pytest.MonkeyPatch, name: str, wrong: str
) -> None:
    monkeypatch.setenv(name, wrong)
    with pytest.raises(ValidationError) as caught:
        Settings()
    assert {error["loc"][0] for error in caught.value.errors()} == {name.lower()}


@pytest.mark.parametrize(
    "wrong", ["https://", "huggingface", "a.b/c", "*.co", "http://h:99999", "ftp://a.b", "a b.c"]
)
def test_a_host_of_loras_is_a_domain_or_an_origin(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("LORA_HOSTS", "huggingface.co, http://127.0.0.1:9000,")
    assert Settings().lora_hosts == ("huggingface.co", "http://127.0.0.1:9000")
    monkeypatch.setenv("LORA_HOSTS", f"huggingface.co, {wrong}")
    with pytest.raises(ValidationError, match="no domain and no origin"):
        Settings()


def test_one_price_that_is_set_makes_no_other_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAL_PRICES", '{"turbo": "0.01"}')
    assert Settings().fal_prices == {**FAL_PRICES, Speed.TURBO: Decimal("0.01")}


@pytest.mark.parametrize("switch", ["false", "off", "0", "true", "because"])
def test_marks_are_switched_off_by_a_reason_and_by_nothing_else(
    monkeypatch: pytest.MonkeyPatch, switch: str
) -> None:
    assert not Settings().ai_marks_off_because
    monkeypatch.setenv("AI_MARKS_OFF_BECAUSE", switch)
    with pytest.raises(ValidationError, match="say in a sentence why"):
        Settings()
    monkeypatch.setenv("AI_MARKS_OFF_BECAUSE", " we mark them ourselves ")
    assert Settings().ai_marks_off_because == "we mark them ourselves"


@pytest.mark.parametrize(
    ("value", "threshold"), [("", 0.8), (" ", 0.8), ("0", 0.0), (" off ", None), ("OFF", None), ("1", 1.0)]
)
def test_the_local_check_is_switched_off_by_a_word(
    monkeypatch: pytest.MonkeyPatch, value: str, threshold: float | None
) -> None:
    monkeypatch.setenv("SAFETY_THRESHOLD", value)
    assert Settings().safety_threshold == threshold


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("FAL_JOBS", "many", "FAL_JOBS must be a whole number"),
        ("FAL_JOBS", "0", "FAL_JOBS must be 1 or more"),
        ("KEEP_DAYS", "100000", "KEEP_DAYS must be 3650 or less"),
        ("SAFETY_CHECKER", "perhaps", "SAFETY_CHECKER must be true or false"),
        ("SAFETY_THRESHOLD", "on", "SAFETY_THRESHOLD must be a number"),
        ("SAFETY_THRESHOLD", "nan", "SAFETY_THRESHOLD must be a number"),
        ("SAFETY_THRESHOLD", "1.1", "SAFETY_THRESHOLD must be 1.0 or less"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL must be one of 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("FAL_PRICES", '{"turbo": "cheap"}', "FAL_PRICES turbo must be a number"),
        ("FAL_PRICES", "[]", "FAL_PRICES must be fields in braces"),
        ("STYLES", '[{"name": "House"}]', "STYLES 1 needs words (before or after), or loras"),
        ("STYLES", '[{"words": "x"}]', "STYLES 1 name is missing"),
        ("STYLES", '[{"name": "A", "wrods": "x"}]', "STYLES 1 wrods is no field that there is"),
        (
            "STYLES",
            '[{"name": " - ", "words": "x"}]',
            "STYLES 1 cannot be called -, which stands for no style",
        ),
        (
            "STYLES",
            '[{"name": "House", "words": "x"}, {"name": "hOUSE", "words": "y"}]',
            "STYLES has a name twice, whatever its case",
        ),
        ("PUBLIC_URL", "https://h/x?a=1", "PUBLIC_URL has a ? or a #, behind which no path can be added"),
        ("FAL_QUEUE_URL", "https://h/#", "FAL_QUEUE_URL has a ? or a #, behind which no path can be added"),
        ("STYLES", "[" * 5000, "STYLES is not JSON"),
        ("STYLES", "[1]", "STYLES 1 must be fields in braces"),
        ("STYLES", "{}", "STYLES must be a list, in square brackets"),
        ("FAL_QUEUE_URL", "queue", "FAL_QUEUE_URL is no address: write it with https:// and a host's name"),
        ("PROVIDERS", "fal", "PROVIDERS names fal, so FAL_KEY must be set"),
        ("PROVIDERS", "openai", "PROVIDERS 1 must be one of 'fal', 'modelrunner' or 'local'"),
    ],
)
def test_what_is_wrong_is_said_in_an_operator_s_words(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as wrong:
        Settings()
    assert problems(wrong.value) == said
