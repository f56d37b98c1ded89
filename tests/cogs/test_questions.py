"""Questions to authors: whatever is asked, it is a message that Discord takes, and the author reads all of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs import question_cards
from cogs.words.consent import as_typed
from cogs.words.words import ENGLISH, Words, languages
from domain.card import Spot
from domain.member import Member
from domain.question import Question, QuestionState
from domain.request import PROMPT_LIMIT, RestyleRequest
from domain.styles import Style
from domain.visible import cleaned
from sandbox.rules.components import check_components
from tests.cogs import views

LANGUAGES = [ENGLISH, *languages().values()]
LONGEST = 2**63 - 1  # of any id


def _question(
    prompt: str = "ink",
    state: QuestionState = QuestionState.OPEN,
    *,
    style: str | None = None,
    number: int | None = None,
) -> Question:
    return Question(
        id=10**18 - 1,
        letters="letter",
        state=state,
        interaction_id=1,
        member=Member(LONGEST, LONGEST),
        locale="en-GB",
        author_id=LONGEST,
        source=Spot(LONGEST, LONGEST, LONGEST),
        number=number,
        url="https://cdn.discordapp.com/x.png",
        sha256="a" * 64,
        request=RestyleRequest(prompt=prompt, seed=7, style=Style(name=style) if style else None),
        message_id=5,
        asked_at=1_800_000_000_000,
        ends_at=1_800_086_400_000,
        result=Spot(1, 2, 3),
    )


anything = st.text(min_size=1, max_size=PROMPT_LIMIT).map(lambda text: str(cleaned(text))).filter(bool)
dense = st.text(
    st.sampled_from("`*_~|\\<>[]()#-😀字"), min_size=PROMPT_LIMIT - 300, max_size=PROMPT_LIMIT
).filter(cleaned)


@given(
    st.sampled_from(LANGUAGES),
    anything | dense,
    st.none() | st.text(min_size=1, max_size=50).filter(str.strip),
    st.none() | st.integers(1, 10),
)
async def test_whatever_is_asked_is_a_message_that_discord_takes(
    words: Words, prompt: str, style: str | None, number: int | None
) -> None:
    view = question_cards.view(words, _question(prompt, style=style, number=number))
    check_components(view.to_components(), v2=True)
    assert views.size(view) <= views.MOST


@given(anything | dense)
def test_all_of_the_words_can_be_read(prompt: str) -> None:
    shown = as_typed(ENGLISH, prompt)
    if shown.startswith("```"):
        assert shown == "```\n" + prompt.replace("```", "` ` `") + "\n```"
    else:
        assert shown[1:-1].replace("\\", "") == prompt.replace("\\", ""), "escaped, and nothing else"


@pytest.mark.parametrize("words", LANGUAGES)
@pytest.mark.parametrize("state", QuestionState)
async def test_what_can_be_pressed_is_what_can_still_come_of_it(words: Words, state: QuestionState) -> None:
    view = question_cards.view(words, _question(state=state))
    check_components(view.to_components(), v2=True)
    pressed = {custom_id.split(":")[1] for custom_id in views.buttons(view).values()}
    assert pressed == {
        QuestionState.OPEN: {"allow", "decline", "never", "withdraw"},
        QuestionState.ALLOWED: {"start", "withdraw"},
    }.get(state, set())
    assert f"<@{LONGEST}>" in views.text(view)
    assert view.is_finished()
