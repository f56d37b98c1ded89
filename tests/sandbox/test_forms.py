"""How mistakes in a body become Discord's answer."""

from datetime import date

import discord
import pytest
from pydantic import TypeAdapter

from sandbox.rules.components import check_components
from sandbox.rules.forms import read
from sandbox.rules.refusal import Refused, invalid_form


def test_an_answer_nests_its_mistakes_like_the_body() -> None:
    refused = invalid_form({"components.0.label": ("SHORT", "Too short."), "title": ("LONG", "Too long.")})
    assert refused.body() == {
        "message": "Invalid Form Body",
        "code": 50035,
        "errors": {
            "components": {"0": {"label": {"_errors": [{"code": "SHORT", "message": "Too short."}]}}},
            "title": {"_errors": [{"code": "LONG", "message": "Too long."}]},
        },
    }


def test_a_mistake_may_stand_above_others() -> None:
    errors = invalid_form({"a": ("ONE", "One."), "a.0": ("TWO", "Two.")}).errors
    assert errors == {
        "a": {
            "_errors": [{"code": "ONE", "message": "One."}],
            "0": {"_errors": [{"code": "TWO", "message": "Two."}]},
        }
    }


def test_what_is_no_form_has_no_list_of_mistakes() -> None:
    assert Refused(404, 10008, "Unknown Message").body() == {"message": "Unknown Message", "code": 10008}


def test_a_refusal_reads_as_a_line_of_a_log() -> None:
    refused = invalid_form({"title": ("LONG", "Too long.")})
    assert str(refused) == "400 (code 50035): Invalid Form Body; title: Too long."


class Response:
    status = 400
    reason = "Bad Request"


def test_discord_py_finds_the_place_in_the_answer() -> None:
    with pytest.raises(Refused) as caught:
        check_components([{"type": 17, "components": [{"type": 10, "content": ""}]}], v2=True)
    told = discord.HTTPException(Response(), caught.value.body())  # pyright: ignore[reportArgumentType]
    assert "In components.0.components.0.content: Must be between 1 and 4000 in length." in str(told)


def test_a_mistake_that_discord_has_no_word_for_is_told_in_plain_words() -> None:
    with pytest.raises(Refused) as caught:
        read(TypeAdapter(date), "tomorrow")
    [(path, (code, words))] = caught.value.problems.items()
    assert (path, code) == ("", "BASE_TYPE_INVALID")
    assert "date" in words
