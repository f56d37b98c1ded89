"""The commands that the application has registered, for all guilds and for one."""

from collections.abc import Callable
from typing import cast

from sandbox.rules.commands import DEFAULTS, check_command, check_commands, check_count, duplicate_name
from sandbox.rules.refusal import Refused
from sandbox.wire import Json
from sandbox.world.world import World

MOST_CREATED_A_DAY = (
    200  # https://discord.com/developers/docs/interactions/application-commands#registering-a-command
)
_DAY = 24 * 60 * 60
CHAT_INPUT, USER_MENU, MESSAGE_MENU = 1, 2, 3

_Key = tuple[int, str]


class Registry:
    """Commands by scope: a guild's id, or None for everywhere."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._commands: dict[int | None, dict[_Key, Json]] = {}
        self._created: list[float] = []
        self.registered = False  # whether the application has ever registered its commands
        self.tell: Callable[[], None] = lambda: None  # that they are others now

    def all(self, guild_id: int | None) -> list[Json]:
        """Return the commands of a scope."""
        return list(self._commands.get(guild_id, {}).values())

    def find(self, name: str, kind: int = CHAT_INPUT, guild_id: int | None = None) -> Json | None:
        """Return a command as it is found in a guild, or outside of guilds; the guild's own comes first."""
        found = (self._commands.get(scope, {}).get((kind, name)) for scope in (guild_id, None))
        return next((command for command in found if command is not None), None)

    def id_of(self, name: str) -> int | None:
        """Return the id of a global command or of an entry of a menu."""
        return next((int(one["id"]) for one in self.all(None) if one["name"] == name), None)

    def create(self, guild_id: int | None, payload: object) -> tuple[Json, bool]:
        """Add a command in the place of one that has its name, and say whether it is a new one."""
        made = cast("Json", check_command(payload))
        before = self._commands.setdefault(guild_id, {})
        known = before.get(_key(made))
        if known is None:
            check_count(kind for kind, _ in (*before, _key(made)))
            self._count([made])
        before[_key(made)] = self._registered(made, known, guild_id)
        self._changed()
        return before[_key(made)], known is None

    def change(self, guild_id: int | None, command: Json, payload: Json) -> Json:
        """Change what is named of a command; its type stays."""
        whole = {name: command[name] for name in (*DEFAULTS, "name") if name in command}
        made = cast("Json", check_command({**whole, **payload, "type": command["type"]}))
        others = {key: one for key, one in self._commands[guild_id].items() if one is not command}
        if _key(made) in others:
            raise duplicate_name()
        changed = self._registered(made, command, guild_id)
        self._commands[guild_id] = {**others, _key(made): changed}
        self._changed()
        return changed

    def remove(self, guild_id: int | None, command: Json) -> None:
        """Take a command away."""
        del self._commands[guild_id][_key(command)]
        self._changed()

    def overwrite(self, guild_id: int | None, payload: object) -> list[Json]:
        """Replace a scope's commands. One that keeps its name and type keeps its id."""
        checked = cast("list[Json]", check_commands(payload))
        before = [self._before(command, guild_id) for command in checked]
        self._count([command for command, known in zip(checked, before, strict=True) if known is None])
        self._commands[guild_id] = {
            _key(command): self._registered(command, known, guild_id)
            for command, known in zip(checked, before, strict=True)
        }
        self._changed()
        return self.all(guild_id)

    def _before(self, command: Json, guild_id: int | None) -> Json | None:
        """Return the command that this one was so far: by its id where it says one, or by its name."""
        known = self._commands.get(guild_id, {})
        by_id = (one for one in known.values() if one["id"] == command.get("id"))
        return next(by_id, None) or known.get(_key(command))

    def _changed(self) -> None:
        self.registered = True
        self.tell()

    def _registered(self, command: Json, before: Json | None, guild_id: int | None) -> Json:
        scope = {} if guild_id is None else {"guild_id": str(guild_id)}
        return {
            **command,
            **scope,
            "id": str(self._world.ids.next()) if before is None else before["id"],
            "application_id": str(self._world.application.id),
            "version": str(self._world.ids.next()),
            "dm_permission": command.get("contexts") in (None, []) or 1 in command["contexts"],
        }

    def _count(self, new: list[Json]) -> None:
        now = self._world.clock.time()
        self._created = [at for at in self._created if at > now - _DAY]
        if len(self._created) + len(new) > MOST_CREATED_A_DAY:
            words = f"Max number of daily application command creates has been reached ({MOST_CREATED_A_DAY})"
            raise Refused(400, 30034, words)
        self._created += [now] * len(new)


def _key(command: Json) -> _Key:
    return int(command["type"]), str(command["name"])
