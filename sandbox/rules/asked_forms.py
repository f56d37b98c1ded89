"""What a bot may ask over its connection, each with its own limits.

https://docs.discord.com/developers/events/gateway-events#send-events
"""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from sandbox.rules.forms import Form, Snowflake


class Activity(Form):
    """What a bot says that it does. It needs a name, also where the state alone is seen."""

    without_effect: ClassVar[frozenset[str]] = frozenset({"created_at", "details", "emoji"})
    name: Annotated[str, Field(min_length=1)]
    type: Literal[0, 1, 2, 3, 4, 5] = 0
    state: str | None = None
    url: str | None = None


class Presence(Form):
    """How a bot wants to be seen.

    Some libraries still name one activity, by the old word (hikari 2.7.0, impl/shard.py), and one that names no status
    says null (discord.py 2.7.1, gateway.py).
    """

    status: Literal["online", "dnd", "idle", "invisible", "offline"] | None
    activities: list[Activity] = Field(
        default_factory=list[Activity]
    )  # not null (discord.js pull request 5799)
    game: Activity | None = None

    def shown(self) -> list[Activity]:
        """Return what it says that it does."""
        return [self.game] if self.game and "activities" not in self.model_fields_set else self.activities


class Members(Form):
    """Of which server: those with these ids, or whose names begin so. Which is meant has to be said."""

    guild_id: Snowflake
    query: str | None = None
    limit: Annotated[int, Field(ge=0)] | None = None
    user_ids: Snowflake | list[Snowflake] | None = None
    presences: bool | None = None
    nonce: object = None

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        if self.query is None and self.user_ids is None:
            raise ValueError("it takes query or user_ids")
        return self

    @property
    def ids(self) -> list[str]:
        """Return whose they are, or nothing where it goes by names."""
        return [self.user_ids] if isinstance(self.user_ids, str) else self.user_ids or []

    @property
    def everybody(self) -> bool:
        """Return whether it is the whole list."""
        return not self.ids and not self.query and not self.limit


class Sounds(Form):
    """Of which servers."""

    guild_ids: list[Snowflake]
