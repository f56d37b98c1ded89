"""Files on their way from the page into a command, a form or a message: kept for a while, and bounded."""

import secrets
from collections import OrderedDict
from collections.abc import Callable

from sandbox.rules.options import Upload, WrongInput

MOST_BYTES = 100 << 20  # of all that wait; the oldest go first


class Uploads:
    """What has been uploaded and not been sent yet. A ticket names a file once it is here."""

    def __init__(self, largest: Callable[[], int]) -> None:
        self._largest = largest
        self._waiting: OrderedDict[str, Upload] = OrderedDict()

    def keep(self, upload: Upload) -> str:
        """Take a file in. WrongInput where it is larger than Discord takes."""
        if len(upload.content) > self._largest():
            raise WrongInput(f"{upload.name} is too large for this server.")
        ticket = secrets.token_urlsafe(16)
        self._waiting[ticket] = upload
        while sum(len(waiting.content) for waiting in self._waiting.values()) > MOST_BYTES:
            self._waiting.popitem(last=False)
        return ticket

    def find(self, ticket: str) -> Upload:
        """Return the file of a ticket. It stays: what was refused for another reason is sent once more."""
        try:
            return self._waiting[ticket]
        except KeyError:
            raise WrongInput("That file is no longer here. Attach it again.") from None
