"""The log: each line says what it is about, in both forms, and nothing from outside can forge one."""

import json
import logging

from hypothesis import example, given
from hypothesis import strategies as st

from bot.logs import Fields, JsonLines, TextLines
from domain.about import about


def _logged(form: logging.Formatter, say: str, **fields: str | int | None) -> str:
    """One line, said while a job is at hand."""
    record = logging.LogRecord("jobs.worker", logging.INFO, "x", 1, "%s", (say,), None)
    record.fields = fields
    with about(job=4711, member=42, ticket=None):
        assert Fields().filter(record)
    return form.format(record)


def test_a_line_for_people_carries_what_is_at_hand_and_what_the_event_says() -> None:
    line = _logged(TextLines(), "job.rendering", provider="fal", ticket="a b")
    assert line.endswith('INFO    jobs.worker  job.rendering  job=4711 member=42 ticket="a b" provider=fal')


def test_a_line_for_machines_carries_the_same() -> None:
    line = json.loads(_logged(JsonLines(), "job.rendering", provider="fal"))
    assert (line["job"], line["member"], line["provider"], line["says"]) == (4711, 42, "fal", "job.rendering")
    assert "ticket" not in line


@given(st.text(st.characters()), st.text(st.characters()))
def test_whatever_a_host_says_is_one_line(said: str, ticket: str) -> None:
    for form in (TextLines(), JsonLines()):
        line = _logged(form, said, ticket=ticket)
        assert len(line.splitlines()) == 1
        line.encode()


def test_a_traceback_stands_below_its_line() -> None:
    broke = ZeroDivisionError("broke")
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "it broke", None, (type(broke), broke, None))
    first, *trace = TextLines().format(record).splitlines()
    assert first.endswith("it broke")
    assert trace[-1] == "| ZeroDivisionError: broke"


@given(st.text(st.characters()))
@example("x\n2026-11-27 12:00:00,000 INFO    storage.events  job.done  job=4711")
@example("x\x1b[1A\x1b[2K\r2026-11-27 12:00:00,000 INFO    storage.events  job.done  job=4711")
def test_nor_does_what_an_error_says_begin_a_line_or_move_the_cursor(said: str) -> None:
    broke = ValueError(said)
    for chained in (broke, ExceptionGroup("several", [broke])):
        record = logging.LogRecord(
            "x", logging.ERROR, "x", 1, "it broke", None, (type(chained), chained, None)
        )
        _, *trace = TextLines().format(record).split("\n")
        assert all(line.startswith("| ") and line.isprintable() for line in trace)
        assert len(JsonLines().format(record).splitlines()) == 1


def test_after_the_work_its_fields_are_gone() -> None:
    with about(job=1):
        pass
    record = logging.LogRecord("x", logging.INFO, "x", 1, "later", None, None)
    assert Fields().filter(record)
    assert "job=" not in TextLines().format(record)
