"""How long everything waits that has to do with hosts, in seconds, as one value; and what is tried again after pauses.

The value goes through the constructors, so that a test runs the same tries with no time between them.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt

from domain.errors import NotSent

HOUR = 60 * 60.0


@dataclass(frozen=True, slots=True)
class Pauses:
    """Pauses before the next try (as many as there are further tries), and how long one thing may take."""

    # Before the paid call, where the last one provably did not happen; and how much of a Retry-After is followed.
    submit: tuple[float, ...] = (2.0, 5.0, 10.0, 20.0)
    retry_after: float = 60.0
    # Before each look for a call whose answer was lost; and after its end, for a while.
    look_up: tuple[float, ...] = (2.0, 5.0, 10.0, 20.0)
    search: tuple[float, ...] = (60.0, 600.0, HOUR, 3 * HOUR, 6 * HOUR)
    # Between polls: modelrunner's, "every 1-2 s" (https://docs.modelrunner.run, request lifecycle); fal's, once its
    # event stream has failed. The last one stays.
    poll: tuple[float, ...] = (1.5,)
    poll_for_stream: tuple[float, ...] = (0.5, 1.0, 2.0, 3.0, 5.0, 10.0)
    silence: float = 60.0  # of an event stream, until its job is polled
    # After questions in a row that got no answer, until the host counts as one that cannot be asked.
    ask: tuple[float, ...] = (0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 10.0, 15.0, 15.0)
    # Until a job is taken up again whose host could not be asked: two hours in all.
    unreachable: tuple[float, ...] = (5.0, 15.0, 30.0, 60.0, 120.0, *(300.0,) * 22)
    # Before a picture is downloaded again: a host keeps a result for a while, and it is paid for. And before one that
    # came broken is.
    download: tuple[float, ...] = (0.5, 2.0, 5.0, 15.0, 30.0, 60.0)
    picture: tuple[float, ...] = (2.0, 5.0)
    # That a host rests which failed, longer each time that the try after a rest fails too; and that a job waits for it.
    rest: tuple[float, ...] = (30.0, 60.0, 120.0, 300.0, 600.0)
    line: float = 15 * 60.0

    store: float = 2.0  # between two tries of a store of pictures that does not answer

    call: float = 90.0  # one call of an API, however slowly it drips; an upload has more, by its bytes
    call_off: float = 10.0  # telling a host that nobody waits any more, while a member waits for the card
    file: float = 120.0  # one download
    # A job that its host still calls running: fal ends its own after one hour (https://docs.fal.ai/model-endpoints/queue).
    job: float = 2 * HOUR
    tick: float = 5.0  # after which a card is told the time, where the host tells nothing new
    beat: float = 10.0  # between a worker's signs of life: three in a lease
    # Until an ending is shown again that Discord did not take: six hours in all, then it waits for its member.
    delivery: tuple[float, ...] = (2.0, 10.0, 30.0, 120.0, *(600.0,) * 36)
    notice: float = 60.0  # from a request to its end, after which who asked is told beside the card
    show: float = 5.0  # that an ending of before the start holds up the next ones


def _asked_for(error: BaseException) -> float:
    return error.retry_after or 0.0 if isinstance(error, NotSent) else 0.0


def tries(
    pauses: Sequence[float],
    again: Callable[[BaseException], bool],
    sleep: Callable[[float], Awaitable[None]],
    *,
    asked: Callable[[BaseException], float] = _asked_for,
    patience: float = 0.0,
) -> AsyncRetrying:
    """Return the tries of one thing: one, and another after each pause while `again` says that what it raised passes.

        async for attempt in tries(pauses.download, _passes, asyncio.sleep):
            with attempt:
                return await ...

    A host's Retry-After, which `asked` reads from what was raised, lengthens a pause, up to `patience` seconds. What
    the last try raises is raised.
    """

    def pause(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked_for = asked(error) if error else 0.0
        # Asked for after the last try as well, where nobody waits any more.
        return max((*pauses, 0.0)[state.attempt_number - 1], min(asked_for, patience))

    return AsyncRetrying(
        sleep=sleep,
        stop=stop_after_attempt(len(pauses) + 1),
        wait=pause,
        retry=retry_if_exception(again),
        reraise=True,
    )
