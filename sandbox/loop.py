"""An event loop in a thread of its own, for tests that do not await."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

__tracebackhide__ = True  # pytest shows the line of the test that has asked
T = TypeVar("T")
P = ParamSpec("P")


class Loop:
    """An event loop in a thread of its own. `told` are errors that are a sentence for who asks: the way to them is not shown."""

    def __init__(self, *told: type[Exception]) -> None:
        self._told = told
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="local Discord", daemon=True)
        self._thread.start()

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        """Return what comes of it there."""
        try:
            return asyncio.run_coroutine_threadsafe(doing, self._loop).result()
        except self._told as error:
            raise error.with_traceback(None) from None

    def call(self, do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a function does there, that need not wait."""

        async def called() -> T:
            return do(*args, **kwargs)

        return self.run(called())

    def close(self) -> None:
        """End it."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
