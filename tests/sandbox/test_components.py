"""Every rule for components has a wrong input here, and what discord.py itself makes passes."""

from contextlib import suppress
from typing import Any, cast

import discord
import pytest
from discord import ui
from hypothesis import example, given
from hypothesis import strategies as st

from sandbox.rules.components import check_components
from sandbox.rules.refusal import Refused

Json = dict[str, Any]

FLAT: Json = {"type": 10, "content": "hello"}
BUTTON: Json = {"type": 2, "style": 1, "label": "Press", "custom_id": "press"}
LINK: Json = {"type": 2, "style": 5, "label": "Open", "url": "https://example.org"}
PREMIUM: Json = {"type": 2, "style": 6, "sku_id": "12"}
OPTION: Json = {"label": "One", "value": "1"}
SELECT: Json = {"type": 3, "custom_id": "pick", "options": [OPTION]}
USERS: Json = {"type": 5, "custom_id": "who"}
MEDIA: Json = {"url": "attachment://cat.png"}
THUMBNAIL: Json = {"type": 11, "media": MEDIA}
SECTION: Json = {"type": 9, "components": [FLAT], "accessory": THUMBNAIL}
GALLERY: Json = {"type": 12, "items": [{"media": MEDIA}]}
FILE: Json = {"type": 13, "file": MEDIA}
LINE: Json = {"type": 14}


def row(*children: Json) -> Json:
    return {"type": 1, "components": list(children)}


def buttons(count: int) -> list[Json]:
    return [BUTTON | {"custom_id": f"b{number}"} for number in range(count)]


def box(*children: Json) -> Json:
    return {"type": 17, "components": list(children)}


def codes(refused: Refused) -> dict[str, str]:
    """Where Discord complains, and what about."""
    assert (refused.status, refused.code) == (400, 50035)
    return {path: code for path, (code, _) in refused.problems.items()}


# A pair, a flag, one of a region, a key, a skin, a profession, and with and without how it is to be drawn.
EMOJI = ("🎲", "👩‍❤️‍💋‍👨", "🇩🇪", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "1️⃣", "👍🏽", "🧑🏽‍🚀", "⚠️", "⚠", "‼️", "🛘")

GOOD: dict[str, Json] = {
    "button": row(BUTTON),
    "five buttons": row(*buttons(5)),
    "link": row(LINK),
    "discord link": row(LINK | {"url": "discord://-/channels/@me"}),
    "emoji only": row({"type": 2, "style": 2, "custom_id": "x", "emoji": {"name": "🎲"}}),
    "custom_id of 100": row(BUTTON | {"custom_id": "x" * 100}),
    "label of 80": row(BUTTON | {"label": "x" * 80}),
    "string select": row(SELECT),
    "25 options": row(SELECT | {"options": [{"label": "x", "value": str(n)} for n in range(25)]}),
    "user select": row(USERS | {"default_values": [{"id": "5", "type": "user"}]}),
    "channel select": row({"type": 8, "custom_id": "where", "channel_types": [0]}),
    "text of 4000": FLAT | {"content": "x" * 4000},
    "section with thumbnail": SECTION,
    "section with button": SECTION | {"accessory": BUTTON},
    "section with three texts": SECTION | {"components": [FLAT] * 3},
    "gallery of ten": {"type": 12, "items": [{"media": MEDIA, "description": "x" * 1024}] * 10},
    "picture from the web": {"type": 12, "items": [{"media": {"url": "https://example.org/a.png"}}]},
    "file": FILE,
    "separator": LINE | {"divider": False, "spacing": 2},
    "container": box(FLAT, SECTION, GALLERY, LINE, FILE, row(BUTTON)) | {"accent_color": 0, "spoiler": True},
    "ids of 0 count as none": box(FLAT | {"id": 0}, FLAT | {"id": 0}),
    "unknown fields": FLAT | {"future": True},
    "highest id": FLAT | {"id": 2**31 - 1},
    **{f"emoji {name}": row(BUTTON | {"emoji": {"name": name}}) for name in EMOJI},
    "no label but an emoji": row(BUTTON | {"label": " ", "emoji": {"name": "🎲"}}),
    "invisible label": row(BUTTON | {"label": "\u200b"}),
    "25 at most": row(SELECT | {"max_values": 25}),
    "as many defaults as allowed": row(
        SELECT | {"options": [OPTION | {"value": v, "default": True} for v in "ab"], "max_values": 2}
    ),
    "default role": row({"type": 6, "custom_id": "x", "default_values": [{"id": "5", "type": "role"}]}),
    "default mentionable": row(
        {"type": 7, "custom_id": "x", "default_values": [{"id": "5", "type": "role"}]}
    ),
    "picture at 2048 characters": {"type": 12, "items": [{"media": {"url": "https://" + "x" * 2040}}]},
    "file at 2048 characters": {"type": 13, "file": {"url": "attachment://" + "x" * 2035}},
}


