"""What a card says, has and weighs, for tests that look."""

import json
import re

import discord


def text(view: discord.ui.LayoutView) -> str:
    """All of its texts, a line each."""
    return "\n".join(
        item.content for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay)
    )


def labels(view: discord.ui.LayoutView) -> list[str]:
    """What its buttons are called."""
    return [item.label or "" for item in view.walk_children() if isinstance(item, discord.ui.Button)]


def buttons(view: discord.ui.LayoutView) -> dict[str, str]:
    """The custom ids of its buttons, by their labels."""
    found = [item for item in view.walk_children() if isinstance(item, discord.ui.Button)]
    return {button.label or "": button.custom_id or "" for button in found}


def size(view: discord.ui.LayoutView) -> int:
    """The bytes of all that is said in it, and something for each component, as Discord seems to count them."""
    whole = json.dumps(view.to_components(), ensure_ascii=False)
    said = re.findall(r'"(?:content|description|label|custom_id|url)": ("(?:[^"\\]|\\.)*")', whole)
    return sum(len(json.loads(one).encode()) for one in said) + 12 * view.total_children_count


MOST = 9000  # Discord fails at about 10,170 bytes (https://github.com/discord/discord-api-docs/issues/8554)
