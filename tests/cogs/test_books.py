"""The books in words: every row is plain and short, so that a page of them fits a message."""

from hypothesis import given
from hypothesis import strategies as st

from cogs.books import listed
from cogs.words import books
from cogs.words.words import ENGLISH, words_for
from domain.books import Book, Booking, Extract, Row, Sheet
from domain.event import Event, Recorded
from domain.member import Member
from jobs.books import PAGE
from tests.cogs.views import MOST, size, text

ids = st.integers(1, 2**63 - 1)
moments = st.integers(0, 4_000_000_000_000)
KINDS = ["reserve", "settle", "refund", "grant", "expire", "adjust"]
bookings = st.builds(
    Booking,
    id=ids,
    at=moments,
    written_at=moments,
    kind=st.sampled_from(KINDS),
    user_id=ids,
    job_id=st.none() | ids,
    grant_id=st.none() | ids,
    bucket=st.just("server:pictures"),
    pictures=st.integers(-10_000, 10_000),
    cost=st.integers(-(10**12), 10**12),
    who=st.just(0) | ids,
    why=st.text(max_size=200),
)
values = st.none() | st.integers() | st.text(max_size=200)
settings = st.dictionaries(st.sampled_from(["amount", "window", "role", "style"]), values)
actions = st.builds(
    Recorded,
    id=ids,
    at=moments,
    event=st.builds(
        Event,
        kind=st.sampled_from(["allowance.set", "card.deleted", "something.new"]),
        member=st.builds(Member, ids, st.just(0) | ids),
        actor=ids,
        job_id=st.none() | ids,
        before=settings,
        after=settings,
    ),
)


@given(
    st.lists(bookings, max_size=PAGE) | st.lists(actions, max_size=PAGE),
    st.sampled_from(["en-GB", "de", "ja"]),
)
def test_a_page_fits_a_message_in_every_language(rows: list[Row], locale: str) -> None:
    wanted = Extract(Book.ACTIONS, 2**63 - 1, 2**63 - 1, 99_999)
    view = listed(words_for(locale), wanted, Sheet(rows, 2**63 - 1, 2**63 - 1))
    assert size(view) <= MOST
    assert len(text(view)) <= 4000
    assert view.total_children_count <= 40


def test_a_row_says_what_was_taken_and_what_came_back() -> None:
    def said(kind: str, pictures: int, cost: int = 0) -> str:
        row = Booking(1, 0, 0, kind, 5, 7, None, "server:pictures", pictures, cost, 0, "")
        return books.row(ENGLISH, row).split("\n")[0]

    assert said("reserve", 2) == "**Reserved: 2 pictures** · <@5>"
    assert said("settle", 0) == "**Settled** · <@5>"
    assert said("settle", -1) == "**Settled, given back: 1 picture** · <@5>"
    assert said("refund", -2) == "**Given back: 2 pictures** · <@5>"
    assert said("grant", -3) == "**Granted: 3 pictures** · <@5>"
    assert said("expire", 3) == "**Expired: 3 pictures** · <@5>"
    assert said("adjust", 0) == "**Cost adjusted** · <@5>"
    assert said("adjust", -1) == "**Given back: 1 picture** · <@5>"


def test_a_request_that_went_well_is_one_paragraph() -> None:
    def booked(kind: str, job: int, pictures: int, cost: int = 0) -> Booking:
        return Booking(1, 0, 0, kind, 5, job, None, "server:pictures", pictures, cost, 0, "")

    page = [
        booked("settle", 9, 0),
        booked("settle", 8, -1, -20_000),
        booked("reserve", 8, 3, 60_000),
        booked("refund", 7, -1),
        booked("reserve", 7, 1),
        booked("reserve", 6, 1),
    ]
    assert [said.split("\n")[0] for said in books.paragraphs(ENGLISH, page)] == [
        "**Settled** · <@5>",
        "**Used: 2 pictures** · <@5>",
        "**Given back: 1 picture** · <@5>",
        "**Reserved: 1 picture** · <@5>",
        "**Reserved: 1 picture** · <@5>",
    ]
    [_, used, *_] = books.paragraphs(ENGLISH, page)
    assert used.split("\n")[1] == "-# Given back: 1 picture · US$0.04 · request 8 · <t:0:R>"


def test_money_is_there_where_there_is_any() -> None:
    row = Booking(1, 0, 0, "reserve", 5, 7, None, "server:pictures", 2, 60_000, 5, "asked")
    assert books.row(ENGLISH, row).split("\n")[1] == "-# US$0.06 · request 7 · <t:0:R> · by <@5>"


def test_why_is_said_in_the_reader_s_language_where_the_row_does_not_say_it() -> None:
    def why(kind: str, why: str, locale: str) -> str:
        row = Booking(1, 0, 0, kind, 5, None, None, "server:pictures", 0, 0, 0, why)
        return books.row(words_for(locale), row).split("<t:0:R>")[1]

    assert why("settle", "done", "de") == " · vom Bot"
    assert why("adjust", "denied", "de") == " · vom Bot · abgelehnt"
    assert why("refund", "bad_request", "en-GB") == r" · by the bot · failed: bad\_request"
    assert why("grant", "done", "de") == " · vom Bot · „done“", "a moderator's own words"
