"""Questions: who has asked whose leave for what, and what they said.

Every answer names the states that it expects. Where they no longer hold, somebody else was first, and nothing changes.
"""

import json
import logging
from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from domain.card import CardRef, Spot
from domain.errors import AskedEnough
from domain.event import Event
from domain.member import BOT, Member
from domain.question import (
    FROM_ONE_TO_ONE,
    LEGAL_ANSWERS,
    LIFE,
    OPEN_FROM_ONE,
    OPEN_TO_ONE,
    NewQuestion,
    Question,
    QuestionState,
)
from domain.request import RestyleRequest
from domain.shards import EVERY, Shards
from storage import events
from storage.database import snapshot, transaction
from storage.shards import OURS, named
from storage.sqlite import Connection, Row, Statements

log = logging.getLogger(__name__)

# The partial indexes serve only queries that repeat their condition to the letter.
_UNSETTLED = "state IN ('open', 'allowed')"
_COLUMNS = (
    "id, letters, state, interaction_id, guild_id, user_id, locale, author_id, channel_id, source_id, number, url,"
    " sha256, request, message_id, asked_at, ends_at,"
    " (SELECT message_id FROM deliveries WHERE deliveries.card_id = questions.card_id AND target = 'reply')"
)


def _question_of(row: Row) -> Question:
    question_id, letters, state, interaction_id, guild_id, user_id, locale, author_id = row[:8]
    channel_id, source_id, number, url, sha256, request, message_id, asked_at, ends_at, result = row[8:]
    return Question(
        id=question_id,
        letters=letters,
        state=QuestionState(state),
        interaction_id=interaction_id,
        member=Member(guild_id, user_id),
        locale=locale,
        author_id=author_id,
        source=Spot(guild_id, channel_id, source_id),
        number=number,
        url=url,
        sha256=sha256,
        request=_request(request),
        message_id=message_id,
        asked_at=asked_at,
        ends_at=ends_at,
        result=Spot(guild_id, channel_id, result) if result else None,
    )


def _request(stored: str) -> RestyleRequest | None:
    try:
        return RestyleRequest.model_validate_json(stored)
    except ValidationError as error:
        log.warning("a question is of another version, or damaged: %d fields", error.error_count())
        return None


@snapshot
def check(connection: Statements, member: Member, author_id: int, now: int) -> None:
    """Raise AskedEnough where a member may not ask an author anything just now."""
    _check(connection, member, author_id, now)


def _check(connection: Statements, member: Member, author_id: int, now: int) -> None:
    row = connection.execute(
        f"""
        SELECT (SELECT count(*) FROM questions WHERE author_id = :author AND user_id = :asker AND {_UNSETTLED}),
               (SELECT count(*) FROM questions WHERE author_id = :author AND {_UNSETTLED}),
               (SELECT count(*) FROM questions WHERE user_id = :asker AND {_UNSETTLED})
        """,
        {"author": author_id, "asker": member.user_id},
    ).fetchone()
    asked = connection.execute(
        "SELECT count(*) FROM questions WHERE author_id = ? AND user_id = ? AND asked_at > ?",
        (author_id, member.user_id, now - LIFE),
    ).fetchone()
    between, to_author, from_asker = row or (0, 0, 0)
    if between:
        raise AskedEnough(author_id, "open")
    if asked and asked[0] >= FROM_ONE_TO_ONE:
        raise AskedEnough(author_id, "today")
    if to_author >= OPEN_TO_ONE:
        raise AskedEnough(author_id, "author")
    if from_asker >= OPEN_FROM_ONE:
        raise AskedEnough(author_id, "asker")


@transaction
def ask(connection: Connection, new: NewQuestion) -> Question | None:
    """Keep a question. Raises AskedEnough; returns None where the same interaction has asked it before.

    About a picture that its author would rather not see restyled nobody asks again, and nobody asks twice in vain.
    """
    member = new.member
    known = connection.execute("SELECT 1 FROM questions WHERE interaction_id = ?", (new.interaction_id,))
    if known.fetchone():
        return None
    _check(connection, member, new.author_id, new.asked_at)
    in_vain = connection.execute(
        "SELECT 1 FROM questions WHERE author_id = ? AND sha256 = ? AND (state = 'declined'"
        " OR (user_id = ? AND state IN ('withdrawn', 'expired')))",
        (new.author_id, new.sha256, member.user_id),
    )
    if in_vain.fetchone():
        raise AskedEnough(new.author_id, "picture")
    row = connection.execute(
        "INSERT INTO questions (letters, state, interaction_id, guild_id, user_id, locale, author_id, channel_id,"
        " source_id, number, url, sha256, request, asked_at, ends_at)"
        f" VALUES (?, 'open', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING {_COLUMNS}",
        (
            *(new.letters, new.interaction_id, member.guild_id, member.user_id, new.locale),
            *(new.author_id, new.source.channel_id, new.source.message_id, new.number, new.url),
            *(new.sha256, new.request.model_dump_json(), new.asked_at, new.ends_at),
        ),
    ).fetchone()
    assert row is not None
    question = _question_of(row)
    _tell(connection, question, "asked", member.user_id)
    return question


