"""The commands as Discord gets them, and whether it still has them so: what it says counts, not what we did last."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, cast

import discord
from discord import app_commands
from discord.ext import commands
from pydantic import JsonValue

from cogs.forms import FILE_TYPES

Described = dict[str, Any]
# Without it an answer has the texts of one language alone
# (https://discord.com/developers/docs/interactions/application-commands#get-global-application-commands).
ALL_LANGUAGES = "?with_localizations=true"
NOTHING: tuple[JsonValue, ...] = (None, False, [], {}, "")
# The one is deprecated and follows from contexts; the other is younger than what is documented of answers.
NOT_COMPARED = frozenset({"dm_permission", "file_types"})
LOCALISED = ("name_localizations", "description_localizations")  # in these nothing may be left over


class OddAnswer(Exception):
    """Discord, or what stands in its place, answered something else than it was asked for; its text says for what."""


async def described(
    tree: app_commands.CommandTree[commands.AutoShardedBot],
    translator: app_commands.Translator,
    without: Collection[str] = (),
) -> list[Described]:
    """Return the commands of a tree as they are registered, in all languages, without the options of these names."""
    payload = [await command.get_translated_payload(tree, translator) for command in tree.get_commands()]
    _leave_out(payload, without)
    _ask_for_pictures(payload)
    return payload


def _leave_out(some: Iterable[dict[str, Any]], names: Collection[str]) -> None:
    """Take out options that no host can do. Where a client knows one all the same, what it asks is refused in words."""
    for one in some:
        if "options" in one:
            one["options"] = [option for option in one["options"] if option["name"] not in names]
            _leave_out(one["options"], names)


def _ask_for_pictures(some: Iterable[dict[str, Any]]) -> None:
    """Let Discord's clients hide files that are no pictures of ours, in every attachment option."""
    for one in some:
        if one["type"] == discord.AppCommandOptionType.attachment.value:
            one["file_types"] = list(FILE_TYPES)
        _ask_for_pictures(one.get("options", ()))


def registered_in(answer: object) -> list[Described]:
    """Return the commands in Discord's answer. Raises OddAnswer where it is no list of commands."""
    listed = cast("list[object]", answer) if isinstance(answer, list) else [None]
    commands = [cast("Described", one) for one in listed if isinstance(one, dict)]
    named = all(
        isinstance(one.get("name"), str)
        and isinstance(one.get("type", 1), int)
        and str(one.get("id")).isdecimal()
        for one in commands
    )
    if len(commands) < len(listed) or not named:
        raise OddAnswer("the list of commands")
    return commands


def ids_of(registered: Sequence[Described]) -> dict[tuple[str, int], int]:
    """Return the ids of commands by their names and types."""
    return {_key(one): int(one["id"]) for one in registered}


def changed(ours: Sequence[Described], registered: Sequence[Described]) -> list[str]:
    """Return the names of the commands that Discord does not have as they are, or has beside them."""
    theirs = {_key(one): one for one in registered}
    wrong = [one["name"] for one in ours if not _holds(one, theirs.pop(_key(one), None))]
    return wrong + [one["name"] for one in theirs.values()]


def _key(command: Described) -> tuple[str, int]:
    return command["name"], command.get("type", 1)


def _holds(wanted: JsonValue, found: JsonValue) -> bool:
    """Return whether what Discord has says all that we want; it adds ids, versions and defaults of its own."""
    if wanted in NOTHING:
        return found in NOTHING
    if isinstance(wanted, dict):
        localised = {name: wanted.get(name) for name in LOCALISED}
        return (
            isinstance(found, dict)
            and all((texts or None) == (found.get(name) or None) for name, texts in localised.items())
            and all(
                _holds(value, found.get(name)) for name, value in wanted.items() if name not in NOT_COMPARED
            )
        )
    if isinstance(wanted, list):
        return isinstance(found, list) and len(wanted) == len(found) and all(map(_holds, wanted, found))
    return wanted == found or str(wanted) == str(found)
