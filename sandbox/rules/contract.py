"""The bot's requests against Discord's own OpenAPI document (https://github.com/discord/discord-api-spec).

Only tests use it: jsonschema is a development dependency.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sized
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, cast
from urllib.parse import parse_qsl, urlsplit

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.protocols import Validator
from referencing.jsonschema import DRAFT202012, EMPTY_REGISTRY, SchemaRegistry

from sandbox.rules.openapi import Schema, corrected

PREFIX = "/api/v10"
DOCUMENT = "urn:discord"
METHODS = ("get", "put", "post", "patch", "delete")
LONGEST_WORDS = 160


@dataclass(frozen=True, slots=True)
class Operation:
    """What one method of a route takes: the names of its query's parameters, and a body or none."""

    parameters: frozenset[str]
    body: Validator | None


@dataclass(frozen=True, slots=True)
class Route:
    """A path of the document."""

    template: str
    pattern: re.Pattern[str]
    operations: Mapping[str, Operation]


class Contract:
    """What Discord's document says about each route."""

    def __init__(self, routes: Iterable[Route]) -> None:
        # Where two fit, the one with fewer gaps is meant: /messages/@original, not /messages/{message_id}.
        self._routes = sorted(routes, key=lambda route: route.template.count("{"))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read and correct the document, once."""
        document = corrected(cast("Schema", json.loads(path.read_text("utf-8"))))
        registry = EMPTY_REGISTRY.with_resource(DOCUMENT, DRAFT202012.create_resource(document))
        paths = cast("dict[str, Schema]", document["paths"])
        return cls(_route(template, item, registry) for template, item in paths.items())

    def violations(self, method: str, path: str, body: object | None) -> list[str]:
        """Return one line for each place where a request departs from the document.

        Of a multipart request the body is its payload_json: the document describes the fields as if each were a
        part of its own, and bots send them as that one.
        """
        url = urlsplit(path)
        where = url.path.removeprefix(PREFIX)
        route = next((route for route in self._routes if route.pattern.fullmatch(where)), None)
        operation = route.operations.get(method.lower()) if route else None
        if route is None or operation is None:
            return [f"{method} {where}: the document has no such route"]
        found = [*_of_query(operation, url.query), *_of_body(operation, body)]
        return [f"{method} {route.template}: {words}" for words in found]


def _route(template: str, item: Schema, registry: SchemaRegistry) -> Route:
    gaps = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
    shared = cast("list[Schema]", item.get("parameters", []))
    operations = {
        method: _operation(f"{_escaped(template)}/{method}", cast("Schema", item[method]), shared, registry)
        for method in METHODS
        if method in item
    }
    return Route(template, re.compile(gaps), operations)


def _operation(pointer: str, operation: Schema, shared: list[Schema], registry: SchemaRegistry) -> Operation:
    parameters = [*shared, *cast("list[Schema]", operation.get("parameters", []))]
    names = frozenset(str(parameter["name"]) for parameter in parameters if parameter["in"] == "query")
    if "requestBody" not in operation:
        return Operation(names, None)
    pointer = f"{DOCUMENT}#/paths/{pointer}/requestBody/content/application~1json/schema"
    return Operation(names, Draft202012Validator({"$ref": pointer}, registry=registry))


def _escaped(step: str) -> str:
    """Return a step of a JSON pointer in a URL (https://www.rfc-editor.org/rfc/rfc6901#section-6)."""
    return step.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")


def _of_query(operation: Operation, query: str) -> Iterator[str]:
    for name, _ in parse_qsl(query, keep_blank_values=True):
        if name not in operation.parameters:
            yield f"the query has no {name}"


def _of_body(operation: Operation, body: object | None) -> Iterator[str]:
    if operation.body is None:
        if body is not None:
            yield "takes no body"
        return
    for error in operation.body.iter_errors(cast("Any", body)):
        for mistake in _innermost(error):
            place = ".".join(str(step) for step in mistake.absolute_path) or "the body"
            yield f"{place}: {_words(mistake)}"


def _innermost(error: ValidationError) -> Iterator[ValidationError]:
    """Yield, of a union that fits nowhere, the mistakes of the branch that comes closest."""
    if not error.context:
        yield error
        return
    branches: defaultdict[object, list[ValidationError]] = defaultdict(list)
    for inner in error.context:
        branches[inner.relative_schema_path[0]].append(inner)
    for inner in min(branches.values(), key=len):
        yield from _innermost(inner)


def _words(mistake: ValidationError) -> str:
    if mistake.validator in {"minLength", "maxLength", "minItems", "maxItems"}:
        return f"{mistake.validator} is {mistake.validator_value}, not {len(cast('Sized', mistake.instance))}"
    words, half = mistake.message, LONGEST_WORDS // 2
    return words if len(words) <= LONGEST_WORDS else f"{words[:half]} … {words[-half:]}"
