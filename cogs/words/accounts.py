"""Accounts in words: what somebody may use and has used; and what they and their server have chosen."""

from cogs.words import credit
from cogs.words.progress import bar
from cogs.words.words import Words, exactly, mention
from domain.buckets import DAY, Scope
from domain.consent import Consent
from jobs.accounts import Usage, Window


def usage(words: Words, shown: Usage) -> str:
    """Return an account: for each window a bar and when the next picture frees, the credit, and what is left of it all."""
    lines = [line for window in shown.windows for line in _window(words, window)]
    lines += credit.lines(words, shown.credit)
    if shown.account.left is not None:
        lines.append(words.say("{left} left.", left=shown.account.left))
    if shown.relax and (bucket := shown.relax.bucket).limit is not None:
        lines.append(
            words.say(
                "With the built-in model, besides: {used} of {limit} pictures used in the last {span}.",
                used=shown.relax.used,
                limit=bucket.limit,
                span=words.span(bucket.window or DAY),
            )
        )
    if shown.scope is Scope.PERSONAL:
        lines.append(
            words.say("This counts together wherever you use the bot outside servers that have added it.")
        )
    return "\n".join(lines)


def _window(words: Words, shown: Window) -> list[str]:
    limit, span = shown.bucket.limit, words.span(shown.bucket.window or DAY)
    if limit is None:
        return [
            words.count(
                "{number} picture used in the last {span}; there is no limit.",
                "{number} pictures used in the last {span}; there is no limit.",
                shown.used,
                span=span,
            )
        ]
    taken = words.say(
        "{bar} {used} of {limit} pictures used in the last {span}",
        bar=bar(shown.used / limit if limit else 1),
        used=shown.used,
        limit=limit,
        span=span,
    )
    if not shown.frees_at:
        return [taken]
    when = exactly(shown.frees_at)
    if shown.full:
        return [taken, words.say("None of them is left; the next one frees {when}.", when=when)]
    return [taken, words.say("The next one frees {when}.", when=when)]


def of_member(words: Words, user_id: int, shown: Usage) -> str:
    """Return a member's account for a moderator: whose rule holds, and how far it is used."""
    return f"{mention(user_id)} ({origin(words, shown.scope)})\n{usage(words, shown)}"


def notices(words: Words, *, wanted: bool, pinged: bool) -> str:
    """Return what a member has just chosen, and what comes of it here."""
    if not wanted:
        return words.say("You are no longer pinged when a picture is ready.")
    if not pinged:
        return words.say("This server's moderators have switched pings off, so you get none here.")
    return words.say("You are pinged when a picture that took over a minute is ready.")


def notices_here(words: Words, *, on: bool) -> str:
    """Return what a moderator has just chosen for a server."""
    return (
        words.say(
            "Members are pinged when a picture that took over a minute is ready."
            " Each can switch it off for themselves with /usage."
        )
        if on
        else words.say("Nobody is pinged here any more when a picture is ready.")
    )


def variation(words: Words, strength: float) -> str:
    """Return how far variations go from now on in a server."""
    return words.say("Variations now go {strength} of the way from their picture.", strength=strength)


def consent(words: Words, chosen: Consent) -> str:
    """Return whose pictures may be restyled from now on in a server."""
    match chosen:
        case Consent.ANYONE:
            return words.say(
                "Members may now restyle anyone's pictures here. Each result names whose picture it was made from,"
                " and they may delete it."
            )
        case Consent.ASK:
            return words.say(
                "Members may now restyle others' pictures here where their author says yes, each time. Each result"
                " names the author, and they may delete it. I need to see the channel, its history, and to write in it."
            )
        case Consent.NEVER:
            return words.say("Members may now restyle only their own pictures here, and this bot's results.")


def own_pictures(words: Words, chosen: Consent) -> str:
    """Return what a member has said of their own pictures, in all servers."""
    match chosen:
        case Consent.ANYONE:
            return words.say(
                "Your pictures: others may restyle them as each server's moderators have it, which at first is not at all."
            )
        case Consent.ASK:
            return words.say(
                "Your pictures: whoever wants to restyle one asks you first, in every server that allows it at all."
            )
        case Consent.NEVER:
            return words.say("Your pictures: nobody else restyles them, in any server.")


def how_to_choose(words: Words) -> str:
    """Return how a member changes that, and what holds in any case."""
    return words.say(
        "Choose with the option `restyling` of /privacy. Whatever you choose, you may delete a result that was made from"
        " a picture of yours: ⋯ under it."
    )


def origin(words: Words, scope: Scope) -> str:
    """Return whose rule it is that holds."""
    match scope:
        case Scope.MEMBER:
            return words.say("a rule for this member")
        case Scope.ROLE:
            return words.say("a rule for a role")
        case Scope.SERVER:
            return words.say("this server's rule")
        case Scope.BOT:
            return words.say("the bot's default")
        case Scope.PERSONAL:
            return words.say("the bot's default outside servers")
        case Scope.RELAX:
            return words.say("the built-in model")
