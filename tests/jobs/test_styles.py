"""Which styles hold where, and what LoRAs a server's own may have."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from domain.catalogue import Origin
from domain.errors import BadLora, ModeratorsOnly
from domain.member import Asker, Member
from domain.styles import Lora, LoraKind, Style
from images.workshop import Workshop
from jobs.builtin import BUILT_IN, preview_of
from jobs.loras import LoraHosts
from jobs.pictures import Pictures
from jobs.routing import Routing
from jobs.styles import Styles
from providers.provider import Capabilities
from storage.database import Database
from storage.pictures import PictureFiles
from storage.writer import SqliteDatabase
from tests.jobs.studio import Script
from tests.providers.host import QUICK

MO = Asker(Member(9, 3), 5, moderator=True)
WEIGHTS = Style(name="Weights", loras=(Lora(path="https://huggingface.co/x.safetensors"),))
PACK = Style(name="Pack", loras=(Lora(path="https://huggingface.co/x.json"),))
HOUSE = Style(name="House", after="ours")


def _script(*kinds: LoraKind) -> Script:
    return Script(capabilities=Capabilities(loras=frozenset(kinds)))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncGenerator[Database]:
    async with SqliteDatabase(tmp_path / "restyle.db") as opened:
        yield opened


def _styles(database: Database, tmp_path: Path, *scripts: Script, hosts: str = "huggingface.co") -> Styles:
    pictures = Pictures(database, PictureFiles(tmp_path / "pictures"), Workshop(), marks=True)
    operators = (replace_name(HOUSE, "Neon"), WEIGHTS)
    return Styles(database, Routing(scripts, QUICK), pictures, operators, LoraHosts([hosts]))


def replace_name(style: Style, name: str) -> Style:
    return style.model_copy(update={"name": name})


async def test_a_server_s_own_come_before_the_operator_s_and_these_before_the_bot_s(
    database: Database, tmp_path: Path
) -> None:
    styles = _styles(database, tmp_path, _script())
    before = await styles.offered(9)
    assert [before.find(name).origin for name in ("neon", "comic")] == [Origin.OPERATOR, Origin.BUILT_IN]
    assert before.get("weights") is None, "what no host can do is not offered"
    await styles.add(MO, replace_name(HOUSE, "NEON"))
    await styles.add(MO, replace_name(HOUSE, "Comic"))
    offered = await styles.offered(9)
    assert [one.style.name for one in offered.listed[:2]] == ["Comic", "NEON"]
    assert [offered.find(name).origin for name in ("neon", "comic")] == [Origin.SERVER, Origin.SERVER]
    assert len(offered) == len(before)
    assert (await styles.offered(10)).find("comic").origin is Origin.BUILT_IN


async def test_a_style_belongs_to_the_hosts_that_take_its_loras(database: Database, tmp_path: Path) -> None:
    local, fal = replace(_script(LoraKind.PACK), name="local"), replace(_script(LoraKind.WEIGHTS), name="fal")
    styles = _styles(database, tmp_path, local, fal)
    assert (await styles.add(MO, PACK)).hosts == (local.name,)
    offered = await styles.offered(9)
    assert (offered.find("weights").hosts, len(offered.find("comic").hosts)) == (("fal",), 2)
    both = Style(name="Both", loras=(*PACK.loras, *WEIGHTS.loras))
    with pytest.raises(BadLora) as caught:
        await styles.add(MO, both)
    assert (caught.value.number, caught.value.problem) == (2, "kind")

    later = _styles(database, tmp_path, fal)
    assert (await later.offered(9)).get("pack") is None
    assert (await later.here(9)).own.get("pack") is not None, "a moderator can still take it away"
    assert (await _styles(database, tmp_path, local, hosts="civitai.com").offered(9)).get("pack") is None


async def test_only_moderators_change_anything(database: Database, tmp_path: Path) -> None:
    styles, ada = _styles(database, tmp_path, _script()), replace(MO, moderator=False)
    await styles.add(MO, HOUSE)
    for refused in (
        styles.add(ada, HOUSE),
        styles.change(ada, HOUSE),
        styles.remove(ada, "House"),
        styles.illustrate(ada, "House", None),
        styles.own(ada, "House"),
    ):
        with pytest.raises(ModeratorsOnly):
            await refused
    assert "House" in [one.style.name for one in (await styles.offered(9)).listed]


async def test_whoever_looks_while_it_is_changed_does_not_keep_the_old_one(
    database: Database, tmp_path: Path
) -> None:
    styles = _styles(database, tmp_path, _script())
    for number in range(50):
        name = f"Style {number}"
        _, _, *seen = await asyncio.gather(
            styles.offered(9),
            styles.add(MO, replace_name(HOUSE, name)),
            *(styles.offered(9) for _ in range(5)),
        )
        assert (await styles.offered(9)).get(name.casefold()) is not None
        assert seen


async def test_the_most_used_come_first_and_others_fill_up(database: Database, tmp_path: Path) -> None:
    styles = _styles(database, tmp_path, _script())
    assert await styles.most_used(9, 3) == ["Neon", "Watercolour", "Oil painting"]
    assert len(await styles.most_used(9, 100)) == len(BUILT_IN)


@pytest.mark.parametrize(
    ("host", "url", "problem"),
    [
        ("localhost", "https://localhost/x.json", "private"),
        ("localhost", "http://localhost/x.json", "https"),
        ("localhost", "https://me@localhost/x.json", "password"),
        ("localhost", "https://:@localhost/x.json", "password"),
        ("localhost", "https://notlocalhost/x.json", "host"),
        ("localhost", "https://localhost\\@evil.example/x.json", "password"),
        ("localhost", "https://lo\ncalhost/x.json", "address"),
        ("localhost", "https://localhost:99999/x.json", "address"),
        ("localhost", "https:///x.json", "address"),
        ("localhost", "data:application/json,{}", "address"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9001/x.json", "https"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000/x.json", None),
        ("nowhere.invalid", "https://sub.nowhere.invalid/x.json", None),
    ],
)
async def test_an_address_of_a_lora_is_a_claim(host: str, url: str, problem: str | None) -> None:
    hosts, style = LoraHosts([host]), Style(name="x", loras=(Lora(path=url),))
    if problem is None:
        await hosts.check(style)
        assert hosts.allow(style)
        return
    with pytest.raises(BadLora) as caught:
        await hosts.check(style)
    assert caught.value.problem == problem


def test_every_built_in_style_says_what_it_is_and_has_its_picture() -> None:
    assert len(BUILT_IN) >= 20
    assert len({style.key for style in BUILT_IN}) == len(BUILT_IN)
    for style in BUILT_IN:
        assert style.description
        assert style.around("")
        assert not style.loras
        assert preview_of(style).stat().st_size <= 21_000
        with Image.open(preview_of(style)) as preview:
            assert max(preview.size) <= 480
            assert b"compositeWithTrainedAlgorithmicMedia" in preview.info["xmp"]
    assert {preview_of(style) for style in BUILT_IN} == set(preview_of(BUILT_IN[0]).parent.iterdir())
