"""Whether anything that the locks pin has a known advisory: `make advisories`, which is part of `make check`.

    python -m tests.packaging.advisories

Who knows them is asked over the network (pip-audit; npm for the page's tools). Where they cannot be asked, that is said,
and nothing fails: a check must not depend on a network. What is found fails.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import BaseModel, ValidationError

ROOT = Path(__file__).parents[2]
SECONDS = 120.0  # for each of the two
LOCK = "requirements-dev.lock"  # all of requirements.lock is in it


class Advisory(BaseModel):
    """What is known, by the name that it has in the PyPA's database or another."""

    id: str
    fix_versions: tuple[str, ...] = ()


class Pinned(BaseModel):
    """A package of the lock; one that could not be looked up has the reason."""

    name: str
    version: str = ""
    vulns: tuple[Advisory, ...] = ()
    skip_reason: str | None = None


class Audit(BaseModel):
    """What pip-audit writes."""

    dependencies: tuple[Pinned, ...]


class Counts(BaseModel):
    """How many advisories there are, by how bad they are."""

    total: int


class Metadata(BaseModel):
    """Part of what npm writes."""

    vulnerabilities: Counts


class NpmAudit(BaseModel):
    """What npm writes where it was answered."""

    metadata: Metadata


class Unknown(Exception):
    """Nobody could be asked; its text says why."""


def said_of(audit: str) -> list[str]:
    """Return the advisories in what pip-audit wrote. Raises Unknown where it looked nothing up."""
    try:
        pinned = Audit.model_validate_json(audit).dependencies
    except ValidationError:
        raise Unknown("the advisories of Python packages cannot be reached") from None
    looked_up = [one for one in pinned if one.skip_reason is None]
    if not looked_up:
        raise Unknown("the package index here tells no advisories")
    return list(_named(looked_up))


def _named(pinned: Sequence[Pinned]) -> Iterator[str]:
    for one in pinned:
        for known in one.vulns:
            mended = ", ".join(known.fix_versions) or "no version yet"
            yield f"{one.name} {one.version}: {known.id}, mended in {mended}"


def said_by_npm(audit: str) -> list[str]:
    """Return what npm found. Raises Unknown where it was not answered."""
    try:
        found = NpmAudit.model_validate_json(audit).metadata.vulnerabilities.total
    except ValidationError:
        raise Unknown("the advisories of the page's tools cannot be reached") from None
    return [f"package-lock.json: {found} advisories; `npm audit` lists them"] if found else []


def _of_python() -> list[str]:
    with TemporaryDirectory() as folder:
        written = Path(folder, "audit.json")
        options = ("--disable-pip", "--require-hashes", "--progress-spinner=off", "--timeout=10")
        output = ("--format=json", f"--output={written}", f"--cache-dir={folder}/cache")
        _run(sys.executable, "-m", "pip_audit", f"--requirement={LOCK}", *options, *output)
        return said_of(written.read_text() if written.exists() else "")


def _of_npm() -> list[str]:
    npm = shutil.which("npm")
    if npm is None:
        raise Unknown("the advisories of the page's tools are asked for by npm, which is not here")
    return said_by_npm(_run(npm, "audit", "--json", "--fetch-retries=0"))


def _run(*command: str) -> str:
    """Return what a program prints; that it fails says nothing that its output does not."""
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unknown(f"{command[-1]} does not answer: {type(error).__name__}") from None
    return done.stdout


def main() -> None:
    """Ask both, and fail where something is known."""
    found: list[str] = []
    for ask in (_of_python, _of_npm):
        try:
            found += ask()
        except Unknown as why:
            print(f"Skipped: {why}.")  # noqa: T201 - this is its output
    if found:
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
