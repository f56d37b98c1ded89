"""Custom ids come back from outside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.custom_ids import Action, ButtonId


@given(st.sampled_from(Action), st.integers(1, 10**18 - 1), st.integers(1, 4))
def test_a_button_comes_back_as_it_went(action: Action, job_id: int, number: int) -> None:
    button = ButtonId(action, job_id, number if action is Action.SEED else None)
    assert ButtonId.parse(str(button)) == button
    assert str(button).startswith(f"r1:{action}:")
    assert len(str(button)) <= 100


@given(st.text(max_size=120))
def test_anything_else_is_nobody_s_button(custom_id: str) -> None:
    button = ButtonId.parse(custom_id)
    assert button is None or str(button) == custom_id


@pytest.mark.parametrize(
    "wrong",
    ["r1:seed:1", "r1:seed:1:5", "r1:seed:1:0", "r1:again:1:1", "r1:again:0", "r1:again:01", "r1:again:-1",
     "r1:again:1 ", "r2:again:1", "r1:drop:1", "r1:again:" + "9" * 19, "r1:again:\u0661", "r1:again:1\n"],
)  # fmt: skip
def test_what_is_nearly_one_is_none(wrong: str) -> None:
    assert ButtonId.parse(wrong) is None
