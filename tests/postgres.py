"""A PostgreSQL server of the tests' own, in a folder of its own, on a socket there and on no port.

Debian's package is enough; where there is none, tests that ask for it say so and skip.
"""

import asyncio
import getpass
import os
import shutil
import subprocess
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import pytest

psycopg = pytest.importorskip("psycopg", reason="PostgreSQL needs the extra scale")

UNSAFE = "-c fsync=off -c full_page_writes=off"  # it may be killed, but there are no power cuts


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, the newest there are."""
    found = shutil.which("pg_ctl")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda one: int(one.parts[4]))
    return Path(found).parent if found else debian[-1].parent if debian else None


class Server:
    """A server that runs, and its databases."""

    def __init__(self, folder: Path, run: Path) -> None:
        self.folder = folder
        self._run = run
        # PostgreSQL refuses to run as root; Debian's package has made somebody for it.
        self.user = "postgres" if getpass.getuser() == "root" else getpass.getuser()
        self._numbers = count()

    def call(self, program: str, *arguments: str) -> None:
        """Run one of its programs."""
        command = [str(self._run / program), *arguments]
        subprocess.run(
            command,
            check=True,
            capture_output=True,
            cwd=self.folder,
            user=self.user,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        )

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-k {self.folder} -c listen_addresses='' {UNSAFE}"
        log = str(self.folder / "log")
        self.call("pg_ctl", "-D", str(self.folder / "data"), "-l", log, "-o", options, "-w", "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it."""
        self.call("pg_ctl", "-D", str(self.folder / "data"), "-m", mode, "-w", "stop")

    def stand_by(self) -> None:
        """Stop it, and let it be the other one of a pair, on which nothing is written before it takes over."""
        self.stop("fast")
        (self.folder / "data" / "standby.signal").touch()
        self.start()

    def take_over(self) -> None:
        """Let it be the one of a pair on which is written."""
        self.call("pg_ctl", "-D", str(self.folder / "data"), "-w", "promote")

    @property
    def socket(self) -> str:
        """Return where it listens."""
        return f"{self.folder}/.s.PGSQL.5432"

    def address(self, database: str = "postgres", folder: str | None = None) -> str:
        """Return where a database is, by the server's own folder or by another that has a way to its socket."""
        return f"postgresql://{self.user}@/{database}?host={folder or self.folder}"

    @contextmanager
    def database(self, template: str = "template0") -> Generator[str]:
        """Have a database that is like another, and yield its name."""
        name = f"test{next(self._numbers)}"
        with psycopg.connect(self.address(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        yield name
        with psycopg.connect(self.address(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@dataclass(eq=False)
class Cable:
    """A way to a server that can be cut: then nothing comes through, nobody is told, and once it is mended all goes on."""

    server: Server
    address: str = ""
    _whole: asyncio.Event = field(default_factory=asyncio.Event)

    def cut(self) -> None:
        """Let nothing through."""
        self._whole.clear()

    def mend(self) -> None:
        """Let everything through, also what has waited."""
        self._whole.set()

    @asynccontextmanager
    async def laid(self) -> AsyncGenerator["Cable"]:
        """Have it while this is open."""
        folder = Path(mkdtemp(prefix="restyle-way-", dir="/tmp"))
        self.address = self.server.address(folder=str(folder))
        self.mend()
        try:
            async with await asyncio.start_unix_server(
                self._carry, folder / Path(self.server.socket).name
            ) as listening:
                yield self
                listening.close()
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    async def _carry(self, here: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        try:
            there, on = await asyncio.open_unix_connection(self.server.socket)
        except OSError:  # it is being started
            back.transport.abort()
            return
        ways = [asyncio.create_task(self._copy(*way)) for way in ((here, on), (there, back))]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        for end in (back, on):
            end.transport.abort()

    async def _copy(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while said := await source.read(65536):
                await self._whole.wait()
                target.write(said)
            await self._whole.wait()


@contextmanager
def running() -> Generator[Server]:
    """Run a server while this is open. Skips where there is none to run."""
    found = programs()
    if found is None:
        pytest.skip("PostgreSQL is not installed here")
    folder = Path(mkdtemp(prefix="restyle-postgres-", dir="/tmp"))
    server = Server(folder, found)
    if os.geteuid() == 0:
        shutil.chown(folder, server.user)
    try:
        server.call(
            "initdb",
            "-D",
            str(folder / "data"),
            "-U",
            server.user,
            "-A",
            "trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C",
        )
        server.start()
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
