"""Corrections to Discord's OpenAPI document, so that a request can be held against it.

The document is a public preview and says itself that the written documentation is right where both differ
(https://github.com/discord/discord-api-spec#readme). Its mistakes and gaps are named here, one function each.
"""

from collections.abc import Mapping, Sequence
from typing import cast

Schema = dict[str, object]

# What the document leaves out although Discord takes it.
_ALSO_ALLOWED = {
    # discord.py sends tts with every message, edits too.
    "MessageEditRequestPartial": ("tts",),
    "IncomingWebhookUpdateRequestPartial": ("tts",),
    "IncomingWebhookUpdateForInteractionCallbackRequestPartial": ("tts",),
    # https://discord.com/developers/docs/interactions/application-commands#application-command-object
    "ApplicationCommandUpdateRequest": ("nsfw",),
    "ApplicationCommandCreateRequest": ("nsfw",),
    "ApplicationCommandPatchRequestPartial": ("nsfw",),
    # Since August 2026: https://discord.com/developers/docs/reference#uploading-files-file-type-filtering
    "ApplicationCommandAttachmentOption": ("file_types",),
    "FileUploadComponentForModalRequest": ("file_types",),
    # discord.py sends an embed's flags along, as it reads them.
    "RichEmbed": ("flags",),
    # An attachment that stays is sent back as it came.
    "MessageAttachmentRequest": ("url", "proxy_url", "size", "width", "height", "content_type", "spoiler"),
}

_OBJECT: Schema = {"type": "object", "required": ["type"]}


def for_answers(document: Schema) -> Schema:
    """Return the document as answers are held against it: they may say more than it knows of."""
    schemas = _schemas(document)
    # The code of a mistake in a form is a word: https://discord.com/developers/docs/reference#error-messages
    errors: Schema = {"type": "array", "items": {"type": "object", "required": ["code", "message"]}}
    # A deferred answer brings its message too: discord.js documents it for deferReply with withResponse.
    made: Schema = {"type": "integer", "enum": [4, 5]}
    # A forwarded message is of type 1: https://discord.com/developers/docs/resources/message#message-reference-types
    reference: Schema = {"type": "integer", "enum": [0, 1]}
    for name, field, said in (
        ("MessageReferenceResponse", "type", reference),
        ("InnerErrors", "_errors", errors),
        ("CreateMessageInteractionCallbackResponse", "type", made),
    ):
        if name in schemas:
            _object(_object(schemas[name])["properties"])[field] = said
    return _object(_fixed(document, schemas, closed=False))


def for_requests(document: Schema) -> Schema:
    """Return the document with every correction made, and no room for a field that it does not know."""
    fixed = _object(_fixed(document, _schemas(document), closed=True))
    schemas = _schemas(fixed)
    for name in _ALSO_ALLOWED.keys() & schemas.keys():
        _object(_object(schemas[name])["properties"]).update({field: {} for field in _ALSO_ALLOWED[name]})
    # Ids are taken as numbers too; discord.py numbers the attachments of a request from 0.
    _object(schemas.get("SnowflakeType")).update({"type": ["string", "integer"], "minimum": 0})
    return fixed


def _schemas(document: Schema) -> Schema:
    return _object(_object(document["components"])["schemas"])


def _fixed(node: object, schemas: Schema, *, closed: bool) -> object:
    if isinstance(node, list):
        return [_fixed(item, schemas, closed=closed) for item in cast("list[object]", node)]
    if not isinstance(node, dict):
        return node
    schema = {
        key: _fixed(value, schemas, closed=closed) for key, value in _object(cast("object", node)).items()
    }
    for union in ("oneOf", "anyOf"):
        if isinstance(schema.get(union), list):
            branches = cast("list[Schema]", schema.pop(union))
            schema |= _by_constant(branches) or _by_type(union, branches, schemas)
    if closed and isinstance(schema.get("properties"), dict) and "object" in _types(schema):
        schema.setdefault("additionalProperties", False)
    return schema


def _by_constant(branches: Sequence[Schema]) -> Schema:
    """Return a choice of constants as one enumeration, so that a mistake is told in one line."""
    constants = [branch["const"] for branch in branches if "const" in branch]
    return {"enum": constants} if len(constants) == len(branches) else {}


def _by_type(union: str, branches: Sequence[Schema], schemas: Schema) -> Schema:
    """Return a choice of objects: what `type` says decides, instead of each of them complaining."""
    rest = [branch for branch in branches if branch.get("type") != "null"]
    if len(rest) < len(branches):
        return {"if": {"type": "null"}, "else": rest[0] if len(rest) == 1 else _by_type(union, rest, schemas)}
    named = [_type_names(branch, schemas) for branch in branches]
    if not all(named):
        return {union: list(branches)}
    known = {"properties": {"type": {"enum": [name for names in named for name in names]}}}
    cases = [
        {"if": _OBJECT | {"properties": {"type": {"enum": names}}}, "then": branch}
        for names, branch in zip(named, branches, strict=True)
    ]
    return _OBJECT | {"allOf": [known, *cases]}


def _type_names(branch: Schema, schemas: Schema) -> list[object]:
    """Return the values of `type` that mean this branch, if it has one."""
    target = _object(schemas.get(str(branch.get("$ref")).rpartition("/")[2], {}))
    kind = _object(_object(target.get("properties", {})).get("type", {}))
    return cast("list[object]", kind.get("enum", []))


def _types(schema: Mapping[str, object]) -> Sequence[object]:
    kind = schema.get("type")
    return cast("list[object]", kind) if isinstance(kind, list) else [kind]


def _object(value: object) -> Schema:
    return cast("Schema", value) if isinstance(value, dict) else {}
