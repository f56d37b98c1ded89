"""The gateway's numbers (https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway)."""

from enum import IntEnum
from typing import cast

from sandbox.wire import Json


class Op(IntEnum):
    """What a payload is."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE_STATE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    ACK = 11
    REQUEST_SOUNDS = 31
    REQUEST_CHANNELS = 43


class Close(IntEnum):
    """Why Discord ends a connection."""

    UNKNOWN_OPCODE = 4001
    DECODE_ERROR = 4002
    NOT_AUTHENTICATED = 4003
    AUTHENTICATION_FAILED = 4004
    ALREADY_AUTHENTICATED = 4005
    INVALID_SEQUENCE = 4007
    RATE_LIMITED = 4008
    SESSION_TIMED_OUT = 4009
    INVALID_SHARD = 4010
    INVALID_VERSION = 4012
    INVALID_INTENTS = 4013
    DISALLOWED_INTENTS = 4014


class Closed(Exception):
    """The other side has done something for which Discord hangs up."""

    def __init__(self, code: Close) -> None:
        super().__init__(code.name)
        self.code = code


def an_object(value: object) -> Json:
    """Return a JSON object; what is none ends the connection."""
    if not isinstance(value, dict):
        raise Closed(Close.DECODE_ERROR)
    return cast("Json", value)
