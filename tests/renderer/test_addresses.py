"""Where the renderer goes for strangers: asked of what decides it, never by connecting."""

import pytest
from yarl import URL

from renderer.store.addresses import NotPublic, PublicResolver, Reach, Refused


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
