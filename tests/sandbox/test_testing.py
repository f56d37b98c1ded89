"""A test that does not await, of a bot that has one of everything."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.rules.intents import granted
from sandbox.testing import Ended, LocalDiscord, Message, Program, Upload, WrongInput

ROOT = Path(__file__).parents[2]
BOT = """
import os, discord
from discord import app_commands, ui
from discord.http import Route

Route.BASE = os.environ["DISCORD_API_URL"]
intents = discord.Intents(guilds=True, guild_messages=True, message_content=True)
bot = discord.AutoShardedClient(intents=intents)
tree = app_commands.CommandTree(bot)

class Form(ui.Modal, title="About you"):
    what = ui.Label(text="Your name", component=ui.TextInput())
    size = ui.Label(text="Size", component=ui.Select(options=[discord.SelectOption(label="Large", value="l")]))
    async def on_submit(self, interaction):
        await interaction.response.send_message(f"{self.what.component.value} {self.size.component.values}")

class Panel(ui.View):
    @ui.select(placeholder="Pick one", options=[discord.SelectOption(label=one) for one in "abc"], max_values=2)
    async def pick(self, interaction, select):
        await interaction.response.edit_message(content=f"picked {sorted(select.values)}")
    @ui.button(label="Later")
    async def later(self, interaction, button):
        await interaction.response.defer()
        await interaction.followup.send("now", ephemeral=True)
    @ui.button(label="Quietly")
    async def quietly(self, interaction, button):
        await interaction.response.defer()

@tree.command(description="opens a form")
async def form(interaction: discord.Interaction):
    await interaction.response.send_modal(Form())

@tree.command(description="shows a panel")
async def panel(interaction: discord.Interaction, file: discord.Attachment, style: str):
    await interaction.response.defer()
    content = f"{file.filename} {len(await file.read())} {style}"
    await interaction.edit_original_response(content=content, view=Panel(timeout=None))

@panel.autocomplete("style")
async def suggest(interaction, current):
    return [app_commands.Choice(name=one.title(), value=one) for one in ("ink", "oil") if one.startswith(current)]

@tree.context_menu(name="Whose")
async def whose(interaction: discord.Interaction, message: discord.Message):
    await interaction.response.send_message(message.author.name)

@tree.context_menu(name="Who")
async def who(interaction: discord.Interaction, member: discord.Member):
    await interaction.response.send_message(member.name)

@bot.event
async def on_message(message):
    if message.content == "!ping":
        await message.channel.send("pong")

@bot.event
async def setup_hook():
    await tree.sync()

