"""Which addresses are of the public internet: all but those that IANA's registries keep for something else.

https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry
and, for all of IPv6, https://www.iana.org/assignments/ipv6-address-space (read 2026-11-26). What a registry calls
globally reachable and is still no machine that serves files (relays, sinks, translators) is not public here either.
"""

from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
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
            "192.31.196.0/24",  # AS112: a sink for questions about private names
            "192.52.193.0/24",  # AMT: relays of multicast
            "192.88.99.0/24",  # relays of 6to4, given up
            "192.168.0.0/16",  # private use
            "192.175.48.0/24",  # AS112
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and broadcast
        ),
    )
)
# All that has been given out of IPv6. Outside lie this machine and its links (::1, fe80::/10, fc00::/7, fec0::/10),
# multicast, and most forms that carry an IPv4 address: compatible (::/96), translated (::ffff:0:0:0/96) and behind a
# translator (64:ff9b::/96, 64:ff9b:1::/48).
GLOBAL_IPV6: Final = IPv6Network("2000::/3")
SPECIAL_IPV6: Final = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments: Teredo (2001::/32, carries IPv4), benchmarks, ORCHID
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4: carries an IPv4 address
            "2620:4f:8000::/48",  # AS112
            "3fff::/20",  # documentation
        ),
    )
)


def is_public(text: str) -> bool:
    """Return whether a text is an address of the public internet. A zone ("%eth0") makes it one of this machine.

    An IPv4 address that is mapped into IPv6 (::ffff:0:0/96) is as public as it is by itself: systems write it so.
    """
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            return False
        if address.ipv4_mapped is None:
            return address in GLOBAL_IPV6 and not any(address in network for network in SPECIAL_IPV6)
        address = address.ipv4_mapped
    return not any(address in network for network in SPECIAL_IPV4)
