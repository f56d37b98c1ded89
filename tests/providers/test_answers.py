"""An answer is read field by field: whatever stands in one of them, the others are read as if it were whole."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from domain import limits
from domain.errors import Failure, FailureKind, HostSaid
from providers import fal_wire, modelrunner_wire
from providers.answers import DIGITS, NoAnswer
from providers.ideogram import Submitted
from providers.provider import Capabilities, Rendered

CAN = Capabilities(position=True, percent=True)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("9" * 10_000),
    lambda inner: st.lists(inner, max_size=20) | st.dictionaries(st.text(max_size=10), inner, max_size=5),
    max_leaves=20,
)
Path = tuple[str | int, ...]


class Wire(Protocol):
    """What both hosts' words have."""

    def failure_of(self, answer: httpx.Response, /) -> Failure: ...
    def verdict(self, answer: httpx.Response, /) -> HostSaid | NoAnswer: ...


FAL_STATUS: JsonValue = {
    "status": "IN_PROGRESS",
    "queue_position": 3,
    "logs": [{"message": "starting", "level": "INFO"}, {"message": "40% · rendering 1 of 2"}],
    "metrics": {"inference_time": 1.5},
}
FAL_RESULT: JsonValue = {
    "images": [{"url": f"u{n}", "width": 8, "content_type": "image/png"} for n in range(4)],
    "has_nsfw_concepts": [False, True, False, True],
    "seed": 5,
    "prompt": "as painted",
    "timings": {"inference": 1.5},
}
RUNNER_RESULT: JsonValue = {
    "id": "r1",
    "status": "COMPLETED",
    "billingStatus": "charged",
    "output": ["u0", "u1", "u2", "u3"],
    "totalPrice": "0.06",
    "metadata": {"job": "5.0"},
    "error": None,
    "inferenceTime": 9800,
}
RUNNER_LIST: JsonValue = {
    "page": 1,
    "data": [{"id": f"r{n}", "status": "COMPLETED", "metadata": {"job": f"{n}.0"}} for n in range(4)],
}
TROUBLE: JsonValue = {
    "detail": [{"loc": ["body", "seed"], "msg": "wrong", "type": "int_parsing", "ctx": {"ge": 0}}],
    "error_type": "bad_request",
    "error": [{"path": ["seed"], "message": "no"}],
    "message": "no",
    "status": "NOT_FOUND",
}


def _paths(value: JsonValue, here: Path = ()) -> list[Path]:
    """The ways to each field and each item of an answer."""
    inner = (
        value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    )
    return [path for name, one in inner for path in ((*here, name), *_paths(one, (*here, name)))]


def _with(answer: JsonValue, path: Path, value: object) -> bytes:
    """The same answer with one thing in it changed."""
    return json.dumps(_changed(answer, path, value)).encode()


def _changed(answer: JsonValue, path: Path, value: object) -> object:
    if not path:
        return value
    inner = (
        answer.items() if isinstance(answer, dict) else enumerate(answer) if isinstance(answer, list) else ()
    )
    changed = {name: _changed(one, path[1:], value) if name == path[0] else one for name, one in inner}
    return changed if isinstance(answer, dict) else list(changed.values())


def _broken(answer: JsonValue) -> st.SearchStrategy[tuple[Path, object]]:
    return st.tuples(st.sampled_from(_paths(answer)), ANYTHING)


@settings(deadline=None)
@given(_broken(FAL_STATUS))
def test_a_status_of_fal_says_whether_it_goes_on_whatever_else_it_says(broken: tuple[Path, object]) -> None:
    path, value = broken
    for word, ended in (("COMPLETED", True), ("IN_PROGRESS", False), ("IN_QUEUE", False), ("NAPPING", False)):
        whole = json.loads(_with(FAL_STATUS, ("status",), word))
        if path == ("status",):
            continue
        status = fal_wire.Status.of(_with(whole, path, value))
        assert status.ended is ended
        progress = status.progress(CAN)
        assert progress.percent is None or 0 <= progress.percent <= 100


def _fal(content: bytes) -> Rendered:
    return fal_wire.to_rendered(fal_wire.Output.of(content), billed=True)


def _runner(content: bytes) -> Rendered:
    return modelrunner_wire.Result.of(content).rendered()


RESULTS: dict[str, tuple[JsonValue, Callable[[bytes], Rendered], str]] = {
    "fal": (FAL_RESULT, _fal, "images"),
    "modelrunner": (RUNNER_RESULT, _runner, "output"),
}


@pytest.mark.parametrize("name", RESULTS)
@settings(deadline=None)
@given(data=st.data())
def test_a_paid_result_is_worth_its_pictures_whatever_else_it_says(name: str, data: st.DataObject) -> None:
    answer, read, pictures = RESULTS[name]
    whole = read(json.dumps(answer).encode())
    path, value = data.draw(_broken(answer).filter(lambda one: one[0] != (pictures,)))
    rendered = read(_with(answer, path, value))
    touched = path[1] if path[0] == pictures else None
    flags = path[0] == "has_nsfw_concepts"
    for number, picture in enumerate(whole.pictures):
        if number != touched:
            same = {one.url: one for one in rendered.pictures}[picture.url]
            assert flags or same == picture
    if path[0] != "seed":
        assert rendered.seed == whole.seed
    if path[0] != "prompt":
        assert rendered.prompt == whole.prompt
    assert rendered.cost is None or 0 <= rendered.cost <= modelrunner_wire.PRICE_MAX * 1_000_000
    assert replace(rendered, pictures=(), seed=None, prompt="", cost=None) == Rendered((), None, "")