@pytest.mark.parametrize("component", GOOD.values(), ids=GOOD)
def test_a_component_within_its_limits_passes(component: Json) -> None:
    check_components([component], v2=True)


BAD: dict[str, tuple[Json, str, str]] = {
    # Top level and nesting
    "not an object": (cast("Json", 5), "components.0", "DICT_TYPE_CONVERT"),
    "no type": ({"content": "x"}, "components.0", "BASE_TYPE_REQUIRED"),
    "button at the top": (BUTTON, "components.0", "UNION_TYPE_CHOICES"),
    "thumbnail at the top": (THUMBNAIL, "components.0", "UNION_TYPE_CHOICES"),
    "label in a message": ({"type": 18, "label": "x"}, "components.0", "UNION_TYPE_CHOICES"),
    "text input in a message": (
        row({"type": 4, "custom_id": "x", "style": 1}),
        "components.0.components.0",
        "UNION_TYPE_CHOICES",
    ),
    "type as text": (FLAT | {"type": "10"}, "components.0", "UNION_TYPE_CHOICES"),
    "container in a container": (box(box(FLAT)), "components.0.components.0", "UNION_TYPE_CHOICES"),
    "thumbnail in a container": (box(THUMBNAIL), "components.0.components.0", "UNION_TYPE_CHOICES"),
    "empty container": (box(), "components.0.components", "BASE_TYPE_BAD_LENGTH"),
    "41 in a container": (box(*[LINE] * 41), "components.0.components", "BASE_TYPE_BAD_LENGTH"),
    "colour too large": (
        box(FLAT) | {"accent_color": 1 << 24},
        "components.0.accent_color",
        "NUMBER_TYPE_MAX",
    ),
    "negative colour": (box(FLAT) | {"accent_color": -1}, "components.0.accent_color", "NUMBER_TYPE_MIN"),
    "same id twice": (
        box(FLAT | {"id": 7}, LINE | {"id": 7}),
        "components.0.components.1.id",
        "COMPONENT_ID_DUPLICATED",
    ),
    "id too large": (FLAT | {"id": 2**31}, "components.0.id", "NUMBER_TYPE_MAX"),
    # Rows
    "empty row": (row(), "components.0.components", "BASE_TYPE_BAD_LENGTH"),
    "six buttons": (row(*buttons(6)), "components.0.components", "BASE_TYPE_BAD_LENGTH"),
    "two selects": (row(SELECT, USERS), "components.0.components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED"),
    "select and button": (row(SELECT, BUTTON), "components.0.components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED"),
    "text in a row": (row(FLAT), "components.0.components.0", "UNION_TYPE_CHOICES"),
    "same custom_id twice": (
        row(BUTTON, BUTTON),
        "components.0.components.1.custom_id",
        "COMPONENT_CUSTOM_ID_DUPLICATED",
    ),
}


