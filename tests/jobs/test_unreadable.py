"""One row that cannot be read ends nothing but its own job, which is refunded."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from domain.card import CardRef
from domain.errors import FailureKind, Gone
from domain.job import Job, JobState
from domain.past import Filter
from domain.quota import Caps
from domain.styles import LoraKind
from jobs.history import History
from jobs.pages import Pages
from storage import jobs, ledger
from tests import stored
from tests.jobs.studio import Open, Script, Studio, asker

Damage = Callable[[dict[str, Any]], object]
DAMAGES: dict[str, Damage] = {
    "a bound that was narrowed": lambda request: request.update(images=9),
    "a value of another version": lambda request: request.update(speed="warp"),
    "a style of another form": lambda request: request.update(style="house"),
    "no prompt": lambda request: request.pop("prompt"),
    "a seed of another kind": lambda request: request.update(seed="x"),
}


async def _damage(studio: Studio, job: Job, change: Damage) -> None:
    request = json.loads(job.request.model_dump_json())
    change(request)
    text = json.dumps(request)
    await studio.database.run(
        lambda each: each.execute("UPDATE jobs SET request = ? WHERE id = ?", (text, job.id))
    )


async def _bring(studio: Studio, script: Script, state: str) -> None:
    """Bring the job in line to that state."""
    if state == "queued":
        return
    claimed = await jobs.claim(studio.database, "fal", Caps(), 0)
    assert claimed is not None
    if state == "rendering":
        called = await jobs.calling(studio.database, claimed)
        assert called is not None
        ticket = await script.submit(called.request, "source", called.tag)
        await jobs.accepted(studio.database, called, ticket)
        script.said.clear()


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("state", ["queued", "submitting", "rendering"])
async def test_a_job_on_its_way_is_ended_and_refunded_and_the_others_go_on(
    open_studio: Open, script: Script, damage: str, state: str
) -> None:
    script.go.set()
    async with open_studio(working=False) as studio:
        bad = await studio.ask(1, images=3)
        await _bring(studio, script, state)
        good = await studio.ask(2, user=2)
        await _damage(studio, bad, DAMAGES[damage])
    async with open_studio() as studio:
        assert (await studio.shows(good)).job.state is JobState.DONE
        ended = await studio.shows(bad)
        assert ended.job.failure is not None
        assert (ended.job.state, ended.job.failure.kind) == (JobState.FAILED, FailureKind.INTERNAL)
        assert (await studio.account(1)).used == 0
        assert await ledger.unbalanced(studio.database) == []
    assert script.said.count("submit") == 1, "the other one's"


async def test_a_field_that_a_later_version_added_is_no_damage(open_studio: Open, script: Script) -> None:
    script.go.set()
    async with open_studio(working=False) as studio:
        job = await studio.ask(1)
        later = {"name": "House", "words": "w", "tier": "gold", "loras": [{"path": "p", "kind": "new"}]}
        await _damage(studio, job, lambda request: request.update(style=later, tier=1))
    script.capabilities = type(script.capabilities)(loras=frozenset(LoraKind))
    async with open_studio() as studio:
        assert (await studio.shows(job)).job.state is JobState.DONE


async def test_an_ended_one_is_in_the_history_and_its_buttons_name_nothing(
    open_studio: Open, script: Script
) -> None:
    script.go.set()
    async with open_studio() as studio:
        job = await studio.ask(1)
        await studio.shows(job)
        await _damage(studio, job, DAMAGES["no prompt"])
        history = History(studio.database)
        leaf = await Pages(studio.database).first(job.member, Filter())
        [entry] = leaf.page.entries
        assert entry.jobs[0].state is JobState.DONE
        card = await stored.card(studio.database, job.card_id)
        with pytest.raises(Gone):
            await history.find(CardRef(card.id, card.letters), asker())


async def test_a_failure_of_another_version_is_read_as_a_fault_of_ours(
    open_studio: Open, tmp_path: Path
) -> None:
    async with open_studio(working=False) as studio:
        job = await studio.ask(1)
        await studio.cancel(job.id)
        await studio.database.run(lambda each: each.execute('UPDATE jobs SET failure = \'{"kind": "new"}\''))
        found = await jobs.find(studio.database, job.id)
        assert found is not None
        assert found.failure is not None
        assert found.failure.kind is FailureKind.INTERNAL
