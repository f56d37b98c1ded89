"""When garbage is looked for: while nobody waits.

A full collection looks at every object, and nothing else runs meanwhile. In a bot that has taken in 500 requests at once
it took 120 to 190 ms of 190,000 objects (benchmarks/acknowledgement.py, CPython 3.11), and came when the next ones
wanted to be acknowledged: Python starts one when enough is new, which is when most is asked.
"""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from typing import NoReturn

PERIOD = 30.0  # seconds between two full collections
NEVER = 1_000_000  # collections of what is young, until a full one comes by itself


async def collect_when_calm(calm: Callable[[], Awaitable[None]], period: float = PERIOD) -> NoReturn:
    """Collect garbage each time that nothing is urgent; what is there at the start stays, and is not looked at again.

    What is young is collected as Python does it, in pieces too small to notice.
    """
    gc.collect()
    gc.freeze()  # https://docs.python.org/3/library/gc.html#gc.freeze
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, NEVER)
    while True:
        await asyncio.sleep(period)
        await calm()
        gc.collect()