print("I am here", flush=True)
bot.run(os.environ["DISCORD_TOKEN"])
"""
WORLD = """
people = ["ada", "bob"]
application = { name = "Panel", intents = ["message_content"] }
guilds = [{ name = "Shed", channels = ["bench", "shelf"] }]
"""


@pytest.fixture
def discord(tmp_path: Path) -> Iterator[LocalDiscord]:
    (tmp_path / "world.toml").write_text(WORLD)
    with LocalDiscord(world=tmp_path / "world.toml") as started:
        yield started
    assert started.unspoken == []


@pytest.fixture
def bot(discord: LocalDiscord, tmp_path: Path) -> Program:
    (tmp_path / "bot.py").write_text(BOT)
    return discord.start(sys.executable, str(tmp_path / "bot.py"))


def test_people_use_all_that_a_bot_has(discord: LocalDiscord, bot: Program) -> None:
    ada, bob = discord.person("ada"), discord.person("bob")
    assert [choice.value for choice in ada.suggestions("panel", {"style": "o"}, "style")] == ["oil"]
    panel = ada.command("panel", {"file": Upload("a.txt", b"four"), "style": "ink"}, channel="shelf")
    assert panel.text == "a.txt 4 ink"
    picked = bob.select(panel.message, "Pick one", "c", "a")
    assert picked.text == panel.text == "picked ['a', 'c']"
    assert bob.press(panel.message, "Later").followup().text == "now"
    assert bob.press(panel.message, "Quietly", timeout=0.5).followups == []
    form = ada.command("form").form
    with pytest.raises(WrongInput, match="no field Age"):
        ada.submit(form, {"Age": "3"})
    assert ada.submit(form, {"Your name": "Ada", "Size": "l"}).text == "Ada ['l']"
    with pytest.raises(WrongInput, match="That form is not open here"):
        ada.submit(form, {"Your name": "Ada", "Size": "l"})
    said = ada.write("!ping")
    assert (
        bob.message_seen(lambda message: message.text == "pong").author_id == discord.sandbox.application_id
    )
    assert bob.menu("Whose", said).text == "ada"
    assert ada.menu("Who", bob).text == "bob"
    bob.react(said, "👍")
    (seen,) = [message for message in ada.messages() if message.id == said.id]
    assert seen.raw["reactions"][0]["emoji"]["name"] == "👍"
    ada.delete(said)
    assert said.id not in {message.id for message in bob.messages()}
    assert {one["name"] for one in bob.commands()} == {"form", "panel", "Whose", "Who"}
    with pytest.raises(WrongInput, match="no command /none"):
        ada.command("none")
    assert "I am here" in bot.log


def test_trouble_is_made_and_seen(discord: LocalDiscord, bot: Program) -> None:
    ada = discord.person("ada")
    discord.fail("/callback", status=500, times=9)
    asked = ada.command("form", timeout=0)
    with pytest.raises(TimeoutError, match="nothing that fits"):
        asked.until(bool, timeout=0.2)
    discord.advance(3)
    assert asked.failed == "The application did not respond"
    with pytest.raises(AssertionError, match="did not respond"):
        _ = asked.form
    assert [one.status for one in discord.requests if one.path.endswith("/callback")][:1] == [500]
    discord.call(discord.sandbox.faults.clear)
    discord.disconnect("reconnect")
    assert ada.command("form").form.title == "About you"
    assert bot.stop() != 0
    assert bot.exit_code is not None
    with pytest.raises(TimeoutError):
        discord.ready(0.2)


def test_a_bot_that_ends_or_says_nothing_is_told_apart(discord: LocalDiscord) -> None:
    with pytest.raises(Ended, match="the bot ended with exit code 4: no token"):
        discord.start(sys.executable, "-c", "print('no token'); raise SystemExit(4)")
    with pytest.raises(TimeoutError, match="not ready within 1 s; the bot says: waiting"):
        discord.start(sys.executable, "-uc", "import time; print('waiting'); time.sleep(60)", timeout=1)


ANYTHING: Any = "zz"  # what no type lets through
WRONG: dict[str, tuple[Callable[[LocalDiscord, Message], object], str]] = {
    "time that goes back": (lambda discord, _: discord.advance(-1), "seconds: it takes 0 or more."),
    "no failure": (lambda discord, _: discord.fail("/callback"), "it takes one of status, retry_after, drop"),
    "success": (lambda discord, _: discord.fail(status=200), "status: it takes 400 or more."),
    "a failure of no kind": (lambda discord, _: discord.fail(broken=True), "broken: not known here."),
    "an ending of no kind": (
        lambda discord, _: discord.disconnect(ANYTHING),
        "how: it is one of 'drop', 'reconn",
    ),
    "nobody": (lambda discord, _: discord.person("eve"), "There is nobody called eve here."),
    "a name that is none": (
        lambda discord, _: discord.person(ANYTHING * 100),
        "as: it takes 100 characters or",
    ),
    "no command": (lambda discord, _: discord.start(), "command: it takes 1 or more."),
    "a number as a variable": (
        lambda discord, _: discord.start("bot", DEBUG=1),  # pyright: ignore[reportArgumentType]
        "environment.DEBUG: it takes a text or a path.",
    ),
    "no time": (lambda discord, _: discord.ready(-1), "timeout: it takes 0 or more."),
    "a number as a text": (lambda discord, _: discord.person("ada").write(5), "say.text: it takes a text."),  # pyright: ignore[reportArgumentType]
    "nothing to say": (
        lambda discord, _: discord.person("ada").write(),
        "A message says something or carries",
    ),
    "a path as a file": (
        lambda discord, _: discord.person("ada").write("x", "a.txt"),  # pyright: ignore[reportArgumentType]
        "say.files.0: it takes an object.",
    ),
    "a file of text": (
        lambda discord, _: discord.person("ada").write("x", Upload("a.txt", "four")),  # pyright: ignore[reportArgumentType]
        "The content of a.txt is to be bytes.",
    ),
    "a file that is too large": (
        lambda discord, _: discord.person("ada").write("x", Upload("a.txt", bytes((10 << 20) + 1))),
        "a.txt is too large for this server.",
    ),
    "no message": (
        lambda discord, _: discord.person("ada").press(None, "Later"),  # pyright: ignore[reportArgumentType]
        "press.message: it takes the id of a message.",
    ),
    "no button": (
        lambda discord, said: discord.person("ada").press(said, "Later"),
        "has no Later that could",
    ),
    "a menu on nothing": (
        lambda discord, _: discord.person("ada").menu("Who", None),  # pyright: ignore[reportArgumentType]
        "menu: it takes one of message and user.",
    ),
    "no form": (
        lambda discord, _: discord.person("ada").submit(None, {}),  # pyright: ignore[reportArgumentType]
        "submit.interaction: it takes an id.",
    ),
    "no channel": (
        lambda discord, _: discord.person("ada").messages(channel="cellar"),
        "That channel is not there.",
    ),
}


def test_what_is_wrong_is_said_as_it_is_over_http(discord: LocalDiscord) -> None:
    said = discord.person("ada").write("high tide")
    for what, (ask, sentence) in WRONG.items():
        with pytest.raises(WrongInput) as wrong:
            ask(discord, said)
        assert sentence in str(wrong.value), what


def test_a_bot_that_cannot_be_started_is_told(discord: LocalDiscord, tmp_path: Path) -> None:
    with pytest.raises(Ended, match=r"There is no nosuch\."):
        discord.start("nosuch")
    with pytest.raises(Ended, match="Permission denied"):
        discord.start(tmp_path)


def test_what_a_test_has_done_can_be_done_again(discord: LocalDiscord) -> None:
    discord.person("ada").write("high tide", Upload("a.txt", b"four"))
    discord.advance(60)
    saved = discord.sandbox.transcript.saved()
    assert [act.op for act in saved.acts] == ["say", "clock"]
    assert [file.name for file in saved.files] == ["a.txt"]


def test_privileged_intents_are_granted_without_a_file() -> None:
    with LocalDiscord(intents=["members", "message_content"]) as discord:
        assert discord.sandbox.world.application.intents == granted(["members", "message_content"])
    with pytest.raises(WrongInput, match="There is no privileged intent guilds: it is one of members"):
        LocalDiscord(intents=["guilds"])


def test_pytest_shows_the_line_of_the_test(tmp_path: Path) -> None:
    wrong = (
        "advance(-1)",
        "person('ada').write(5)",
        "start('nosuch')",
        "ready(0.1)",
        "person('ada').command('x')",
    )
    tests = [f"def test_{n}(discord_sandbox):\n    discord_sandbox.{ask}\n" for n, ask in enumerate(wrong)]
    tests.append("def test_world(discord_sandbox):\n    pass\n")
    tests.append("def test_intents(discord_sandbox):\n    pass\n")
    world = "import pathlib, pytest\n\n@pytest.fixture\ndef discord_world(request):\n"
    world += "    return pathlib.Path('nowhere.toml') if request.node.name == 'test_world' else None\n\n"
    world += "@pytest.fixture\ndef discord_intents(request):\n"
    world += "    return ['guilds'] if request.node.name == 'test_intents' else ['members']\n\n"
    (tmp_path / "test_wrong.py").write_text(world + "\n".join(tests))
    words = ("-p", "sandbox.plugin", "-p", "no:cacheprovider", "--tb=short", "--no-header", "test_wrong.py")
    ran = subprocess.run(
        (sys.executable, "-m", "pytest", *words),
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "5 failed, 2 errors" in ran.stdout, ran.stdout
    assert "nowhere.toml: it cannot be read: No such file or directory." in ran.stdout
    assert "There is no privileged intent guilds: it is one of members" in ran.stdout
    shown = re.findall(r"^(\S+\.py):\d+: in ", ran.stdout, re.MULTILINE)
    assert shown == ["test_wrong.py"] * 5, ran.stdout
