"""From the body of a request to what a message says and carries."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from sandbox.rules.flags import EPHEMERAL
from sandbox.rules.messages import understood_embeds
from sandbox.wire import Json
from sandbox.world.attachments import Attachment
from sandbox.world.body import Body
from sandbox.world.cdn import Cdn
from sandbox.world.mentions import mentioned
from sandbox.world.message import FILE, THUMBNAIL, every_component, media_of
from sandbox.world.post import Post
from sandbox.world.world import World

REFERENCE = "attachment://"
# What Discord answers with where nothing was said (https://discord.com/developers/docs/components/reference).
_SHOWN: Json = {"description": None, "spoiler": False}
_BY_DEFAULT: dict[int, Json] = {
    **{select: {"min_values": 1, "max_values": 1} for select in (3, 5, 6, 7, 8)},
    THUMBNAIL: _SHOWN,
    FILE: {"spoiler": False},
    14: {"spacing": 1, "divider": True},  # a separator
    17: {"accent_color": None, "spoiler": False},  # a container
}


def write(post: Post, body: Body, world: World, cdn: Cdn) -> None:
    """Take over what the body says; what it does not mention stays as it is."""
    message = body.object
    post.attachments = _attachments(post, body, cdn, world.application.id)
    if "tts" in message:
        post.tts = bool(message["tts"])
    if "content" in message:
        post.content = (message["content"] or "").strip()
    if "embeds" in message:
        post.embeds = understood_embeds(message["embeds"])
    if "components" in message:
        post.components = _components(message["components"] or [], post.attachments, world, cdn)
    texts = [str(part["content"]) for part in every_component(post.components) if "content" in part]
    by_default = ["users"] if "interaction_metadata" in post.origin else ["users", "roles", "everyone"]
    allowed = message.get("allowed_mentions") or {"parse": by_default, "replied_user": True}
    post.mentions = mentioned("\n".join([post.content, *texts]), allowed, world, post)


def referenced(url: str, attachments: Mapping[int, Attachment]) -> Attachment | None:
    """Return the file that attachment://name means: the newest of that name."""
    name = url.removeprefix(REFERENCE) if url.startswith(REFERENCE) else None
    found = [attachment for attachment in attachments.values() if attachment.filename == name]
    return found[-1] if found else None


def _attachments(post: Post, body: Body, cdn: Cdn, application_id: int) -> dict[int, Attachment]:
    """Return what stays and what is new. A list that leaves an attachment out takes it away."""
    listed: list[Json] | None = body.object.get("attachments")
    entries = {int(entry["id"]): entry for entry in listed or []}
    kept = {key: one for key, one in post.attachments.items() if listed is None or key in entries}
    result = {key: _described(one, entries.get(key, {})) for key, one in kept.items()}
    ephemeral = post.audience is not None or post.flags & EPHEMERAL
    folder = f"ephemeral-attachments/{application_id}" if ephemeral else f"attachments/{post.channel.id}"
    for number, file in sorted(body.files.items()):
        entry = entries.get(number, {})
        new = cdn.keep(folder, entry.get("filename") or file.name, file.content)
        result[new.id] = _described(new, entry)
    return result


def _described(attachment: Attachment, entry: Json) -> Attachment:
    description = entry.get("description", attachment.description)
    spoiler = entry.get("is_spoiler", attachment.spoiler)
    return replace(attachment, description=description, spoiler=bool(spoiler))


def _components(
    sent: list[Json], attachments: Mapping[int, Attachment], world: World, cdn: Cdn
) -> list[Json]:
    """Return components as they are kept.

    They are numbered, say what goes without saying, and have the files that they show instead of links to them.
    """
    components: list[Json] = _without_nothing(sent)
    taken = {part["id"] for part in every_component(components) if part.get("id")}
    free = (number for number in range(1, 1 << 30) if number not in taken)
    for part in every_component(components):
        part["id"] = part.get("id") or next(free)
        _fill(part, _BY_DEFAULT.get(part["type"], {}))
        for item in part.get("items", ()):
            _fill(item, _SHOWN)
        for media in media_of(part):
            url = str(media["url"])
            media.clear()
            media["stored"] = referenced(url, attachments) or cdn.find(url) or url
            media["id"] = str(world.ids.next())
    return components


def _fill(part: Json, defaults: Json) -> None:
    part.update({name: value for name, value in defaults.items() if name not in part})


def _without_nothing(sent: object) -> Any:  # noqa: ANN401 - JSON as it came
    """Return a copy of some JSON that leaves out what says nothing."""
    match sent:
        case dict():
            some = cast("Json", sent)
            return {name: _without_nothing(value) for name, value in some.items() if value is not None}
        case list():
            return [_without_nothing(one) for one in cast("list[object]", sent)]
        case _:
            return sent
