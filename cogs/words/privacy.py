"""What is kept of a member, in words: what and for how long, and what came of exporting and deleting it."""

from cogs.words.words import Words
from domain.keeping import Keeping
from jobs.personal import Erased, Export


def kept(words: Words, keeping: Keeping) -> str:
    """Return what is kept and for how long, as who runs the bot has set it."""
    lines = [
        words.say("**What is kept of you, in all servers**"),
        words.count(
            "- Your pictures and results: for {number} day after they were last used.",
            "- Your pictures and results: for {number} days after they were last used.",
            keeping.picture_days,
        ),
        words.say("- What you asked for, in your words, and where: until you delete it."),
        words.say("- How many pictures you used, and what they cost: for good, without your words."),
        words.count(
            "- When a server removes this bot, its pictures and words go after {number} day.",
            "- When a server removes this bot, its pictures and words go after {number} days.",
            keeping.server_days,
        ),
        _hosts(words, keeping),
    ]
    return "\n".join(lines)


def _hosts(words: Words, keeping: Keeping) -> str:
    if not keeping.hosts:
        return words.say("- Pictures are made by this bot itself: no image host is sent any.")
    return words.count(
        "- {hosts} is sent the picture and the words of a request, and told to keep files for {number} hour.",
        "- {hosts} is sent the picture and the words of a request, and told to keep files for {number} hours.",
        keeping.host_hours,
        hosts=words.either(keeping.hosts),
    )


def readme(words: Words) -> str:
    """Return what is said of an export in a file of its own."""
    return words.say(
        "What this bot keeps of you, in all servers. data.json: your requests, your account and what you have chosen, by"
        " the tables it is kept in; times are UTC, costs are millionths of a dollar. pictures: results by request and"
        " number, and what you brought."
    )


def exported(words: Words, export: Export, *, first: bool) -> str:
    """Return what is in an export."""
    lines = [
        words.count(
            "All that is kept of you, with {number} picture.",
            "All that is kept of you, with {number} pictures.",
            export.pictures,
        )
        if first
        else words.count("{number} more picture.", "{number} more pictures.", export.pictures)
    ]
    if export.next:
        lines.append(words.say("There are more than fit into one file."))
    if export.too_large:
        lines.append(
            words.count(
                "{number} is too large for Discord: /history shows it.",
                "{number} are too large for Discord: /history shows them.",
                export.too_large,
            )
        )
    return "\n".join(lines)


def sure(words: Words) -> str:
    """Return the question whether all is really to be deleted."""
    return words.say(
        "This deletes your words, pictures and results in all servers, and this bot's messages with them. It cannot be"
        " undone. What you used stays as numbers, and so do your credit, what moderators have decided about you, and"
        " your word on who may restyle your pictures."
    )


def erased(words: Words, gone: Erased) -> str:
    """Return what came of deleting all."""
    lines = [
        words.count(
            "Deleted: {number} request. Its message goes in the next minutes, its files within two hours. What you alone"
            " see stays until you dismiss it.",
            "Deleted: {number} requests. Their messages go in the next minutes, their files within two hours. What you"
            " alone see stays until you dismiss it.",
            gone.cards,
        )
        if gone.cards
        else words.say(
            "There were no requests of yours to delete. Whatever else was in your words is deleted."
        )
    ]
    if gone.on_their_way:
        lines.append(
            words.count(
                "{number} request is still on its way, and goes within an hour after it has ended.",
                "{number} requests are still on their way, and go within an hour after they have ended.",
                gone.on_their_way,
            )
        )
    if gone.stay:
        lines.append(
            words.count(
                "{number} result stays, since another member has made a picture from it.",
                "{number} results stay, since other members have made pictures from them.",
                gone.stay,
            )
        )
    return "\n".join(lines)
