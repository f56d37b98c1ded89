"""The gateway: connections, sessions with replay, and what is told to the bot."""
