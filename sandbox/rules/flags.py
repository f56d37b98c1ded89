"""A message's flags (https://discord.com/developers/docs/resources/message#message-object-message-flags)."""

SUPPRESS_EMBEDS = 1 << 2
HAS_THREAD = 1 << 5
EPHEMERAL = 1 << 6
LOADING = 1 << 7
SUPPRESS_NOTIFICATIONS = 1 << 12
IS_VOICE_MESSAGE = 1 << 13
HAS_SNAPSHOT = 1 << 14
IS_COMPONENTS_V2 = 1 << 15