@settings(deadline=None)
@given(_broken(RUNNER_LIST).filter(lambda one: one[0] != ("data",)))
def test_one_odd_neighbour_hides_no_other_request_of_a_list(broken: tuple[Path, object]) -> None:
    path, value = broken
    touched = path[1] if path[0] == "data" else None
    found = {one.id for one in modelrunner_wire.Page.of(_with(RUNNER_LIST, path, value)).data}
    assert {f"r{n}" for n in range(4) if n != touched} <= found


@pytest.mark.parametrize("status", [400, 422, 500])
@pytest.mark.parametrize("wire", [fal_wire, modelrunner_wire], ids=["fal", "modelrunner"])
@settings(deadline=None)
@given(broken=_broken(TROUBLE))
def test_a_failure_can_be_read_in_any_form(wire: Wire, status: int, broken: tuple[Path, object]) -> None:
    path, value = broken
    response = httpx.Response(status, content=_with(TROUBLE, path, value))
    said = wire.failure_of(response)
    assert said.kind in FailureKind
    assert said.detail.isprintable()
    verdict = wire.verdict(response)
    assert isinstance(verdict, NoAnswer | HostSaid)


@settings(deadline=None)
@given(ANYTHING)
def test_what_is_no_answer_at_all_is_told_apart(value: object) -> None:
    for read in (fal_wire.Status, modelrunner_wire.Status, Submitted):
        try:
            read.of(json.dumps(value))
        except NoAnswer:
            continue
        assert isinstance(value, dict)


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b"{", b"[" * 500_000, b'"\xff', b"null", b'{"status": "\\ud83d"}', b'{"status": ""}'],
    ids=["empty", "html", "cut", "deep", "not text", "null", "half a character", "no word"],
)
def test_rubbish_is_no_answer(content: bytes) -> None:
    with pytest.raises(NoAnswer):
        fal_wire.Status.of(content)


@pytest.mark.parametrize("digits", [DIGITS + 1, 5000, 900_000])
def test_a_number_without_end_voids_only_itself(digits: int) -> None:
    output = fal_wire.Output.of(b'{"images": [{"url": "u"}], "seed": ' + b"9" * digits + b"}")
    assert (len(output.images), output.seed) == (1, None)


def test_a_text_that_is_cut_in_the_middle_of_a_character_voids_only_itself() -> None:
    output = fal_wire.Output.of(b'{"images": [{"url": "u"}], "prompt": "\\ud83d", "seed": 5}')
    assert (len(output.images), output.prompt, output.seed) == (1, None, 5)


def test_lists_and_texts_have_an_end() -> None:
    status = fal_wire.Status.of(json.dumps({"status": "X", "logs": [{"message": "m" * 9999}] * 9999}))
    assert len(status.logs) == limits.LISTED
    assert {len(line.message or "") for line in status.logs} == {limits.WORDS_CHARS}
    output = fal_wire.Output.of(json.dumps({"images": [{"url": "u"}] * 99, "prompt": "p" * 99_999}))
    assert (len(output.images), output.prompt) == (limits.PICTURES, None)


@pytest.mark.parametrize(
    "price",
    ["Infinity", "NaN", "sNaN", "1e30", "1e999999999", "-5", -0.5, True, "", "x" * 9999, {"usd": 1}, [1]],
)
def test_what_is_no_price_is_none(price: JsonValue) -> None:
    assert _runner(_with(RUNNER_RESULT, ("totalPrice",), price)).cost is None


@pytest.mark.parametrize(
    ("price", "cost"), [("0.0612", 61_200), (0.0612, 61_200), (0, 0), ("1e-99", 0)], ids=repr
)
def test_what_is_a_price_is_one(price: JsonValue, cost: int) -> None:
    assert _runner(_with(RUNNER_RESULT, ("totalPrice",), price)).cost == cost


def test_how_a_prompt_was_read_is_taken_over_within_bounds_where_a_host_tells_it() -> None:
    told = {
        "looks": ["ink", "x" * 99],
        "missed": ["dragon", 5, None],
        "beyond": "chrome",
        "undrawn": ["字"] * 99,
        "left_out": ["dark"],
    }
    understood = _fal(json.dumps({"images": [{"url": "u"}], "understood": told}).encode()).understood
    assert understood
    assert (understood.looks, understood.missed, understood.beyond) == (("ink",), ("dragon",), ())
    assert len(understood.undrawn) == 10
    assert understood.left_out == ("dark",)
    for nothing in ({}, {"understood": 7}, {"understood": None}):
        assert _fal(json.dumps({"images": [{"url": "u"}], **nothing}).encode()).understood is None
