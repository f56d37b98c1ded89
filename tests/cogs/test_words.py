"""Every error has a sentence, and each sentence is short, plain, and says what to do."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.lists import LINES
from cogs.words import accounts, endings, refusals, rules, sets
from cogs.words.words import ENGLISH, fitting, plain
from domain import errors
from domain.buckets import DAY, MONTH, WEEK, WINDOWS, Bucket, Scope, Unit
from domain.errors import (
    AboutPicture,
    AgeRestricted,
    AskedEnough,
    BadLora,
    BadOption,
    BadStyle,
    BadWord,
    Barred,
    Blocked,
    BlockedWords,
    CannotWrite,
    Closing,
    CommandChanged,
    Crowded,
    Decided,
    FailureKind,
    Forwarded,
    Gone,
    Left,
    LeftOut,
    ModeratorsOnly,
    NoPicture,
    NoResult,
    NoRoom,
    NotAllowed,
    NotAnswering,
    NotAsked,
    NotDenied,
    NothingUsable,
    NotOffered,
    NotOwnStyle,
    NotPublished,
    NotStarted,
    NotTold,
    NotYet,
    NotYours,
    OneOf,
    OnlyInServers,
    OutOfBounds,
    Paused,
    QuotaExceeded,
    Refused,
    ReportedEnough,
    SentAlready,
    ServerPaused,
    SourceRefused,
    StillThere,
    StoreAway,
    StrengthAtEnd,
    StyleExists,
    TooLate,
    TooManyCancels,
    TooManyStyles,
    TooManyWaiting,
    UnknownStyle,
)
from domain.grant import Category, Grant
from domain.picture import UnreadablePicture, UnreadableReason
from domain.quota import Account, Caps
from domain.rules import Rule, Subject
from jobs.accounts import Usage, Window
from jobs.rules import ServerRules
from jobs.showing import NotShown, NowhereToShow


def _pictures(limit: int) -> Bucket:
    return Bucket(Scope.BOT, Unit.PICTURES, limit)


REFUSALS: list[Exception] = [
    BadOption("prompt", "empty"),
    BadOption("prompt", "too_long", (1, 2000)),
    BadOption("strength", "range", (0, 1)),
    BadOption("speed", "choice"),
    BadOption("size", "sides"),
    StillThere(),
    NoPicture(),
    Forwarded(),
    OnlyInServers(),
    Barred(),
    NotTold(),
    *(AskedEnough(42, why) for why in ("open", "today", "author", "asker", "picture")),
    *(NotAsked(42, why) for why in ("left", "closed", "gone", "trouble")),
    NotStarted(42),
    *(ReportedEnough(why) for why in ("again", "many", "today")),
    Decided(42),
    CannotWrite(42),
    Decided(0),
    NotPublished(denied=True),
    NotPublished(denied=False),
    NotDenied(),
    Gone("report"),
    Left(42),
    Gone("question"),
    Gone("source"),
    *(NotAllowed(42, why) for why in ("server", "author", "outside", "unasked", "brought", "app")),
    UnknownStyle("x", ()),
    UnknownStyle("x", ("A", "B", "C")),
    BadStyle("name"),
    BadStyle("nothing"),
    BadWord("nothing"),
    BadWord("long", 30),
    BadWord("star"),
    BadWord("broad", 2),
    BadWord("many", 100),
    BadWord("unknown"),
    BadOption("member", "missing"),
    ServerPaused(""),
    ServerPaused("A *contest* begins."),
    Blocked(None, ""),
    Blocked(None, "Three times now."),
    Blocked(1_800_000_000_000, ""),
    Blocked(1_800_000_000_000, "Three times now."),
    BlockedWords(),
    OutOfBounds("images", 1),
    OutOfBounds("images", 2),
    OutOfBounds("speed", "turbo"),
    OutOfBounds("size", 1024),
    OutOfBounds("private"),
    BadLora(4, "too_many"),
    BadLora(1, "address"),
    BadLora(1, "https"),
    BadLora(1, "password"),
    BadLora(1, "host", ("huggingface.co", "civitai.com", "fal.media")),
    BadLora(1, "private"),
    BadLora(1, "scale"),
    BadLora(1, "kind"),
    StyleExists("House"),
    NotOwnStyle("Neon"),
    TooManyStyles(1000),
    NoResult("House"),
    ModeratorsOnly(),
    SourceRefused("too_large", 25 * 1024 * 1024),
    SourceRefused("unavailable"),
    SourceRefused("foreign"),
    SourceRefused("adult"),
    SourceRefused("unchecked"),
    AgeRestricted(),
    QuotaExceeded(_pictures(20), 20, 1, 1_800_000_000_000, 0),
    QuotaExceeded(_pictures(20), 20, 2, 1_800_000_000_000, 0),
    QuotaExceeded(_pictures(20), 19, 2, 1_800_000_000_000, 1),
    QuotaExceeded(_pictures(20), 17, 4, 1_800_000_000_000, 3),
    QuotaExceeded(_pictures(3), 0, 4, None, 3),
    QuotaExceeded(_pictures(0), 0, 1, None, 0),
    QuotaExceeded(_pictures(3), 0, 9, None, 5),
    OneOf(("member", "role")),
    QuotaExceeded(Bucket(Scope.SERVER, Unit.MICROS, 10), 9, 2, None, 1),
    TooManyWaiting("member", 1, 1, 1),
    TooManyWaiting("server", 1, 1, 1),
    TooManyWaiting("member", 10, 10, 3),
    TooManyWaiting("server", 200, 200, 1),
    TooManyWaiting("member", 10, 9, 3),
    TooManyWaiting("member", 10, 4, 10),
    Gone("card"),
    Gone("picture"),
    NotYours(42),
    SentAlready(),
    TooLate(),
    NotYet(),
    NotShown(),
    NowhereToShow(),
    StrengthAtEnd(1.0),
    NotOffered("loras"),
    NotOffered("look"),
    AboutPicture("style_from", UnreadablePicture("not_a_picture")),
    AboutPicture("image", UnreadablePicture("not_a_picture")),
    AboutPicture("style_from", SourceRefused("unavailable")),
    AboutPicture("style_from", Gone("picture")),
    NotOffered("size"),
    NotOffered("small", 8),
    Closing(),
    Paused(""),
    Paused("The *host* <@1> raised\nits prices."),
    TooManyCancels(1),
    TooManyCancels(5),
    CommandChanged(),
    Crowded(),
    NoRoom(),
    NotAnswering(),
    StoreAway("nobody answers there"),
    NotYours(42, moderators=False),
    BadOption("prompt", "unreadable"),
    UnreadablePicture("not_a_picture"),
    UnreadablePicture("unsupported"),
    UnreadablePicture("too_many_pixels", found=400_000_000, limit=50_000_000),
    UnreadablePicture("too_small", found=7, limit=8),
    UnreadablePicture("too_long"),
    UnreadablePicture("too_large", limit=25 * 1024 * 1024),
    UnreadablePicture("too_heavy"),
    UnreadablePicture("broken"),
    UnreadablePicture("took_too_long", limit=10),
]


@pytest.mark.parametrize("error", REFUSALS, ids=repr)
def test_a_refusal_has_a_sentence_of_its_own(error: Exception) -> None:
    said = refusals.sentence(ENGLISH, error)
    assert said != refusals.our_fault(ENGLISH)
    assert "\n" not in said
    assert "{" not in said
    assert 20 < len(said) < 160
    assert said.endswith((".", "?"))


def test_no_two_refusals_say_the_same_but_where_the_same_is_to_be_done() -> None:
    said = [refusals.sentence(ENGLISH, error) for error in REFUSALS]
    same = {one for one in said if said.count(one) > 1}
    assert {one.split(":")[0].split(";")[0] for one in same} == {
        "That picture is too large",
        "That picture cannot be read",
        "Discord did not take those pictures just now. Please fetch them again with /history.",
    }


LEFT_OUT = (
    LeftOut("notes.txt", UnreadablePicture("not_a_picture")),
    LeftOut("huge.png", UnreadablePicture("too_large", limit=25 * 1024 * 1024)),
    LeftOut("*a*.txt", UnreadablePicture("not_a_picture")),
)


def test_of_several_pictures_each_reason_is_said_once_with_those_that_it_is_said_of() -> None:
    not_a_picture = refusals.sentence(ENGLISH, UnreadablePicture("not_a_picture"))
    lines = refusals.sentence(ENGLISH, NothingUsable(LEFT_OUT)).split("\n")
    assert lines[0] == "None of those pictures can be used."
    assert lines[1] == f"- notes.txt, \\*a\\*.txt: {not_a_picture}"
    assert len(lines) == 3
    told = refusals.left_out(ENGLISH, LEFT_OUT, 10).split("\n")
    assert told == ["3 of your 10 pictures were left out; the others go on.", *lines[1:]]
    assert refusals.left_out(ENGLISH, LEFT_OUT[:1], 2).startswith("1 of your 2 pictures was left out;")


@given(st.lists(st.text(min_size=1, max_size=300), min_size=2, max_size=10))
def test_whatever_the_files_are_called_there_is_room_to_name_them(names: list[str]) -> None:
    reasons = [
        UnreadablePicture(reason, limit=25 * 1024 * 1024) for reason in sorted(get_args(UnreadableReason))
    ]
    several = tuple(LeftOut(name, reasons[index % len(reasons)]) for index, name in enumerate(names))
    assert len(refusals.left_out(ENGLISH, several, 10)) < 4000
    assert len(refusals.sentence(ENGLISH, NothingUsable(several))) < 3000


def test_no_reason_against_a_picture_was_forgotten() -> None:
    told = {error.reason for error in REFUSALS if isinstance(error, UnreadablePicture)}
    assert told == set(get_args(UnreadableReason))


def test_who_sends_a_photo_of_an_iphone_reads_what_to_do() -> None:
    said = refusals.sentence(ENGLISH, UnreadablePicture("unsupported"))
    assert all(word in said for word in ("not supported", "iPhone", "HEIC", "as JPEG"))


def test_a_limit_that_nobody_knows_is_not_told_as_nought() -> None:
    for error in REFUSALS:
        if isinstance(error, UnreadablePicture):
            assert " 0 " not in refusals.sentence(ENGLISH, error)


def test_no_refusal_was_forgotten() -> None:
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Refused)}
    assert kinds - {Refused, NothingUsable} <= {type(error) for error in REFUSALS}


def test_whatever_else_happens_is_our_fault_and_says_nothing_of_it() -> None:
    assert refusals.sentence(ENGLISH, ValueError("token=secret")) == refusals.our_fault(ENGLISH)


@pytest.mark.parametrize("kind", FailureKind)
def test_why_a_picture_of_a_set_is_missing_is_one_short_line(kind: FailureKind) -> None:
    said = sets.failure(ENGLISH, kind)
    assert said.endswith(". Not charged.")
    assert len(said) < 80
    assert said not in {sets.failure(ENGLISH, other) for other in FailureKind if other is not kind}


@pytest.mark.parametrize("kind", FailureKind)
def test_a_failure_says_that_it_was_free_and_what_to_do(kind: FailureKind) -> None:
    said = endings.failure(ENGLISH, kind)
    assert ". Nothing was charged. " in said
    assert "Please" in said
    assert len(said) < 200


def test_a_number_is_one_or_many() -> None:
    assert [ENGLISH.span(span) for span in (3_600_000, DAY, WEEK, MONTH)] == [
        *("1 hour", "24 hours", "7 days", "30 days")
    ]
    left = [
        refusals.sentence(ENGLISH, QuotaExceeded(_pictures(20), used, 4, 1_800_000_000_000, 20 - used))
        for used in (19, 18)
    ]
    assert [one.split(";")[0] for one in left] == ["1 picture left", "2 pictures left"]


def test_places_and_times_are_said_as_people_say_them() -> None:
    assert [ENGLISH.ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 102, 111)] == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th")
    ]
    assert [ENGLISH.duration(seconds) for seconds in (1, 119, 120, 3600, 7200)] == [
        *("1 s", "119 s", "2 min", "60 min", "2 h")
    ]


@given(st.text())
def test_data_is_never_taken_for_a_sentence(name: str) -> None:
    assert plain(name) in refusals.sentence(ENGLISH, UnknownStyle(name, ()))
    assert plain(name) in refusals.sentence(ENGLISH, UnknownStyle("x", (name, "B")))


def test_a_bound_is_written_as_people_write_it() -> None:
    said = refusals.sentence(ENGLISH, BadOption("seed", "range", (0, 2**31 - 1)))
    assert said == "`seed` must be between 0 and 2147483647."
    assert "0.5" in refusals.sentence(ENGLISH, BadOption("strength", "range", (0.5, 1)))


@given(st.text(max_size=300), st.integers(4, 400))
def test_a_text_that_is_cut_fits_and_is_none_other(text: str, most: int) -> None:
    assert len(fitting(text, most).encode()) <= most
    assert fitting(text, len(text.encode()) + 4) == text
    assert text.startswith(fitting(text, most).removesuffix("…"))


def test_one_picture_is_one() -> None:
    said = refusals.sentence(ENGLISH, QuotaExceeded(_pictures(1), 1, 1, 1_800_000_000_000, 0))
    assert said.startswith("You have used all of your 1 picture in 24 hours.")


def _server(*rules: Rule) -> ServerRules:
    return ServerRules(_pictures(20), rules, Caps())


def _of(subject: Subject, limit: int | None, window: int = DAY) -> Rule:
    return Rule(subject, Bucket(subject.scope, Unit.PICTURES, limit, window))


ADA, PAINTERS = Subject(Scope.MEMBER, 11), Subject(Scope.ROLE, 70)


def test_clearing_a_server_s_rule_names_those_whose_own_rules_stay() -> None:
    several = _server(_of(ADA, 3), _of(PAINTERS, 5), _of(PAINTERS, None, WEEK))
    said = rules.cleared(ENGLISH, Subject(), [_pictures(9)], several)
    assert said.splitlines() == [
        "Taken back: 9 pictures in 24 hours.",
        "Everybody may use 20 pictures in 24 hours (the bot's default).",
        "These keep rules of their own:",
        "<@&70>: 5 pictures in 24 hours and any number of pictures in 7 days.",
        "<@11>: 3 pictures in 24 hours.",
    ]
    assert "keep" not in rules.cleared(ENGLISH, Subject(), [_pictures(9)], _server())
    assert rules.cleared(ENGLISH, Subject(), [], _server()) == "There was no such rule."


def test_setting_a_rule_says_what_is_and_what_was() -> None:
    now, before = _of(ADA, 3).bucket, _of(ADA, None).bucket
    assert rules.allowed(ENGLISH, ADA, now, before, {}).splitlines() == [
        "<@11> may now use 3 pictures in 24 hours.",
        "Before: any number of pictures in 24 hours.",
    ]
    said = rules.allowed(ENGLISH, Subject(), _pictures(5), None, {ADA: [now]})
    assert "but for 1 role or member with rules of their own.\nThere was no such rule before." in said


def test_a_server_s_rules_fit_a_page_however_many_there_are() -> None:
    many = [_of(Subject(Scope.MEMBER, 10**18 + n), 10_000, window) for n in range(99) for window in WINDOWS]
    server = _server(*many)
    named = rules.named_lines(ENGLISH, server)
    assert len(named) == 99
    for start in range(0, 99, LINES):
        assert len(rules.of_server(ENGLISH, server, named[start : start + LINES])) < 4000


def test_a_full_window_says_that_it_is_and_when_it_frees() -> None:
    day, week = _of(ADA, 5).bucket, _of(ADA, 20, WEEK).bucket
    windows = [Window(day, 3, 1_800_000_000_000), Window(week, 20, 1_800_000_500_000)]
    shown = Usage(windows, [], Account(20, 20))
    assert accounts.usage(ENGLISH, shown).splitlines() == [
        "▓▓▓▓▓▓▓░░░░░ 3 of 5 pictures used in the last 24 hours",
        "The next one frees <t:1800000000:R> (<t:1800000000:t>).",
        "▓▓▓▓▓▓▓▓▓▓▓▓ 20 of 20 pictures used in the last 7 days",
        "None of them is left; the next one frees <t:1800000500:R> (<t:1800000500:t>).",
        "0 left.",
    ]
    endless = Usage([Window(_of(ADA, None).bucket, 1, None)], [], Account(1, None))
    assert accounts.usage(ENGLISH, endless) == "1 picture used in the last 24 hours; there is no limit."


def test_credit_is_told_in_the_order_in_which_it_is_used_as_far_as_there_is_room() -> None:
    soon = Grant(1, 2, Category.EVENT, 1_800_000_000_000, "You *won* <@1>", 3)
    several = [soon, *(Grant(2 + n, 5, Category.PAID, None, "x" * 4000, 3) for n in range(20))]
    shown = Usage([Window(_pictures(20), 0, None)], several, Account(0, 20, 102))
    first, second, *_, last, left = accounts.usage(ENGLISH, shown).splitlines()[1:]
    won = r"You \*won\* \<@1>"
    assert first == f"Credit: 2 pictures (from an event), expires <t:1800000000:R>. “{won}”"
    assert second.startswith("Credit: 5 pictures (paid for). “xxx")
    assert (last, left) == ("… and 65 pictures of credit from later ones.", "122 left.")
    assert len(accounts.usage(ENGLISH, shown)) < 2000
