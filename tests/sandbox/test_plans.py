"""A local Discord that begins as a file says; and what is wrong in such a file is said before anything starts."""

import asyncio
import sys
from pathlib import Path

import httpx
import pytest

from sandbox.rules.options import WrongInput
from sandbox.server import Sandbox
from sandbox.world.permissions import Permission
from sandbox.world.plan import LARGEST_FILE, read_plan
from sandbox.world.reading import WrongFile

KITCHEN = """
people = ["kim", { name = "lee", display_name = "Lee M.", id = 77, locale = "ko" }, "sam"]
groups = [["kim", "sam"]]

[application]
name = "Greeter"
id = 1300000000000000001
token = "a.b.c"
intents = ["members"]

[[guilds]]
name = "Test Kitchen"
id = 500
owner = "lee"
locale = "de"
channels = ["stove", { name = "pantry", id = 501, only = ["Cook"] }, { name = "cellar", nsfw = true }]
roles = [{ name = "Cook", id = 502, permissions = ["BAN_MEMBERS", "MANAGE_GUILD"], members = ["sam"] }]

[[guilds]]
name = "Next Door"
members = ["kim"]
channels = ["yard"]

[[guilds]]
name = "Far Away"
bot = false
channels = ["field"]
"""


def _file(folder: Path, text: str) -> Path:
    path = folder / "world.toml"
    path.write_text(text)
    return path


async def test_it_begins_as_the_file_says(tmp_path: Path) -> None:
    async with Sandbox(plan=read_plan(_file(tmp_path, KITCHEN))) as discord:
        headers = {"Authorization": "Bot a.b.c"}
        async with httpx.AsyncClient(base_url=discord.api_url, headers=headers) as bot:
            me = (await bot.get("/users/@me")).json()
            guilds = (await bot.get("/users/@me/guilds")).json()
            owner = (await bot.get("/oauth2/applications/@me")).json()["owner"]
            told = (await bot.get("/guilds/500")).json()
            inside = (await bot.get("/guilds/500/channels")).json()
        kim, lee, sam = map(discord.person, ("kim", "lee", "sam"))
        assert (me["id"], me["username"]) == ("1300000000000000001", "greeter")
        assert [guild["name"] for guild in guilds] == ["Test Kitchen", "Next Door"]
        assert (owner["id"], owner["global_name"]) == ("77", "Lee M.")
        assert (told["owner_id"], told["preferred_locale"]) == ("77", "de")
        assert [(channel["name"], channel["nsfw"]) for channel in inside] == [
            ("stove", False),
            ("pantry", False),
            ("cellar", True),
        ]
        assert (lee.locale, kim.locale) == ("ko", "en-GB")
        pantry = discord.world.channels[501]
        assert Permission.BAN_MEMBERS in discord.world.permissions(sam.id, pantry)
        assert await sam.say("mine", channel=sam.place("pantry"))
        with pytest.raises(WrongInput, match="kim cannot see pantry"):
            await kim.say("may I?", channel=pantry)
        with pytest.raises(WrongInput, match="That channel is not there"):
            kim.place("#pantry")
        assert kim.place("501") is pantry
        assert sam.place("dm") is sam.dm
        with pytest.raises(WrongInput, match="nobody called ada"):
            discord.person("ada")


BESIDES = """
people = ["kim", "lee"]
application = { name = "Greeter", token = "a.b.c", permissions = ["PIN_MESSAGES"] }

[[guilds]]
name = "Test Kitchen"
channels = ["stove", { name = "pantry", only = ["Cook"] }]
roles = [{ name = "Cook", permissions = ["MANAGE_MESSAGES"], members = ["lee", "greeter"] }]

[[guilds]]
name = "Next Door"
channels = ["yard"]
"""


async def test_the_bot_may_what_the_file_permits_it(tmp_path: Path) -> None:
    async with (
        Sandbox(plan=read_plan(_file(tmp_path, BESIDES))) as discord,
        httpx.AsyncClient(base_url=discord.api_url, headers={"Authorization": "Bot a.b.c"}) as bot,
    ):
        kim, next_door = discord.person("kim"), discord.elsewhere[0]
        for place, may_clear in ((discord.channel, True), (next_door, False), (kim.dm, False)):
            said = await kim.say("soup", channel=place)
            await kim.react(said, "🍲")
            message = f"/channels/{place.id}/messages/{said.id}"
            assert (await bot.put(f"/channels/{place.id}/messages/pins/{said.id}")).status_code == 204
            assert (await bot.delete(f"{message}/reactions")).status_code == (204 if may_clear else 403)
        roles = (await bot.get(f"/guilds/{discord.guild.id}/members/{discord.application_id}")).json()[
            "roles"
        ]
        assert len(roles) == 2  # its own, and Cook
        assert discord.guild.roles[1] in discord.guild.members[discord.person("lee").id].roles


