"""Which addresses are of the public internet: all but those that IANA's two registries keep for something else.

https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry
and, for all of IPv6, https://www.iana.org/assignments/ipv6-address-space (read 2026-11-26).
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

SPECIAL_IPV4: Final = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private use
            "100.64.0.0/10",  # shared with a provider
            "127.0.0.0/8",  # this machine
            "169.254.0.0/16",  # this link; clouds tell secrets there
            "172.16.0.0/12",  # private use
            "192.0.0.0/24",  # protocol assignments
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # relays of 6to4, given up
            "192.168.0.0/16",  # private use
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and broadcast
        ),
    )
)
GLOBAL_IPV6: Final = IPv6Network("2000::/3")  # all that has been given out of IPv6; the rest is not public
SPECIAL_IPV6: Final = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4: holds an IPv4 address
            "3fff::/20",  # documentation
        ),
    )
)
# An IPv4 address in the clothes of IPv6: it is as public as that one.
MAPPED: Final = IPv6Network("::ffff:0:0/96")
NAT64: Final = IPv6Network("64:ff9b::/96")


def is_public(text: str) -> bool:
    """Whether a text is an address of the public internet. A zone ("%eth0") makes it one of this machine."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            return False
        if address not in MAPPED and address not in NAT64:
            return address in GLOBAL_IPV6 and not any(address in network for network in SPECIAL_IPV6)
        address = IPv4Address(int(address) & 0xFFFFFFFF)
    return not any(address in network for network in SPECIAL_IPV4)
