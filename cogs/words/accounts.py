"""Accounts and rules in words: what somebody may use, what a server allows, and what changed."""

from cogs.words.progress import bar
from cogs.words.words import Words, mention, moment
from domain.buckets import DAY, Bucket, Scope
from domain.consent import Consent
from domain.quota import Caps
from jobs.accounts import Usage
from jobs.rules import ServerRules

EXCEPTIONS_SHOWN = 20


def usage(words: Words, shown: Usage) -> str:
    """Return an account: a bar, what is left, and when the next picture frees where none is."""
    account = shown.account
    taken = account.used / account.limit if account.limit else 1
    lines = [
        words.say(
            "{bar} {used} of {limit} pictures used in the last {hours}",
            bar=bar(taken),
            used=account.used,
            limit=account.limit,
            hours=_hours(words, shown.bucket),
        ),
        words.say("{left} left.", left=account.left),
    ]
    if shown.frees_at:
        lines.append(words.say("The next one frees {when}.", when=moment(shown.frees_at)))
    if shown.bucket.scope is Scope.PERSONAL:
        lines.append(
            words.say("This counts together wherever you use the bot outside servers that have added it.")
        )
    return "\n".join(lines)


def of_member(words: Words, user_id: int, shown: Usage) -> str:
    """Return a member's account for a moderator: whose rule holds, and how far it is used."""
    return f"{mention(user_id)} ({_origin(words, shown.bucket)})\n{usage(words, shown)}"


def of_server(words: Words, rules: ServerRules) -> str:
    """Return what holds in a server."""
    lines = [
        words.say(
            "Everybody may use {pictures} in {hours} ({origin}).",
            pictures=words.pictures(rules.allowance.limit),
            hours=_hours(words, rules.allowance),
            origin=_origin(words, rules.allowance),
        ),
        *_exceptions(words, rules),
        caps(words, rules.caps),
    ]
    return "\n".join(lines)


def _exceptions(words: Words, rules: ServerRules) -> list[str]:
    """Return the members with rules of their own, a line each, as far as there is room."""
    lines = [_exception(words, user_id, bucket) for user_id, bucket in rules.exceptions[:EXCEPTIONS_SHOWN]]
    more = len(rules.exceptions) - EXCEPTIONS_SHOWN
    if more > 0:
        lines.append(words.count("… and {number} more member.", "… and {number} more members.", more))
    return lines


def _exception(words: Words, user_id: int, bucket: Bucket) -> str:
    return words.say(
        "{member}: {pictures} in {hours}.",
        member=mention(user_id),
        pictures=words.pictures(bucket.limit),
        hours=_hours(words, bucket),
    )


def caps(words: Words, shown: Caps) -> str:
    """Return how many requests may run and wait at once."""
    return words.say(
        "Running at once: {member_running} per member, {server_running} in the server."
        " Waiting at once: {member_waiting} per member, {server_waiting} in the server.",
        member_running=shown.member_running,
        server_running=shown.server_running,
        member_waiting=shown.member_waiting,
        server_waiting=shown.server_waiting,
    )


def allowed(words: Words, user_id: int | None, bucket: Bucket, exceptions: int) -> str:
    """Return what a moderator has just set, for a member or for everybody without a rule of their own."""
    hours = _hours(words, bucket)
    if user_id is not None:
        return words.say(
            "{member} may now use {pictures} in {hours}.",
            member=mention(user_id),
            pictures=words.pictures(bucket.limit),
            hours=hours,
        )
    if not exceptions:
        return words.say(
            "Everybody may now use {pictures} in {hours}.", pictures=words.pictures(bucket.limit), hours=hours
        )
    return words.count(
        "Everybody may now use {pictures} in {hours}, but for {number} member with a rule of their own.",
        "Everybody may now use {pictures} in {hours}, but for {number} members with rules of their own.",
        exceptions,
        pictures=words.pictures(bucket.limit),
        hours=hours,
    )


def server_cleared(words: Words, rules: ServerRules, *, was_set: bool) -> str:
    """Return what a moderator has just taken back for everybody, and whose rules stay."""
    said = (
        words.say("The server now follows the bot's default, also for what may run and wait at once.")
        if was_set
        else words.say("The server had no rules of its own.")
    )
    if not rules.exceptions:
        return said
    stay = words.count(
        "{number} member keeps a rule of their own:",
        "{number} members keep rules of their own:",
        len(rules.exceptions),
    )
    return "\n".join([said, stay, *_exceptions(words, rules)])


def cleared(words: Words, user_id: int, *, was_set: bool) -> str:
    """Return what a moderator has just taken back for a member."""
    whose = mention(user_id)
    return (
        words.say("{member} now follows the rule for everybody.", member=whose)
        if was_set
        else words.say("{member} had no rule of their own.", member=whose)
    )


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


def _origin(words: Words, bucket: Bucket) -> str:
    match bucket.scope:
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


def _hours(words: Words, bucket: Bucket) -> str:
    return words.hours(bucket.window or DAY)
