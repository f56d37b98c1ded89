"""The rules for the body of a message: when it is made, answered with, or edited.

https://discord.com/developers/docs/resources/message
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from sandbox.rules.components import attached_names, read_components
from sandbox.rules.flags import (
    EPHEMERAL,
    IS_COMPONENTS_V2,
    IS_VOICE_MESSAGE,
    LOADING,
    SUPPRESS_EMBEDS,
    SUPPRESS_NOTIFICATIONS,
)
from sandbox.rules.forms import Form, read
from sandbox.rules.message_forms import FORWARD, LARGEST_EMBEDS, MOST_FILES, Embed, MessageBody
from sandbox.rules.refusal import NotSpoken, Refused, invalid_form, too_many_attachments

Problems = Iterator[tuple[str, tuple[str, str]]]
_BODY, _EMBEDS = TypeAdapter(MessageBody), TypeAdapter(list[Embed])


@dataclass(frozen=True, slots=True)
class Existing:
    """What an edit finds: the message as it stands. A deferred answer that shows nothing yet is Existing(LOADING)."""

    flags: int = 0
    content: str = ""
    embeds: int = 0
    components: int = 0
    poll: bool = False
    attachments: Mapping[str, str] = field(default_factory=dict[str, str])  # id -> file name


class _Deferral(Form):
    flags: int | None = None


_DEFERRAL = TypeAdapter(_Deferral | None)


def check_message(
    body: object,
    *,
    uploads: Mapping[int, str],
    existing: Existing | None = None,
    interaction: bool = False,
) -> None:
    """Refuse a body that Discord would not take.

    `uploads` are the multipart files: the n of `files[n]` and the file's name. `existing` is given for an edit.
    `interaction` is true for an interaction's first answer and follow-ups, which alone may be EPHEMERAL.
    """
    form = read(_BODY, body)
    before = existing or Existing()
    v2 = bool(((form.flags or 0) | before.flags) & IS_COMPONENTS_V2)
    names, unknown = _files(form, uploads, before)
    if len(names) > MOST_FILES or len(uploads) > MOST_FILES:
        raise too_many_attachments(MOST_FILES)
    shown = read_components(form.components or [], v2=v2)
    problems = [
        *unknown,
        *_wrong_flags(form, existing, interaction=interaction),
        *(_legacy_fields(form, before) if v2 else ()),
        *_too_long_embeds(form),
        *_late_poll(form, existing),
        *_dangling(shown, names),
        *_dangling(form, names),
    ]
    if problems:
        raise invalid_form(dict(problems))
    if not (names or _shows_something(form, before)):
        raise Refused(400, 50006, "Cannot send an empty message")
    _check_spoken(form)


def understood_embeds(embeds: object) -> list[dict[str, object]]:
    """Return embeds with all that Discord keeps of them."""
    return [embed.model_dump(exclude_none=True) for embed in _EMBEDS.validate_python(embeds or [])]


def _check_spoken(form: MessageBody) -> None:
    """Refuse what is no mistake, and would show nothing here."""
    voice = bool((form.flags or 0) & IS_VOICE_MESSAGE)
    poll, stickers = form.poll is not None, bool(form.sticker_ids)
    for what, asked in (("polls", poll), ("stickers", stickers), ("voice messages", voice)):
        if asked:
            raise NotSpoken(f"The sandbox does not speak {what}.")


def check_defer(data: object) -> None:
    """Refuse the data of a deferred answer (callback type 5): of its flags only EPHEMERAL means anything.

    IS_COMPONENTS_V2 does no harm here and does nothing: it belongs to the edit that follows.
    https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object
    """
    form = read(_DEFERRAL, data)
    if form is not None and (form.flags or 0) & ~(EPHEMERAL | IS_COMPONENTS_V2):
        raise invalid_form(
            {"flags": ("MESSAGE_FLAGS_INVALID", "Only EPHEMERAL can be set on a deferred response.")}
        )


def _files(form: MessageBody, uploads: Mapping[int, str], before: Existing) -> tuple[list[str], Problems]:
    """Return the names of the files that the message has afterwards, and the ids that name none.

    A list of attachments says what stays; without one all stays. What is uploaded comes in addition.
    """
    new = {str(number): name for number, name in uploads.items()}
    kept = dict(before.attachments)
    if form.attachments is not None:
        renamed = {entry.id: entry.filename for entry in form.attachments if entry.filename}
        new = {number: renamed.get(number, name) for number, name in new.items()}
        kept = {entry.id: kept[entry.id] for entry in form.attachments if entry.id in kept}
    known = new.keys() | kept.keys()
    unknown = (
        (
            f"attachments.{index}.id",
            ("ATTACHMENT_NOT_FOUND", "Neither a file of this request nor of the message."),
        )
        for index, entry in enumerate(form.attachments or ())
        if entry.id not in known
    )
    return [*new.values(), *kept.values()], unknown


def _wrong_flags(form: MessageBody, existing: Existing | None, *, interaction: bool) -> Problems:
    """Refuse flags: https://discord.com/developers/docs/resources/message#message-object-message-flags."""
    if form.flags is None:
        return
    allowed = SUPPRESS_EMBEDS | IS_COMPONENTS_V2
    if existing is None:
        allowed |= SUPPRESS_NOTIFICATIONS | IS_VOICE_MESSAGE | (EPHEMERAL if interaction else 0)
    elif existing.flags & IS_COMPONENTS_V2 and not form.flags & IS_COMPONENTS_V2:
        yield "flags", ("MESSAGE_FLAGS_COMPONENTS_V2_PERMANENT", "IS_COMPONENTS_V2 cannot be removed.")
    if existing is not None:
        allowed |= existing.flags
    if form.flags & ~allowed:
        yield "flags", ("MESSAGE_FLAGS_INVALID", f"These flags cannot be set here: {form.flags & ~allowed}.")


def _legacy_fields(form: MessageBody, before: Existing) -> Problems:
    """With IS_COMPONENTS_V2 there is no content, embed, sticker or poll: new ones are refused, old ones must go."""
    code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
    earlier = {"content": bool(before.content), "embeds": bool(before.embeds), "poll": before.poll}
    for name in ("content", "embeds", "sticker_ids", "poll"):
        stays = name not in form.model_fields_set and earlier.get(name, False)
        if getattr(form, name) or stays:
            yield name, (code, f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2")


def _too_long_embeds(form: MessageBody) -> Problems:
    if sum(embed.size() for embed in form.embeds or ()) > LARGEST_EMBEDS:
        yield "embeds", ("MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {LARGEST_EMBEDS}")


def _late_poll(form: MessageBody, existing: Existing | None) -> Problems:
    if form.poll is not None and existing is not None and not existing.flags & LOADING:
        yield (
            "poll",
            ("POLL_EDIT_INVALID", "A poll is added to a new message or to a deferred response only."),
        )


def _dangling(shown: Form, names: Sequence[str]) -> Problems:
    for path, name in attached_names(shown):
        if name not in names:
            code = "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"
            yield path, (code, f"The referenced attachment {name!r} was not found")


def _shows_something(form: MessageBody, before: Existing) -> bool:
    earlier = {"content": before.content, "embeds": before.embeds, "components": before.components}
    names = ("content", "embeds", "components", "sticker_ids", "poll")
    kept = any(earlier.get(name) for name in names if name not in form.model_fields_set)
    forwards = form.message_reference is not None and form.message_reference.type == FORWARD
    return forwards or kept or before.poll or any(getattr(form, name) for name in names)
