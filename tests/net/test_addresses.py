"""What counts as an address of the public internet: asked of the function alone, never by connecting."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as some

from net.addresses import is_public

# Where a network begins and ends, and one address in the midst of it. The registries, written down a second time.
SPECIAL = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "192.31.196.0/24", "192.52.193.0/24", "192.175.48.0/24", "224.0.0.0/4", "240.0.0.0/4",
    "::/128", "::1/128", "::/96", "::1:0:0:0/80", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64",
    "100:0:0:1::/64", "2001::/32", "2001:2::/48", "2001:10::/28", "2001:20::/28", "2001:30::/28", "2001::/23",
    "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10",
    "fec0::/10", "ff00::/8", "4000::/3", "a000::/3",
]  # fmt: skip
PUBLIC = [
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
    "172.15.255.255", "172.32.0.0", "192.0.1.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
    "2000::1", "2606:4700:4700::1111", "2a00:1450:4001:831::200e", "2001:200::1", "2003::1", "3ffe::1",
    "192.31.195.255", "192.31.197.0", "192.52.194.0", "192.88.98.255", "192.88.100.0", "192.175.49.0", "2620:4f:8001::1",
    "::ffff:8.8.8.8",
]  # fmt: skip
FORMS = ["::{}", "::ffff:0:{}", "64:ff9b::{}", "64:ff9b:1::{}"]


def one_of(network: str) -> some.SearchStrategy[IPv4Address | IPv6Address]:
    found: IPv4Network | IPv6Network = ip_network(network)
    return some.integers(0, found.num_addresses - 1).map(lambda number: found[number])


@given(some.sampled_from(SPECIAL).flatmap(one_of))
def test_no_special_address_is_public(address: IPv4Address | IPv6Address) -> None:
    assert not is_public(str(address))


@pytest.mark.parametrize("network", SPECIAL)
def test_the_first_and_the_last_of_a_special_network_are_not_public(network: str) -> None:
    found = ip_network(network)
    assert not is_public(str(found[0]))
    assert not is_public(str(found[-1]))


@pytest.mark.parametrize("address", PUBLIC)
def test_what_lies_beside_them_is(address: str) -> None:
    assert is_public(address)


@given(some.ip_addresses(v=4))
def test_an_address_that_carries_another_is_not_public_and_a_mapped_one_is_as_public_as_itself(
    address: IPv4Address,
) -> None:
    for form in FORMS:
        assert not is_public(form.format(address))
    six_to_four = IPv6Address((0x2002 << 112) | (int(address) << 80))
    teredo = IPv6Address((0x20010000 << 96) | (int(address) ^ 0xFFFFFFFF))
    assert not is_public(str(six_to_four))
    assert not is_public(str(teredo))
    assert is_public(f"::ffff:{address}") == is_public(str(address))


@given(some.ip_addresses())
def test_what_is_public_here_python_calls_global_too(address: IPv4Address | IPv6Address) -> None:
    assert address.is_global or not is_public(str(address))


@pytest.mark.parametrize(
    "text",
    [
        "", "localhost", "example.org", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "8.8.8.8.", " 8.8.8.8", "8.8.8",
        "008.8.8.8", "2606:4700::1%eth0", "fe80::1%1", "[2606:4700::1]", "8.8.8.8:443", "8.8.8.8/32",
    ],
)  # fmt: skip
def test_what_is_no_plain_address_is_not_public(text: str) -> None:
    assert not is_public(text)
