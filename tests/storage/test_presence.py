"""Who is at work on a PostgreSQL database, and who is refused beside them."""

from collections.abc import Generator

import pytest

from domain.shards import Shards
from storage.database import Taken
from storage.presence import Presence
from tests.postgres import Server


@pytest.fixture
def addresses(postgres: tuple[Server, str]) -> Generator[tuple[str, str]]:
    """Two databases of one server."""
    server, template = postgres
    with server.database(template) as one, server.database(template) as other:
        yield server.address(one), server.address(other)


def _gateway(address: str, *numbers: int, of: int) -> Presence:
    gateway = Presence(address, shared=True, shards=Shards(numbers, of))
    gateway.take()
    gateway.let_others_in()
    return gateway


def test_a_shard_is_there_once_and_all_count_them_alike(addresses: tuple[str, str]) -> None:
    address, _ = addresses
    first = _gateway(address, 0, 1, of=4)
    _gateway(address, 2, of=4).release()
    with pytest.raises(Taken) as twice:
        _gateway(address, 1, of=4)
    assert twice.value.args == (1,)
    with pytest.raises(Taken) as otherwise:
        _gateway(address, 2, of=8)
    assert otherwise.value.args == ("count",)
    first.release()
    _gateway(address, 1, of=8).release()


def test_two_bots_on_one_server_know_nothing_of_each_other(addresses: tuple[str, str]) -> None:
    one, other = (_gateway(address, 0, of=number) for address, number in zip(addresses, (1, 16), strict=True))
    one.release()
    other.release()