@transaction
def posted(connection: Connection, question: Question, message_id: int) -> None:
    """Note the message that asks."""
    connection.execute("UPDATE questions SET message_id = ? WHERE id = ?", (message_id, question.id))


@transaction
def unposted(connection: Connection, question: Question) -> None:
    """Forget a question that nobody was asked."""
    connection.execute("DELETE FROM questions WHERE message_id IS NULL AND id = ?", (question.id,))


@transaction
def forget_unposted(connection: Connection, shards: Shards = EVERY) -> None:
    """Forget all of those, in servers of a gateway that begins: an earlier one has left them."""
    connection.execute(f"DELETE FROM questions WHERE message_id IS NULL AND {OURS}", named(shards))


@snapshot
def find(connection: Statements, ref: CardRef) -> Question | None:
    """Return the question of that number, where it has those letters."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM questions WHERE id = ? AND letters = ?", (ref.id, ref.letters)
    ).fetchone()
    return _question_of(row) if row else None


@snapshot
def granted(connection: Statements, member: Member, author_id: int, sha256: str) -> list[RestyleRequest]:
    """Return what an author has let a member make of a picture."""
    rows = connection.execute(
        "SELECT request FROM questions WHERE author_id = ? AND user_id = ? AND guild_id = ? AND sha256 = ?"
        " AND state = 'started'",
        (author_id, member.user_id, member.guild_id, sha256),
    ).fetchall()
    return [request for (stored,) in rows if (request := _request(stored))]


@transaction
def answer(
    connection: Connection, question: Question, to: QuestionState, *, actor: int, card_id: int | None = None
) -> Question | None:
    """Move a question along a legal answer, if it still stands where the caller believes. What it was about is forgotten."""
    return _answer(connection, question, to, actor, card_id)


def _answer(
    connection: Connection, question: Question, to: QuestionState, actor: int, card_id: int | None = None
) -> Question | None:
    if to not in LEGAL_ANSWERS[question.state]:
        return None
    row = connection.execute(
        "UPDATE questions SET state = ?, card_id = ?, url = CASE WHEN ? = 1 THEN url ELSE '' END WHERE id = ? AND state = ?"
        f" RETURNING {_COLUMNS}",
        (to, card_id, bool(LEGAL_ANSWERS[to]), question.id, question.state),
    ).fetchone()
    if row is None:
        return None
    answered = _question_of(row)
    _tell(connection, answered, to, actor, before={"state": question.state})
    return answered


@transaction
def unsettled(connection: Connection, most: int, shards: Shards = EVERY) -> list[Question]:
    """Return questions in servers of these shards that something can still come of, oldest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM questions WHERE {_UNSETTLED} AND message_id IS NOT NULL AND {OURS}"
        " ORDER BY ends_at LIMIT :most",
        {**named(shards), "most": most},
    )
    return [_question_of(row) for row in rows.fetchall()]


@transaction
def expire(connection: Connection, now: int, most: int) -> list[Question]:
    """End those whose time is over. Returns them."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM questions WHERE {_UNSETTLED} AND ends_at <= ? ORDER BY ends_at LIMIT ?",
        (now, most),
    )
    return _end(connection, rows.fetchall(), QuestionState.EXPIRED, BOT)


@transaction
def gone(connection: Connection, message_ids: Sequence[int]) -> list[Question]:
    """End those whose picture, or whose own message, is among these that were deleted. Returns them."""
    about, itself = (
        f"SELECT id FROM questions WHERE {column} IN (SELECT CAST(value AS BIGINT) FROM json_each(:deleted)) AND {_UNSETTLED}"
        for column in ("source_id", "message_id")
    )
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM questions WHERE id IN ({about} UNION {itself})",
        {"deleted": json.dumps(message_ids)},
    )
    return _end(connection, rows.fetchall(), QuestionState.GONE, BOT)


@transaction
def decline_all(connection: Connection, author_id: int) -> list[Question]:
    """End all that an author is being asked: they want nobody to restyle their pictures. Returns them."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM questions WHERE author_id = ? AND {_UNSETTLED}", (author_id,)
    )
    return _end(connection, rows.fetchall(), QuestionState.DECLINED, author_id)


@transaction
def withdraw_all(connection: Connection, user_id: int) -> list[Question]:
    """End all that somebody is asking: they want nothing of theirs to be kept. Returns them."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM questions WHERE user_id = ? AND {_UNSETTLED}", (user_id,)
    )
    return _end(connection, rows.fetchall(), QuestionState.WITHDRAWN, user_id)


def _end(connection: Connection, rows: Sequence[Row], to: QuestionState, actor: int) -> list[Question]:
    ended = [_answer(connection, _question_of(row), to, actor) for row in rows]
    return [question for question in ended if question]


def _tell(
    connection: Connection,
    question: Question,
    what: str,
    actor: int,
    *,
    before: Mapping[str, str | int | None] | None = None,
) -> None:
    after = {"question": question.id, "author": question.author_id}
    events.record(
        connection, Event(f"question.{what}", question.member, actor, before=before or {}, after=after)
    )
