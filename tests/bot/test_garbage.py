"""A bot looks for garbage while nobody waits. In a process of its own: what it sets holds for the whole of one."""

import subprocess
import sys

SCRIPT = """
import asyncio, gc, weakref
from bot.garbage import collect_when_calm

full = []
gc.callbacks.append(lambda phase, info: full.append(phase) if info["generation"] == 2 and phase == "start" else None)

class Ring:
    def __init__(self):
        self.itself = self

async def main():
    calm, asked = asyncio.Event(), asyncio.Event()

    async def until_calm():
        asked.set()
        await calm.wait()

    collecting = asyncio.create_task(collect_when_calm(until_calm, 0.01))
    await asked.wait()
    before, old = len(full), Ring()
    gone = weakref.ref(old)
    gc.collect(1)  # it is old now: only a full collection finds it
    del old
    kept = [Ring() for _ in range(200_000)]  # enough for Python to start one by itself
    print("while somebody waits:", len(full) - before, gone() is None)
    calm.set()
    while gone():
        await asyncio.sleep(0.01)
    print("once nobody does:", len(full) > before, gc.get_freeze_count() > 1000, len(kept))
    collecting.cancel()

asyncio.run(main())
"""


def test_full_collections_wait_until_nothing_is_urgent() -> None:
    """They came in the middle of a burst, and nobody was acknowledged meanwhile."""
    said = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, check=True
    )
    assert said.stdout.splitlines() == [
        "while somebody waits: 0 False",
        "once nobody does: True True 200000",
    ]
