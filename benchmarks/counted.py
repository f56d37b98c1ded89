"""Starts the bot as it is, and writes down every few seconds what it holds, as JSON into the file that COUNTS names."""

import asyncio
import gc
import json
import os
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from discord.ui.view import BaseView

from bot.__main__ import main

EVERY = 5.0  # seconds; a look at all objects holds up the process for a fifth of one


def counts() -> Mapping[str, int]:
    """Return how many tasks go on, how many threads there are, and how many views are kept, by whomever."""
    gc.collect()  # what is only not yet collected does not count
    kept = gc.get_objects()
    tasks = [one for one in kept if issubclass(type(one), asyncio.Task) and not one.done()]
    views = sum(issubclass(type(one), BaseView) for one in kept)
    return {"tasks": len(tasks), "threads": threading.active_count(), "views": views}


def _write(file: Path) -> None:
    new = file.with_suffix(".new")
    while True:
        time.sleep(EVERY)
        new.write_text(json.dumps(counts()))
        new.replace(file)


if __name__ == "__main__":
    threading.Thread(target=_write, args=(Path(os.environ["COUNTS"]),), daemon=True).start()
    main()
