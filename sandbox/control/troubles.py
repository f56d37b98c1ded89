"""What goes wrong between Discord and the bot because somebody asks for it, and the clock, which they move on."""

from pydantic import TypeAdapter

from sandbox.api.faults import Fault, Faults
from sandbox.api.rest import api_path
from sandbox.control.forms import Advance, Disconnect, Fail
from sandbox.gateway.gateway import ENDINGS, Gateway
from sandbox.rules.options import WrongInput
from sandbox.world.clock import Clock

ADVANCE, DISCONNECT, FAIL = TypeAdapter(Advance), TypeAdapter(Disconnect), TypeAdapter(Fail)
_MOST_FAULTS = 1000  # that are still to come


class Troubles:
    """Makes them."""

    def __init__(self, gateway: Gateway, faults: Faults, clock: Clock) -> None:
        self._gateway = gateway
        self._faults = faults
        self._clock = clock

    def advance(self, asked: Advance) -> float:
        """Move the clock on, and return what time it is then."""
        self._clock.advance(asked.seconds)
        return self._clock.time()

    def fail(self, asked: Fail) -> Fault:
        """Let the bot's next requests fail. WrongInput where too many are to fail already."""
        if self._faults.waiting >= _MOST_FAULTS:
            raise WrongInput(f"{_MOST_FAULTS} faults are still to come: take them back first.")
        how = asked.model_dump(exclude={"method", "path"})
        return self._faults.add(asked.method, api_path(asked.path), **how)

    def clear(self) -> None:
        """Let nothing fail any more."""
        self._faults.clear()

    def disconnect(self, asked: Disconnect) -> None:
        """End the bot's connections."""
        ENDINGS[asked.how](self._gateway)
