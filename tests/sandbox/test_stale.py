"""A client that has kept a command from before, and sends it as it was."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from sandbox.people.exchange import Exchange
from sandbox.rules.options import Upload, WrongInput
from sandbox.server import Sandbox

Call = Callable[..., Awaitable[httpx.Response]]
HELLO: dict[str, Any] = {"name": "hello", "description": "greet somebody"}
OLD_OPTION: dict[str, Any] = {"type": 4, "name": "times", "description": "how often", "max_value": 3}


def sent(exchange: Exchange) -> dict[str, Any]:
    assert exchange.interaction is not None
    return exchange.interaction.data


async def replaced(sandbox: Sandbox, raw: httpx.AsyncClient, *commands: dict[str, Any]) -> None:
    path = f"/applications/{sandbox.application_id}/commands"
    (await raw.put(path, json=commands)).raise_for_status()


async def test_it_sends_the_options_of_then(sandbox: Sandbox, raw: httpx.AsyncClient) -> None:
    await replaced(sandbox, raw, HELLO | {"options": [OLD_OPTION]})
    old = sandbox.registry.find("hello")
    await replaced(sandbox, raw, HELLO)
    ada = sandbox.person("ada")
    data = sent(await ada.command("hello", {"times": "2"}, known=old))
    assert data["options"] == [{"type": 4, "name": "times", "value": 2}]
    assert old is not None
    assert data["id"] == old["id"]
    with pytest.raises(WrongInput, match="no option times"):
        await ada.command("hello", {"times": "2"})
    with pytest.raises(WrongInput, match="between"):
        await ada.command("hello", {"times": "4"}, known=old)


async def test_it_sends_a_command_that_is_gone(sandbox: Sandbox, raw: httpx.AsyncClient) -> None:
    old, entry = sandbox.registry.find("hello"), sandbox.registry.find("Restyle this", 3)
    await replaced(sandbox, raw)
    ada = sandbox.person("ada")
    message = await ada.say("look")
    assert sent(await ada.command("hello", known=old))["name"] == "hello"
    assert sent(await ada.menu("Restyle this", message, known=entry))["target_id"] == str(message.id)
    with pytest.raises(WrongInput, match="no command"):
        await ada.command("hello")


async def test_it_may_be_used_by_who_might_then(sandbox: Sandbox, raw: httpx.AsyncClient) -> None:
    old = sandbox.registry.find("quota")
    await replaced(sandbox, raw)
    with pytest.raises(WrongInput, match="may not use quota"):
        await sandbox.person("ada").command("quota set", {"member": "bob"}, known=old)
    assert (
        sent(await sandbox.person("mo").command("quota set", {"member": "bob"}, known=old))["name"] == "quota"
    )


@pytest.mark.usefixtures("bot")
async def test_a_real_bot_finds_that_its_command_has_another_shape(sandbox: Sandbox, cat: Upload) -> None:
    """What discord.py calls a CommandSignatureMismatch: it answers nothing by itself."""
    now = sandbox.registry.find("restyle")
    assert now is not None
    options = [option | {"type": 3} if option["name"] == "images" else option for option in now["options"]]
    typed = {"image": cat, "prompt": "soft", "images": "two"}
    asked = await sandbox.person("ada").command("restyle", typed, known=now | {"options": options})
    sandbox.clock.advance(3)
    assert await asked.failure() == "The application did not respond"
    shown = await sandbox.person("ada").command("restyle", {"image": cat, "prompt": "soft"})
    await shown.until(lambda message: bool(message.pictures))
