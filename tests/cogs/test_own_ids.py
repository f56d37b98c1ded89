"""The buttons of `/privacy` are about who presses them: their custom ids name nobody, and nothing else is one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.custom_ids import ButtonId, Own, OwnId


@given(st.sampled_from(Own), st.integers(0, 10**18 - 1))
def test_a_custom_id_comes_back_as_it_was(action: Own, after: int) -> None:
    button = OwnId(action, after if action is Own.EXPORT else 0)
    assert OwnId.parse(str(button)) == button
    assert ButtonId.parse(str(button)) is None


@pytest.mark.parametrize(
    "custom_id",
    [
        "r1:privacy",
        "r1:privacy:",
        "r1:privacy:all",
        "r1:privacy:erase:7",
        "r1:privacy:export:0",
        "r1:privacy:export:-1",
        "r1:privacy:export:1234567890123456789",
        "r1:privacy:export:٣",
        "r1:privacy:export:7\n",
    ],
)
def test_what_is_not_of_that_form_is_nobody_s(custom_id: str) -> None:
    assert OwnId.parse(custom_id) is None
