"""What the bot can do, in words."""

from collections.abc import Callable

from cogs.words.words import Words


def helped(words: Words, command: Callable[[str], str], *, moderates: bool) -> list[str]:
    """Return paragraphs on what can be done; `command` returns how a command is named in them."""
    lines = [
        words.say(
            "**Restyle a picture.** Give {restyle} a picture and say how it should look. Several at once: {batch}.",
            restyle=command("restyle"),
            batch=command("restyle-batch"),
        ),
        words.say(
            "**One that is here already.** Hold its message, or right-click it: *Apps*, then *Restyle this*."
        ),
        words.say(
            "**Go on from a result.** The buttons under it make variations, and change its words or its strength. Press ⋯ for more."
        ),
        words.say("**Styles.** {styles} shows those that you can pick.", styles=command("style list")),
        words.say(
            "**What is yours.** {usage} says what you have left, {queue} what you wait for, {history} what you have made. {privacy} shows and deletes what is kept of you.",
            usage=command("usage"),
            queue=command("queue"),
            history=command("history"),
            privacy=command("privacy"),
        ),
    ]
    if moderates:
        lines.append(
            words.say(
                "**For moderators.** {quota} says who may make how much, {queue} who waits, {review} what waits for you, {add} adds styles of this server.",
                quota=command("quota show"),
                queue=command("moderation queue"),
                review=command("moderation review"),
                add=command("style add"),
            )
        )
    return lines