BAD_BUTTONS: dict[str, tuple[Json, str, str]] = {
    "unknown style": (BUTTON | {"style": 7}, "style", "BASE_TYPE_CHOICES"),
    "no style": ({"type": 2, "label": "x", "custom_id": "x"}, "style", "BASE_TYPE_REQUIRED"),
    "label of 81": (BUTTON | {"label": "x" * 81}, "label", "BASE_TYPE_MAX_LENGTH"),
    "label as number": (BUTTON | {"label": 5}, "label", "STRING_TYPE_CONVERT"),
    "custom_id of 101": (BUTTON | {"custom_id": "x" * 101}, "custom_id", "BASE_TYPE_BAD_LENGTH"),
    "empty custom_id": (BUTTON | {"custom_id": ""}, "custom_id", "BASE_TYPE_BAD_LENGTH"),
    "no custom_id": (BUTTON | {"custom_id": None}, "custom_id", "BUTTON_COMPONENT_FIELD_REQUIRED"),
    "emoji of 33": (BUTTON | {"emoji": {"name": "x" * 33}}, "emoji.name", "BASE_TYPE_BAD_LENGTH"),
    "url on a button": (BUTTON | {"url": "https://example.org"}, "url", "BUTTON_COMPONENT_FIELD_INVALID"),
    "sku on a button": (BUTTON | {"sku_id": "1"}, "sku_id", "BUTTON_COMPONENT_FIELD_INVALID"),
    **{
        f"emoji {sent}": (BUTTON | {"emoji": sent}, path, "BUTTON_COMPONENT_INVALID_EMOJI")
        for sent, path in (
            ({"name": "abc"}, "emoji.name"),
            ({"name": "🦊🦊"}, "emoji.name"),
            ({"name": "🦊x"}, "emoji.name"),
            ({"name": "🇩"}, "emoji.name"),
            ({"name": "⋯"}, "emoji.name"),
            ({}, "emoji.name"),
            ({"id": "123", "name": "fox"}, "emoji.id"),
        )
    },
    "blank label": (BUTTON | {"label": " \n"}, "label", "BUTTON_COMPONENT_LABEL_REQUIRED"),
    "nothing to see": (BUTTON | {"label": None}, "label", "BUTTON_COMPONENT_LABEL_REQUIRED"),
    "disabled as text": (BUTTON | {"disabled": "no"}, "disabled", "BOOLEAN_TYPE_CONVERT"),
    "emoji id of letters": (BUTTON | {"emoji": {"id": "x"}}, "emoji.id", "NUMBER_TYPE_COERCE"),
    "link without url": (LINK | {"url": None}, "url", "BUTTON_COMPONENT_FIELD_REQUIRED"),
    "link with custom_id": (LINK | {"custom_id": "x"}, "custom_id", "BUTTON_COMPONENT_FIELD_INVALID"),
    "url of 513": (LINK | {"url": "https://" + "x" * 505}, "url", "BASE_TYPE_MAX_LENGTH"),
    "url of another scheme": (LINK | {"url": "javascript:alert(1)"}, "url", "URL_TYPE_INVALID_SCHEME"),
    "url of nothing": (LINK | {"url": "https://"}, "url", "URL_TYPE_INVALID_URL"),
    "url that is none": (LINK | {"url": "https://two words"}, "url", "URL_TYPE_INVALID_URL"),
    "premium without sku": (PREMIUM | {"sku_id": None}, "sku_id", "BUTTON_COMPONENT_FIELD_REQUIRED"),
    "premium with label": (PREMIUM | {"label": "x"}, "label", "BUTTON_COMPONENT_FIELD_INVALID"),
    "premium with emoji": (PREMIUM | {"emoji": {"name": "🎲"}}, "emoji", "BUTTON_COMPONENT_FIELD_INVALID"),
    "premium with custom_id": (PREMIUM | {"custom_id": "x"}, "custom_id", "BUTTON_COMPONENT_FIELD_INVALID"),
}

