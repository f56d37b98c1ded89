"""What can be told of a Discord without its ids: who and what there is by name, and each message by what brought it."""

from collections import Counter
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, Field

from sandbox.people.person import Stage
from sandbox.wire import Json
from sandbox.world.feed import Event, MessageShown
from sandbox.world.message import called, every_component
from sandbox.world.signal import Signal
from sandbox.world.world import Channel, World

_MOST = 1 << 20


class _Name(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    place: int = Field(ge=0, lt=_MOST)  # among those that are called the same, from 0


class Answer(_Name):
    """A message that the bot has answered an act with."""

    act: int = Field(ge=0, lt=_MOST)


class Written(_Name):
    """A message that somebody has written by themselves."""

    channel: str
    author: str


class Part(_Name):
    """Something to press or to choose in, by what can be read on it: many bots draw their custom_ids anew each time."""

    called: str


MessageName = Answer | Written


def names(world: World) -> Iterator[tuple[str, str]]:
    """Yield the ids of all users, roles and channels, each with a name that is the same wherever there is the like."""
    for user in world.users.values():
        yield str(user.id), f"user {user.name}"
    for guild in world.guilds.values():
        yield str(guild.id - 1), f"channels {guild.name}"
        for role in guild.roles:
            yield str(role.id), f"role {guild.name}/{role.name}"
    for channel in world.channels.values():
        yield str(channel.id), f"channel {_path(world, channel)}"


def _path(world: World, channel: Channel) -> str:
    guild = world.guild_of(channel)
    return f"{guild.name if guild else '@'}/{channel.name}"


def part_named(components: list[Json], custom_id: str) -> Part | None:
    """Return the name of one of several components."""
    found = [(_called(part), part["custom_id"]) for part in _parts(components)]
    called = next((words for words, one in found if one == custom_id), None)
    if called is None:
        return None
    return Part(called=called, place=[one for words, one in found if words == called].index(custom_id))


def part_found(components: list[Json], name: Part) -> Json | None:
    """Return the component of a name, unless it is not there, or is disabled."""
    same = [part for part in _parts(components) if _called(part) == name.called]
    found = same[name.place] if name.place < len(same) else None
    return None if found is None or found.get("disabled") else found


def _parts(components: list[Json]) -> list[Json]:
    return [part for part in every_component(components) if part.get("custom_id")]


def _called(part: Json) -> str:
    return called(part) or f"type {part['type']}"


class Landmarks:
    """Names each message by what brought it, which holds wherever the same is done."""

    def __init__(self, stage: Stage) -> None:
        self.changed = Signal()
        self._world = stage.world
        self._acts: dict[int, int] = {}
        self._ids: dict[MessageName, int] = {}
        self._names: dict[int, MessageName] = {}
        self._met = Counter[MessageName]()
        stage.feed.subscribe(self._hear)

    def begin(self, interaction_id: int, act: int) -> None:
        """Note which act has set off an interaction."""
        self._acts[interaction_id] = act

    def act_of(self, interaction_id: int) -> int | None:
        """Return which act has set off an interaction."""
        return self._acts.get(interaction_id)

    def name(self, message_id: int) -> MessageName | None:
        """Return the name of a message that was shown."""
        return self._names.get(message_id)

    def find(self, name: MessageName) -> int | None:
        """Return the id of a message by its name, once it is there."""
        return self._ids.get(name)

    def _hear(self, event: Event) -> None:
        if isinstance(event, MessageShown):
            first = self._first(event)
            name = first.model_copy(update={"place": self._met[first]})
            self._met[first] += 1
            self._names[event.message.id] = name
            self._ids[name] = event.message.id
        self.changed.notify()

    def _first(self, event: MessageShown) -> MessageName:
        """Return what it would be called if it were the first of its kind."""
        act = self._acts.get(event.interaction_id or 0)
        if act is not None:
            return Answer(act=act, place=0)
        channel = self._world.channels[event.channel_id]
        author = str(event.message.raw["author"]["username"])
        return Written(channel=_path(self._world, channel), author=author, place=0)
