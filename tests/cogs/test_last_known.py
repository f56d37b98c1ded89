"""What Discord told last: read once, kept up to date by events whatever comes first, and bounded."""

import asyncio

import pytest

from cogs.last_known import LastKnown, Levels
from domain.errors import NotTold
from domain.permission import NOTHING_SET, Settings

SERVER, APP, COMMAND = 1000, 1, 2


def forbids(*members: int) -> Settings:
    return Settings({}, dict.fromkeys(members, False), {})


class Discord:
    """Answers as it is told, when it is let."""

    def __init__(self) -> None:
        self.told: dict[int, Levels] = {}
        self.asked: list[int] = []
        self.fails = False
        self.answers = asyncio.Event()
        self.answers.set()

    async def read(self, guild_id: int) -> Levels:
        self.asked.append(guild_id)
        told = self.told.get(guild_id, {})
        await self.answers.wait()
        if self.fails:
            raise OSError
        return told


@pytest.fixture
def discord() -> Discord:
    return Discord()


@pytest.fixture
def known(discord: Discord) -> LastKnown:
    return LastKnown(discord.read)


async def test_a_server_is_asked_about_once_however_many_press_at_once(
    discord: Discord, known: LastKnown
) -> None:
    discord.told[SERVER] = {APP: forbids(7)}
    assert await asyncio.gather(*(known.of(SERVER) for _ in range(50))) == [{APP: forbids(7)}] * 50
    assert await known.of(SERVER) == {APP: forbids(7)}
    assert discord.asked == [SERVER]


async def test_an_event_counts_whether_it_comes_before_or_after_the_answer(
    discord: Discord, known: LastKnown
) -> None:
    discord.told[SERVER] = {APP: forbids(7), COMMAND: forbids(8)}
    discord.answers.clear()
    first = asyncio.ensure_future(known.of(SERVER))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert discord.asked == [SERVER]
    known.hear(SERVER, COMMAND, forbids(9))
    discord.answers.set()
    assert await first == {APP: forbids(7), COMMAND: forbids(9)}
    known.hear(SERVER, APP, NOTHING_SET)
    assert await known.of(SERVER) == {APP: NOTHING_SET, COMMAND: forbids(9)}
    assert discord.asked == [SERVER]


async def test_after_a_gap_in_events_it_is_read_anew_and_what_was_known_holds_until_then(
    discord: Discord, known: LastKnown
) -> None:
    await known.of(SERVER)
    discord.told[SERVER] = {APP: forbids(7)}
    known.doubt()
    discord.fails = True
    assert await known.of(SERVER) == {}
    assert await known.of(SERVER) == {}
    assert discord.asked == [SERVER] * 2, "one that failed rests"
    known.hear(SERVER, APP, forbids(8))
    assert await known.of(SERVER) == {APP: forbids(8)}


async def test_what_was_read_across_a_gap_is_read_once_more(discord: Discord, known: LastKnown) -> None:
    discord.answers.clear()
    first = asyncio.ensure_future(known.of(SERVER))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    discord.told[SERVER] = {APP: forbids(7)}
    known.doubt()
    discord.answers.set()
    assert await first == {}
    assert await known.of(SERVER) == {APP: forbids(7)}


async def test_a_slow_answer_is_not_waited_for_and_counts_for_the_next_press(discord: Discord) -> None:
    known = LastKnown(discord.read, wait=0)
    discord.told[SERVER] = {APP: forbids(7)}
    discord.answers.clear()
    for _ in range(2):
        with pytest.raises(NotTold):
            await known.of(SERVER)
    discord.answers.set()
    for _ in range(3):
        await asyncio.sleep(0)
    assert await known.of(SERVER) == {APP: forbids(7)}
    assert discord.asked == [SERVER]


async def test_a_server_that_could_not_be_read_is_asked_about_again_after_a_rest(discord: Discord) -> None:
    known = LastKnown(discord.read, rest=0)
    discord.fails = True
    with pytest.raises(NotTold):
        await known.of(SERVER)
    discord.fails = False
    await asyncio.sleep(0)
    assert await known.of(SERVER) == {}


async def test_only_so_much_is_in_memory_and_the_longest_unused_goes_first(discord: Discord) -> None:
    known = LastKnown(discord.read, most=10)
    for server in range(1, 6):
        discord.told[server] = {APP: forbids(7)}  # three each
    for server in (1, 2, 3, 1, 4, 1):
        await known.of(server)
    assert discord.asked == [1, 2, 3, 4]
    await known.of(2)
    assert discord.asked == [1, 2, 3, 4, 2]
    known.hear(2, COMMAND, forbids(*range(100)))
    assert len((await known.of(2))[COMMAND]) == 100, "one that is too large by itself is kept alone"
    await known.of(1)
    assert discord.asked == [1, 2, 3, 4, 2, 1]
    known.forget(1)
    await known.of(1)
    assert discord.asked[-2:] == [1, 1]
