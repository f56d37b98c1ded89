"""Each type of component with its own limits, for messages and for modals.

https://discord.com/developers/docs/components/reference
"""

from collections.abc import Sequence
from typing import Annotated, Literal, Self, cast

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from sandbox.rules.emoji import is_emoji
from sandbox.rules.forms import Form, Snowflake, between, distinct, length, mistake, words

CustomId = Annotated[str, length(1, 100)]
AltText = Annotated[str | None, length(1, 1024)]
UpTo25 = Annotated[int | None, between(0, 25)]
UpTo10 = Annotated[int | None, between(0, 10)]

LINK, PREMIUM = 5, 6
# https://discord.com/developers/docs/resources/channel#channel-object-channel-types
ChannelType = Literal[0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16]


def address(*schemes: str) -> AfterValidator:
    """Return the check for an address with one of these schemes."""

    def check(value: str | None) -> str | None:
        if value is None:
            return None
        scheme, _, rest = value.partition("://")
        if scheme not in schemes:
            raise mistake("URL_TYPE_INVALID_SCHEME", f"Scheme must be one of {schemes}.")
        if not rest or not rest.isprintable() or " " in rest:
            raise mistake("URL_TYPE_INVALID_URL", "Not a well formed URL.")
        return value

    return AfterValidator(check)


class Component(Form):
    """What all components share."""

    id: Annotated[int | None, between(0, 2**31 - 1)] = None


class Emoji(Form):
    """One of Unicode's by name, or a server's own by id."""

    id: Snowflake | None = None
    name: Annotated[str | None, length(1, 32)] = None
    animated: bool | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        """Refuse what nobody could see; that no server here has emoji of its own makes every id one of those.

        The code is the same in selects (discord-api-docs issue 8071).
        """
        if self.id is not None or not is_emoji(self.name or ""):
            at = "name" if self.id is None else "id"
            raise mistake("BUTTON_COMPONENT_INVALID_EMOJI", "Invalid emoji", at)
        return self


class Button(Component):
    """What a member presses."""

    type: Literal[2]
    style: Literal[1, 2, 3, 4, 5, 6]
    label: Annotated[str | None, words(0, 80)] = None
    emoji: Emoji | None = None
    custom_id: Annotated[str | None, length(1, 100)] = None
    url: Annotated[str | None, length(0, 512), address("http", "https", "discord")] = None
    sku_id: Snowflake | None = None
    disabled: bool | None = None

    @model_validator(mode="after")
    def _fits_its_style(self, info: ValidationInfo) -> Self:
        needed = {LINK: "url", PREMIUM: "sku_id"}.get(self.style, "custom_id")
        if getattr(self, needed) is None:
            raise mistake(
                "BUTTON_COMPONENT_FIELD_REQUIRED", f"A button of this style needs a {needed}.", needed
            )
        forbidden = {"url", "sku_id", "custom_id"} - {needed}
        forbidden |= {"label", "emoji"} if self.style == PREMIUM else set[str]()
        for name in sorted(forbidden):
            if getattr(self, name) is not None:
                raise mistake(
                    "BUTTON_COMPONENT_FIELD_INVALID", f"A button of this style has no {name}.", name
                )
        if self.style != PREMIUM and not self.label and self.emoji is None:
            raise mistake("BUTTON_COMPONENT_LABEL_REQUIRED", "A button needs a label or an emoji.", "label")
        if self.style == PREMIUM and info.context is not None:  # nothing is sold here
            cast("list[str]", info.context).append(f"buttons of style {PREMIUM}")
        return self


class Choice(Form):
    """A line of a string select, a radio group or a checkbox group."""

    label: Annotated[str, words(1, 100)]
    value: Annotated[str, length(1, 100)]
    description: Annotated[str | None, length(0, 100)] = None
    emoji: Emoji | None = None
    default: bool | None = None


# Their values tell them apart.
DistinctChoices = Annotated[list[Choice], distinct("value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED")]


def at_most_chosen(choices: Sequence[Choice], most: int) -> None:
    """No more choices may be made beforehand than the member may make."""
    if sum(bool(choice.default) for choice in choices) > most:
        raise mistake("SELECT_COMPONENT_TOO_MANY_DEFAULTS", f"At most {most} may be the default.", "options")


