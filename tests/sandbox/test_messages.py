"""Every rule for a message's body has a wrong input here, and what discord.py itself sends passes."""

import io
import json
from collections.abc import Mapping
from typing import Any

import discord
import pytest
from discord import ui
from discord.http import handle_message_parameters

from sandbox.rules.flags import (
    EPHEMERAL,
    IS_COMPONENTS_V2,
    IS_VOICE_MESSAGE,
    LOADING,
    SUPPRESS_EMBEDS,
    SUPPRESS_NOTIFICATIONS,
)
from sandbox.rules.messages import Existing, check_defer, check_message
from sandbox.rules.refusal import Refused

Json = dict[str, Any]

V2 = IS_COMPONENTS_V2
TEXT: Json = {"type": 10, "content": "hello"}
ROW: Json = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Press", "custom_id": "press"}]}
LAYOUT: Json = {"flags": V2, "components": [TEXT]}
LEGACY = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
DANGLING = "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"


def gallery(name: str) -> Json:
    return {"flags": V2, "components": [{"type": 12, "items": [{"media": {"url": f"attachment://{name}"}}]}]}


def embed(**fields: object) -> Json:
    return {"embeds": [fields]}


def refusal_of(body: object, *, uploads: Mapping[int, str] | None = None, **more: Any) -> Refused:  # noqa: ANN401
    with pytest.raises(Refused) as caught:
        check_message(body, uploads=uploads or {}, **more)
    return caught.value


def codes(refused: Refused) -> dict[str, str]:
    assert (refused.status, refused.code) == (400, 50035)
    return {path: code for path, (code, _) in refused.problems.items()}


FULL_EMBED = embed(
    title="t" * 256,
    description="d" * 4096,
    url="https://example.org",
    color=0xFFFFFF,
    author={"name": "a" * 256},
    footer={"text": "f"},
    fields=[{"name": "n", "value": "v", "inline": True}] * 25,
)

GOOD: dict[str, Json] = {
    "content": {"content": "x" * 2000},
    "embed": FULL_EMBED,
    "link at 2048 characters": embed(title="x", url="https://" + "x" * 2040),
    "picture at 2048 characters": embed(image={"url": "https://" + "x" * 2040}),
    "black, and a name of one letter": embed(color=0, author={"name": "a"}),
    "a field of nothing": embed(fields=[{"name": "", "value": " "}]),
    "a space that has no width": {"content": "\u200b"},
    "ten embeds": {"embeds": [{"title": "x"}] * 10},
    "rows only": {"components": [ROW]},
    "layout": LAYOUT,
    "layout with empty legacy fields": LAYOUT | {"content": None, "embeds": [], "poll": None},
    "quiet": {"content": "x", "flags": SUPPRESS_NOTIFICATIONS | SUPPRESS_EMBEDS},
    "nobody is pinged": {"content": "x", "allowed_mentions": {"parse": []}},
    "one is pinged": {"content": "x", "allowed_mentions": {"parse": ["roles"], "users": [5, "6"]}},
}


@pytest.mark.parametrize("body", GOOD.values(), ids=GOOD)
def test_a_message_within_its_limits_passes(body: Json) -> None:
    check_message(body, uploads={})
    check_message(body, uploads={}, interaction=True)
    check_message(LAYOUT | {"flags": V2 | EPHEMERAL}, uploads={}, interaction=True)


