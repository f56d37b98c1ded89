"""What counts as an address of the public internet: asked of the function alone, never by connecting."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as some
from yarl import URL

from renderer.store.addresses import NotPublic, PublicResolver, Reach, Refused
from renderer.store.public import is_public

# Where a network begins and ends, and one address in the midst of it. The registries, written down a second time.
SPECIAL = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4",
    "::1/128", "::/96", "::1:0:0:0/80", "::ffff:0:0:0/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/32",
    "2001:2::/48", "2001:10::/28", "2001:20::/28", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7",
    "fe80::/10", "fec0::/10", "ff00::/8", "4000::/3", "a000::/3",
]  # fmt: skip
PUBLIC = [
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
    "172.15.255.255", "172.32.0.0", "192.0.1.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
    "2000::1", "2606:4700:4700::1111", "2a00:1450:4001:831::200e", "2001:200::1", "2003::1", "3ffe::1",
    "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
]  # fmt: skip
FORMS = ["::ffff:{}", "::{}", "::ffff:0:{}", "64:ff9b::{}", "64:ff9b:1::{}"]


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
def test_an_address_in_another_form_is_never_more_public_than_itself(address: IPv4Address) -> None:
    for form in FORMS:
        assert not is_public(form.format(address)) or is_public(str(address))
    six_to_four = IPv6Address((0x2002 << 112) | (int(address) << 80))
    teredo = IPv6Address((0x20010000 << 96) | (int(address) ^ 0xFFFFFFFF))
    assert not is_public(str(six_to_four))
    assert not is_public(str(teredo))
    assert is_public(f"::ffff:{address}") == is_public(f"64:ff9b::{address}") == is_public(str(address))


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


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.0.0.1.", "0", "0x", "169.254.169.254", "10.1",
        "[::1]", "[::]", "[::7f00:1]", "[::ffff:127.0.0.1]", "[::ffff:0:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
        "[fec0::1]", "[fe80::1%25eth0]", "192.0.0.8", "①②⑦.0.0.1", "127。0。0。1", "a.1", "a.0xff",
    ],
)  # fmt: skip
async def test_a_host_that_is_a_number_must_be_a_public_address(host: str) -> None:
    reach = Reach([], 1)
    with pytest.raises(Refused, match="not a public address"):
        reach.session_for(URL(f"https://{host}/picture.png"))
    assert reach.session_for(URL("https://8.8.8.8/"))
    assert reach.session_for(URL("https://[2606:4700:4700::1111]/"))
    assert reach.session_for(URL("https://1.example.org/"))
    await reach.close()


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "::1"])
async def test_a_name_that_leads_here_is_not_looked_up_for_strangers(name: str) -> None:
    resolver = PublicResolver()
    with pytest.raises(NotPublic):
        await resolver.resolve(name)
    await resolver.close()
