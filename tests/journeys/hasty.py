"""The bot, or a part of it, that holds jobs for 5 s without a sign of life in the place of 30, so that a test need not wait as long."""

from functools import partial

from bot import app
from bot.__main__ import main
from domain.pauses import Pauses
from storage import jobs

if __name__ == "__main__":
    jobs.LEASE = 5000
    app.Pauses = partial(Pauses, beat=1.0)  # pyright: ignore[reportPrivateImportUsage, reportAttributeAccessIssue] - in its place
    main()
