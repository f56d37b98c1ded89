"""The parts of a message's body, each with its own limits.

https://discord.com/developers/docs/resources/message#create-message
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, model_validator

from sandbox.rules.component_forms import address
from sandbox.rules.forms import Form, Snowflake, between, length, mistake, words

LONGEST_CONTENT = 2000
LARGEST_EMBEDS = 6000
MOST_FILES = 10
REPLY, FORWARD = 0, 1  # https://discord.com/developers/docs/resources/message#message-reference-types

Icon = Annotated[str | None, length(0, 2048), address("http", "https", "attachment")]
Link = Annotated[str | None, length(0, 2048), address("http", "https")]


# A picture's size and the like come from the picture itself.
_MEASURED = frozenset({"height", "width", "is_animated", "placeholder", "placeholder_version"})


class EmbedMedia(Form):
    """A picture or a video: on the web, or among the message's files."""

    not_spoken: ClassVar[Mapping[str, object]] = {"description": ""}
    without_effect: ClassVar[frozenset[str]] = _MEASURED
    url: Annotated[str | None, length(0, 2048), address("http", "https", "attachment")] = None


class EmbedAuthor(Form):
    """Who an embed is by."""

    name: Annotated[str, words(1, 256)]
    url: Link = None
    icon_url: Icon = None


class EmbedFooter(Form):
    """The last line of an embed."""

    text: Annotated[str, words(1, 2048)]
    icon_url: Icon = None


class EmbedField(Form):
    """A headline and a text, of which each may be empty (discord.js issue 10744)."""

    name: Annotated[str, words(0, 256)]
    value: Annotated[str, words(0, 1024)]
    inline: Annotated[bool | None, AfterValidator(bool)] = False


def _a_time(value: str | None) -> str | None:
    try:
        return value and datetime.fromisoformat(value).astimezone(UTC).isoformat(timespec="microseconds")
    except ValueError:
        raise mistake("DATE_TIME_TYPE_PARSE", f"Could not parse {value}. Should be ISO8601.") from None


class Embed(Form):
    """A box under a message's content. To Discord every one of a bot's is rich, and none has a video or a provider."""

    without_effect: ClassVar[frozenset[str]] = frozenset({"type", "video", "provider", "flags"})
    title: Annotated[str | None, words(0, 256)] = None
    description: Annotated[str | None, words(0, 4096)] = None
    url: Link = None
    color: Annotated[int | None, between(0, 0xFFFFFF)] = None
    author: EmbedAuthor | None = None
    footer: EmbedFooter | None = None
    fields: Annotated[list[EmbedField] | None, length(0, 25)] = None
    image: EmbedMedia | None = None
    thumbnail: EmbedMedia | None = None
    timestamp: Annotated[str | None, AfterValidator(_a_time)] = None

    @model_validator(mode="after")
    def _shows_something(self) -> Self:
        if not any((self.title, self.description, self.fields, self.author, self.footer, *self._pictures())):
            raise mistake("BASE_TYPE_REQUIRED", "This field is required", "description")
        return self

    def _pictures(self) -> tuple[EmbedMedia | None, EmbedMedia | None, str | None]:
        return self.image, self.thumbnail, self.timestamp

    def size(self) -> int:
        """Return the characters that count towards the sum over all embeds."""
        texts = [self.title, self.description]
        texts += [self.author.name if self.author else None, self.footer.text if self.footer else None]
        texts += [text for field in self.fields or () for text in (field.name, field.value)]
        return sum(len(text or "") for text in texts)


class AllowedMentions(Form):
    """Whom the message may ping."""

    parse: list[Literal["everyone", "roles", "users"]] | None = None
    users: Annotated[list[Snowflake] | None, length(0, 100)] = None
    roles: Annotated[list[Snowflake] | None, length(0, 100)] = None
    replied_user: bool | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        for name, some in (("users", self.users), ("roles", self.roles)):
            if some and name in (self.parse or ()):
                words = f'parse:["{name}"] and {name}: [ids...] are mutually exclusive.'
                raise mistake("MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", words)
        return self


class MessageReference(Form):
    """The message that is replied to (type 0), or forwarded (type 1)."""

    type: Literal[0, 1] = REPLY
    message_id: Snowflake
    channel_id: Snowflake | None = None
    guild_id: Snowflake | None = None
    fail_if_not_exists: bool = True


class Attachment(Form):
    """A file that comes with this request (its id is the n of files[n]), or one that stays."""

    not_spoken: ClassVar[Mapping[str, object]] = {
        "title": "",
        "duration_secs": 0,
        "waveform": "",
        "is_remix": False,
    }
    id: Snowflake
    filename: Annotated[str | None, length(1, 1024)] = None
    description: Annotated[str | None, length(0, 1024)] = None
    is_spoiler: bool | None = None


class MessageBody(Form):
    """What a bot sends to make or edit a message. Its components are checked by their own rules, as its nonce is."""

    not_spoken: ClassVar[Mapping[str, object]] = {
        "applied_tags": [],
        "thread_name": "",
        "shared_client_theme": None,
    }
    # Of an interaction's webhook; an ordinary webhook is called what it says.
    without_effect: ClassVar[frozenset[str]] = frozenset({"username", "avatar_url"})
    nonce: object = None
    enforce_nonce: bool | None = None
    content: Annotated[str | None, words(0, LONGEST_CONTENT)] = None
    embeds: Annotated[list[Embed] | None, length(0, 10)] = None
    components: list[object] | None = None
    attachments: list[Attachment] | None = None
    allowed_mentions: AllowedMentions | None = None
    message_reference: MessageReference | None = None
    flags: Annotated[int | None, between(0, 2**31 - 1)] = None
    sticker_ids: Annotated[list[Snowflake] | None, length(0, 3)] = None
    poll: dict[str, object] | None = None
    tts: bool | None = None
