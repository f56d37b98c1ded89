"""What /readyz says while Discord comes and goes."""

import asyncio
import re
from ipaddress import ip_address
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.journeys.toll import Toll, paying
from tests.journeys.watching import has_pictures
from tests.stage import Bot, Renderer

LISTEN = "0A"  # https://docs.kernel.org/networking/proc_net_tcp.html
NOBODY_WAITS = {"oldest_waiting_seconds": 0}


async def until(url: str, *, discord: bool) -> httpx.Response:
    """Ask until that is what is said of Discord."""
    async with httpx.AsyncClient(timeout=10) as http, asyncio.timeout(30):
        while True:
            answer = await http.get(url)
            if answer.json()["discord"] is discord:
                return answer
            await asyncio.sleep(0.1)


def _listening(pid: int) -> set[tuple[str, int]]:
    """Where a process takes connections, as /proc has it; of either version of IP."""
    links = [one.readlink() for one in Path(f"/proc/{pid}/fd").iterdir() if one.is_symlink()]
    own = {str(link).removeprefix("socket:[").rstrip("]") for link in links}
    found = set[tuple[str, int]]()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            _, local, _, state, *rest = line.split()
            if state == LISTEN and rest[5] in own:
                address, port = local.split(":")
                found.add((str(ip_address(bytes.fromhex(address)[::-1])), int(port, 16)))
    return found


async def test_health_says_whether_discord_is_there(
    renderer: Renderer, tmp_path: Path, unused_tcp_port: int
) -> None:
    health = f"http://127.0.0.1:{unused_tcp_port}/readyz"
    async with Sandbox() as discord:
        bot = Bot.on_the_local_model(tmp_path, discord, renderer, WEB_PORT=str(unused_tcp_port))
        await bot.start()
        await discord.ready(60)
        there = await until(health, discord=True)
        assert (there.status_code, there.json()) == (200, {"discord": True, "database": True, **NOBODY_WAITS})
        async with httpx.AsyncClient() as http:
            figures = await http.get(health.replace("readyz", "metrics"))
        assert figures.headers["content-type"].startswith("text/plain")
        assert "restyle_audit_mismatches 0.0\n" in figures.text
        assert re.search(r"^restyle_database_behind_seconds \d", figures.text, re.MULTILINE)
        told = f"{there.headers}{there.text}{figures.headers}{figures.text}"
        for secret in (
            discord.bot_token,
            str(tmp_path),
            str(discord.guild.id),
            discord.person("ada").id,
            "ada",
        ):
            assert str(secret) not in told, "nothing that is anybody's"
        assert _listening(bot.pid) == {("127.0.0.1", unused_tcp_port)}, (
            "to this machine alone, unless it is told"
        )
    gone = await until(health, discord=False)
    assert (gone.status_code, gone.json()) == (503, {"discord": False, "database": True, **NOBODY_WAITS})
    async with httpx.AsyncClient() as http:
        assert (await http.get(health.replace("readyz", "healthz"))).status_code == 200
    assert await bot.stop() == 0, bot.log


async def test_the_metrics_say_what_was_asked_made_and_spent(
    discord: Sandbox, toll: Toll, tmp_path: Path, ada: Person, picture: Upload, unused_tcp_port: int
) -> None:
    async with paying(
        discord, toll, tmp_path, FAL_JOBS="1", LOG_LEVEL="WARNING", WEB_PORT=str(unused_tcp_port)
    ):
        toll.held.add("watch")
        asked = [await ada.command("restyle", {"image": picture, "prompt": "ink"}) for _ in range(2)]
        await toll.reached("watch")
        for one in asked:
            await one.message_shown()
        meanwhile = await _metrics(unused_tcp_port)
        assert meanwhile["restyle_jobs", "queued"] == 1
        assert meanwhile["restyle_jobs", "rendering"] == 1
        assert meanwhile["restyle_oldest_waiting_seconds", ""] > 0
        await toll.release()
        for one in asked:
            await one.until(has_pictures)
        after = await _metrics(unused_tcp_port)
        assert after["restyle_jobs", "queued"] == after["restyle_oldest_waiting_seconds", ""] == 0
        assert after["restyle_acknowledged_seconds_count", ""] == 2
        assert after["restyle_events_total", "job.done,fal"] == 2
        assert after["restyle_edits_total", ""] >= 2
        assert after["restyle_spent_dollars", "day"] == after["restyle_spent_dollars", "month"] > 0
        assert ("restyle_loop_behind_seconds", "") in after


async def _metrics(port: int) -> dict[tuple[str, str], float]:
    """Return each figure by its name and its labels, as Prometheus' own parser reads them."""
    async with httpx.AsyncClient() as http:
        answered = await http.get(f"http://127.0.0.1:{port}/metrics")
    return {
        (
            sample.name,
            ",".join(value for _, value in sorted(sample.labels.items(), reverse=True) if value),
        ): sample.value
        for family in text_string_to_metric_families(answered.text)
        for sample in family.samples
    }
