"""The local image model as a program: `python -m renderer`."""

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import click
from PIL import Image

from renderer.api.words import refusal
from renderer.extras import LOCAL, missing
from renderer.failure import Failed
from renderer.paint.picture import open_picture
from renderer.paint.safety import NONE_HERE, THRESHOLD, is_installed
from renderer.queue.process import WorkerProcess
from renderer.server import serve

ROWS = ("looks", "strength", "seed", "packs", "exemplars", "lettering", "lineage")  # of the contact sheet


@click.group(invoke_without_command=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8790, show_default=True, help="0 lets the system choose.")
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where pictures and signing keys are kept. [default: a temporary folder, deleted at the end]",
)
@click.option(
    "--allow-origin",
    "allowed_origins",
    multiple=True,
    metavar="URL",
    help="An origin that may be called, for sources and webhooks, although it is not public https. Repeatable.",
)
@click.option(
    "--allow-host",
    "allowed_hosts",
    multiple=True,
    metavar="NAME",
    help="A name under which it answers, besides --host and those of this machine to itself. Repeatable.",
)
@click.option(
    "--safety-threshold",
    type=click.FloatRange(0, 1),
    default=THRESHOLD,
    show_default=True,
    help="The score from which the safety checker, where it is installed, blacks a picture out.",
)
@click.option("--until-stdin-closes", is_flag=True, help="End when the pipe on standard input closes.")
@click.pass_context
def main(  # noqa: PLR0913, PLR0917 - an option each
    context: click.Context,
    host: str,
    port: int,
    state: Path | None,
    allowed_origins: Sequence[str],
    allowed_hosts: Sequence[str],
    safety_threshold: float,
    *,
    until_stdin_closes: bool,
) -> None:
    """Serve the built-in image model, which changes style and not subject, in the words of fal and modelrunner.

    Their queues are found at their own paths, fal's direct call at /run and the path: docs/renderer.md.
    """
    if lacking := missing(LOCAL):
        sys.exit(f"The local model needs {', '.join(lacking)}: pip install '.[local]'")
    if context.invoked_subcommand:
        return
    if not is_installed():
        click.echo(NONE_HERE, err=True)
    with contextlib.ExitStack() as stack:
        folder = state or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="renderer-")))
        server = serve(
            host,
            port,
            folder,
            allowed_origins,
            safety_threshold=safety_threshold,
            allowed_hosts=allowed_hosts,
        )
        asyncio.run(_run(host, server, until_stdin_closes=until_stdin_closes))


@main.command()
@click.argument("picture", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
def pack(picture: Path, out: Path) -> None:
    """Take the look of PICTURE as a style pack, to be named in `loras`."""
    from renderer.paint.packs import pack_of  # noqa: PLC0415 - the server paints nothing itself

    made = pack_of(_opened(picture), picture.stem[:80])
    out.write_text(made.model_dump_json(indent=1, exclude_defaults=True))


@main.command()
@click.argument("picture", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--tile", default=192, show_default=True, help="The longest side of a picture on the sheet.")
@click.option("--row", "rows", type=click.Choice(ROWS), multiple=True, help="Only this row. Repeatable.")
def sheet(picture: Path, out: Path, tile: int, rows: Sequence[str]) -> None:
    """Show on one sheet what the model makes of PICTURE."""
    from renderer.paint.sheet import contact_sheet  # noqa: PLC0415 - the server paints nothing itself

    contact_sheet(_opened(picture), tile, rows).save(out, quality=78)


@main.command()
@click.argument("picture", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
def previews(picture: Path, table: Path, out: Path) -> None:
    """Write a small file of PICTURE in each style of TABLE, a TOML with [[style]] entries."""
    from renderer.paint import previews as painted  # noqa: PLC0415 - the server paints nothing itself

    out.mkdir(parents=True, exist_ok=True)
    for name, file in painted.previews(_opened(picture), table.read_text("utf-8")):
        (out / name).write_bytes(file)


def _opened(path: Path) -> Image.Image:
    try:
        return open_picture(path)
    except Failed as failed:
        raise click.ClickException(refusal(failed.failure).sentence) from None


async def _run(
    host: str, server: AbstractAsyncContextManager[tuple[int, WorkerProcess]], *, until_stdin_closes: bool
) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl+C raises KeyboardInterrupt instead
            loop.add_signal_handler(number, ended.set)
    if until_stdin_closes:
        threading.Thread(target=_watch_stdin, args=(loop, ended), daemon=True).start()
    async with server as (port, _):
        click.echo(f"renderer ready on http://{host}:{port}")
        await ended.wait()


def _watch_stdin(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    with contextlib.suppress(RuntimeError):  # the loop may have ended by itself
        loop.call_soon_threadsafe(ended.set)


if __name__ == "__main__":
    main()