WRONG = {
    "people = [": "it is no TOML",
    "\x00": "it is no TOML",
    "people = ['kim']\nguilds = ?": "(at line 2, column 10)",
    "people = ['kim']": "guilds: it is missing.",
    "people = []\nguilds = [{ name = 'A', channels = ['a'] }]": "people: it takes 1 or more.",
    "people = [5]\nguilds = [{ name = 'A', channels = ['a'] }]": "people.0: it takes a name or a table.",
    "people = ['kim']\nguilds = [{ name = 'A', channels = [true] }]": "channels.0: it takes a name or a table.",
    "people = ['Kim']\nguilds = [{ name = 'A', channels = ['a'] }]": "people.0.name: it takes 2 to 32 small letters",
    "people = ['kim']\nguilds = [{ name = 'A', channels = [] }]": "guilds.0.channels: it takes 1 or more.",
    "people = ['kim']\nguilds = [{ name = 'A', chanels = ['a'] }]": "guilds.0.chanels: not known here",
    "people = ['kim', 'kim']\nguilds = [{ name = 'A', channels = ['a'] }]": "kim is there twice as a person",
    "people = ['restyle']\nguilds = [{ name = 'A', channels = ['a'] }]": "restyle is there twice as a person",
    "people = ['kim']\nguilds = [{ name = 'A', channels = ['a', 'a'] }]": "guilds.0: a is there twice as a channel",
    "people = ['kim']\nguilds = [{ name = 'A', owner = 'lee', channels = ['a'] }]": "lee is nobody in A",
    "people = ['kim', 'lee']\nguilds = [{ name = 'A', owner = 'lee', members = ['kim'], channels = ['a'] }]": (
        "lee is nobody in A"
    ),
    "people = ['kim']\nguilds = [{ name = 'A', channels = [{ name = 'a', only = ['Cook'] }] }]": (
        "the channel a is for Cook, which is no role here"
    ),
    "people = ['kim']\nguilds = [{ name = 'A', channels = ['a'], roles = [{ name = 'R', permissions = ['FLY'] }] }]": (
        "there is no permission FLY"
    ),
    "people = ['kim']\nguilds = [{ name = 'A', id = 8, channels = [{ name = 'a', id = 7 }] }]": "7 is there twice",
    "people = ['kim']\napplication = { intents = ['all'] }\nguilds = [{ name = 'A', channels = ['a'] }]": (
        "application.intents.0: it is one of 'members'"
    ),
    "people = ['kim']\nguilds = [{ name = 'A', bot = false, channels = ['a'] }]": "A is the first guild",
    "people = [{ name = 'kim', locale = 'xx' }]\nguilds = [{ name = 'A', channels = ['a'] }]": (
        "Discord has no language xx"
    ),
    "people = ['kim']\nguilds = [{ name = 'A', channels = ['a'], roles = [{ name = '@everyone' }] }]": (
        "every guild has @everyone already"
    ),
    "people = ['kim']\nguilds = [{ name = 'A', owner = 'restyle', channels = ['a'] }]": "restyle is nobody in A",
    "people = ['kim']\napplication = { permissions = ['FLY'] }\nguilds = [{ name = 'A', channels = ['a'] }]": (
        "there is no permission FLY"
    ),
    "people = ['kim']\ngroups = [['kim', 'lee']]\nguilds = [{ name = 'A', channels = ['a'] }]": "lee of a group",
    "x = " + "[" * 10_000: "it is no TOML",
    "#" * LARGEST_FILE + "#": "it is larger than 256 KiB",
}


@pytest.mark.parametrize(("text", "sentence"), WRONG.items(), ids=map(str, range(len(WRONG))))
def test_what_is_wrong_in_a_file_is_said(tmp_path: Path, text: str, sentence: str) -> None:
    path = _file(tmp_path, text)
    with pytest.raises(WrongFile) as wrong:
        read_plan(path)
    assert str(wrong.value).startswith(f"{path}: ")
    assert sentence in str(wrong.value)


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    path = tmp_path / "world.toml"
    with pytest.raises(WrongFile, match=r"world\.toml: it cannot be read: No such file or directory"):
        read_plan(path)
    path.write_bytes(b"people = ['kim']\n# \xff")
    with pytest.raises(WrongFile, match=r"world\.toml: it is no TOML: line 2 is not in UTF-8"):
        read_plan(path)


async def _serve(*words: str) -> tuple[int, str]:
    """Serve from the command line until it ends by itself."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sandbox", "serve", *words),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(process.communicate(), 30)
    return process.returncode or 0, said.decode()


async def test_a_bot_is_told_of_the_world_and_of_its_token(tmp_path: Path) -> None:
    tells = "import os; print(os.environ['DISCORD_TOKEN'], os.environ['DISCORD_GATEWAY_URL'][:17])"
    code, said = await _serve(
        *("--world", str(_file(tmp_path, KITCHEN)), "--bot", f'"{sys.executable}" -c "{tells}"')
    )
    assert (code, "a.b.c ws://127.0.0.1" in said) == (0, True)


@pytest.mark.parametrize(
    ("bot", "code", "sentence"),
    [
        ("pass", 0, "The bot has ended with exit code 0, and has asked for nothing"),
        ("raise SystemExit(3)", 3, "The bot has ended with exit code 3, and has asked for nothing"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", 137, "The bot has ended by SIGKILL"),
    ],
)
async def test_how_a_bot_has_ended_is_told(bot: str, code: int, sentence: str) -> None:
    ended, said = await _serve("--bot", f'"{sys.executable}" -c "{bot}"')
    assert ended == code
    assert sentence in said


async def test_what_cannot_be_started_is_said_in_a_line(tmp_path: Path) -> None:
    for words, code, sentence in (
        (("--bot", "there-is-no-such-bot"), 1, "There is no there-is-no-such-bot"),
        (("--bot", "'unclosed"), 2, "No closing quotation"),
        (("--bot", "  "), 2, "names no command"),
        (("--world", str(tmp_path / "none.toml")), 2, "does not exist"),
        (("--port", "99999"), 2, "is not in the range"),
        (("--port", "x"), 2, "'x' is not a valid port."),
        (("--token=",), 2, "--token: it takes 1 to 200 letters, digits and signs, without a space."),
        (
            ("--world", str(_file(tmp_path, "people = 1"))),
            1,
            "world.toml: people: it takes a list.",
        ),
    ):
        ended, said = await _serve(*words)
        assert (ended, sentence in said, "Traceback" in said) == (code, True, False), said
