"""What is kept of a member, to be handed to them: every table's rows, and their pictures."""

import json
from dataclasses import dataclass

from domain.job import StoredPicture
from domain.picture import PictureFormat
from storage.database import snapshot
from storage.erasures import cards_of, guilds_of
from storage.personal import KEPT
from storage.sqlite import Statements

Rows = list[dict[str, object]]

SOURCE, LOOK = 5, 6  # places of a job's other pictures, after its results


@dataclass(frozen=True, slots=True)
class OwnPicture:
    """A picture of a member: made for them, or brought by them. Its place is behind that of every older one."""

    place: int
    job_id: int
    number: int  # of the result, from 1; or SOURCE or LOOK
    picture: StoredPicture

    @property
    def name(self) -> str:
        """Return what its file is called."""
        what = {SOURCE: "source", LOOK: "look"}.get(self.number, str(self.number))
        return f"pictures/{self.job_id}-{what}{self.picture.format.suffix}"


@snapshot
def rows(connection: Statements, user_id: int) -> dict[str, Rows]:
    """Return what the tables keep of a member, by their names and with their columns' names."""
    values = {
        "user": user_id,
        "cards": json.dumps(cards_of(connection, user_id)),
        "guilds": json.dumps(guilds_of(connection)),
    }
    found: dict[str, Rows] = {}
    for table, kept in KEPT.items():
        cursor = connection.execute(kept.export, values)
        names = [column[0] for column in cursor.description]
        found[table] = [dict(zip(names, row, strict=True)) for row in cursor]
    return found


@snapshot
def pictures(connection: Statements, user_id: int) -> list[OwnPicture]:
    """Return a member's pictures that are kept, the oldest first and each once.

    What others brought or made, and they have gone on from, is not theirs.
    """
    brought = "author IS NULL AND (parent_user IS NULL OR parent_user = :user)"
    of_them = (
        "card_id IN (SELECT CAST(value AS BIGINT) FROM json_each(:cards)) AND deleted_by IS NULL AND kept = 1"
    )
    columns = "sha256, format, width, height, bytes"
    found = connection.execute(
        f"""
        SELECT jobs.id, number, {columns} FROM jobs JOIN cards ON cards.id = card_id
        JOIN results ON results.job_id = jobs.id JOIN pictures USING (sha256) WHERE {of_them}
        UNION ALL SELECT jobs.id, {SOURCE}, {columns} FROM jobs JOIN cards ON cards.id = card_id
        JOIN pictures ON sha256 = source WHERE {of_them} AND {brought}
        UNION ALL SELECT jobs.id, {LOOK}, {columns} FROM jobs JOIN cards ON cards.id = card_id
        JOIN pictures ON sha256 = look WHERE {of_them} AND {brought}
        ORDER BY 1, 2
        """,
        {"user": user_id, "cards": json.dumps(cards_of(connection, user_id))},
    )
    each: dict[str, OwnPicture] = {}
    for job_id, number, sha256, kind, *size in found:
        picture = StoredPicture(sha256, PictureFormat(kind), *size)
        each.setdefault(sha256, OwnPicture(job_id * 10 + number, job_id, number, picture))
    return list(each.values())
