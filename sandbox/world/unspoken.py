"""What a bot wanted that this Discord does not speak. It is never answered with a plausible silence."""

import logging
from collections.abc import Callable

_log = logging.getLogger("sandbox")


class Unspoken:
    """One sentence for each such thing, told loudly when it is first wanted."""

    def __init__(self) -> None:
        self.sentences: list[str] = []
        self.tell: Callable[[], None] = lambda: None  # that there is another

    def note(self, sentence: str) -> str:
        """Keep the sentence, and return it for whoever is answered with it."""
        if sentence not in self.sentences:
            self.sentences.append(sentence)
            _log.error("NOT SPOKEN HERE: %s", sentence)
            self.tell()
        return sentence
