"""Credit in words: what was granted to somebody on top of what they may use, and what is left of it."""

from collections.abc import Iterator, Sequence

from cogs.words.words import Words, mention, moment, plain, shortened
from domain.grant import Category, Grant

SHOWN = 8  # grants; who has more hears how many
REASON_SHOWN = 100  # characters
SUGGESTED_REASON = 40


def lines(words: Words, grants: Sequence[Grant]) -> Iterator[str]:
    """Yield a line for each grant, in the order in which they are used, as far as there is room."""
    for grant in grants[:SHOWN]:
        yield _line(words, grant)
    if more := grants[SHOWN:]:
        yield words.say(
            "… and {pictures} of credit from later ones.",
            pictures=words.pictures(sum(grant.balance for grant in more)),
        )


def of(words: Words, user_id: int, grants: Sequence[Grant]) -> str:
    """Return some of somebody's grants, in the order in which they are used."""
    if not grants:
        return words.say("There is no such credit of {member}.", member=mention(user_id))
    heading = words.say(
        "What is left of {member}'s credit, in the order in which it is used:", member=mention(user_id)
    )
    return "\n".join([heading, *(_line(words, grant) for grant in grants)])


def _line(words: Words, grant: Grant) -> str:
    pictures, category = words.pictures(grant.balance), _category(words, grant.category)
    if grant.ends_at:
        said = words.say(
            "Credit: {pictures} ({category}), expires {when}.",
            pictures=pictures,
            category=category,
            when=moment(grant.ends_at),
        )
    else:
        said = words.say("Credit: {pictures} ({category}).", pictures=pictures, category=category)
    return f"{said} “{_short(grant.reason)}”" if grant.reason else said


def _short(reason: str) -> str:
    return plain(shortened(" ".join(reason.split()), REASON_SHOWN))


def _category(words: Words, category: Category) -> str:
    match category:
        case Category.GIFT:
            return words.say("a gift")
        case Category.EVENT:
            return words.say("from an event")
        case Category.PAID:
            return words.say("paid for")


def granted(words: Words, user_id: int, pictures: int, grants: Sequence[Grant]) -> str:
    """Return what a moderator has just given somebody, and all that those have now."""
    said = words.say(
        "{member} got {pictures} of credit, on top of what they may use.",
        member=mention(user_id),
        pictures=words.pictures(pictures),
    )
    return "\n".join([said, *lines(words, grants)])


def revoked(words: Words, user_id: int, ended: Sequence[Grant], left: Sequence[Grant]) -> str:
    """Return what a moderator has just taken back from somebody, and what those have left."""
    if not ended:
        return words.say("There is no such credit of {member}.", member=mention(user_id))
    said = words.say(
        "Taken back from {member}: {pictures} of credit. What they have used of it stays used.",
        member=mention(user_id),
        pictures=words.pictures(sum(grant.balance for grant in ended)),
    )
    return "\n".join([said, *lines(words, left)])


def numbered(words: Words, grant: Grant) -> str:
    """Return a grant as it is suggested, in a line of plain text."""
    pictures, category = words.pictures(grant.balance), _category(words, grant.category)
    reason = f" · {shortened(' '.join(grant.reason.split()), SUGGESTED_REASON)}" if grant.reason else ""
    return f"{grant.id} · {pictures} ({category}){reason}"


def reset(words: Words, user_id: int, pictures: int) -> str:
    """Return what a moderator has just given back to somebody."""
    if not pictures:
        return words.say("Nothing of {member} counted.", member=mention(user_id))
    return words.say(
        "Given back to {member}: {pictures}. Nothing of theirs counts in any window now.",
        member=mention(user_id),
        pictures=words.pictures(pictures),
    )
