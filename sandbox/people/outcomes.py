"""How the answers to what people did have come to stand: what a replay waits for before it does what came after."""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, Field

from sandbox.people.exchange import Exchange

LOOKED_AT = 100  # answers, the last ones: one that is older has most likely come to its end
MOST = 100  # buttons and files: Discord has fewer of each in a message


class Outcome(BaseModel):
    """What can be seen of an answer, whatever its words: its buttons, and how many files it has."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    buttons: tuple[str, ...] = Field(max_length=MOST)
    files: int


def outcome_of(exchange: Exchange) -> Outcome | None:
    """Return how an answer stands; None where there is none, or none yet."""
    message = exchange.message
    if message is None or message.loading:
        return None
    return Outcome(buttons=tuple(one.label for one in message.buttons), files=len(message.pictures))


class Outcomes:
    """Looks at each act how the answers to those before it stand."""

    def __init__(self) -> None:
        self._answers: dict[int, Exchange] = {}
        self._stood: dict[int, tuple[Outcome, int]] = {}  # and before which act it was first seen to

    def begin(self, act: int, exchange: Exchange) -> None:
        """Take in what answers an act."""
        self._answers[act] = exchange

    def look(self, act: int) -> None:
        """See how all stands before an act is done."""
        for number, exchange in list(self._answers.items())[-LOOKED_AT:]:
            now, before = outcome_of(exchange), self._stood.get(number)
            if now is None:
                self._stood.pop(number, None)
            elif before is None or before[0] != now:
                self._stood[number] = now, act

    def final(self) -> Iterator[tuple[int, Outcome, int]]:
        """Yield of each act whose answer has not changed since it was last looked at: how it stands, and before which act first."""
        for number, (outcome, act) in self._stood.items():
            if outcome_of(self._answers[number]) == outcome:
                yield number, outcome, act