BAD_SELECTS: dict[str, tuple[Json, str, str]] = {
    "no custom_id": ({"type": 3, "options": [OPTION]}, "custom_id", "BASE_TYPE_REQUIRED"),
    "custom_id of 101": (SELECT | {"custom_id": "x" * 101}, "custom_id", "BASE_TYPE_BAD_LENGTH"),
    "no options": (SELECT | {"options": []}, "options", "BASE_TYPE_BAD_LENGTH"),
    "26 options": (
        SELECT | {"options": [{"label": "x", "value": str(n)} for n in range(26)]},
        "options",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "same value twice": (
        SELECT | {"options": [OPTION, OPTION]},
        "options.1.value",
        "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
    ),
    "option label of 101": (
        SELECT | {"options": [OPTION | {"label": "x" * 101}]},
        "options.0.label",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "option value of 101": (
        SELECT | {"options": [OPTION | {"value": "x" * 101}]},
        "options.0.value",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "option description of 101": (
        SELECT | {"options": [OPTION | {"description": "x" * 101}]},
        "options.0.description",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "two defaults of one": (
        SELECT | {"options": [OPTION | {"value": v, "default": True} for v in "ab"]},
        "options",
        "SELECT_COMPONENT_TOO_MANY_DEFAULTS",
    ),
    "placeholder of 151": (SELECT | {"placeholder": "x" * 151}, "placeholder", "BASE_TYPE_MAX_LENGTH"),
    "26 at least": (SELECT | {"min_values": 26}, "min_values", "NUMBER_TYPE_MAX"),
    "26 at most": (SELECT | {"max_values": 26}, "max_values", "NUMBER_TYPE_MAX"),
    "channel among roles": (
        USERS | {"type": 6, "default_values": [{"id": "1", "type": "channel"}]},
        "default_values",
        "SELECT_COMPONENT_DEFAULT_INVALID",
    ),
    "0 at most": (SELECT | {"max_values": 0}, "max_values", "NUMBER_TYPE_MIN"),
    "least above most": (
        SELECT | {"min_values": 3, "max_values": 2},
        "min_values",
        "SELECT_COMPONENT_RANGE_INVALID",
    ),
    "role among users": (
        USERS | {"default_values": [{"id": "1", "type": "role"}]},
        "default_values",
        "SELECT_COMPONENT_DEFAULT_INVALID",
    ),
    "too many default users": (
        USERS | {"default_values": [{"id": "1", "type": "user"}, {"id": "2", "type": "user"}]},
        "default_values",
        "SELECT_COMPONENT_TOO_MANY_DEFAULTS",
    ),
}

BAD_CONTENT: dict[str, tuple[Json, str, str]] = {
    "blank text": (FLAT | {"content": " \u00a0"}, "content", "BASE_TYPE_BAD_LENGTH"),
    "empty text": (FLAT | {"content": ""}, "content", "BASE_TYPE_BAD_LENGTH"),
    "text of 4001": (FLAT | {"content": "x" * 4001}, "content", "BASE_TYPE_BAD_LENGTH"),
    "section without text": (SECTION | {"components": []}, "components", "BASE_TYPE_BAD_LENGTH"),
    "section of four texts": (SECTION | {"components": [FLAT] * 4}, "components", "BASE_TYPE_BAD_LENGTH"),
    "section of a line": (
        SECTION | {"components": [FLAT | {"type": 14}]},
        "components.0.type",
        "BASE_TYPE_CHOICES",
    ),
    "section without accessory": ({"type": 9, "components": [FLAT]}, "accessory", "BASE_TYPE_REQUIRED"),
    "select beside a section": (SECTION | {"accessory": SELECT}, "accessory", "UNION_TYPE_CHOICES"),
    "empty gallery": (GALLERY | {"items": []}, "items", "BASE_TYPE_BAD_LENGTH"),
    "gallery of 11": (GALLERY | {"items": [{"media": MEDIA}] * 11}, "items", "BASE_TYPE_BAD_LENGTH"),
    "alt text of 1025": (
        GALLERY | {"items": [{"media": MEDIA, "description": "x" * 1025}]},
        "items.0.description",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "alt text of a thumbnail": (
        SECTION | {"accessory": THUMBNAIL | {"description": "x" * 1025}},
        "accessory.description",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "picture from a disk": (
        GALLERY | {"items": [{"media": {"url": "file:///etc/passwd"}}]},
        "items.0.media.url",
        "URL_TYPE_INVALID_SCHEME",
    ),
    "media without url": (GALLERY | {"items": [{"media": {}}]}, "items.0.media.url", "BASE_TYPE_REQUIRED"),
    "file from the web": (FILE | {"file": {"url": "https://x.org/a"}}, "file.url", "URL_TYPE_INVALID_SCHEME"),
    "picture at 2049 characters": (
        GALLERY | {"items": [{"media": {"url": "https://" + "x" * 2041}}]},
        "items.0.media.url",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "picture nowhere": (
        GALLERY | {"items": [{"media": {"url": ""}}]},
        "items.0.media.url",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "file at 2049 characters": (
        FILE | {"file": {"url": "attachment://" + "x" * 2036}},
        "file.url",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "file nowhere": (FILE | {"file": {"url": ""}}, "file.url", "BASE_TYPE_BAD_LENGTH"),
    "wide separator": (LINE | {"spacing": 3}, "spacing", "BASE_TYPE_CHOICES"),
}


def refusal_of(components: object, *, v2: bool = True) -> Refused:
    with pytest.raises(Refused) as caught:
        check_components(components, v2=v2)
    return caught.value


@pytest.mark.parametrize(("component", "path", "code"), BAD.values(), ids=BAD)
def test_a_wrong_layout_is_refused_where_it_is_wrong(component: Json, path: str, code: str) -> None:
    assert codes(refusal_of([component]))[path] == code


IN_A_ROW = {f"button: {name}": case for name, case in BAD_BUTTONS.items()} | {
    f"select: {name}": case for name, case in BAD_SELECTS.items()
}


@pytest.mark.parametrize(("component", "path", "code"), IN_A_ROW.values(), ids=IN_A_ROW)
@pytest.mark.parametrize("v2", [False, True], ids=["v1", "v2"])
def test_a_wrong_button_or_select_is_refused(component: Json, path: str, code: str, *, v2: bool) -> None:
    refused = refusal_of([row(component)], v2=v2)
    assert codes(refused) == {f"components.0.components.0.{path}": code}


@pytest.mark.parametrize(("component", "path", "code"), BAD_CONTENT.values(), ids=BAD_CONTENT)
def test_wrong_content_is_refused_in_a_box_too(component: Json, path: str, code: str) -> None:
    assert codes(refusal_of([component])) == {f"components.0.{path}": code}
    assert codes(refusal_of([box(FLAT, component)])) == {f"components.0.components.1.{path}": code}


@pytest.mark.parametrize("component", [FLAT, SECTION, GALLERY, FILE, LINE, box(FLAT)])
def test_without_the_flag_there_are_only_rows(component: Json) -> None:
    assert codes(refusal_of([component], v2=False)) == {"components.0": "UNION_TYPE_CHOICES"}


def test_without_the_flag_there_are_five_rows() -> None:
    rows = [row(button) for button in buttons(6)]
    check_components(rows[:5], v2=False)
    assert codes(refusal_of(rows, v2=False)) == {"components": "BASE_TYPE_MAX_LENGTH"}


def test_a_sixth_row_is_no_problem_with_the_flag() -> None:
    check_components([row(button) for button in buttons(6)], v2=True)


@pytest.mark.parametrize("components", [None, {}, "x", 5])
def test_components_are_a_list(components: object) -> None:
    assert codes(refusal_of(components)) == {"components": "LIST_TYPE_CONVERT"}


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12))
def test_forty_components_at_most_counting_nested_ones(flat: int, boxed: int, sections: int) -> None:
    layout = [FLAT] * flat + [SECTION] * sections + ([box(*[LINE] * boxed)] if boxed else [])
    count = flat + 3 * sections + (1 + boxed if boxed else 0)
    if count <= 40:
        check_components(layout, v2=True)
    else:
        assert codes(refusal_of(layout)) == {"components": "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"}


@example([2000, 2000])
@example([2000, 2001])
@given(st.lists(st.integers(1, 2500), min_size=1, max_size=5))
def test_four_thousand_characters_at_most_over_all_texts(lengths: list[int]) -> None:
    layout = [box(FLAT | {"content": "ü" * length}) for length in lengths]
    if sum(lengths) <= 4000:
        check_components(layout, v2=True)
    else:
        assert codes(refusal_of(layout)) == {"components": "COMPONENT_MAX_TOTAL_TEXT_EXCEEDED"}


def test_the_same_custom_id_is_found_across_boxes() -> None:
    refused = refusal_of([box(row(BUTTON)), SECTION | {"accessory": BUTTON}])
    assert codes(refused) == {"components.1.accessory.custom_id": "COMPONENT_CUSTOM_ID_DUPLICATED"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "components", "id"]), inner)
    ),
    max_leaves=8,
)


@given(JSON, st.booleans())
def test_any_json_passes_or_is_refused(components: object, v2: bool) -> None:  # noqa: FBT001
    with suppress(Refused):
        check_components(components, v2=v2)


async def test_what_discord_py_makes_of_a_layout_passes() -> None:
    buttons: list[ui.Item[Any]] = [
        ui.Button(label="x", custom_id="a"),
        ui.Button(label="l", url="https://example.org"),
        ui.Button(emoji="🎲", custom_id="b"),
    ]
    thumbnail: ui.Item[Any] = ui.Thumbnail("attachment://a.png", description="x")
    boxed: list[ui.Item[Any]] = [
        ui.TextDisplay("harbour at dawn"),
        ui.Section("a", accessory=thumbnail),
        ui.MediaGallery(discord.MediaGalleryItem("attachment://a.png", description="alt", spoiler=True)),
        ui.Separator(),
        ui.File("attachment://a.png"),
        ui.ActionRow(*buttons),
    ]
    options = [discord.SelectOption(label="a", description="d", emoji="🎲")]
    someone = discord.Object(5, type=discord.User)
    selects: list[ui.Item[Any]] = [
        ui.Select(custom_id="s", options=options, placeholder="p"),
        ui.ChannelSelect(custom_id="c", channel_types=[discord.ChannelType.text]),
        ui.MentionableSelect(custom_id="m", default_values=[someone]),
    ]
    layout = ui.LayoutView()
    layout.add_item(ui.Container(*boxed, accent_colour=discord.Colour(3)))
    for select in selects:
        layout.add_item(ui.ActionRow(select))
    check_components(layout.to_components(), v2=True)


async def test_what_discord_py_makes_of_a_view_passes() -> None:
    view = ui.View()
    for number in range(7):
        view.add_item(ui.Button(label=str(number)))
    view.add_item(ui.UserSelect(max_values=25, min_values=0))
    check_components(view.to_components(), v2=False)
