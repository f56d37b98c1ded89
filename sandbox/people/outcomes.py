"""How the answers to what people did have come to stand: what a replay waits for before it does what came after."""

from collections import deque
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, Field

from sandbox.people.landmarks import Answer, Landmarks
from sandbox.people.person import Stage
from sandbox.world.message import Message

LOOKED_AT = 100  # answers, the last ones: one that is older has most likely come to its end
MOST = 100  # buttons, and files: Discord has fewer of each in a message


class Outcome(BaseModel):
    """What can be seen of an answer, whatever its words: its buttons, and how many files it has."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    buttons: tuple[str, ...] = Field(max_length=MOST)
    files: int = Field(ge=0, le=MOST)


def outcome_of(stage: Stage, landmarks: Landmarks, act: int) -> Outcome | None:
    """Return how the answer to an act stands; None where there is none, or none yet."""
    message_id = landmarks.find(Answer(act=act, place=0))
    post = None if message_id is None else stage.posts.get(message_id)
    if post is None:
        return None
    message = Message(stage.posts.json(post))
    if message.loading:
        return None
    return Outcome(buttons=tuple(one.label for one in message.buttons), files=len(message.pictures))


class Outcomes:
    """Looks at each act how the answers to those before it stand."""

    def __init__(self, stage: Stage, landmarks: Landmarks) -> None:
        self._stage = stage
        self._landmarks = landmarks
        self._asked = deque[int](maxlen=LOOKED_AT)  # acts that are answered
        self._stood: dict[int, tuple[Outcome, int]] = {}  # and at which act it was first seen to

    def begin(self, act: int) -> None:
        """Take in an act that is answered."""
        self._asked.append(act)

    def look(self, act: int) -> None:
        """See how all stands as an act is done."""
        for asked in self._asked:
            now, before = outcome_of(self._stage, self._landmarks, asked), self._stood.get(asked)
            if now is None:
                self._stood.pop(asked, None)
            elif before is None or before[0] != now:
                self._stood[asked] = now, act

    def final(self) -> Iterator[tuple[int, Outcome, int]]:
        """Yield of each act whose answer has not changed since it was last looked at: how it stands, and at which act first."""
        for asked, (outcome, act) in self._stood.items():
            if outcome_of(self._stage, self._landmarks, asked) == outcome:
                yield asked, outcome, act
