"""What the operator sets: one class, whose descriptions are the documentation in `.env.example`."""

import base64
import binascii
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, Self, cast
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_core import to_json
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from domain.request import Speed
from domain.styles import Style

ProviderName = Literal["fal", "modelrunner", "local"]

DISCORD = "https://discord.com/api/v10"
FAL = "https://queue.fal.run"

# Dollars per megapixel. fal: the model's playground page, mid 2026 (its llms.txt says $0.015 a picture, so this is
# the upper of two claims; the truth is GET https://api.fal.ai/v1/models/pricing with a key).
FAL_PRICES = {
    Speed.TURBO: Decimal("0.01125"),
    Speed.BALANCED: Decimal("0.0225"),
    Speed.QUALITY: Decimal("0.0375"),
}
# modelrunner: "0.06 per megapixel of image" on the model's page, at the default speed; it varies with the speed, and
# no figures for the others are public.
MODELRUNNER_PRICES = dict.fromkeys(Speed, Decimal("0.06"))


# Where weights are published, and where fal keeps what its trainer makes.
LORA_HOSTS = ("huggingface.co", "civitai.com", "fal.media")

NO_STYLE = "-"  # what a stored remix says in place of a style's name


class _OwnStyle(Style, extra="forbid"):
    """A style as an operator writes it: a misspelt field is a mistake, and so is one that asks for nothing."""

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        """Reject a style that would change nothing."""
        if not (self.around("").strip() or self.loras):
            raise ValueError("needs words (before or after), or loras")
        if self.name == NO_STYLE:
            raise ValueError(f"cannot be called {NO_STYLE}, which stands for no style")
        return self


Dollars = Annotated[Decimal, Field(ge=0, le=1000, allow_inf_nan=False)]

ADDRESSES = (
    *("discord_api_url", "fal_queue_url", "fal_rest_url", "fal_cdn_url", "public_url"),
    *("modelrunner_queue_url", "modelrunner_api_url"),
)


_DOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
_BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[\w!.*'()-]+)*/?", re.ASCII)
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")


class Settings(BaseSettings):
    """The environment and `.env`; the environment wins. An empty value is the same as none."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    discord_token: SecretStr | None = Field(
        default=None,
        description="The bot's token, from the application's page at discord.com/developers. Required.",
    )
    discord_api_url: str = Field(
        default=DISCORD,
        description="Where Discord's REST API is. The gateway is what it answers at /gateway/bot.",
    )
    providers: Annotated[tuple[ProviderName, ...], NoDecode] = Field(
        default=(),
        description="Image hosts in order of preference, comma-separated: fal, modelrunner, local."
        " Unset: those that have a key, else local.",
    )
    fal_key: SecretStr | None = Field(default=None, description="A key of fal, in the form id:secret.")
    fal_queue_url: str = Field(default=FAL, description="fal's queue.")
    fal_rest_url: str = Field(default="https://rest.fal.ai", description="fal's REST API, for upload tokens.")
    fal_cdn_url: str = Field(default="https://v3.fal.media", description="fal's file store, for uploads.")
    fal_jobs: int = Field(
        default=2, ge=1, le=100, description="Jobs at once on fal; a new account may have 2 running."
    )
    fal_prices: Annotated[dict[Speed, Dollars], NoDecode] = Field(
        default=FAL_PRICES,
        description="fal's prices in dollars per megapixel, as JSON; for the estimates. What is left out stays.",
    )
    fal_store_payloads: bool = Field(
        default=True, description="Whether fal may keep requests and answers (X-Fal-Store-IO)."
    )
    modelrunner_key: SecretStr | None = Field(default=None, description="A key of modelrunner.")
    modelrunner_webhook_secret: SecretStr | None = Field(
        default=None,
        description="The secret of modelrunner's webhooks (whsec_…), from its GET /webhooks/default/secret.",
    )
    modelrunner_queue_url: str = Field(
        default="https://queue.modelrunner.run", description="modelrunner's queue."
    )
    modelrunner_api_url: str = Field(
        default="https://api.modelrunner.run", description="modelrunner's REST API, for uploads."
    )
    modelrunner_jobs: int = Field(default=4, ge=1, le=100, description="Jobs at once on modelrunner.")
    modelrunner_prices: Annotated[dict[Speed, Dollars], NoDecode] = Field(
        default=MODELRUNNER_PRICES,
        description="modelrunner's prices in dollars per megapixel, as JSON. What is left out stays.",
    )
    safety_checker: bool = Field(
        default=True, description="Whether the hosts check what they make; some keys may not turn it off."
    )
    safety_threshold: float | None = Field(
        default=0.8,
        ge=0,
        le=1,
        allow_inf_nan=False,
        description="The score (0 to 1) from which the bot's own check takes a picture for adult: then it is no source"
        " outside of age-restricted channels, and a result is held for moderators there. Needs the extra safety"
        " (pip install '.[safety]'). off: no such check.",
    )
    keep_files_hours: int = Field(
        default=24,
        ge=1,
        le=24 * 365,
        description="Hours that a host keeps sources and results; the bot fetches at once.",
    )
    renderer_url: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Local models that run elsewhere, comma-separated: each has a picture at a time, whichever is free."
        " Unset: the bot starts its own.",
    )
    data_dir: Path = Field(default=Path("data"), description="Where the database and the pictures are kept.")
    database_url: SecretStr | None = Field(
        default=None,
        description="A PostgreSQL database in the place of a file in DATA_DIR: postgresql://user:password@host/name. Needs"
        " the extra scale (pip install '.[scale]'). `python -m bot gateway` and `worker` divide the work on it.",
    )
    pictures_url: str | None = Field(
        default=None,
        description="A bucket for the pictures in the place of a folder in DATA_DIR, in any store that speaks S3:"
        " s3://bucket/prefix. AWS_ENDPOINT says where the store is (unset: Amazon's, in AWS_REGION), AWS_ACCESS_KEY_ID and"
        " AWS_SECRET_ACCESS_KEY who asks. Needs the extra scale.",
    )
    styles: Annotated[tuple[_OwnStyle, ...], NoDecode] = Field(
        default=(),
        description='Styles of your own, for all servers, as JSON: [{"name": "House", "description": "As our books look",'
        ' "before": "a lithograph of", "after": "in our house style", "strength": 0.7,'
        ' "loras": [{"path": "https://…/house.safetensors", "scale": 1}]}]. Weights (.safetensors) work on fal, style'
        " packs (a picture, or a .json) on the local model.",
    )
    lora_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=LORA_HOSTS,
        description="Where the LoRAs of a server's own styles may lie, comma-separated: domains, with what is below them"
        " and over https; or a whole origin (http://127.0.0.1:9000), trusted as it is.",
    )
    keep_days: int = Field(
        default=45,
        ge=1,
        le=3650,
        description="Days that a picture is kept after its last use; then its buttons say so.",
    )
    keep_server_days: int = Field(
        default=30,
        ge=0,
        le=3650,
        description="Days that a server's pictures and prompts are kept after it has removed the bot.",
    )
    daily_pictures: int = Field(
        default=20,
        ge=0,
        le=10_000,
        description="Pictures per member in 24 hours, where a server says nothing else.",
    )
    personal_images_per_day: int = Field(
        default=10,
        ge=0,
        le=10_000,
        description="Pictures per member in 24 hours outside the servers that have the bot: in its direct messages, and"
        " where members have installed the app for themselves, all together. 0: none.",
    )
    relax_images_per_day: int = Field(
        default=0,
        ge=0,
        le=10_000,
        description="Pictures in 24 hours that a member who has used up all else may have from the built-in model, for"
        " nothing and behind others in line. Needs local among PROVIDERS. 0: none.",
    )
    paid_cancels_per_day: int = Field(
        default=5,
        ge=0,
        le=1000,
        description="Requests that a member may cancel in 24 hours while a host renders them that is paid all the same.",
    )
    paused: str = Field(
        default="",
        max_length=300,
        description="Why the bot takes nothing in, for members to read: while this is set it is paused from its start."
        " `.venv/bin/python -m bot pause` stops it while it runs.",
    )
    dollars_per_day: Dollars | None = Field(
        default=None,
        description="What all servers together may spend on image hosts in a day (UTC), in dollars. Unset: no cap.",
    )
    dollars_per_month: Annotated[Decimal, Field(ge=0, le=100_000, allow_inf_nan=False)] | None = Field(
        default=None, description="The same for a month (UTC)."
    )
    ai_marks_off_because: str = Field(
        default="",
        description="Why delivered files shall not say that a model made them, in a sentence; it is logged at each"
        " start. Unset: they say so (IPTC DigitalSourceType). What a host marks itself, and the words on the card,"
        " stay in either case.",
    )
    public_url: str | None = Field(
        default=None,
        description="https address under which the bot's HTTP side is reached, for the hosts' webhooks."
        " Unset: no webhooks; jobs are watched all the same.",
    )
    web_host: str = Field(
        default="127.0.0.1",
        description="Where the bot's own HTTP side listens (/healthz, /readyz, /metrics, webhooks).",
    )
    web_port: int = Field(default=8080, ge=0, le=65535, description="Its port; 0 lets the system choose.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="How much is logged."
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="Log lines for people, or for machines."
    )

    @field_validator("*", mode="before")
    @classmethod
    def _without_white_space(cls, value: object, info: ValidationInfo) -> object:
        """Drop white space around a value, and a value of nothing else: a pasted key often ends in a line break."""
        if not isinstance(value, str):
            return value
        assert info.field_name is not None, "it is a field's validator"
        return value.strip() or cls.model_fields[info.field_name].default

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _in_any_case(cls, value: object, info: ValidationInfo) -> object:
        """Read names as they are written here, however they are typed."""
        if not isinstance(value, str):
            return value
        return value.upper() if info.field_name == "log_level" else value.lower()

    @field_validator("data_dir")
    @classmethod
    def _at_home(cls, value: Path) -> Path:
        """Read ~ as a shell does; a folder of that name would be deleted with `rm -rf ~`."""
        try:
            return value.expanduser()
        except RuntimeError:
            raise ValueError("begins with the home of somebody who is not known here") from None

    @field_validator("providers", "lora_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """Split `fal, local` at its commas; a host that is named twice is one host, and no name minds its case."""
        return (
            tuple(dict.fromkeys(part.strip() for part in value.lower().split(",") if part.strip()))
            if isinstance(value, str)
            else value
        )

    @field_validator("renderer_url", mode="before")
    @classmethod
    def _split_addresses(cls, value: object) -> object:
        """Do the same with addresses, as they are written."""
        return (
            tuple(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @field_validator("safety_threshold", mode="before")
    @classmethod
    def _may_be_off(cls, value: object) -> object:
        """Read `off`: an empty value would be the default."""
        return None if isinstance(value, str) and value.strip().lower() == "off" else value

    @field_validator("styles", "fal_prices", "modelrunner_prices", mode="before")
    @classmethod
    def _from_json(cls, value: object) -> object:
        """Read JSON; what is none is a wrong value like any other."""
        try:
            return json.loads(value) if isinstance(value, str) else value
        except (ValueError, RecursionError):
            raise ValueError("is not JSON") from None

    @field_validator("fal_prices", "modelrunner_prices")
    @classmethod
    def _with_all_speeds(cls, value: dict[Speed, Decimal], info: ValidationInfo) -> dict[Speed, Decimal]:
        """Add the prices of the speeds that are left out: none of them is free."""
        return (FAL_PRICES if info.field_name == "fal_prices" else MODELRUNNER_PRICES) | value

    @field_validator("discord_token", "fal_key", "modelrunner_key", "modelrunner_webhook_secret")
    @classmethod
    def _fits_a_header(cls, value: SecretStr | None) -> SecretStr | None:
        """Reject what no HTTP header can carry, without saying it (https://www.rfc-editor.org/rfc/rfc9110#section-5.5)."""
        if value is not None and not re.fullmatch(r"[\x21-\x7e]+", value.get_secret_value()):
            raise ValueError("has characters that no key has: copy it again, without spaces or quotes")
        return value

    @field_validator("database_url")
    @classmethod
    def _is_of_postgres(cls, value: SecretStr | None) -> SecretStr | None:
        """Reject what is no address of PostgreSQL, without saying it: it has a password."""
        if value is None:
            return value
        found = re.fullmatch(r"postgres(?:ql)?://([\x21-\x7e]+)", value.get_secret_value())
        if not found:
            raise ValueError("is no address of PostgreSQL: write it as postgresql://user:password@host/name")
        before, _, after = found[1].partition("/")
        if before.count("@") > 1 or "@" in after or re.search("%(?![0-9A-Fa-f]{2})", found[1]):
            raise ValueError("has an @, / or % in its password: write %40, %2F or %25 for it")
        return value

    @field_validator("pictures_url")
    @classmethod
    def _is_a_bucket(cls, value: str | None) -> str | None:
        """Reject what names no bucket (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html)."""
        if value is not None and not _BUCKET.fullmatch(value):
            raise ValueError("names no bucket: write it as s3://bucket/prefix, without a key")
        return value and value.rstrip("/")

    @field_validator(*ADDRESSES)
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        """Reject what is no address."""
        return _address(value) if value else value

    @field_validator("renderer_url")
    @classmethod
    def _are_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Reject one that is none; one that is there twice is one."""
        return tuple(dict.fromkeys(map(_address, value)))

    @field_validator("lora_hosts")
    @classmethod
    def _are_hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Reject what is neither a domain nor an origin: it would allow nothing, or something else than is meant."""
        for one in value:
            try:
                origin = bool(_ORIGIN.fullmatch(one)) and urlsplit(one).port != 0
            except ValueError:  # a port beyond all ports
                origin = False
            if not origin and not _DOMAIN.fullmatch(one):
                raise ValueError(f"has {one}, which is no domain and no origin: write huggingface.co")
        return value

    @field_validator("styles")
    @classmethod
    def _are_told_apart(cls, value: tuple[_OwnStyle, ...]) -> tuple[_OwnStyle, ...]:
        """Reject names of which only one could be picked: they are found whatever their case."""
        if len({style.key for style in value}) < len(value):
            raise ValueError("has a name twice, whatever its case")
        return value

    @field_validator("ai_marks_off_because")
    @classmethod
    def _is_a_reason(cls, value: str) -> str:
        """Reject what is meant as a switch: `false` would switch the marks off."""
        if value and " " not in value:
            raise ValueError("is no reason: say in a sentence why, or leave it empty")
        return value

    @field_validator("modelrunner_webhook_secret")
    @classmethod
    def _is_a_secret(cls, value: SecretStr | None) -> SecretStr | None:
        """Reject what is no `whsec_` and base64, at start and without saying it."""
        if value is not None:
            try:
                base64.b64decode(value.get_secret_value().removeprefix("whsec_"), validate=True)
            except binascii.Error:
                raise ValueError("is not whsec_ and base64") from None
        return value

    @model_validator(mode="after")
    def _hosts_have_keys(self) -> Self:
        """Reject a host without a key: it would refuse every job, and it is better to say so at start."""
        for name, key in (("fal", self.fal_key), ("modelrunner", self.modelrunner_key)):
            if name in self.providers and key is None:
                raise ValueError(f"PROVIDERS names {name}, so {name.upper()}_KEY must be set")
        return self

    @model_validator(mode="after")
    def _relaxes_somewhere(self) -> Self:
        """Reject an offer of the local model where that is not in use."""
        if self.relax_images_per_day and "local" not in self.chosen_providers():
            raise ValueError("RELAX_IMAGES_PER_DAY needs the local model: name local among PROVIDERS")
        return self

    def missing_key(self, provider: ProviderName) -> str | None:
        """Return the name of the key that a provider needs and does not have."""
        keys = {"fal": self.fal_key, "modelrunner": self.modelrunner_key}
        return f"{provider.upper()}_KEY" if provider in keys and keys[provider] is None else None

    @property
    def instead_of_discord(self) -> str | None:
        """The host and port that DISCORD_API_URL names in the place of Discord's own; None where it names those."""
        return (
            None
            if self.discord_api_url == DISCORD
            else urlsplit(self.discord_api_url).netloc.rpartition("@")[2]
        )

    @property
    def database_file(self) -> Path:
        """All that is kept but the pictures, unless that is in PostgreSQL."""
        return self.data_dir / "restyle.db"

    @property
    def database_address(self) -> str | None:
        """Where PostgreSQL is, with its password; None where the file is used."""
        return self.database_url.get_secret_value() if self.database_url else None

    @property
    def pictures_folder(self) -> Path:
        """The pictures, unless they are in a store."""
        return self.data_dir / "pictures"

    @property
    def copies_folder(self) -> Path:
        """The pictures of a store that are in use here."""
        return self.data_dir / "copies"

    @property
    def pause_file(self) -> Path:
        """Where `python -m bot pause` says that the bot is paused."""
        return self.data_dir / "restyle.paused"

    def chosen_providers(self) -> tuple[ProviderName, ...]:
        """Return the hosts to use, in order: the operator's choice, else those with a key, else the local model."""
        keys: tuple[tuple[ProviderName, SecretStr | None], ...] = (
            ("fal", self.fal_key),
            ("modelrunner", self.modelrunner_key),
        )
        return self.providers or tuple(name for name, key in keys if key) or ("local",)


def _address(value: str) -> str:
    """Return an address without a slash at its end, so that paths can be added. Raises ValueError where it is none."""
    try:
        parts = urlsplit(value)
        whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, a broken IPv6 address
        whole = False
    if not whole or not re.fullmatch(r"[\x21-\x7e]+", value):
        raise ValueError("is no address: write it with https:// and a host's name")
    if "?" in value or "#" in value:
        raise ValueError("has a ? or a #, behind which no path can be added")
    return value.rstrip("/")


def example() -> str:
    """Return the text of `.env.example`: every setting with its description and its default, as it can be set."""
    paragraphs = ["# Copy to .env and fill in. Only DISCORD_TOKEN is required."]
    for name, field in Settings.model_fields.items():
        commented = "" if name == "discord_token" else "# "
        paragraphs.append(f"# {field.description}\n{commented}{name.upper()}={_written(field.default)}")
    return "\n\n".join(paragraphs) + "\n"


def _written(default: object) -> str:
    """Return a default as the environment has it."""
    match default:
        case None | ():
            return ""
        case tuple():
            return ", ".join(map(str, cast("tuple[object, ...]", default)))
        case bool():
            return str(default).lower()
        case dict():
            return to_json(default).decode()
        case _:
            return str(default)
