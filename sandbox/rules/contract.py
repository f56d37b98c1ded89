"""What the bot asks, and what it is answered, against Discord's own OpenAPI document (https://github.com/discord/discord-api-spec).

Only tests use it: jsonschema is a development dependency.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sized
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, cast
from urllib.parse import SplitResult, parse_qsl, urlsplit

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.protocols import Validator
from referencing.jsonschema import DRAFT202012, EMPTY_REGISTRY, SchemaRegistry

from sandbox.rules.openapi import Schema, for_answers, for_requests

PREFIX = "/api/v10"
REQUESTS, ANSWERS = "urn:requests", "urn:answers"
METHODS = ("get", "put", "post", "patch", "delete")
LONGEST_WORDS = 160
Words = Iterator[tuple[str, bool]]  # what is wrong, and whether it is in what the document knows


@dataclass(frozen=True, slots=True)
class Operation:
    """What one method of a route takes and answers.

    These are the names of its query's parameters, a body or none, and by status ("200", "4XX") an answer or none.
    """

    parameters: frozenset[str]
    body: Validator | None
    answers: Mapping[str, Validator | None]


@dataclass(slots=True)
class Departures:
    """Where a request is not as the document says; Discord ignores what it does not know, so that is only noted."""

    violations: list[str] = field(default_factory=list[str])
    notes: list[str] = field(default_factory=list[str])


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
        text, registry = path.read_text("utf-8"), EMPTY_REGISTRY
        for name, correct in ((REQUESTS, for_requests), (ANSWERS, for_answers)):
            registry = registry.with_resource(name, DRAFT202012.create_resource(correct(json.loads(text))))
        paths = cast("dict[str, Schema]", json.loads(text)["paths"])
        return cls(_route(template, item, registry) for template, item in paths.items())

    def departures(self, method: str, path: str, body: object | None) -> Departures:
        """Return one line for each place where a request departs from the document.

        Of a multipart request the body is its payload_json: the document describes the fields as if each were a
        part of its own, and bots send them as that one.
        """
        route, operation, url = self._find(method, path)
        if operation is None:
            return Departures([f"{method} {url.path.removeprefix(PREFIX)}: the document has no such route"])
        found = Departures()
        for words, known in (*_of_query(operation, url.query), *_of_body(operation, body)):
            (found.violations if known else found.notes).append(f"{method} {route}: {words}")
        return found

    def mistakes(self, method: str, path: str, status: int, answer: object | None) -> list[str]:
        """Return one line for each place where an answer departs from the document."""
        route, operation, _ = self._find(method, path)
        if operation is None:
            return []
        kinds = operation.answers
        kind = next((one for one in (str(status), f"{status // 100}XX") if one in kinds), None)
        if kind is None:
            return [f"{method} {route}: is answered with {', '.join(kinds)}, not with {status}"]
        said = [words for words, _ in _held(kinds[kind], answer)]
        return [f"{method} {route}, answered with {status}: {words}" for words in said]

    def _find(self, method: str, path: str) -> tuple[str, Operation | None, SplitResult]:
        url = urlsplit(path)
        where = url.path.removeprefix(PREFIX)
        route = next((route for route in self._routes if route.pattern.fullmatch(where)), None)
        return (
            ("", None, url) if route is None else (route.template, route.operations.get(method.lower()), url)
        )


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
    asked = _json_of(operation.get("requestBody"), f"{REQUESTS}#/paths/{pointer}/requestBody", registry)
    responses = cast("Schema", operation.get("responses", {}))
    return Operation(
        names,
        asked,
        {
            status: _json_of(said, f"{ANSWERS}#/paths/{pointer}/responses/{status}", registry)
            for status, said in responses.items()
        },
    )


def _json_of(content: object, pointer: str, registry: SchemaRegistry) -> Validator | None:
    """Return what checks the JSON of a body or an answer, where it is some."""
    said = cast("Schema", content or {})
    if "$ref" in said:  # an answer that many have
        name = str(said["$ref"]).rpartition("/")[2]
        pointer = f"{ANSWERS}#/components/responses/{name}"
    elif "application/json" not in cast("Schema", said.get("content", {})):
        return None
    return Draft202012Validator({"$ref": f"{pointer}/content/application~1json/schema"}, registry=registry)


def _escaped(step: str) -> str:
    """Return a step of a JSON pointer in a URL (https://www.rfc-editor.org/rfc/rfc6901#section-6)."""
    return step.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")


def _of_query(operation: Operation, query: str) -> Words:
    for name, _ in parse_qsl(query, keep_blank_values=True):
        if name not in operation.parameters:
            yield f"the query has no {name}", False


def _of_body(operation: Operation, body: object | None) -> Words:
    if operation.body is None and body is not None:
        yield "takes no body", True
    yield from _held(operation.body, body)


def _held(validator: Validator | None, body: object | None) -> Words:
    """Yield each mistake in a body, and whether it is in what the document knows."""
    for error in validator.iter_errors(cast("Any", body)) if validator else ():
        for mistake in _innermost(error):
            place = ".".join(str(step) for step in mistake.absolute_path) or "the body"
            yield f"{place}: {_words(mistake)}", mistake.validator != "additionalProperties"


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