BAD: dict[str, tuple[object, str, str]] = {
    "no object": (["x"], "", "DICT_TYPE_CONVERT"),
    "content of 2001": ({"content": "x" * 2001}, "content", "BASE_TYPE_MAX_LENGTH"),
    "content as number": ({"content": 5}, "content", "STRING_TYPE_CONVERT"),
    "eleven embeds": ({"embeds": [{"title": "x"}] * 11}, "embeds", "BASE_TYPE_MAX_LENGTH"),
    "embeds as one": ({"embeds": {"title": "x"}}, "embeds", "LIST_TYPE_CONVERT"),
    "title of 257": (embed(title="x" * 257), "embeds.0.title", "BASE_TYPE_MAX_LENGTH"),
    "description of 4097": (embed(description="x" * 4097), "embeds.0.description", "BASE_TYPE_MAX_LENGTH"),
    "link of another scheme": (embed(url="ftp://example.org"), "embeds.0.url", "URL_TYPE_INVALID_SCHEME"),
    "link at 2049 characters": (
        embed(url="https://" + "x" * 2041),
        "embeds.0.url",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "picture at 2049 characters": (
        embed(image={"url": "https://" + "x" * 2041}),
        "embeds.0.image.url",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "blank title": (embed(title=" "), "embeds.0.description", "BASE_TYPE_REQUIRED"),
    "blank footer": (embed(footer={"text": "\n"}), "embeds.0.footer.text", "BASE_TYPE_BAD_LENGTH"),
    "empty author": (embed(author={"name": ""}), "embeds.0.author.name", "BASE_TYPE_BAD_LENGTH"),
    "colour too large": (embed(color=1 << 24), "embeds.0.color", "NUMBER_TYPE_MAX"),
    "26 fields": (
        embed(fields=[{"name": "n", "value": "v"}] * 26),
        "embeds.0.fields",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "field without value": (embed(fields=[{"name": "n"}]), "embeds.0.fields.0.value", "BASE_TYPE_REQUIRED"),
    "field name of 257": (
        embed(fields=[{"name": "n" * 257, "value": "v"}]),
        "embeds.0.fields.0.name",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "field value of 1025": (
        embed(fields=[{"name": "n", "value": "v" * 1025}]),
        "embeds.0.fields.0.value",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "footer of 2049": (embed(footer={"text": "x" * 2049}), "embeds.0.footer.text", "BASE_TYPE_BAD_LENGTH"),
    "author of 257": (embed(author={"name": "x" * 257}), "embeds.0.author.name", "BASE_TYPE_BAD_LENGTH"),
    "picture from a disk": (
        embed(image={"url": "file:///etc/passwd"}),
        "embeds.0.image.url",
        "URL_TYPE_INVALID_SCHEME",
    ),
    "6001 over all embeds": (
        {
            "embeds": [
                {"description": "x" * 3000},
                {"title": "t", "footer": {"text": "f" * 2000}},
                {"fields": [{"name": "n" * 100, "value": "v" * 900}]},
            ]
        },
        "embeds",
        "MAX_EMBED_SIZE_EXCEEDED",
    ),
    "components without the flag": ({"components": [TEXT]}, "components.0", "UNION_TYPE_CHOICES"),
    "wrong component": (
        LAYOUT | {"components": [{"type": 14, "spacing": 3}]},
        "components.0.spacing",
        "BASE_TYPE_CHOICES",
    ),
    "content with the flag": (LAYOUT | {"content": "x"}, "content", LEGACY),
    "embeds with the flag": (LAYOUT | {"embeds": [{"title": "x"}]}, "embeds", LEGACY),
    "poll with the flag": (LAYOUT | {"poll": {"question": {}}}, "poll", LEGACY),
    "stickers with the flag": (LAYOUT | {"sticker_ids": ["5"]}, "sticker_ids", LEGACY),
    "four stickers": ({"sticker_ids": ["5"] * 4}, "sticker_ids", "BASE_TYPE_MAX_LENGTH"),
    "flags of 32 bits": ({"content": "x", "flags": 1 << 31}, "flags", "NUMBER_TYPE_MAX"),
    "flags as text": ({"content": "x", "flags": "64"}, "flags", "NUMBER_TYPE_COERCE"),
    "the loading flag": ({"content": "x", "flags": LOADING}, "flags", "MESSAGE_FLAGS_INVALID"),
    "unknown flags": ({"content": "x", "flags": 1 << 30}, "flags", "MESSAGE_FLAGS_INVALID"),
    "unknown file": (
        {"content": "x", "attachments": [{"id": 0}]},
        "attachments.0.id",
        "ATTACHMENT_NOT_FOUND",
    ),
    "attachment without id": ({"attachments": [{"filename": "x"}]}, "attachments.0.id", "BASE_TYPE_REQUIRED"),
    "attachment id of letters": ({"attachments": [{"id": "a"}]}, "attachments.0.id", "NUMBER_TYPE_COERCE"),
    "picture that is not there": (gallery("cat.png"), "components.0.items.0.media.url", DANGLING),
    "embedded picture that is not there": (
        embed(image={"url": "attachment://cat.png"}),
        "embeds.0.image.url",
        DANGLING,
    ),
    "mentions as list": ({"content": "x", "allowed_mentions": []}, "allowed_mentions", "DICT_TYPE_CONVERT"),
    "unknown mentions": (
        {"content": "x", "allowed_mentions": {"parse": ["here"]}},
        "allowed_mentions.parse.0",
        "BASE_TYPE_CHOICES",
    ),
    "101 mentions": (
        {"content": "x", "allowed_mentions": {"users": list(range(101))}},
        "allowed_mentions.users",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "101 roles": (
        {"content": "x", "allowed_mentions": {"roles": list(range(101))}},
        "allowed_mentions.roles",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "all users and some users": (
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": [5]}},
        "allowed_mentions",
        "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
    ),
    "all roles and some roles": (
        {"content": "x", "allowed_mentions": {"parse": ["roles"], "roles": [5]}},
        "allowed_mentions",
        "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
    ),
}


@pytest.mark.parametrize(("body", "path", "code"), BAD.values(), ids=BAD)
def test_a_wrong_message_is_refused_where_it_is_wrong(body: object, path: str, code: str) -> None:
    assert codes(refusal_of(body)) == {path: code}


EMPTY: list[Json] = [
    {},
    {"content": ""},
    {"content": " \n\t\u00a0"},
    {"content": None, "embeds": []},
    {"flags": V2},
    {"flags": V2, "components": []},
]


@pytest.mark.parametrize("body", EMPTY)
def test_an_empty_message_is_refused(body: Json) -> None:
    refused = refusal_of(body)
    assert (refused.status, refused.code) == (400, 50006)


def test_only_answers_to_interactions_are_ephemeral() -> None:
    check_message({"content": "x", "flags": EPHEMERAL}, uploads={}, interaction=True)
    assert codes(refusal_of({"content": "x", "flags": EPHEMERAL})) == {"flags": "MESSAGE_FLAGS_INVALID"}


def test_the_flags_are_discords() -> None:
    flags = discord.MessageFlags(
        ephemeral=True,
        loading=True,
        suppress_embeds=True,
        suppress_notifications=True,
        voice=True,
        components_v2=True,
    )
    ours = EPHEMERAL | LOADING | SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | IS_VOICE_MESSAGE | V2
    assert flags.value == ours


def test_six_thousand_characters_of_embeds_pass_and_one_more_does_not() -> None:
    texts = [{"description": "x" * 3000}, {"description": "x" * 2900}, {"title": "x" * 100}]
    check_message({"embeds": texts}, uploads={})
    assert codes(refusal_of({"embeds": [*texts, {"title": "x"}]})) == {"embeds": "MAX_EMBED_SIZE_EXCEEDED"}


@pytest.mark.parametrize("user", ["1" * 21, "-1", "\u0661", True, 1.0])
def test_an_id_has_up_to_twenty_digits(user: object) -> None:
    check_message({"content": "x", "allowed_mentions": {"users": ["1" * 20]}}, uploads={})
    refused = refusal_of({"content": "x", "allowed_mentions": {"users": [user]}})
    assert codes(refused) == {"allowed_mentions.users.0": "NUMBER_TYPE_COERCE"}


# Files


def test_a_file_alone_is_a_message() -> None:
    check_message({}, uploads={0: "cat.png"})


def test_ten_files_pass_and_eleven_do_not() -> None:
    files = {number: f"{number}.png" for number in range(11)}
    check_message({}, uploads={number: files[number] for number in range(10)})
    assert (refusal_of({}, uploads=files).status, refusal_of({}, uploads=files).code) == (400, 30015)


def test_what_stays_and_what_comes_are_ten_files_together() -> None:
    before = Existing(attachments={str(100 + number): f"{number}.png" for number in range(8)})
    new = {number: f"new{number}.png" for number in range(3)}
    assert refusal_of({}, uploads=new, existing=before).code == 30015
    kept = [{"id": key} for key in list(before.attachments)[:7]]
    check_message({"attachments": [*kept, {"id": 0}, {"id": 1}, {"id": 2}]}, uploads=new, existing=before)


def test_a_file_that_comes_along_is_shown_by_its_name() -> None:
    check_message(gallery("cat.png"), uploads={0: "cat.png"})
    check_message(gallery("cat.png") | {"attachments": [{"id": 0}]}, uploads={0: "cat.png"})
    assert codes(refusal_of(gallery("dog.png"), uploads={0: "cat.png"})) == {
        "components.0.items.0.media.url": DANGLING
    }


def test_a_file_may_be_given_another_name() -> None:
    body = gallery("dog.png") | {"attachments": [{"id": "0", "filename": "dog.png"}]}
    check_message(body, uploads={0: "cat.png"})


def test_a_file_that_stays_is_shown_and_one_that_goes_is_not() -> None:
    before = Existing(flags=V2, components=1, attachments={"77": "cat.png"})
    check_message(gallery("cat.png"), uploads={}, existing=before)
    check_message(gallery("cat.png") | {"attachments": [{"id": "77"}]}, uploads={}, existing=before)
    none: Json = {"attachments": []}
    refused = refusal_of(gallery("cat.png") | none, existing=before)
    assert codes(refused) == {"components.0.items.0.media.url": DANGLING}


def test_only_files_of_the_message_can_stay() -> None:
    before = Existing(content="x", attachments={"77": "cat.png"})
    refused = refusal_of({"attachments": [{"id": "77"}, {"id": "78"}]}, existing=before)
    assert codes(refused) == {"attachments.1.id": "ATTACHMENT_NOT_FOUND"}


@pytest.mark.parametrize(("field", "longest"), [("description", 1024), ("filename", 1024)])
def test_what_is_said_of_a_file_is_limited(field: str, longest: int) -> None:
    check_message({"attachments": [{"id": 0, field: "x" * longest}]}, uploads={0: "cat.png"})
    refused = refusal_of({"attachments": [{"id": 0, field: "x" * (longest + 1)}]}, uploads={0: "cat.png"})
    assert set(codes(refused)) == {f"attachments.0.{field}"}


# Edits


def test_an_edit_may_leave_everything_as_it_is() -> None:
    check_message({}, uploads={}, existing=Existing(content="x"))
    check_message({}, uploads={}, existing=Existing(flags=V2, components=1))
    check_message(
        {"flags": EPHEMERAL | V2}, uploads={}, existing=Existing(flags=EPHEMERAL | V2, components=1)
    )


@pytest.mark.parametrize(
    ("body", "before"),
    [
        ({}, Existing(flags=LOADING)),
        ({"content": ""}, Existing(content="x")),
        ({"embeds": []}, Existing(embeds=1)),
        ({"attachments": []}, Existing(attachments={"77": "cat.png"})),
        ({"components": []}, Existing(flags=V2, components=1)),
    ],
    ids=["loading", "content", "embeds", "files", "layout"],
)
def test_an_edit_may_not_leave_nothing(body: Json, before: Existing) -> None:
    assert refusal_of(body, existing=before).code == 50006


def test_a_deferred_answer_becomes_a_layout() -> None:
    check_message(LAYOUT, uploads={}, existing=Existing(flags=LOADING | EPHEMERAL))


@pytest.mark.parametrize("flags", [0, SUPPRESS_EMBEDS])
def test_a_layout_stays_a_layout(flags: int) -> None:
    before = Existing(flags=V2, components=1)
    assert codes(refusal_of({"flags": flags}, existing=before)) == {
        "flags": "MESSAGE_FLAGS_COMPONENTS_V2_PERMANENT"
    }


@pytest.mark.parametrize(("name", "value"), [("content", "x"), ("embeds", [{"title": "x"}])])
def test_a_layout_gets_no_legacy_fields_later(name: str, value: object) -> None:
    before = Existing(flags=V2, components=1)
    assert codes(refusal_of({name: value}, existing=before)) == {name: LEGACY}


@pytest.mark.parametrize(
    ("name", "before"),
    [("content", Existing(content="x")), ("embeds", Existing(embeds=1)), ("poll", Existing(poll=True))],
)
def test_what_becomes_a_layout_drops_its_legacy_fields(name: str, before: Existing) -> None:
    assert codes(refusal_of(LAYOUT, existing=before)) == {name: LEGACY}
    check_message(LAYOUT | {name: None}, uploads={}, existing=before)


@pytest.mark.parametrize("flags", [EPHEMERAL, SUPPRESS_NOTIFICATIONS, LOADING])
def test_an_edit_sets_no_flags_of_the_beginning(flags: int) -> None:
    refused = refusal_of({"content": "x", "flags": flags}, existing=Existing(content="x"))
    assert codes(refused) == {"flags": "MESSAGE_FLAGS_INVALID"}


def test_only_a_deferred_answer_gets_a_poll_by_an_edit() -> None:
    poll: Json = {"poll": {"question": {"text": "?"}}}
    assert refusal_of(poll, existing=Existing(flags=LOADING)).status == 501, "a poll is right there"
    assert codes(refusal_of(poll, existing=Existing(content="x"))) == {"poll": "POLL_EDIT_INVALID"}


# Deferred answers


@pytest.mark.parametrize("data", [None, {}, {"flags": 0}, {"flags": EPHEMERAL}, {"flags": EPHEMERAL | V2}])
def test_an_answer_may_be_deferred(data: object) -> None:
    check_defer(data)


@pytest.mark.parametrize("flags", [SUPPRESS_EMBEDS, LOADING, SUPPRESS_NOTIFICATIONS | EPHEMERAL])
def test_a_deferred_answer_takes_no_other_flags(flags: int) -> None:
    with pytest.raises(Refused) as caught:
        check_defer({"flags": flags})
    assert codes(caught.value) == {"flags": "MESSAGE_FLAGS_INVALID"}


# The real client


def sent_by_discord_py(**what: Any) -> Json:  # noqa: ANN401 - its own parameters
    with handle_message_parameters(**what) as parameters:
        if parameters.multipart:
            return json.loads(parameters.multipart[0]["value"])
        assert parameters.payload is not None
        return parameters.payload


async def test_what_discord_py_sends_passes() -> None:
    card = ui.LayoutView()
    card.add_item(ui.MediaGallery(discord.MediaGalleryItem("attachment://cat.png", description="a cat")))
    file = discord.File(io.BytesIO(b"x"), "cat.png", description="a cat")
    nobody = discord.AllowedMentions.none()
    body = sent_by_discord_py(view=card, attachments=[file], content=None, embeds=[], allowed_mentions=nobody)
    assert body["flags"] == V2
    check_message(body, uploads={0: "cat.png"}, existing=Existing(flags=LOADING))
    check_message(body, uploads={0: "cat.png"}, existing=Existing(content="before", embeds=1))


async def test_what_discord_py_sends_with_embeds_passes() -> None:
    shown = discord.Embed(title="A cat", colour=discord.Colour.blue(), url="https://example.org")
    shown.set_image(url="attachment://cat.png").set_footer(text="f").add_field(name="n", value="v")
    file = discord.File(io.BytesIO(b"x"), "cat.png")
    check_message(sent_by_discord_py(embed=shown, file=file), uploads={0: "cat.png"})
