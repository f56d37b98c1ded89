"""Requests against an OpenAPI document: a small one of our own, and Discord's where there is a copy of it."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from sandbox.rules.contract import Contract

Json = dict[str, Any]

NOTE: Json = {
    "type": "object",
    "properties": {
        "id": {"$ref": "#/components/schemas/SnowflakeType"},
        "text": {"type": ["string", "null"], "maxLength": 10},
        "colour": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Colour"}]},
        "shape": {"oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in ("Circle", "Line")]},
        "either": {"anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in ("Words", "Numbers")]},
    },
    "required": ["id"],
}
SCHEMAS: Json = {
    "SnowflakeType": {"type": "string", "pattern": "^(0|[1-9][0-9]*)$"},
    "Colour": {"type": "integer", "oneOf": [{"title": "RED", "const": 1}, {"title": "BLUE", "const": 2}]},
    "Circle": {
        "type": "object",
        "properties": {"type": {"type": "integer", "enum": [1]}, "radius": {"type": "number"}},
        "required": ["type", "radius"],
    },
    "Line": {
        "type": "object",
        "properties": {"type": {"type": "integer", "enum": [2, 3]}, "to": {"type": "string"}},
        "required": ["type", "to"],
    },
    "Words": {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}},
    "Numbers": {"type": "object", "properties": {"a": {"type": "number"}, "b": {"type": "number"}}},
    "Note": NOTE,
}


def told(contract: Contract, method: str, path: str, body: object) -> list[str]:
    """All that is said of a request: where it is wrong, and what Discord would ignore."""
    found = contract.departures(method, path, body)
    return [*found.violations, *found.notes]


def operation(**more: object) -> Json:
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Note"}}}}
    return {"requestBody": body, "responses": {}, **more}


def said(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}


REFUSAL: Json = {"type": "object", "properties": {"message": {"type": "string"}}, "required": ["message"]}
RESPONSES: Json = {
    "200": {"content": said({"$ref": "#/components/schemas/Note"})},
    "4XX": {"$ref": "#/components/responses/Refusal"},
}
WAIT: Json = {"name": "wait", "in": "query", "schema": {"type": "boolean"}}
SHARED: Json = {"name": "note_id", "in": "path", "schema": {"type": "string"}}
DOCUMENT: Json = {
    "openapi": "3.1.0",
    "components": {"schemas": SCHEMAS, "responses": {"Refusal": {"content": said(REFUSAL)}}},
    "paths": {
        "/notes/{note_id}": {"parameters": [SHARED], "get": {"responses": RESPONSES}, "patch": operation()},
        "/notes/@first": {"put": operation(parameters=[WAIT])},
        "/notes.json": {"get": {"responses": {}}},
    },
}


@pytest.fixture
def small(tmp_path: Path) -> Contract:
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(DOCUMENT), "utf-8")
    return Contract.load(path)


GOOD_NOTES: dict[str, Json] = {
    "id as text": {"id": "5"},
    "id as number": {"id": 0},
    "null": {"id": "5", "text": None, "colour": None},
    "constant": {"id": "5", "colour": 2},
    "circle": {"id": "5", "shape": {"type": 1, "radius": 0.5}},
    "line": {"id": "5", "shape": {"type": 3, "to": "there"}},
    "either": {"id": "5", "either": {"a": 1}},
}


@pytest.mark.parametrize("note", GOOD_NOTES.values(), ids=GOOD_NOTES)
def test_what_the_document_allows_passes(small: Contract, note: Json) -> None:
    assert told(small, "PATCH", "/notes/5", note) == []


BAD_NOTES: dict[str, tuple[object, str]] = {
    "nothing": (None, "the body: None is not of type 'object'"),
    "missing": ({}, "the body: 'id' is a required property"),
    "too long": ({"id": "5", "text": "x" * 11}, "text: maxLength is 10, not 11"),
    "unknown field": (
        {"id": "5", "txt": "x"},
        "the body: Additional properties are not allowed ('txt' was unexpected)",
    ),
    "id of letters": ({"id": "x"}, "id: 'x' does not match '^(0|[1-9][0-9]*)$'"),
    "negative id": ({"id": -1}, "id: -1 is less than the minimum of 0"),
    "unknown constant": ({"id": "5", "colour": 3}, "colour: 3 is not one of [1, 2]"),
    "wrong in its branch": (
        {"id": "5", "shape": {"type": 1, "radius": "wide"}},
        "shape.radius: 'wide' is not of type 'number'",
    ),
    "unknown in its branch": (
        {"id": "5", "shape": {"type": 2, "to": "x", "radius": 1}},
        "shape: Additional properties are not allowed ('radius' was unexpected)",
    ),
    "no such branch": ({"id": "5", "shape": {"type": 4}}, "shape.type: 4 is not one of [1, 2, 3]"),
    "branch without type": ({"id": "5", "shape": {}}, "shape: 'type' is a required property"),
    "branch of another kind": ({"id": "5", "shape": 7}, "shape: 7 is not of type 'object'"),
    "nearly one of both": ({"id": "5", "either": {"a": 1, "b": "x"}}, "either.a: 1 is not of type 'string'"),
}


def test_what_the_document_does_not_know_is_only_noted(small: Contract) -> None:
    found = small.departures("PATCH", "/notes/5?stop=1", {"id": "5", "txt": "x"})
    assert (found.violations, len(found.notes)) == ([], 2)


def test_answers_are_held_against_it_too(small: Contract) -> None:
    assert small.mistakes("GET", "/notes/5", 200, {"id": "5", "more": 1}) == []
    assert small.mistakes("GET", "/notes/5", 404, {"message": "none"}) == []
    assert small.mistakes("GET", "/notes/5", 200, {"id": "5", "text": 5}) == [
        "GET /notes/{note_id}, answered with 200: text: 5 is not of type 'string', 'null'"
    ]
    assert small.mistakes("GET", "/notes/5", 404, {}) == [
        "GET /notes/{note_id}, answered with 404: the body: 'message' is a required property"
    ]
    assert small.mistakes("GET", "/notes/5", 300, None) == [
        "GET /notes/{note_id}: is answered with 200, 4XX, not with 300"
    ]
    assert small.mistakes("GET", "/nothing", 404, {}) == []


@pytest.mark.parametrize(("note", "words"), BAD_NOTES.values(), ids=BAD_NOTES)
def test_each_departure_is_one_line(small: Contract, note: object, words: str) -> None:
    assert told(small, "PATCH", "/notes/5", note) == [f"PATCH /notes/{{note_id}}: {words}"]


def test_every_departure_is_told(small: Contract) -> None:
    found = told(small, "PATCH", "/notes/5", {"text": "x" * 11, "colour": 9})
    assert len(found) == 3


def test_a_long_message_is_cut(small: Contract) -> None:
    [line] = told(small, "PATCH", "/notes/5", {"id": "x" * 10_000})
    assert len(line) < 250


@pytest.mark.parametrize("path", ["/notes/5", "/api/v10/notes/5", "/notes/a%20b"])
def test_a_route_is_found_with_and_without_the_version(small: Contract, path: str) -> None:
    assert told(small, "GET", path, None) == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/nothing"),
        ("DELETE", "/notes/5"),
        ("GET", "/notes/5/6"),
        ("GET", "/notes/"),
        ("GET", "/notesXjson"),
    ],
)
def test_an_unknown_route_is_told(small: Contract, method: str, path: str) -> None:
    assert told(small, method, path, None) == [f"{method} {path}: the document has no such route"]


def test_the_route_with_fewer_gaps_is_meant(small: Contract) -> None:
    [line] = told(small, "PUT", "/notes/@first", {})
    assert line.startswith("PUT /notes/@first: ")


def test_the_query_has_only_the_parameters_of_the_route(small: Contract) -> None:
    assert told(small, "PUT", "/notes/@first?wait=1", {"id": "5"}) == []
    assert told(small, "PUT", "/notes/@first?wait=&stop=1", {"id": "5"}) == [
        "PUT /notes/@first: the query has no stop"
    ]


def test_a_route_without_a_body_takes_none(small: Contract) -> None:
    assert told(small, "GET", "/notes/5", {"id": "5"}) == ["GET /notes/{note_id}: takes no body"]


# Discord's document


@pytest.fixture(scope="module")
def discord_document() -> Contract:
    path = os.environ.get("DISCORD_OPENAPI")
    if not path:
        pytest.skip("DISCORD_OPENAPI names no copy of Discord's OpenAPI document")
    return Contract.load(Path(path))


CALLBACK = "/interactions/1/token/callback?with_response=1"
ORIGINAL = "/webhooks/1/token/messages/@original"
TEXT: Json = {"type": 10, "content": "hello"}
BUTTON: Json = {"type": 2, "style": 1, "label": "Press", "custom_id": "press", "disabled": False}
ROW: Json = {"type": 1, "components": [BUTTON]}
GALLERY: Json = {
    "type": 12,
    "items": [{"media": {"url": "attachment://a.png"}, "description": "x", "spoiler": False}],
}
CARD: Json = {"type": 17, "accent_color": 3, "spoiler": False, "components": [TEXT, GALLERY, ROW]}
PROMPT: Json = {"type": 4, "style": 1, "label": None, "custom_id": "text", "required": True}
UPLOAD: Json = {
    "type": 19,
    "custom_id": "files",
    "min_values": None,
    "max_values": 3,
    "required": True,
    "file_types": ["image"],
}
STAYS: Json = {
    "id": 5,
    "filename": "a.png",
    "proxy_url": "p",
    "url": "u",
    "size": 1,
    "spoiler": False,
    "width": 8,
}
COMMAND: Json = {
    "name": "restyle",
    "description": "d",
    "type": 1,
    "options": [{"type": 11, "name": "image", "description": "…", "required": True, "file_types": ["image"]}],
    "nsfw": False,
    "dm_permission": True,
    "default_member_permissions": 32,
    "contexts": [0, 1, 2],
    "integration_types": None,
}


def label(component: Json) -> Json:
    return {"type": 18, "label": "Prompt", "component": component}


def modal(*components: Json, title: str = "Remix") -> Json:
    return {"type": 9, "data": {"custom_id": "m", "title": title, "components": list(components)}}


def edit(*components: Json) -> Json:
    return {"components": list(components), "flags": 32768}


REQUESTS: dict[str, tuple[str, str, object]] = {
    "gateway": ("GET", "/gateway/bot", None),
    "user": ("GET", "/users/@me", None),
    "application": ("GET", "/oauth2/applications/@me", None),
    "commands": ("PUT", "/applications/1/commands", [COMMAND]),
    "defer": ("POST", CALLBACK, {"type": 5, "data": {"flags": 64}}),
    "defer an update": ("POST", CALLBACK, {"type": 6, "data": None}),
    "answer": ("POST", CALLBACK, {"type": 4, "data": {"tts": False, **edit(CARD)}}),
    "update": ("POST", CALLBACK, {"type": 7, "data": {"tts": False, **edit(CARD)}}),
    "suggest": ("POST", CALLBACK, {"type": 8, "data": {"choices": [{"name": "a", "value": "a"}]}}),
    "modal": ("POST", CALLBACK, modal(TEXT, label(PROMPT), label(UPLOAD))),
    "edit": (
        "PATCH",
        ORIGINAL,
        {"tts": False, "content": None, "embeds": [], "attachments": [{"id": 0}], **edit(CARD)},
    ),
    "edit with a file that stays": ("PATCH", ORIGINAL, {"attachments": [STAYS]}),
    "follow-up": (
        "POST",
        "/webhooks/1/token?wait=1&with_components=1",
        {"content": "x", "tts": False, "flags": 64},
    ),
    "message": (
        "POST",
        "/channels/1/messages",
        {"content": "x", "tts": False, "allowed_mentions": {"parse": []}},
    ),
    "edit as the bot": ("PATCH", "/channels/1/messages/2", {"tts": False, **edit(CARD)}),
    "delete": ("DELETE", ORIGINAL, None),
}


@pytest.mark.parametrize(("method", "path", "body"), REQUESTS.values(), ids=REQUESTS)
def test_discord_takes_what_discord_py_sends(
    discord_document: Contract, method: str, path: str, body: object
) -> None:
    assert told(discord_document, method, f"/api/v10{path}", body) == []


def gallery(count: int) -> Json:
    return {"type": 12, "items": [{"media": {"url": "attachment://a.png"}}] * count}


REFUSED: dict[str, tuple[str, str, object, str]] = {
    "content of 2001": ("PATCH", ORIGINAL, {"content": "x" * 2001}, "content: maxLength is 2000, not 2001"),
    "eleven attachments": (
        "PATCH",
        ORIGINAL,
        {"attachments": [{"id": 0}] * 11},
        "attachments: maxItems is 10, not 11",
    ),
    "a typo": (
        "PATCH",
        ORIGINAL,
        {"contents": "x"},
        "the body: Additional properties are not allowed ('contents' was unexpected)",
    ),
    "custom_id of 101": (
        "PATCH",
        ORIGINAL,
        edit({"type": 1, "components": [BUTTON | {"custom_id": "x" * 101}]}),
        "components.0.components.0.custom_id: maxLength is 100, not 101",
    ),
    "six buttons": (
        "PATCH",
        ORIGINAL,
        edit({"type": 1, "components": [BUTTON] * 6}),
        "components.0.components: maxItems is 5, not 6",
    ),
    "gallery of eleven": ("PATCH", ORIGINAL, edit(gallery(11)), "components.0.items: maxItems is 10, not 11"),
    "text of 4001": (
        "PATCH",
        ORIGINAL,
        edit({"type": 10, "content": "x" * 4001}),
        "components.0.content: maxLength is 4000, not 4001",
    ),
    "box in a box": (
        "PATCH",
        ORIGINAL,
        edit({"type": 17, "components": [CARD]}),
        "components.0.components.0.type: 17 is not one of [1, 13, 12, 9, 14, 10]",
    ),
    "title of 46": ("POST", CALLBACK, modal(TEXT, title="x" * 46), "data.title: maxLength is 45, not 46"),
    "eleven files": (
        "POST",
        CALLBACK,
        modal(label(UPLOAD | {"max_values": 11})),
        "data.components.0.component.max_values: 11 is greater than the maximum of 10",
    ),
    "unknown callback": (
        "POST",
        CALLBACK,
        {"type": 3},
        "type: 3 is not one of [8, 4, 5, 12, 9, 1, 13, 6, 7]",
    ),
    "description of 101": (
        "PUT",
        "/applications/1/commands",
        [COMMAND | {"description": "x" * 101}],
        "0.description: maxLength is 100, not 101",
    ),
    "misspelt option": (
        "PUT",
        "/applications/1/commands",
        [COMMAND | {"options": [{"type": 3, "name": "x", "description": "x", "minlength": 1}]}],
        "0.options.0: Additional properties are not allowed ('minlength' was unexpected)",
    ),
}


@pytest.mark.parametrize(("method", "path", "body", "words"), REFUSED.values(), ids=REFUSED)
def test_discord_refuses_in_one_readable_line(
    discord_document: Contract, method: str, path: str, body: object, words: str
) -> None:
    [line] = told(discord_document, method, path, body)
    assert line.split(": ", 1)[1] == words
