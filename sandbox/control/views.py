"""What a program is told of this Discord."""

from dataclasses import asdict

from sandbox.gateway.gateway import Gateway
from sandbox.people.exchange import Exchange
from sandbox.people.person import Stage
from sandbox.record import Entry
from sandbox.wire import Json
from sandbox.world.payloads import channel_json, guild_json, user_json
from sandbox.world.world import Guild


def there(stage: Stage, gateway: Gateway) -> Json:
    """Return what there is: the application and its bot, people and servers."""
    world = stage.world
    return {
        "token": world.application.token,
        "application": {"id": str(world.application.id), "name": world.application.name},
        "bot": {"online": gateway.online, "registered": stage.registry.registered},
        "now": world.clock.time(),
        "people": [user_json(user) for user in world.users.values() if not user.bot],
        "guilds": [_guild(stage, guild) for guild in world.guilds.values()],
    }


def _guild(stage: Stage, guild: Guild) -> Json:
    world, whole = stage.world, guild_json(guild)
    bot = world.application.bot
    return {key: whole[key] for key in ("id", "name", "owner_id", "roles", "preferred_locale")} | {
        "bot": bot.id in guild.members,
        "members": [str(number) for number in guild.members],
        "channels": [
            channel_json(world, channel, bot)
            for channel in (*guild.channels.values(), *guild.threads.values())
        ],
    }


def outcome(exchange: Exchange) -> Json:
    """Return what somebody sees of an interaction that they set off."""
    return {
        "interaction": str(exchange.interaction_id),
        "acknowledged": exchange.callback_type,
        "answered": exchange.answered,
        "message": None if exchange.message is None else exchange.message.raw,
        "followups": [message.raw for message in exchange.followups],
        "deleted": exchange.deleted,
        "form": None if exchange.modal is None else exchange.modal.raw,
        "choices": exchange.choices,
        "failed": exchange.failed,
    }


def entry(one: Entry) -> Json:
    """Return a request of the bot, or an event that it got."""
    return asdict(one)
