"""Which host a request goes to: the first of the operator's order that can do it and is not being left alone."""

import logging
from collections.abc import Sequence

from domain.errors import FailureKind, NotOffered
from domain.request import RestyleRequest
from providers.breaker import Breaker
from providers.provider import Provider

log = logging.getLogger(__name__)


class Routing:
    """The hosts in the operator's order, each with its breaker."""

    def __init__(self, providers: Sequence[Provider]) -> None:
        self.providers = providers
        self._breakers = {provider.name: Breaker() for provider in providers}

    def named(self, name: str) -> Provider | None:
        """The host of that name, if it is configured."""
        return next((provider for provider in self.providers if provider.name == name), None)

    def choose(self, request: RestyleRequest, source: tuple[int, int] = (1, 1)) -> Provider:
        """The host for a request whose source has (width, height); where all that can do it are left alone, the first.

        Raises NotOffered where none can do it.
        """
        with_loras = [one for one in self.providers if one.capabilities.loras or not request.loras]
        able = [one for one in with_loras if request.pixels(source) <= one.capabilities.max_pixels]
        if not able:
            raise NotOffered("size" if with_loras else "loras")
        return next((one for one in able if not self.resting(one)), able[0])

    def elsewhere(self, request: RestyleRequest, name: str) -> Provider | None:
        """Another host than the one of that name, which can do it now."""
        others = (one for one in self.providers if one.name != name)
        able = (one for one in others if one.capabilities.loras or not request.loras)
        return next((one for one in able if not self.resting(one)), None)

    def resting(self, provider: Provider) -> bool:
        """Whether a host is left alone now."""
        return self._breakers[provider.name].resting

    def succeeded(self, provider: Provider) -> None:
        """A job ended well there."""
        self._breakers[provider.name].succeeded()

    def failed(self, provider: Provider, kind: FailureKind, detail: str) -> None:
        """A job failed there."""
        breaker = self._breakers[provider.name]
        if breaker.failed(kind):
            log.error("%s gets no jobs for %d s: %s %s", provider.name, breaker.seconds_left, kind, detail)
