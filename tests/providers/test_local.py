"""The renderer as a child of the bot: started when it is needed, and again when it has ended."""

import asyncio
from pathlib import Path

import httpx
import pytest

from domain.errors import FailureKind, NotSent
from providers import local
from providers.local import LocalRenderer


async def test_whoever_asks_first_and_goes_leaves_the_next_one_an_address(http: httpx.AsyncClient) -> None:
    async with LocalRenderer() as renderer:
        gone = asyncio.create_task(renderer.endpoints())
        await asyncio.sleep(
            0.2
        )  # it is being started; where it is not yet, or is already, the test still holds
        stays = asyncio.create_task(renderer.endpoints())
        gone.cancel()
        async with asyncio.timeout(120):
            where = await stays
        assert (await http.get(f"{where.queue}/health")).status_code < 500
        assert await renderer.endpoints() == where, "one is enough"


async def test_one_that_does_not_start_is_nothing_sent_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = tmp_path / "python"
    silent.write_text("#!/bin/sh\necho 'It needs onnxruntime' >&2\necho nothing of ours\n")
    silent.chmod(0o700)
    monkeypatch.setattr(local.sys, "executable", str(silent))
    async with LocalRenderer() as renderer:
        for _ in range(2):
            with pytest.raises(NotSent) as caught:
                await renderer.endpoints()
            assert caught.value.failure.kind is FailureKind.UNAVAILABLE
            assert caught.value.failure.detail.endswith("did not start: It needs onnxruntime")
