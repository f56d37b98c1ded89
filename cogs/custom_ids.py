"""What a button carries: `r1:` (the version of this form), an action, a card with its letters, and what else it needs.

What is about a picture names its job and its number; a card's first job has part 0, which is left out. A form for a style
has the style's name in the place of a card. A custom id comes back from outside: anything that is not of this form is
nobody's button.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, cast

from domain.books import Book, Extract
from domain.card import REF_FORM, CardRef
from domain.styles import OWN_NAME_CHARS


class Action(StrEnum):
    """What a button does."""

    SEED = "seed"  # about a picture of a job
    AGAIN = "again"  # about a card: all of its jobs
    RETRY = "retry"  # about those of them that brought nothing
    WEAKER = "weaker"
    STRONGER = "stronger"
    CANCEL = "cancel"
    SHOW = "show"
    OLDER = "older"  # about a list, which is named as a card is: goes on from the card of that number
    NEWER = "newer"
    FEWER = "fewer"  # about an offer, which is named as a card is
    FROM = "from"  # the form about a picture that was pointed at; named as an offer is
    REMIX = "remix"  # about a card: opens a form, and is what the form is about
    MENU = "menu"  # about a card
    DELETE = "delete"  # asks once more
    ERASE = "erase"  # and does it
    RECIPE = "recipe"
    COMPARE = (
        "compare"  # about a picture of a job: opens before and after; the next two change what was opened
    )
    BESIDE = "beside"
    WIPED = "wiped"
    FAMILY = "family"  # about a card, by its first job
    SOURCE = "source"  # about a picture of a job: opens a form, and is what the form is about
    ALLOW = "allow"  # about a question, which is named as a card is
    DECLINE = "decline"
    NEVER = "never"
    WITHDRAW = "withdraw"
    START = "start"
    REPORT = "report"  # about a card: opens a form, and is what the form is about
    UPHOLD = "uphold"  # about a report, which is named as a card is
    DISMISS = "dismiss"
    APPROVE = "approve"  # about a card that moderators look at first
    DENY = "deny"  # opens a form, and is what the form is about
    BLOCK = "block"  # the same, and blocks its member
    OBJECT = "object"  # the same, for its member
    STOP = "stop"  # about a card: a moderator calls it off


# What takes something of one's own back, finds it again, or answers for it: also where a member may not use /restyle (any
# more). Who else may not do these things, each says for itself.
FOR_ANYBODY = frozenset(
    {
        Action.CANCEL,
        Action.SHOW,
        Action.OLDER,
        Action.NEWER,
        Action.MENU,  # the way to the next three; each of its buttons is pressed in its turn
        Action.DELETE,
        Action.ERASE,
        Action.REPORT,
        Action.ALLOW,
        Action.DECLINE,
        Action.NEVER,
        Action.WITHDRAW,
        Action.UPHOLD,
        Action.DISMISS,
        Action.APPROVE,
        Action.DENY,
        Action.BLOCK,
        Action.OBJECT,
        Action.STOP,
    }
)
# What asks for pictures at one press.
MAKING = frozenset({Action.SEED, Action.AGAIN, Action.RETRY, Action.WEAKER, Action.STRONGER})
# Of these a message that shows pictures of a card has one at least.
BESIDE_PICTURES = frozenset({Action.MENU, Action.CANCEL, Action.BESIDE, Action.WIPED, Action.APPROVE})
ABOUT_A_LIST = frozenset({Action.OLDER, Action.NEWER})
ABOUT_A_PICTURE = frozenset({Action.SEED, Action.SOURCE, Action.COMPARE, Action.BESIDE, Action.WIPED})
# A card has at most ten jobs, and a job four pictures.
_FORM = re.compile(rf"r1:({'|'.join(Action)}):{REF_FORM}(?::([1-9]))??(?::([1-4]))?", re.ASCII)
_LIST_FORM = re.compile(rf"r1:({'|'.join(sorted(ABOUT_A_LIST))}):{REF_FORM}:([1-9]\d{{0,17}})", re.ASCII)


@dataclass(frozen=True, slots=True)
class ButtonId:
    """A parsed custom id. The number is that of a picture, or of the card from which a list goes on."""

    action: Action
    card: CardRef
    part: int = 0
    number: int | None = None

    def __str__(self) -> str:
        more = [str(one) for one in (self.part, self.number) if one]
        return ":".join(("r1", self.action, str(self.card), *more))

    @classmethod
    def parse(cls, custom_id: str) -> "ButtonId | None":
        """Return the button of that custom id; what is about a picture must name one, and nothing else may."""
        if match := _LIST_FORM.fullmatch(custom_id):
            action, ref = Action(match[1]), CardRef(int(match[2]), match[3] or "")
            return cls(action, ref, number=int(match[4]))
        match = _FORM.fullmatch(custom_id)
        if match is None or match[1] in ABOUT_A_LIST:
            return None
        action, card = Action(match[1]), CardRef(int(match[2]), match[3] or "")
        part, number = (int(one) if one else None for one in (match[4], match[5]))
        if action in ABOUT_A_PICTURE:
            return cls(action, card, part or 0, number) if number else None
        return None if part or number else cls(action, card)


@dataclass(frozen=True, slots=True)
class StyleFormId:
    """The custom id of a form for a style of a server: whether it is new, its name, and what opened the form."""

    new: bool
    name: str
    opened_by: int

    def __str__(self) -> str:
        return f"r1:style:{'add' if self.new else 'edit'}:{self.name}:{self.opened_by}"

    @classmethod
    def parse(cls, custom_id: str) -> "StyleFormId | None":
        """Return the form of that custom id."""
        match = _STYLE_FORM.fullmatch(custom_id)
        return cls(match[1] == "add", match[2], int(match[3])) if match else None


class Own(StrEnum):
    """What a button does with all that is kept of who presses it."""

    EXPORT = "export"  # from a place on
    DELETE = "delete"  # asks once more
    ERASE = "erase"  # and does it
    NEVER = "never"  # nobody restyles their pictures


@dataclass(frozen=True, slots=True)
class OwnId:
    """The custom id of a button about what is kept of who presses it; it names nobody."""

    action: Own
    after: int = 0

    def __str__(self) -> str:
        return f"r1:privacy:{self.action}{f':{self.after}' if self.after else ''}"

    @classmethod
    def parse(cls, custom_id: str) -> "OwnId | None":
        """Return the button of that custom id."""
        match = _OWN.fullmatch(custom_id)
        if match is None or (match[2] and match[1] != Own.EXPORT):
            return None
        return cls(Own(match[1]), int(match[2] or 0))


_OWN = re.compile(rf"r1:privacy:({'|'.join(Own)})(?::([1-9]\d{{0,17}}))?", re.ASCII)
_STYLE_FORM = re.compile(rf"r1:style:(add|edit):(.{{1,{OWN_NAME_CHARS}}}):([1-9]\d{{14,19}})", re.ASCII)
_FORM_ID = re.compile(r"(.{1,79}):([1-9]\d{14,19})", re.ASCII)


@dataclass(frozen=True, slots=True)
class FormId:
    """The custom id of a form: the button that opened it, and the interaction by which it did."""

    about: ButtonId
    opened_by: int

    def __str__(self) -> str:
        return f"{self.about}:{self.opened_by}"

    @classmethod
    def parse(cls, custom_id: str) -> "FormId | None":
        """Return the form of that custom id."""
        match = _FORM_ID.fullmatch(custom_id)
        about = ButtonId.parse(match[1]) if match else None
        return cls(about, int(match[2])) if match and about else None


_NEW_SET = re.compile(r"r1:batch(:private)?:([1-9]\d{14,19})", re.ASCII)


@dataclass(frozen=True, slots=True)
class NewSet:
    """The custom id of the form for a new set, which is about nothing yet: who sees it, and what opened it."""

    private: bool
    opened_by: int

    def __str__(self) -> str:
        return f"r1:batch{':private' if self.private else ''}:{self.opened_by}"

    @classmethod
    def parse(cls, custom_id: str) -> "NewSet | None":
        """Return the form of that custom id."""
        match = _NEW_SET.fullmatch(custom_id)
        return cls(match[1] is not None, int(match[2])) if match else None


ID_MAX = 2**63 - 1  # of a row, and of anybody in Discord


def opened_by(custom_id: str) -> int | None:
    """Return by which interaction a form that asks for pictures was opened; None where it is no such form."""
    form = FormId.parse(custom_id) or NewSet.parse(custom_id)
    return form.opened_by if form and form.opened_by <= ID_MAX else None


@dataclass(frozen=True, slots=True)
class BookId:
    """A button under a page of the books: where it leads, of which extract, and from which row on."""

    turn: Literal["older", "newer", "file"]
    wanted: Extract
    row: int = 0

    def __str__(self) -> str:
        wanted = self.wanted
        about = (wanted.user_id or 0, wanted.job_id or 0, wanted.day or 0, self.row)
        return f"r1:books:{self.turn}:{wanted.book}:{':'.join(map(str, about))}"

    @classmethod
    def parse(cls, custom_id: str) -> "BookId | None":
        """Return the button of that custom id."""
        match = _BOOKS_FORM.fullmatch(custom_id)
        if match is None:
            return None
        user_id, job_id, day, row = map(int, match.groups()[2:])
        if max(user_id, job_id, row) > ID_MAX:
            return None
        turn = cast("Literal['older', 'newer', 'file']", match[1])
        return cls(turn, Extract(Book(match[2]), user_id or None, job_id or None, day or None), row)


class Listing(StrEnum):
    """A list that may be long."""

    BLOCKS = "blocks"  # who is blocked in a server
    RULES = "rules"  # of a server
    CREDIT = "credit"  # of a member
    LINE = "line"  # what is under way in a server, or of one of its members
    MINE = "mine"  # what is under way of who presses


@dataclass(frozen=True, slots=True)
class ListId:
    """A button to a page of a list, from 0 on, and whom it is about."""

    of: Listing
    about: int = 0
    page: int = 0

    def __str__(self) -> str:
        return f"r1:list:{self.of}:{self.about}:{self.page}"

    @classmethod
    def parse(cls, custom_id: str) -> "ListId | None":
        """Return the button of that custom id."""
        match = _LIST_OF_FORM.fullmatch(custom_id)
        if match is None or int(match[2]) > ID_MAX:
            return None
        return cls(Listing(match[1]), int(match[2]), int(match[3]))


_NUMBER = r"(0|[1-9]\d{0,18})"
_LIST_OF_FORM = re.compile(rf"r1:list:({'|'.join(Listing)}):{_NUMBER}:(0|[1-9]\d{{0,5}})", re.ASCII)
_BOOKS_FORM = re.compile(
    rf"r1:books:(older|newer|file):({'|'.join(Book)}):{_NUMBER}:{_NUMBER}:(0|[1-9]\d{{0,4}}):{_NUMBER}",
    re.ASCII,
)
