"""The guild's people and places as Discord's JSON."""

from sandbox.wire import Json, timestamp
from sandbox.world.permissions import Permission
from sandbox.world.world import GROUP, THREAD, Channel, Guild, Member, Role, User, World


def user_json(user: User) -> Json:
    """Return a user object (https://discord.com/developers/docs/resources/user#user-object)."""
    return {
        "id": str(user.id),
        "username": user.name,
        "discriminator": "0000" if user.bot else "0",
        "global_name": None if user.bot else user.display_name,
        "avatar": None,
        "avatar_decoration_data": None,
        "primary_guild": None,
        "banner": None,
        "accent_color": None,
        "bot": user.bot,
        "public_flags": 0,
        "flags": 0,
    }


def own_user_json(user: User) -> Json:
    """Return the bot's user as the bot itself sees it."""
    return user_json(user) | {"verified": True, "mfa_enabled": True, "locale": "en-US", "email": None}


def application_json(world: World) -> Json:
    """Return the application as GET /applications/@me tells it (developers/docs/resources/application)."""
    application, owner = world.application, world.owner
    return {
        "id": str(application.id),
        "name": application.name,
        "icon": None,
        "description": "",
        "summary": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": user_json(owner),
        "team": None,
        "verify_key": "0" * 64,
        "type": None,
        "flags": 0,
        "flags_new": "0",
        "hook": True,
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "integration_types_config": {"0": {}, "1": {}},
        "approximate_guild_count": len(world.homes),
        "approximate_user_install_count": len(world.installed_by),
        "approximate_user_authorization_count": len(world.installed_by),
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": [],
        "bot": user_json(application.bot),
    }


def role_json(role: Role) -> Json:
    """Return a role object."""
    tags = {} if role.bot_id is None else {"tags": {"bot_id": str(role.bot_id)}}
    return {
        "id": str(role.id),
        "name": role.name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": role.position,
        "permissions": str(int(role.permissions)),
        "managed": role.bot_id is not None,
        "mentionable": False,
        "flags": 0,
        **tags,
    }


def bare_member_json(member: Member) -> Json:
    """Return a member object without its user, as it stands in resolved data and beside a message's author."""
    return {
        "nick": None,
        "avatar": None,
        "banner": None,
        "roles": [str(role.id) for role in member.roles],
        "joined_at": timestamp(member.joined_at),
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
        "communication_disabled_until": None,
    }


def member_json(member: Member) -> Json:
    """Return a member object (https://discord.com/developers/docs/resources/guild#guild-member-object)."""
    return bare_member_json(member) | {"user": user_json(member.user)}


def channel_json(world: World, channel: Channel, viewer: User) -> Json:
    """Return a channel object as somebody sees it (https://discord.com/developers/docs/resources/channel#channel-object).

    Who looks at a conversation is not among its recipients.
    """
    last = channel.last_message_id
    common: Json = {
        "id": str(channel.id),
        "type": channel.type,
        "last_message_id": last and str(last),
        "flags": 0,
    }
    guild = world.guild_of(channel)
    if guild is None:
        others = [user_json(one) for one in channel.people if one is not viewer]
        owner: Json = {"owner_id": str(channel.people[0].id), "name": None} if channel.type == GROUP else {}
        return common | {"recipients": others} | owner
    if channel.type == THREAD:
        return common | _thread_json(guild, channel)
    return common | {
        "guild_id": str(guild.id),
        "name": channel.name,
        "position": channel.position,
        "topic": None,
        "nsfw": channel.nsfw,
        "rate_limit_per_user": 0,
        "parent_id": None,
        "permission_overwrites": [
            _overwrite_json(guild, who, *pair) for who, pair in channel.overwrites.items()
        ],
    }


def _thread_json(guild: Guild, thread: Channel) -> Json:
    return {
        "guild_id": str(guild.id),
        "parent_id": str(thread.parent_id),
        "owner_id": str(thread.owner_id),
        "name": thread.name,
        "rate_limit_per_user": 0,
        "message_count": 0,
        "member_count": len(thread.joined),
        "total_message_sent": 0,
        "thread_metadata": {
            "archived": thread.archived,
            "auto_archive_duration": thread.archived_after,
            "archive_timestamp": timestamp(guild.created_at),
            "locked": thread.locked,
        },
    }


def thread_member_json(thread: Channel, user_id: int) -> Json:
    """Return who is in a thread, and since when."""
    since = timestamp(thread.joined[user_id])
    return {"id": str(thread.id), "user_id": str(user_id), "join_timestamp": since, "flags": 0}


def _overwrite_json(guild: Guild, who: int, allowed: Permission, denied: Permission) -> Json:
    kind = 0 if any(role.id == who for role in guild.roles) else 1
    return {"id": str(who), "type": kind, "allow": str(int(allowed)), "deny": str(int(denied))}


def guild_json(guild: Guild) -> Json:
    """Return a guild object without its channels and members."""
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "banner": None,
        "description": None,
        "owner_id": str(guild.owner_id),
        "roles": [role_json(role) for role in guild.roles],
        "emojis": [],
        "stickers": [],
        "features": [],
        "afk_channel_id": None,
        "afk_timeout": 300,
        "application_id": None,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "home_header": None,
        "incidents_data": None,
        "max_members": 500_000,
        "max_presences": None,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "mfa_level": 0,
        "nsfw": False,
        "nsfw_level": 0,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "preferred_locale": guild.locale,
        "public_updates_channel_id": None,
        "region": "deprecated",
        "rules_channel_id": None,
        "safety_alerts_channel_id": None,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "vanity_url_code": None,
        "verification_level": 0,
        "widget_channel_id": None,
        "widget_enabled": False,
    }


def own_guild_json(guild: Guild, user: User) -> Json:
    """Return a guild as one who is in it finds it among theirs."""
    whole = guild_json(guild)
    named = {name: whole[name] for name in ("id", "name", "icon", "banner", "features")}
    permissions = str(int(guild.permissions(user.id)))
    return named | {"owner": guild.owner_id == user.id, "permissions": permissions}


def guild_create_json(world: World, guild: Guild) -> Json:
    """Return a guild as GUILD_CREATE brings it. Without the members intent, of the members only the bot itself."""
    return guild_json(guild) | {
        "joined_at": timestamp(guild.created_at),
        "large": False,
        "unavailable": False,
        "member_count": len(guild.members),
        "members": [member_json(guild.members[world.application.bot.id])],
        "channels": [
            channel_json(world, channel, world.application.bot) for channel in guild.channels.values()
        ],
        "threads": [channel_json(world, thread, world.application.bot) for thread in guild.threads.values()],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def command_permissions_json(world: World, guild: Guild, target: int) -> Json:
    """Return what is set in a guild for a command, or for the application.

    https://discord.com/developers/docs/interactions/application-commands#application-command-permissions-object
    """
    return {
        "id": str(target),
        "application_id": str(world.application.id),
        "guild_id": str(guild.id),
        "permissions": [
            {"id": str(one.id), "type": int(one.type), "permission": one.permission}
            for one in guild.command_permissions.get(target, ())
        ],
    }
