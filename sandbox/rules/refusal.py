"""How Discord says no: a status, a code, a sentence, and for a form the place of every mistake.

https://discord.com/developers/docs/reference#error-messages
"""

from collections.abc import Mapping

INVALID_FORM_BODY = 50035

# By its path in the body ("components.0.label", or "" for the body itself): a code and a sentence.
Problems = Mapping[str, tuple[str, str]]


class Refused(Exception):
    """A request that Discord would not carry out."""

    def __init__(self, status: int, code: int, message: str, problems: Problems | None = None) -> None:
        self.status = status
        self.code = code
        self.message = message
        self.problems = problems or {}
        where = "".join(f"; {path}: {words}" for path, (_, words) in self.problems.items())
        super().__init__(f"{status} (code {code}): {message}{where}")

    @property
    def errors(self) -> dict[str, object] | None:
        """The problems, nested like the body that has them."""
        return _nested(self.problems) if self.problems else None

    def body(self) -> dict[str, object]:
        """Return the JSON that Discord answers with."""
        said: dict[str, object] = {"message": self.message, "code": self.code}
        return said if self.errors is None else said | {"errors": self.errors}


def invalid_form(problems: Problems) -> Refused:
    """Return a 400 that names each mistake by its place."""
    return Refused(400, INVALID_FORM_BODY, "Invalid Form Body", problems)


# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
def unknown(what: str) -> Refused:
    """Return a 404 for a thing that is not there, or that the asker may not know of."""
    codes = {
        "Application": 10002,
        "Channel": 10003,
        "Guild": 10004,
        "Member": 10007,
        "Message": 10008,
        "Role": 10011,
        "User": 10013,
        "Webhook": 10015,
        "interaction": 10062,
        "application command": 10063,
        "application command permissions": 10066,
    }
    return Refused(404, codes[what], f"Unknown {what}")


def unauthorised() -> Refused:
    """Return the refusal of no bot token, or a wrong one."""
    return Refused(401, 0, "401: Unauthorized")


def missing_access() -> Refused:
    """Return the refusal of a channel that the bot cannot see."""
    return Refused(403, 50001, "Missing Access")


def missing_permissions() -> Refused:
    """Return the refusal of a channel that the bot can see, but where it may not do this."""
    return Refused(403, 50013, "Missing Permissions")


def archived_thread() -> Refused:
    """Return the refusal of what changes something in an archived thread, also by an interaction's token (discord-api-docs issue 5517)."""
    return Refused(400, 50083, "Thread is archived")


def locked_thread() -> Refused:
    """Return the refusal of a message in a locked thread, or of an edit (discord.js pull request 9216)."""
    return Refused(403, 160005, "Thread is locked")


def no_common_guild() -> Refused:
    """Return the refusal of a message to who shares no server with the bot (discord-api-docs pull request 8212)."""
    return Refused(403, 50278, "Cannot send messages to this user")


def unknown_reference() -> Refused:
    """Return the refusal of a reply to a message that is not there."""
    return invalid_form({"message_reference": ("REPLIES_UNKNOWN_MESSAGE", "Unknown message")})


def unreadable_forward() -> Refused:
    """Return the refusal of a forward of what the bot may not read; its status is remembered.

    https://docs.discord.com/developers/resources/message#message-reference-types
    """
    return Refused(400, 160014, "You cannot forward a message whose content you cannot read.")


def no_history() -> Refused:
    """Return the refusal of a reply in a channel whose history the bot may not read."""
    return Refused(403, 160002, "Cannot reply without permission to read message history")


def not_the_author() -> Refused:
    """Return the refusal of an edit: nobody edits another's words."""
    return Refused(403, 50005, "Cannot edit a message authored by another user")


def invalid_webhook_token() -> Refused:
    """Return the refusal of a token that was never given, or whose 15 minutes are over."""
    return Refused(401, 50027, "Invalid Webhook Token")


def too_many_follow_ups(most: int) -> Refused:
    """Return the refusal of one more follow-up to who has the application for themselves alone."""
    return Refused(
        400, 40094, f"This interaction has reached the maximum number of follow-up messages ({most})."
    )


def already_acknowledged() -> Refused:
    """Return the refusal of a second first answer: an interaction has one."""
    return Refused(400, 40060, "Interaction has already been acknowledged.")


def entity_too_large() -> Refused:
    """Return the refusal of more bytes than a file or a request may have."""
    return Refused(413, 40005, "Request entity too large")


def too_many_attachments(most: int) -> Refused:
    """Return the refusal of more files than a message may have."""
    return Refused(400, 30015, f"Maximum number of attachments in a message reached ({most})")


def invalid_json() -> Refused:
    """Return the refusal of a body that is not what its content type says."""
    return Refused(400, 50109, "The request body contains invalid JSON.")


class NotSpoken(Refused):
    """A request that Discord would carry out, and the sandbox cannot: 501, which Discord itself does not say."""

    STATUS = 501

    def __init__(self, sentence: str) -> None:
        super().__init__(self.STATUS, 0, sentence)


def _nested(problems: Problems) -> dict[str, object]:
    here: dict[str, object] = {}
    below: dict[str, dict[str, tuple[str, str]]] = {}
    for path, (code, message) in problems.items():
        first, _, rest = path.partition(".")
        if first:
            below.setdefault(first, {})[rest] = (code, message)
        else:
            here["_errors"] = [{"code": code, "message": message}]
    return here | {step: _nested(inner) for step, inner in below.items()}