class Selection(Component):
    """Where a member picks from `min_values` to `max_values` things."""

    custom_id: CustomId
    min_values: UpTo25 = None
    max_values: Annotated[int | None, between(1, 25)] = None
    required: bool | None = None

    @model_validator(mode="after")
    def _range(self) -> Self:
        low, high = self.range()
        if low > high:
            raise mistake("SELECT_COMPONENT_RANGE_INVALID", f"{low} is more than {high}.", "min_values")
        return self

    def range(self) -> tuple[int, int]:
        """Return how few and how many, with Discord's defaults."""
        low, high = self.min_values, self.max_values
        return 1 if low is None else low, 1 if high is None else high


class Select(Selection):
    """A menu, in a row of a message or in a label of a modal."""

    placeholder: Annotated[str | None, length(0, 150)] = None
    disabled: bool | None = None


class StringSelect(Select):
    """A menu of the application's own lines."""

    type: Literal[3]
    options: Annotated[DistinctChoices, length(1, 25)]

    @model_validator(mode="after")
    def _defaults(self) -> Self:
        at_most_chosen(self.options, self.range()[1])
        return self


class DefaultValue(Form):
    """What is chosen beforehand."""

    id: Snowflake
    type: Literal["user", "role", "channel"]


class EntitySelect(Select):
    """A select whose choices Discord fills in: members, roles or channels."""

    type: Literal[5, 6, 7, 8]
    default_values: list[DefaultValue] | None = None
    channel_types: list[ChannelType] | None = None

    @model_validator(mode="after")
    def _defaults(self) -> Self:
        kinds = {5: {"user"}, 6: {"role"}, 7: {"user", "role"}, 8: {"channel"}}[self.type]
        defaults = self.default_values or []
        if len(defaults) > self.range()[1]:
            raise mistake(
                "SELECT_COMPONENT_TOO_MANY_DEFAULTS", "More defaults than max_values.", "default_values"
            )
        if any(default.type not in kinds for default in defaults):
            raise mistake(
                "SELECT_COMPONENT_DEFAULT_INVALID", f"Must be one of {sorted(kinds)}.", "default_values"
            )
        return self


class ActionRow(Component):
    """Up to five buttons, or one menu."""

    type: Literal[1]
    components: Annotated[
        list[Annotated[Button | StringSelect | EntitySelect, Field(discriminator="type")]], length(1, 5)
    ]

    @model_validator(mode="after")
    def _width(self) -> Self:
        if len(self.components) > 1 and any(not isinstance(child, Button) for child in self.components):
            raise mistake("COMPONENT_LAYOUT_WIDTH_EXCEEDED", "A select fills its row.", "components")
        return self


class TextDisplay(Component):
    """Markdown."""

    type: Literal[10]
    content: Annotated[str, words(1, 4000)]


class Media(Form):
    """Where a picture is: on the web, or among the message's files."""

    url: Annotated[str, length(1, 2048), address("http", "https", "attachment")]


class AttachedMedia(Form):
    """A file of the message itself."""

    url: Annotated[str, length(1, 2048), address("attachment")]


class Thumbnail(Component):
    """A small picture beside a section's text."""

    type: Literal[11]
    media: Media
    description: AltText = None
    spoiler: bool | None = None


class Section(Component):
    """Text with a button or a picture beside it."""

    type: Literal[9]
    components: Annotated[list[TextDisplay], length(1, 3)]
    accessory: Annotated[Button | Thumbnail, Field(discriminator="type")]


class GalleryItem(Form):
    """One picture of a gallery."""

    media: Media
    description: AltText = None
    spoiler: bool | None = None


class MediaGallery(Component):
    """Pictures."""

    type: Literal[12]
    items: Annotated[list[GalleryItem], length(1, 10)]


class File(Component):
    """A file to download."""

    type: Literal[13]
    file: AttachedMedia
    spoiler: bool | None = None


class Separator(Component):
    """A line, or a space."""

    type: Literal[14]
    divider: bool | None = None
    spacing: Literal[1, 2] | None = None


class Container(Component):
    """A box around other components, but not around another box."""

    type: Literal[17]
    components: Annotated[
        list[
            Annotated[
                ActionRow | Section | TextDisplay | MediaGallery | File | Separator,
                Field(discriminator="type"),
            ]
        ],
        length(1, 40),
    ]
    accent_color: Annotated[int | None, between(0, 0xFFFFFF)] = None
    spoiler: bool | None = None
