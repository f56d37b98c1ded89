"""No field of Discord's document is silent: each is understood, refused as Discord refuses, or refused by its name."""

import json
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from sandbox.api.operations import operations
from sandbox.rules.command_forms import ChatCommand, Menu
from sandbox.rules.commands import check_choices, check_command, check_commands
from sandbox.rules.components import check_components, check_modal
from sandbox.rules.forms import Form
from sandbox.rules.message_forms import Attachment, EmbedMedia, MessageBody
from sandbox.rules.messages import Existing, check_message
from sandbox.rules.places import Conversation, Thread, read_recipient, read_thread
from sandbox.rules.refusal import Refused
from sandbox.server import Sandbox
from sandbox.spoken import FORMS

Json = dict[str, Any]
Check = Callable[[Any], object]
SHOWN = Existing(content="shown")


class Bodies:
    """Every field of a schema, in values that need not be right."""

    def __init__(self, document: Json) -> None:
        self._schemas = document["components"]["schemas"]

    def of(self, schema: Json, within: tuple[str, ...] = ()) -> list[Any]:
        """Return values that have each field of each branch at least once."""
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            return [] if within.count(name) else self.of(self._schemas[name], (*within, name))
        for known in ("enum", "const"):
            if known in schema:
                return [schema[known][0] if known == "enum" else schema[known]]
        if union := schema.get("oneOf") or schema.get("anyOf"):
            return [value for branch in union for value in self.of(branch, within) if value is not None]
        if "properties" in schema:
            return self._objects(schema["properties"], within)
        if "items" in schema:
            return [[value] for value in self.of(schema["items"], within)]
        kinds = schema.get("type", "object")
        kind = kinds if isinstance(kinds, str) else next(one for one in kinds if one != "null")
        return [
            {"string": "1", "integer": 1, "number": 1, "boolean": True, "null": None}.get(kind, {"x": "1"})
        ]

    def _objects(self, properties: Json, within: tuple[str, ...]) -> list[Any]:
        fields = {name: self.of(schema, within) for name, schema in properties.items()}
        whole = {name: values[0] for name, values in fields.items() if values}
        others = [{**whole, name: value} for name, values in fields.items() for value in values[1:]]
        return [whole, *others]


def message(body: Json, existing: Existing | None = None) -> None:
    """A message as it is made or edited; its components by both sets of rules."""
    _each(
        lambda: check_message(body, uploads={}, existing=existing),
        lambda: check_components(body.get("components", []), v2=True),
        lambda: check_components(body.get("components", []), v2=False),
    )


def edit(body: Json) -> None:
    message(body, SHOWN)


def callback(body: Json) -> None:
    """A first answer: what its data is depends on its type."""
    data = body.get("data", {})
    by_type: Mapping[int, Check] = {4: message, 7: edit, 8: lambda it: check_choices(it, 3), 9: check_modal}
    if check := by_type.get(body["type"]):
        check(data)


def _each(*checks: Callable[[], object]) -> None:
    for check in checks:
        with suppress(Refused):
            check()


COMMANDS = "/applications/{application_id}/commands"
GUILD_COMMANDS = "/applications/{application_id}/guilds/{guild_id}/commands"
READ_BY: dict[str, Check] = {
    f"POST {COMMANDS}": check_command,
    f"POST {GUILD_COMMANDS}": check_command,
    f"PATCH {COMMANDS}/{{command_id}}": check_command,
    f"PATCH {GUILD_COMMANDS}/{{command_id}}": check_command,
    "POST /users/@me/channels": read_recipient,
    "POST /channels/{channel_id}/threads": read_thread,
    "POST /channels/{channel_id}/messages/{message_id}/threads": read_thread,
    f"PUT {COMMANDS}": check_commands,
    f"PUT {GUILD_COMMANDS}": check_commands,
    "POST /channels/{channel_id}/messages": message,
    "PATCH /channels/{channel_id}/messages/{message_id}": edit,
    "POST /interactions/{interaction_id}/{interaction_token}/callback": callback,
    "POST /webhooks/{webhook_id}/{webhook_token}": message,
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original": edit,
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}": edit,
}


@pytest.fixture(scope="module")
def document() -> Json:
    if not (path := os.environ.get("DISCORD_OPENAPI")):
        pytest.skip("DISCORD_OPENAPI names no copy of Discord's OpenAPI document")
    return json.loads(Path(path).read_text("utf-8"))


def _asked(document: Json, sandbox: Sandbox) -> Iterator[tuple[str, Json]]:
    """Yield each operation that is spoken and takes a body, with that body's schema."""
    spoken = {route.place for route in sandbox.routes()}
    for operation in operations().values():
        said = document["paths"].get(operation.path, {}).get(operation.method.lower(), {})
        content: Json = said.get("requestBody", {}).get("content", {})
        if operation.place in spoken and "application/json" in content:
            yield str(operation), content["application/json"]["schema"]


async def test_no_field_is_silent(document: Json, sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "sandbox")
    bodies, silent = Bodies(document), list[str]()
    told = dict[str, set[str]]()
    for operation, schema in _asked(document, sandbox):
        caplog.clear()
        for body in bodies.of(schema):
            with suppress(Refused):
                READ_BY[operation](body)
        ignored = {record.getMessage() for record in caplog.records}
        silent += [f"{operation} {words}" for words in sorted(ignored) if words.startswith("ignored")]
        told[operation] = {words.removeprefix("not spoken: ") for words in ignored if words.startswith("not")}
    assert silent == []
    written = {
        operation: {
            f"{form.__name__}.{name}" for form in FORMS.get(operation, ()) for name in form.not_spoken
        }
        for operation in told
    }
    assert {operation: names for operation, names in told.items() if not names <= written[operation]} == {}


SCHEMAS: Mapping[type[Form], tuple[str, ...]] = {
    MessageBody: ("MessageCreateRequest", "IncomingWebhookRequestPartial"),
    Attachment: ("MessageAttachmentRequest",),
    EmbedMedia: ("RichEmbedImage",),
    ChatCommand: ("ApplicationCommandCreateRequest",),
    Menu: ("ApplicationCommandCreateRequest",),
    Thread: ("CreateForumThreadRequest",),
    Conversation: ("CreatePrivateChannelRequest",),
}


def test_what_says_nothing_is_the_empty_value_that_the_document_lets_pass(document: Json) -> None:
    schemas = document["components"]["schemas"]
    for form in {form for forms in FORMS.values() for form in forms}:
        fields = {name: said for one in SCHEMAS[form] for name, said in schemas[one]["properties"].items()}
        permitted = {name: _empty(fields[name]) for name in form.not_spoken}
        assert dict(form.not_spoken) == permitted, form.__name__


def _empty(schema: Json) -> object:
    """Return the empty value that a schema takes besides null; None where there is none."""
    kinds: Json = {"array": [], "object": {}, "string": "", "number": 0, "integer": 0, "boolean": False}
    least = max(schema.get(bound, 0) for bound in ("minItems", "minLength", "minimum", "minProperties"))
    named = schema.get("type", ())
    return None if least else next((kinds[kind] for kind in kinds if kind in named), None)
