"""Safety: adult pictures stay in age-restricted channels, as far as the local checker knows them.

It fails closed: a source that cannot be checked is turned down, and a result counts as adult.
"""

import logging
from pathlib import Path

from domain.card import Card
from domain.errors import SourceRefused
from domain.member import Asker
from images.safety import NotChecked, SafetyChecker

log = logging.getLogger(__name__)


class Safety:
    """Asks the checker, where there is one, and compares with the threshold from which a picture is adult, 0 to 1."""

    def __init__(self, checker: SafetyChecker | None = None, threshold: float = 1.0) -> None:
        self._checker = checker
        self._threshold = threshold

    async def check_source(self, file: Path, asker: Asker) -> None:
        """Raise SourceRefused where a picture may not be restyled where somebody asks, or cannot be checked."""
        if self._checker is None or asker.age_restricted:
            return
        try:
            score = await self._checker.score(file)
        except NotChecked as error:
            log.warning("a source is turned down: %s", error)
            raise SourceRefused("unchecked") from error
        if score >= self._threshold:
            raise SourceRefused("adult")

    async def lets_through(self, file: Path, card: Card) -> bool:
        """Return whether a result of a card may be shown where that was asked, without anybody looking at it first."""
        if self._checker is None or card.age_restricted:
            return True
        try:
            return await self._checker.score(file) < self._threshold
        except NotChecked as error:
            log.warning("a result counts as adult: %s", error)
            return False
