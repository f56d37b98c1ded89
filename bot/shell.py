"""`python -m bot restyle`: one request through one host, without Discord or a database, for trying a key."""

import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from bot.hosts import Hosts
from bot.settings import ProviderName, Settings
from domain import limits
from domain.job import StoredPicture
from domain.pauses import Pauses
from domain.request import RestyleRequest
from images.workshop import Workshop
from providers.bounded import bounded_client
from providers.local import LocalRenderer
from providers.notices import Notices

DOLLAR = 1_000_000


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be done: one request for one picture at one host, and where the results go."""

    provider: ProviderName
    picture: Path
    request: RestyleRequest
    out: Path


async def restyle(settings: Settings, errand: Errand, say: Callable[[str], None]) -> list[Path]:
    """Write the results to a folder that exists. Raises NotSent, HostSaid, Unreachable and UnreadablePicture."""
    request = errand.request
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(bounded_client())
        renderer = await stack.enter_async_context(LocalRenderer())
        workshop = await stack.enter_async_context(Workshop())
        provider = Hosts(settings, http, renderer, Notices(), Pauses()).named(errand.provider)
        source = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="restyle-")), "source")

        normal = (await workshop.normalise(errand.picture, source)).picture
        stored = StoredPicture("0" * 64, normal.format, normal.width, normal.height, normal.bytes)
        estimate = provider.price.estimate(request, (normal.width, normal.height))
        say(f"{provider.name}: {request.images} picture(s), about ${estimate / DOLLAR:.4f}")
        uploaded = await provider.upload(source, stored)
        ticket = await provider.submit(request, uploaded.url, f"shell.{request.seed}")
        say(f"accepted as {ticket.id}")
        async for progress in provider.watch(ticket):
            if progress.percent is not None or progress.waiting:
                say(
                    f"{progress.percent} %"
                    if progress.percent is not None
                    else f"{progress.waiting} before it"
                )
        rendered = await provider.fetch(ticket)
        if rendered.cost is not None:
            say(f"billed ${rendered.cost / DOLLAR:.4f}")

        written: list[Path] = []
        for number, one in enumerate(rendered.pictures, 1):
            if one.flagged:
                say(f"picture {number} was withheld by the content check")
                continue
            target = errand.out / f"{errand.picture.stem}-{request.seed}-{number}.{request.format}"
            await provider.download(one, target)
            mark = not settings.ai_marks_off_because
            await workshop.inspect(target, limits.RESULT_BYTES, mark=mark)
            written.append(target)
        return written
