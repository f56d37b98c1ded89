"""`python -m sandbox.spoken`: what of Discord is spoken here, as the tables of docs/sandbox.md.

With DISCORD_OPENAPI, a copy of Discord's own document, the list of operations is renewed from it first.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

import click

from sandbox.api.operations import Operation, operations
from sandbox.gateway.protocol import Op
from sandbox.rules.command_forms import ChatCommand, Menu
from sandbox.rules.forms import Form
from sandbox.rules.message_forms import Attachment, EmbedMedia, MessageBody
from sandbox.rules.places import Conversation, Thread
from sandbox.server import Sandbox

_ROOM = Path(__file__).parent
PAGE = _ROOM.parent / "docs" / "sandbox.md"
OPERATIONS = _ROOM / "api" / "operations.txt"
# https://discord.com/developers/docs/events/gateway-events#receive-events
EVENTS = (_ROOM / "gateway" / "events.txt").read_text("utf-8").split()
METHODS = ("get", "put", "post", "patch", "delete")
_BETWEEN = re.compile(r"(<!-- tables: .*? -->\n).*(<!-- end of tables -->)", re.DOTALL)

_MESSAGE: tuple[type[Form], ...] = (MessageBody, Attachment, EmbedMedia)
_PARTS: Mapping[type[Form], str] = {Attachment: "attachments", EmbedMedia: "embeds.image"}
_NO_SUCH_MESSAGES = "polls, stickers, voice messages"
_COMMANDS = "/applications/{application_id}/commands"
_GUILD_COMMANDS = "/applications/{application_id}/guilds/{guild_id}/commands"
# The forms that the body of an operation is read by, and what is not spoken besides their fields.
FORMS: Mapping[str, tuple[type[Form], ...]] = {
    **{
        f"{how} {path}": (ChatCommand, Menu)
        for how in ("PUT", "POST")
        for path in (_COMMANDS, _GUILD_COMMANDS)
    },
    **{f"PATCH {path}/{{command_id}}": (ChatCommand, Menu) for path in (_COMMANDS, _GUILD_COMMANDS)},
    "POST /channels/{channel_id}/messages": _MESSAGE,
    "PATCH /channels/{channel_id}/messages/{message_id}": _MESSAGE,
    "POST /channels/{channel_id}/messages/{message_id}/threads": (Thread,),
    "POST /channels/{channel_id}/threads": (Thread,),
    "POST /interactions/{interaction_id}/{interaction_token}/callback": _MESSAGE,
    "POST /users/@me/channels": (Conversation,),
    "POST /webhooks/{webhook_id}/{webhook_token}": _MESSAGE,
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original": _MESSAGE,
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}": _MESSAGE,
}
BESIDES: Mapping[type[Form], str] = {
    MessageBody: _NO_SUCH_MESSAGES,
    ChatCommand: "entry points",
    Thread: "private threads; nothing is archived by time",
}
_OF_OPCODES = {
    Op.VOICE_STATE: "partly: to leave a voice channel",
    Op.REQUEST_CHANNELS: "no",
}


@click.command()
@click.option("--openapi", type=click.Path(exists=True, path_type=Path), envvar="DISCORD_OPENAPI")
def main(openapi: Path | None) -> None:
    """Write the tables into docs/sandbox.md."""
    if openapi is not None:
        OPERATIONS.write_text("".join(f"{line}\n" for line in listed(openapi)), "utf-8")
    PAGE.write_text(renewed(PAGE.read_text("utf-8")), "utf-8")


def listed(openapi: Path) -> Iterator[str]:
    """Yield the lines of the list of operations, from Discord's document."""
    paths = cast("dict[str, dict[str, dict[str, object]]]", json.loads(openapi.read_text("utf-8"))["paths"])
    for path, item in paths.items():
        for method in METHODS:
            if method in item:
                said = [*_parameters(cast("dict[str, object]", item)), *_parameters(item[method])]
                names = [str(one["name"]) for one in said if one["in"] == "query"]
                yield f"{method.upper()} {path}" + (f" ?{'&'.join(names)}" if names else "")


def _parameters(said: Mapping[str, object]) -> list[dict[str, object]]:
    return cast("list[dict[str, object]]", said.get("parameters", []))


def renewed(page: str) -> str:
    """Return the page with the tables as they are now."""
    return _BETWEEN.sub(lambda found: f"{found[1]}\n{tables()}\n{found[2]}", page)


def tables() -> str:
    """Return what is spoken: operations, events, and what a bot sends over its connection."""
    return "\n".join([*_of_operations(), "", *_of_events(), "", *_of_sent()])


def _of_operations() -> Iterator[str]:
    spoken = {route.place: route.query for route in Sandbox().routes()}
    rows = [(one, _status(one, spoken.get(one.place))) for one in operations().values()]
    count = {
        word: sum(status.split(":")[0] == word for _, status in rows) for word in ("yes", "partly", "no")
    }
    yield "### Operations"
    yield ""
    yield (
        f"Of the {len(rows)} operations in Discord's document and on its pages {count['yes']} are spoken, {count['partly']} partly,"
        f" and {count['no']} are not: those are answered with 501."
    )
    yield ""
    yield "| operation | spoken |"
    yield "|---|---|"
    for operation, status in rows:
        yield f"| `{operation}` | {status} |"


def _status(operation: Operation, query: frozenset[str] | None) -> str:
    if query is None:
        return "no"
    forms = FORMS.get(str(operation), ())
    missing = [*(f"`?{name}`" for name in sorted(operation.query - query))]
    missing += sorted(_names(forms))
    missing += [BESIDES[form] for form in forms if form in BESIDES]
    return f"partly: not {', '.join(missing)}" if missing else "yes"


def _names(forms: Sequence[type[Form]]) -> set[str]:
    """Return the fields that are not spoken; within a message with the part of it that has them, and of menus alone with that."""
    common = {name for form in forms for name in form.not_spoken if form is not Menu}
    return {
        f"`{_PARTS[form]}.{name}`" if form in _PARTS else f"`{name}`" + " of menus" * (name not in common)
        for form in forms
        for name in form.not_spoken
    }


def _of_events() -> Iterator[str]:
    written = "\n".join(path.read_text("utf-8") for path in sorted((_ROOM / "gateway").glob("*.py")))
    written += (_ROOM / "server.py").read_text("utf-8")
    spoken = [name for name in EVENTS if f'"{name}"' in written]
    yield "### Events of the gateway"
    yield ""
    yield f"Sent, each where the bot's intents ask for it: {', '.join(spoken)}."
    yield ""
    yield f"Never sent: {', '.join(name for name in EVENTS if name not in spoken)}."


def _of_sent() -> Iterator[str]:
    yield "### What a bot sends over its connection"
    yield ""
    yield "| opcode | spoken |"
    yield "|---|---|"
    for op in (Op.HEARTBEAT, Op.IDENTIFY, Op.PRESENCE, Op.VOICE_STATE, Op.RESUME, Op.REQUEST_MEMBERS):
        yield f"| {int(op)} {op.name.lower().replace('_', ' ')} | {_OF_OPCODES.get(op, 'yes')} |"
    for op in (Op.REQUEST_SOUNDS, Op.REQUEST_CHANNELS):
        yield f"| {int(op)} {op.name.lower().replace('_', ' ')} | {_OF_OPCODES.get(op, 'yes')} |"


if __name__ == "__main__":
    main()
