"""What the operator sets: one class, whose descriptions are the documentation in `.env.example`."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ProviderName = Literal["fal", "local"]


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
        default="https://discord.com/api/v10",
        description="Where Discord's REST API is. The gateway is what it answers at /gateway/bot.",
    )
    providers: Annotated[tuple[ProviderName, ...], NoDecode] = Field(
        default=(),
        description="Image hosts in order of preference, comma-separated: fal, local."
        " Unset: those that have a key, else local.",
    )
    fal_key: SecretStr | None = Field(default=None, description="A key of fal, in the form id:secret.")
    fal_queue_url: str = Field(default="https://queue.fal.run", description="fal's queue.")
    fal_rest_url: str = Field(default="https://rest.fal.ai", description="fal's REST API, for upload tokens.")
    fal_cdn_url: str = Field(default="https://v3.fal.media", description="fal's file store, for uploads.")
    fal_jobs: int = Field(
        default=2, ge=1, le=100, description="Jobs at once on fal; a new account may have 2 running."
    )
    renderer_url: str | None = Field(
        default=None, description="A local model that runs elsewhere. Unset: the bot starts its own."
    )
    data_dir: Path = Field(default=Path("data"), description="Where the database and the pictures are kept.")
    keep_days: int = Field(
        default=45,
        ge=1,
        le=3650,
        description="Days that a picture is kept after its last use; then its buttons say so.",
    )
    daily_pictures: int = Field(
        default=20,
        ge=0,
        le=10_000,
        description="Pictures per member in 24 hours, where a server says nothing else.",
    )
    web_host: str = Field(
        default="127.0.0.1", description="Where the bot's own HTTP side listens (GET /health)."
    )
    web_port: int = Field(default=8080, ge=0, le=65535, description="Its port; 0 lets the system choose.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="How much is logged."
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="Log lines for people, or for machines."
    )

    @field_validator("providers", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """Split `fal, local` at its commas."""
        return (
            tuple(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @field_validator("discord_api_url", "fal_queue_url", "fal_rest_url", "fal_cdn_url", "renderer_url")
    @classmethod
    def _without_slash(cls, value: str | None) -> str | None:
        """Drop a slash at the end, so that paths can be added."""
        return value.rstrip("/") if value else value

    @model_validator(mode="after")
    def _hosts_have_keys(self) -> Self:
        """A host without a key would refuse every job: better to say so at start."""
        if "fal" in self.providers and self.fal_key is None:
            raise ValueError("PROVIDERS names fal, so FAL_KEY must be set")
        return self

    def chosen_providers(self) -> tuple[ProviderName, ...]:
        """The hosts to use, in order: the operator's choice, else those with a key, else the local model."""
        return self.providers or (("fal",) if self.fal_key else ("local",))


def example() -> str:
    """The text of `.env.example`: every setting with its description and its default."""
    paragraphs = ["# Copy to .env and fill in. Only DISCORD_TOKEN is required."]
    for name, field in Settings.model_fields.items():
        default = "" if field.default in (None, ()) else str(field.default)
        commented = "" if name == "discord_token" else "# "
        paragraphs.append(f"# {field.description}\n{commented}{name.upper()}={default}")
    return "\n\n".join(paragraphs) + "\n"
