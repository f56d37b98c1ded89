"""Which host a request goes to: the first of the operator's order that can do it and does not rest."""

import logging
import time
from collections.abc import Callable, Sequence

from domain.errors import FailureKind, NotOffered
from domain.job import Job
from domain.lines import kind_of
from domain.pauses import Pauses
from domain.request import RestyleRequest
from domain.styles import Style
from jobs import clock
from providers.breaker import Breaker
from providers.provider import Capabilities, Provider

log = logging.getLogger(__name__)

Act = Callable[[Breaker], object]  # what a breaker hears of
Sides = tuple[int, int]  # width and height of a source


class Routing:
    """The hosts in the operator's order, each with its breaker."""

    def __init__(
        self, providers: Sequence[Provider], pauses: Pauses, time: Callable[[], float] = time.monotonic
    ) -> None:
        """Take the hosts, and the clock by which they rest: where processes share that, one that they share too."""
        self.providers = providers
        self.breakers = {provider.name: Breaker(pauses.rest, time) for provider in providers}
        self.told: Callable[[str, Act], None] = lambda _name, _act: None  # of what has changed a breaker

    def _note(self, name: str, act: Act) -> None:
        before = self.breakers[name].state
        act(self.breakers[name])
        if self.breakers[name].state != before:
            self.told(name, act)

    def named(self, name: str) -> Provider | None:
        """Return the host of that name, if it is configured."""
        return next((provider for provider in self.providers if provider.name == name), None)

    def of_kind(self, provider: Provider) -> list[Provider]:
        """Return all hosts of a host's kind: what waits for the first of them may go to each."""
        return [one for one in self.providers if kind_of(one.name) == kind_of(provider.name)]

    def choose(
        self,
        request: RestyleRequest,
        source: Sides | None = None,
        *,
        look: bool = False,
        relaxed: bool = False,
    ) -> Provider:
        """Return the host for a request and its source, as far as that is known, and a picture's look or none.

        A relaxed one goes to those that cost nothing. Where all that can do it rest, the first. Of several of a kind it is
        the first, in whose line it may go to each.

        Raises NotOffered where none can do it.
        """
        open_to_it = [one for one in self.providers if one.price.free or not relaxed]
        able = [one for one in open_to_it if _refusal(one.capabilities, request, source, look=look) is None]
        if not able:
            refusals = [_refusal(one.capabilities, request, source, look=look) for one in open_to_it]
            raise min(filter(None, refusals), key=lambda refusal: _NEARNESS.index(refusal.what))
        return self.of_kind(next((one for one in able if not self.resting(one)), able[0]))[0]

    def elsewhere(self, job: Job, source: Sides) -> Provider | None:
        """Return another host than a job's, which can do it now and has not failed it."""
        open_to_it = (one for one in self.providers if one.price.free or not job.relaxed)
        others = (one for one in open_to_it if one.name != job.provider and not self.resting(one))
        others = (one for one in others if job.id not in self.breakers[one.name].state.failed)
        look = job.look is not None
        able = (one for one in others if _refusal(one.capabilities, job.request, source, look=look) is None)
        found = next(able, None)
        if found is None or kind_of(found.name) == kind_of(job.provider):
            return found  # of its own kind: the line of that one alone, since another of them has failed it
        first = self.of_kind(found)[0]
        return found if job.id in self.breakers[first.name].state.failed else first

    def line_rests(self, provider: Provider) -> bool:
        """Return whether nobody serves the line of a host: what waits for the first of a kind may go to each."""
        of_kind = self.of_kind(provider)
        return all(map(self.resting, of_kind)) if provider is of_kind[0] else self.resting(provider)

    def resting(self, provider: Provider) -> bool:
        """Return whether a host is left alone now."""
        return self.breakers[provider.name].resting

    def rests_until(self, provider: Provider) -> int | None:
        """Return when a host whose line rests is tried again, in unix milliseconds; None where it does not rest."""
        left = self.breakers[provider.name].seconds_left if self.line_rests(provider) else 0
        return clock.now() + round(left * 1000) if left else None

    def seconds_down(self, provider: Provider) -> float:
        """Return the seconds since a host first went to rest and has not worked since."""
        return self.breakers[provider.name].seconds_down

    def takes(self, provider: Provider) -> bool:
        """Return whether a host may be given one more job: none while it rests, and after that one to try."""
        return self.breakers[provider.name].takes

    def given(self, provider: Provider, job: Job) -> None:
        """Note that a host was given a job."""
        self._note(provider.name, lambda breaker: breaker.given(job.id))

    def ended(self, job: Job) -> None:
        """Note that a job is no longer with any host."""
        for name in self.breakers:
            self._note(name, lambda breaker: breaker.ended(job.id))

    def succeeded(self, provider: Provider) -> None:
        """Note that a job ended well there."""
        self._note(provider.name, Breaker.succeeded)

    def failed(self, provider: Provider, job: Job, kind: FailureKind, detail: str) -> None:
        """Note that a host failed a job."""
        breaker = self.breakers[provider.name]
        before = breaker.state.rested
        self._note(provider.name, lambda one: one.failed(kind, job.id, job.member.user_id))
        if breaker.state.rested > before:
            log.error("%s rests for %d s: %s %s", provider.name, breaker.seconds_left, kind, detail)


def takes_style(can: Capabilities, style: Style) -> bool:
    """Return whether a host can do a style: whether it takes each of its LoRAs."""
    return style.lora_kinds <= can.loras


# The refusal that is told where the hosts have several: the nearest to what can be mended.
_NEARNESS = ("small", "size", "look", "loras")


def _refusal(
    can: Capabilities, request: RestyleRequest, source: Sides | None, *, look: bool
) -> NotOffered | None:
    """Return why a host cannot do a request; None where it can."""
    if look and not can.looks:
        return NotOffered("look")
    if request.style and not takes_style(can, request.style):
        return NotOffered("loras")
    if request.pixels(source or (1, 1)) > can.max_pixels:
        return NotOffered("size", can.max_pixels)
    if source and min(source) < can.min_side:
        return NotOffered("small", can.min_side)
    return None
