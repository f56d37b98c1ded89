"""Shards as an operator writes them, and which servers each has."""

import pytest

from domain.shards import EVERY, Shards, read


@pytest.mark.parametrize(
    ("text", "numbers"), [("0", (0,)), ("0-3", (0, 1, 2, 3)), ("6, 0-1", (0, 1, 6)), ("7-7", (7,))]
)
def test_ranges_and_numbers_are_read(text: str, numbers: tuple[int, ...]) -> None:
    assert read(text, 8) == Shards(numbers, 8)


@pytest.mark.parametrize("text", ["", "8", "0-8", "3-0", "-1", "a", "0--1", "1.5", "0-99999999999", "²"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="shards"):
        read(text, 8)


def test_each_server_is_on_one_shard_and_all_are_on_the_only_one() -> None:
    servers = [number << 22 | 5 for number in range(100, 116)]
    for server in servers:
        assert [number for number in range(8) if Shards((number,), 8).has(server)] == [(server >> 22) % 8]
        assert EVERY.has(server)
