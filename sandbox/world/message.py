"""A message as somebody sees it at one moment."""

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.rules.flags import EPHEMERAL, LOADING
from sandbox.wire import Json

BUTTON, TEXT_DISPLAY, THUMBNAIL, MEDIA_GALLERY, FILE = 2, 10, 11, 12, 13


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press: a custom_id, or a link's url."""

    custom_id: str | None
    label: str
    disabled: bool
    url: str | None


@dataclass(frozen=True, slots=True)
class Message:
    """Discord's JSON of a message, and what a reader takes from it."""

    raw: Json

    @property
    def id(self) -> int:
        """Its id."""
        return int(self.raw["id"])

    @property
    def channel_id(self) -> int:
        """Where it stands."""
        return int(self.raw["channel_id"])

    @property
    def author_id(self) -> int:
        """Who wrote it."""
        return int(self.raw["author"]["id"])

    @property
    def flags(self) -> int:
        """Discord's bits."""
        return int(self.raw["flags"])

    @property
    def ephemeral(self) -> bool:
        """Return whether only one member sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Return whether it still says that the application is thinking."""
        return bool(self.flags & LOADING)

    @property
    def text(self) -> str:
        """All that can be read, line by line."""
        texts = [part["content"] for part in self.components if part["type"] == TEXT_DISPLAY]
        embeds = [
            embed[key] for embed in self.raw["embeds"] for key in ("title", "description") if embed.get(key)
        ]
        return "\n".join(text for text in (self.raw["content"], *embeds, *texts) if text)

    @property
    def components(self) -> list[Json]:
        """All components, at whatever depth, in reading order."""
        return list(every_component(self.raw["components"]))

    @property
    def buttons(self) -> list[Button]:
        """All buttons in reading order."""
        return [
            Button(part.get("custom_id"), part.get("label", ""), part.get("disabled", False), part.get("url"))
            for part in self.components
            if part["type"] == BUTTON
        ]

    def part(self, name: str) -> Json | None:
        """Return the button or select of this custom_id, or else the first that is called so (its label or placeholder)."""
        parts = [part for part in self.components if part.get("custom_id")]
        by_id = next((part for part in parts if part["custom_id"] == name), None)
        called = (part for part in parts if name in {part.get("label"), part.get("placeholder")})
        return by_id or next(called, None)

    @property
    def pictures(self) -> list[str]:
        """The links of all that is shown or attached."""
        attached = [attachment["url"] for attachment in self.raw["attachments"]]
        return attached + [media["url"] for part in self.components for media in media_of(part)]


def every_component(components: list[Json]) -> Iterator[Json]:
    """Yield each component and all that is inside it."""
    for component in components:
        yield component
        inner = [component[key] for key in ("accessory", "component") if component.get(key)]
        yield from every_component([*component.get("components", []), *inner])


def called(component: Json) -> str:
    """Return what people read on a component: its label, placeholder or emoji; nothing where there is none of them."""
    emoji: Json = component.get("emoji") or {}
    return str(component.get("label") or component.get("placeholder") or emoji.get("name") or "")


def media_of(component: Json) -> list[Json]:
    """Return the unfurled media items of a gallery, a thumbnail or a file."""
    if component["type"] == MEDIA_GALLERY:
        return [item["media"] for item in component["items"]]
    place = {THUMBNAIL: "media", FILE: "file"}.get(component["type"])
    return [component[place]] if place else []
