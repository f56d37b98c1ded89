"""A server's rules in words: what its members may use, and what a moderator has just changed."""

from collections.abc import Mapping, Sequence

from cogs.words import budgets, privileges
from cogs.words.accounts import origin
from cogs.words.words import Words, mention, mention_role
from domain.buckets import DAY, Bucket, Scope
from domain.quota import Caps
from domain.rules import Subject
from jobs.rules import ServerRules

SHOWN = 20  # roles and members with rules of their own


def of_server(words: Words, rules: ServerRules, named_here: Sequence[str]) -> str:
    """Return what holds in a server, with those of the lines about roles and members that have room."""
    everybody = words.say(
        "Everybody may use {limits} ({origin}).",
        limits=_limits(words, rules.everybody),
        origin=origin(words, rules.everybody[0].scope),
    )
    spent = budgets.lines(words, rules.budgets)
    return "\n".join([everybody, *named_here, caps(words, rules.caps), *spent])


def named_lines(words: Words, rules: ServerRules) -> list[str]:
    """Return a line for each rule of a role or a member, and for each role that has more than others."""
    own = (_line(words, subject, buckets) for subject, buckets in rules.exceptions.items())
    return [*own, *(privileges.line(words, *one) for one in rules.privileges.items())]


def of_subject(words: Words, subject: Subject, rules: ServerRules) -> str:
    """Return what holds for a role."""
    own, of_role = rules.exceptions.get(subject), rules.privileges.get(subject.id)
    in_line = [privileges.line(words, subject.id, of_role)] if of_role else []
    if own or in_line:
        return "\n".join([*([_line(words, subject, own)] if own else []), *in_line])
    return words.say("{who} has no rule of its own.", who=named(subject))


def _lines(words: Words, rules: Mapping[Subject, Sequence[Bucket]]) -> list[str]:
    """Return whom there are rules for, a line each, as far as there is room."""
    lines = [_line(words, subject, buckets) for subject, buckets in list(rules.items())[:SHOWN]]
    more = len(rules) - SHOWN
    if more > 0:
        lines.append(words.say("… and {number} more.", number=more))
    return lines


def _line(words: Words, subject: Subject, buckets: Sequence[Bucket]) -> str:
    return words.say("{who}: {limits}.", who=named(subject), limits=_limits(words, buckets))


def _limits(words: Words, buckets: Sequence[Bucket]) -> str:
    return words.all_of([_limit(words, bucket) for bucket in buckets])


def _limit(words: Words, bucket: Bucket) -> str:
    """Return a limit: 5 pictures in 24 hours."""
    span = words.span(bucket.window or DAY)
    if bucket.limit is None:
        return words.say("any number of pictures in {span}", span=span)
    return words.say("{pictures} in {span}", pictures=words.pictures(bucket.limit), span=span)


def named(subject: Subject) -> str:
    """Return how Discord names a role or a member."""
    return mention_role(subject.id) if subject.scope is Scope.ROLE else mention(subject.id)


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


def capped(words: Words, now: Caps, before: Caps) -> str:
    """Return what a moderator has just set, and what it was."""
    if now == before:
        return caps(words, now)
    return f"{caps(words, now)}\n{words.say('Before: {limit}', limit=caps(words, before))}"


def allowed(
    words: Words, subject: Subject, now: Bucket, before: Bucket | None, exceptions: Mapping[Subject, object]
) -> str:
    """Return what a moderator has just set, what it was before, and for everybody who keeps other rules."""
    limit = _limit(words, now)
    if subject.scope is not Scope.SERVER:
        said = words.say("{who} may now use {limit}.", who=named(subject), limit=limit)
    elif exceptions:
        said = words.count(
            "Everybody may now use {limit}, but for {number} role or member with rules of their own.",
            "Everybody may now use {limit}, but for {number} roles and members with rules of their own.",
            len(exceptions),
            limit=limit,
        )
    else:
        said = words.say("Everybody may now use {limit}.", limit=limit)
    return f"{said}\n{_before(words, before)}"


def _before(words: Words, before: Bucket | None) -> str:
    if before is None:
        return words.say("There was no such rule before.")
    return words.say("Before: {limit}.", limit=_limit(words, before))


def cleared(
    words: Words,
    subject: Subject,
    taken_back: Sequence[Bucket],
    rules: ServerRules,
    *,
    caps_too: bool = False,
    privileges_too: bool = False,
) -> str:
    """Return what a moderator has just taken back, what holds now, and for everybody who keeps other rules."""
    lines: list[str] = []
    if taken_back:
        lines.append(words.say("Taken back: {limits}.", limits=_limits(words, taken_back)))
    if caps_too:
        lines.append(words.say("The bot's default holds again for what may run and wait at once."))
    if privileges_too:
        lines.append(words.say("What its members may run and ask for is as for all others again."))
    if not lines:
        return words.say("There was no such rule.")
    if subject.scope is Scope.SERVER:
        return "\n".join([*lines, *_stay(words, rules)])
    if own := rules.exceptions.get(subject):
        return "\n".join([*lines, _line(words, subject, own)])
    return "\n".join([*lines, _wider(words, subject)])


def _stay(words: Words, rules: ServerRules) -> list[str]:
    """Return what everybody may use now, and who keeps rules of their own."""
    limits = _limits(words, rules.everybody)
    now = words.say(
        "Everybody may use {limits} ({origin}).",
        limits=limits,
        origin=origin(words, rules.everybody[0].scope),
    )
    if not rules.exceptions:
        return [now]
    return [now, words.say("These keep rules of their own:"), *_lines(words, rules.exceptions)]


def _wider(words: Words, subject: Subject) -> str:
    if subject.scope is Scope.ROLE:
        return words.say("The members of {role} now follow the rule for everybody.", role=named(subject))
    return words.say(
        "{member} now follows the rules of their roles, or else the rule for everybody.",
        member=named(subject),
    )
