"""House rules and the trail as moderators see them: every action has a sentence, and all of it fits a message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs import cards
from cogs.lists import LINES
from cogs.words import house, trail
from cogs.words.words import ENGLISH, Words, languages
from domain.buckets import MONTH
from domain.errors import Blocked, ServerPaused
from domain.event import BY_MODERATORS, TO_OTHERS, Event, Recorded, Value
from domain.house import REASON, Block, Bounds, Private
from domain.member import Member
from domain.preference import Preference
from domain.request import Speed
from domain.rules import EVERYBODY
from domain.styles import OWN_NAME_CHARS
from domain.wordlist import MOST_WORDS, WORD_CHARS, Pattern
from sandbox.rules.components import check_components
from tests.cogs import views

LANGUAGES = [ENGLISH, *languages().values()]
LONGEST = 2**63 - 1
LAST = 8_640_000_000_000_000  # unix ms; no clock of Discord's shows a later one
TEXT = 4000
WITH_REASONS = {"credit.granted", "credit.revoked", "server.paused", "member.blocked", "card.rejected"}
REASONED = "*" * REASON
CAPS = dict.fromkeys(("member_running", "member_waiting", "server_running", "server_waiting"), 1000)


def _check(said: str) -> None:
    view = cards.say(said)
    check_components(view.to_components(), v2=True)
    assert views.size(view) <= views.MOST


def _recorded(kind: str, after: dict[str, Value], user: int = LONGEST, reason: str = "") -> Recorded:
    return Recorded(1, LAST, Event(kind, Member(LONGEST, user), LONGEST - 1, after=after, reason=reason))


def _all_kinds(name: str) -> list[Recorded]:
    money: dict[str, Value] = {"amount": 10**11, "unit": "micros", "window": MONTH}
    pictures: dict[str, Value] = {"amount": 10_000, "unit": "pictures", "window": MONTH, "role": LONGEST}
    said: dict[str, Value] = {**CAPS, **pictures, "style": name, "word": "w" * WORD_CHARS, "ends_at": LAST}
    return [
        *(_recorded(kind, said) for kind in sorted(BY_MODERATORS | TO_OTHERS)),
        *(_recorded(kind, {**pictures, "ends_at": LAST}, reason=REASONED) for kind in sorted(WITH_REASONS)),
        _recorded("allowance.set", money, EVERYBODY),
        *(
            _recorded("preference.set", {one: value}, EVERYBODY)
            for one in Preference
            for value in (0, 1, 2, None)
        ),
    ]


@pytest.mark.parametrize("words", LANGUAGES)
@given(st.text(min_size=1, max_size=OWN_NAME_CHARS))
async def test_every_action_has_a_sentence_and_a_full_page_fits_a_message(words: Words, name: str) -> None:
    everything = _all_kinds(name)
    for one in everything:
        line = trail.lines(words, [one])
        assert one.event.kind not in line or one.event.kind in name
        assert len(line) < TEXT / trail.LINES
    for start in range(0, len(everything), trail.LINES):
        said = trail.lines(words, everything[start : start + trail.LINES])
        _check(said)


def test_what_was_is_said_with_what_is() -> None:
    event = Event(
        "allowance.set", Member(9, EVERYBODY), 7, before={"amount": "unlimited"}, after={"amount": 0}
    )
    assert trail.lines(ENGLISH, [Recorded(1, 0, event)]) == (
        "<t:0:R> · <@7>: everybody, any number of pictures in 24 hours → 0 pictures in 24 hours."
    )
    strength = Event(
        "preference.set", Member(9, EVERYBODY), 7, before={"variation": 35}, after={"variation": 5}
    )
    assert trail.lines(ENGLISH, [Recorded(1, 0, strength)]).endswith("/moderation variation, 0.35 → 0.05.")
    speed = Event("preference.set", Member(9, EVERYBODY), 7, before={"speed": None}, after={"speed": 1})
    assert trail.lines(ENGLISH, [Recorded(1, 0, speed)]).endswith(
        "/moderation limits speed, as it was at first → balanced."
    )
    side = Event("preference.set", Member(9, EVERYBODY), 7, before={"side": None}, after={"side": 512})
    assert trail.lines(ENGLISH, [Recorded(1, 0, side)]).endswith(
        "/moderation limits size, as it was at first → 512."
    ), "as the option is called"


@pytest.mark.parametrize("words", LANGUAGES)
@given(st.text(max_size=REASON))
async def test_whatever_the_reason_is_it_is_text_and_fits_a_message(words: Words, reason: str) -> None:
    block = Block(LONGEST, LAST, reason, LONGEST)
    for said in (
        house.refusal(words, Blocked(LAST, reason)),
        house.refusal(words, ServerPaused(reason)),
        house.paused(words, reason, 1000),
        house.blocked(words, block, block, 1000),
        house.blocks(words, [block] * LINES),
    ):
        _check(said)


@pytest.mark.parametrize("words", LANGUAGES)
async def test_the_longest_list_of_words_fits_a_message(words: Words) -> None:
    longest = Pattern(("*" + "w" * (WORD_CHARS - 2) + "*",))
    _check(house.wordlist(words, [longest] * MOST_WORDS))


def test_only_limits_that_changed_are_said_twice() -> None:
    before, now = Bounds(), Bounds(images=1, private=Private.NO, speed=Speed.QUALITY)
    assert house.bounds(ENGLISH, now, now) == house.bounds(ENGLISH, now)
    assert house.bounds(ENGLISH, now, before).split("\n")[4:] == [
        "Before: 4 pictures in one request at most.",
        "Before: Private results are allowed; moderators do not see them, nor their prompts.",
    ]
