"""Results as moderators see them first, and what is shown meanwhile: whatever was written, Discord takes it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs import review_cards
from cogs.words.words import ENGLISH, Words, languages
from domain.card import Card, Publication
from domain.consent import Author
from domain.job import Job, JobState, Result, StoredPicture
from domain.member import BOT, Member
from domain.picture import PictureFormat
from domain.quota import Account
from domain.request import PROMPT_LIMIT, RestyleRequest
from domain.review import OBJECTION, REASON, Review
from domain.visible import cleaned
from jobs.showing import Ended, Ending
from sandbox.rules.components import check_components
from tests.cogs import views

LANGUAGES = [ENGLISH, *languages().values()]
LONGEST = 2**63 - 1
WHO = Member(LONGEST, LONGEST)
UNDECIDED = ["Approve", "Deny…", "Block…"]


def _ending(
    prompt: str = "ink",
    publication: Publication = Publication.HELD,
    review: Review | None = None,
    pictures: int = 1,
) -> Ending:
    """A set of so many pictures."""
    request = RestyleRequest(prompt=prompt, seed=1)
    made = Result(1, 1, StoredPicture("b" * 64, PictureFormat.PNG, 8, 8, 100))
    jobs = [
        Job(
            id=part + 1, card_id=1, part=part, tag=f"1.{part}", member=WHO, state=JobState.DONE, attempt=1,
            request=request, source="a" * 64, parent=None, provider="fal", ticket=None, called=True, cost=0,
            asked_at=0, started_at=0, finished_at=1, failure=None, prompt_used=None, author=Author(LONGEST - 1),
        )
        for part in range(pictures)
    ]  # fmt: skip
    card = Card(10**18 - 1, 1, WHO, LONGEST, "en", "letter", False, publication, 0)  # noqa: FBT003
    return Ending(card, [Ended(job, [made], "fal") for job in jobs], Account(0, 1), review or _review())


def _review(reason: str = "", objection: str | None = None, decided_by: int | None = None) -> Review:
    return Review(0, True, reason, objection, decided_by)  # noqa: FBT003


def _written(most: int) -> st.SearchStrategy[str]:
    dense = st.text(st.sampled_from("`*_~|\\<>[]()#-😀字"), min_size=most // 2, max_size=most)
    return (st.text(min_size=1, max_size=most) | dense).map(lambda text: str(cleaned(text))).filter(bool)


@given(
    words=st.sampled_from(LANGUAGES),
    prompt=_written(PROMPT_LIMIT),
    reason=_written(REASON),
    objection=_written(OBJECTION) | st.none(),
    publication=st.sampled_from([Publication.HELD, Publication.REJECTED]),
)
async def test_whatever_is_asked_and_said_is_a_message_that_discord_takes(
    words: Words, prompt: str, reason: str, objection: str | None, publication: Publication
) -> None:
    ending = _ending(prompt, publication, _review(reason, objection, LONGEST), pictures=10)
    files = [f"{number}.png" for number in range(10)]
    for view in (review_cards.view(words, ending, files, 1000), review_cards.unpublished(words, ending)):
        check_components(view.to_components(), v2=True)
        assert views.size(view) <= views.MOST


@pytest.mark.parametrize(
    ("publication", "review", "ways", "said"),
    [
        (Publication.HELD, _review(), UNDECIDED, "May this be shown?"),
        (Publication.HELD, _review(), UNDECIDED, "The image host has withheld a part of it."),
        (
            Publication.HELD,
            replace(_review(), adult=True),
            UNDECIDED,
            "It looks like adult content, or could not be checked.",
        ),
        (Publication.HELD, _review("no", "why"), UNDECIDED, "It was denied: “no” Its member objects: “why”"),
        (Publication.HELD, _review("", ""), UNDECIDED, "It was denied, and its member objects."),
        (Publication.PUBLISHED, _review(decided_by=5), [], "<@5> has approved this."),
        (Publication.REJECTED, _review("no", decided_by=5), [], "The reason: “no”"),
        (Publication.REJECTED, _review(decided_by=BOT), [], "Nobody has decided in time"),
    ],
)
async def test_moderators_see_how_it_stands_and_what_is_to_be_decided(
    publication: Publication, review: Review, ways: list[str], said: str
) -> None:
    view = review_cards.view(ENGLISH, _ending(publication=publication, review=review), [])
    assert views.labels(view) == ways
    assert said in views.text(view)


@pytest.mark.parametrize(
    ("publication", "review", "ways", "said"),
    [
        (Publication.HELD, _review(), [], "A moderator looks at it first"),
        (Publication.HELD, _review("no", "why"), [], "has objected"),
        (Publication.REJECTED, _review("no", decided_by=5), ["Object…"], "has denied your result: “no”"),
        (Publication.REJECTED, _review(decided_by=BOT), ["Object…"], "no moderator has looked"),
        (Publication.REJECTED, _review("no", "why", 5), [], "has denied your result: “no”"),
    ],
)
async def test_who_asked_sees_neither_pictures_nor_prompt_there(
    publication: Publication, review: Review, ways: list[str], said: str
) -> None:
    ending = _ending("a secret plan", publication, review)
    view = review_cards.unpublished(ENGLISH, ending)
    assert views.labels(view) == ways
    assert said in views.text(view)
    assert "secret" not in str(view.to_components())
