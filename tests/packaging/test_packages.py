"""What `pip install .` brings: every package, and every file that is no Python."""

import tomllib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
WHOLE: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
SETUP: dict[str, Any] = WHOLE["tool"]["setuptools"]
SANDBOX: dict[str, Any] = tomllib.loads((ROOT / "packaging/sandbox/pyproject.toml").read_text())
NOT_SHIPPED = {"tests", "benchmarks", "docs", "node_modules", "data"}


def folders() -> list[Path]:
    """All folders of the project that hold Python."""
    modules = [path.relative_to(ROOT) for path in ROOT.glob("[a-z]*/**/*.py")]
    return sorted({path.parent for path in modules if path.parts[0] not in {*NOT_SHIPPED, "build"}})


def package(folder: Path) -> str:
    return ".".join(folder.parts)


def owner(file: Path) -> Path:
    """The package in which a file lies."""
    return next(folder for folder in file.parents if (ROOT / folder / "__init__.py").is_file())


@pytest.mark.parametrize("folder", folders(), ids=package)
def test_every_folder_of_modules_is_a_package_that_is_installed(folder: Path) -> None:
    assert (ROOT / folder / "__init__.py").is_file()
    assert any(fnmatchcase(package(folder), pattern) for pattern in SETUP["packages"]["find"]["include"])


def test_every_other_file_in_a_package_is_installed_too() -> None:
    files = {
        path.relative_to(ROOT)
        for top in {folder.parts[0] for folder in folders()}
        for path in (ROOT / top).rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    }
    shipped = {
        path.relative_to(ROOT)
        for name, patterns in SETUP["package-data"].items()
        for pattern in patterns
        for path in ROOT.joinpath(*name.split(".")).glob(pattern)
        if path.is_file()
    }
    assert Path("sandbox/page/static/index.html") in files
    assert {str(file) for file in files - shipped} == set()
    assert {package(owner(file)) for file in files} == set(SETUP["package-data"])


def test_the_sandbox_alone_is_the_same_and_needs_the_same_versions() -> None:
    alone, whole = SANDBOX["project"], WHOLE["project"]
    wanted = {one.split(">")[0]: one for one in (*whole["dependencies"], *WHOLE["dependency-groups"]["dev"])}
    assert alone["version"] == whole["version"]
    for needed in (*alone["dependencies"], *alone["optional-dependencies"]["document"]):
        assert needed == wanted[needed.split(">")[0]]
    packages = {package(folder) for folder in folders() if folder.parts[0] in {"net", "sandbox"}}
    assert set(SANDBOX["tool"]["setuptools"]["packages"]) == packages
    data = {name: files for name, files in SETUP["package-data"].items() if name.startswith("sandbox.")}
    assert SANDBOX["tool"]["setuptools"]["package-data"] == data
