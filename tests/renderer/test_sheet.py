"""The command line beside the server: a contact sheet, and a style pack from a picture."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from renderer.__main__ import ROWS, main
from renderer.paint.packs import read_pack
from renderer.paint.sheet import SECTIONS, Cell, Section, laid_out


@pytest.fixture
def picture(tmp_path: Path, scene: Image.Image) -> Path:
    path = tmp_path / "scene.png"
    scene.resize((48, 36)).save(path)
    return path


def test_a_sheet_is_made_from_the_command_line(tmp_path: Path, picture: Path) -> None:
    out = tmp_path / "sheet.png"
    fields = ["--out", str(out), "--tile", "48", "--row", "lettering"]
    done = CliRunner().invoke(main, ["sheet", str(picture), *fields])
    assert done.exit_code == 0, done.output
    with Image.open(out) as sheet:
        assert sheet.width > 8 * 48
        assert sheet.height > 36


def test_every_section_is_a_row_that_can_be_asked_for() -> None:
    assert tuple(SECTIONS) == ROWS


def test_a_sheet_has_room_for_each_cell(scene: Image.Image) -> None:
    cells = [Cell("日本 a label that is much too long for its picture", scene)] * 9
    sheet = laid_out([Section("one", cells), Section("two", cells[:1])], 64, 48)
    assert sheet.height > 3 * 48
    assert len(sheet.getcolors(1 << 20) or []) > 100


def test_a_picture_becomes_a_pack(tmp_path: Path, picture: Path) -> None:
    out = tmp_path / "pack.json"
    done = CliRunner().invoke(main, ["pack", str(picture), "--out", str(out)])
    assert done.exit_code == 0, done.output
    pack = read_pack(out.read_bytes())
    assert (pack.name, len(pack.vector)) == ("scene", 100)


def test_each_style_of_a_table_becomes_a_small_file_that_says_who_made_it(
    tmp_path: Path, picture: Path
) -> None:
    table, out = tmp_path / "styles.toml", tmp_path / "previews"
    styles = (("Pop art", "pop art print", ""), ("Ink", "ink drawing", "strength = 0.5"))
    table.write_text(
        "\n".join(f'[[style]]\nname = "{name}"\nafter = "{words}"\n{more}' for name, words, more in styles)
    )
    done = CliRunner().invoke(main, ["previews", str(picture), str(table), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert sorted(file.name for file in out.iterdir()) == ["ink.webp", "pop-art.webp"]
    for file in out.iterdir():
        assert file.stat().st_size <= 20_000
        with Image.open(file) as preview:
            assert b"compositeWithTrainedAlgorithmicMedia" in preview.info["xmp"]


@pytest.mark.parametrize("command", ["pack", "sheet"])
def test_what_is_no_picture_is_refused_in_a_sentence(tmp_path: Path, command: str) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    done = CliRunner().invoke(main, [command, str(broken), "--out", str(tmp_path / "out.png")])
    assert done.exit_code == 1
    assert "Failed to load the image" in done.output
    assert "Traceback" not in done.output
