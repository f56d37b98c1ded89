"""The local image model as a program: `python -m renderer`."""

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

import click

from renderer.server import serve


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8790, show_default=True, help="0 lets the system choose.")
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where pictures are kept for an hour. [default: a temporary folder, deleted at the end]",
)
@click.option(
    "--allow-origin",
    "allowed_origins",
    multiple=True,
    metavar="URL",
    help="An origin that source pictures may be fetched from although it is not public https. Repeatable.",
)
@click.option("--until-stdin-closes", is_flag=True, help="End when the pipe on standard input closes.")
def main(
    host: str, port: int, state: Path | None, allowed_origins: Sequence[str], *, until_stdin_closes: bool
) -> None:
    """Serve the built-in image model in the words of fal's queue API."""
    with contextlib.ExitStack() as stack:
        folder = state or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="renderer-")))
        asyncio.run(_run(host, port, folder, allowed_origins, until_stdin_closes=until_stdin_closes))


async def _run(
    host: str, port: int, state: Path, allowed_origins: Sequence[str], *, until_stdin_closes: bool
) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl+C raises KeyboardInterrupt instead
            loop.add_signal_handler(number, ended.set)
    if until_stdin_closes:
        threading.Thread(target=_watch_stdin, args=(loop, ended), daemon=True).start()
    async with serve(host, port, state, allowed_origins) as (real_port, _):
        click.echo(f"renderer ready on http://{host}:{real_port}")
        await ended.wait()


def _watch_stdin(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    with contextlib.suppress(RuntimeError):  # the loop may have ended by itself
        loop.call_soon_threadsafe(ended.set)


if __name__ == "__main__":
    main()
