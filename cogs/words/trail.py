"""What moderators did, in words: who, what, to whom, and what it was before."""

from collections.abc import Mapping, Sequence

from cogs.words import privileges, rules
from cogs.words.words import Shown, Words, channel, mention, mention_role, moment, plain, shortened
from domain.buckets import DAY, MONTH, Unit
from domain.event import Event, Recorded, Value
from domain.house import SPEEDS
from domain.preference import Preference
from domain.privileges import Privileges
from domain.quota import Caps
from domain.request import Speed
from domain.rules import EVERYBODY
from domain.styles import OWN_NAME_CHARS

LINES = 11  # in one message: none has more than 360 characters
REASON_SHOWN = 80  # characters


def lines(words: Words, recorded: Sequence[Recorded], *, is_open: bool = False) -> str:
    """Return a line for each event. In a channel that everybody can read, without reasons and the words that are blocked."""
    said = (f"{moment(one.at)} · {done(words, one.event, is_open=is_open)}" for one in recorded)
    return "\n".join(said)


def nothing(words: Words) -> str:
    """Return what is said where nothing was done yet."""
    return words.say("No moderator has changed anything here yet.")


def done(words: Words, event: Event, *, is_open: bool = False) -> str:
    """Return what was done, by whom, to whom and why. In a channel that everybody can read, without words of moderators."""
    what, why = _done(words, event, is_open=is_open), " ".join(event.reason.split())
    if is_open or not why:
        return what
    said = words.say("“{prompt}”", prompt=plain(shortened(why, REASON_SHOWN)))
    return f"{what} {said}"


def _done(words: Words, event: Event, *, is_open: bool) -> str:
    moderator, member = mention(event.actor), mention(event.member.user_id)
    match event.kind:
        case "allowance.set" | "allowance.cleared":
            return _allowance(words, event)
        case "caps.set" | "caps.cleared":
            return words.say(
                "{moderator} has changed what may run and wait. {caps}",
                moderator=moderator,
                caps=rules.capped(words, _caps(event.after), _caps(event.before)).replace("\n", " · "),
            )
        case "privileges.set":
            return _privileges(words, event)
        case "credit.granted":
            pictures = words.pictures(_number(event.after.get("amount")))
            return words.say(
                "{moderator} has given {member} {pictures} of credit.",
                moderator=moderator,
                member=member,
                pictures=pictures,
            )
        case "credit.revoked":
            pictures = words.pictures(_number(event.after.get("amount")))
            return words.say(
                "{moderator} has taken back from {member}: {pictures} of credit.",
                moderator=moderator,
                member=member,
                pictures=pictures,
            )
        case "account.reset":
            pictures = words.pictures(_number(event.after.get("amount")))
            return words.say(
                "{moderator} has given {pictures} back to {member}.",
                moderator=moderator,
                member=member,
                pictures=pictures,
            )
        case "style.added" | "style.changed" | "style.removed" | "style.illustrated":
            return _style(words, event)
        case "server.paused":
            return words.say("{moderator} has paused the bot here.", moderator=moderator)
        case "server.resumed":
            return words.say("{moderator} has let the bot go on.", moderator=moderator)
        case "member.blocked" | "member.unblocked":
            return _block(words, event)
        case "word.blocked" | "word.allowed":
            return _word(words, event, is_open=is_open)
        case "report.upheld":
            return words.say("{moderator} has upheld a report about a result.", moderator=moderator)
        case "report.dismissed":
            return words.say("{moderator} has dismissed a report about a result.", moderator=moderator)
        case "card.published":
            return words.say(
                "{moderator} has approved a result of {member}.", moderator=moderator, member=member
            )
        case "card.rejected":
            return words.say(
                "{moderator} has denied a result of {member}.", moderator=moderator, member=member
            )
        case "card.deleted":
            return words.say(
                "{moderator} has deleted a result of {member}.", moderator=moderator, member=member
            )
        case "job.cancelled":
            return words.say(
                "{moderator} has cancelled a request of {member}.", moderator=moderator, member=member
            )
        case "preference.set":
            return _preference(words, event)
        case "spend.warning" | "spend.stopped" | "audit.mismatch":
            return _alarm(words, event)
        case kind:
            return f"{moderator} · {kind}"


def _alarm(words: Words, event: Event) -> str:
    """Return what moderators should look at, though none of them did it."""
    if event.kind == "audit.mismatch":
        return words.say(
            "The accounts of this server do not agree: {of}. Please tell whoever runs this bot.",
            of=plain(str(event.after.get("of", ""))),
        )
    monthly = _number(event.after.get("window")) == MONTH
    if event.kind == "spend.warning":
        return (
            words.say("80 % of what this server may spend this month is spent; /quota show says how much.")
            if monthly
            else words.say("80 % of what this server may spend today is spent; /quota show says how much.")
        )
    return (
        words.say(
            "This server has spent what it may this month. Members are turned down; /quota cap sets more."
        )
        if monthly
        else words.say(
            "This server has spent what it may today. Members are turned down; /quota cap sets more."
        )
    )


def _allowance(words: Words, event: Event) -> str:
    if event.after.get("unit") == Unit.MICROS:
        return _budget(words, event)
    role = event.after.get("role")
    before, after = (_amount(words, said.get("amount"), event.after) for said in (event.before, event.after))
    data = {"moderator": mention(event.actor), "before": before, "after": after}
    if isinstance(role, int):
        return words.say("{moderator}: {who}, {before} → {after}.", who=mention_role(role), **data)
    if event.member.user_id != EVERYBODY:
        return words.say("{moderator}: {who}, {before} → {after}.", who=mention(event.member.user_id), **data)
    return words.say("{moderator}: everybody, {before} → {after}.", **data)


def _budget(words: Words, event: Event) -> str:
    """Return what a server may spend now in a day or a month of the calendar, which are no windows."""
    before, after = (_money(words, said.get("amount")) for said in (event.before, event.after))
    data = {"moderator": mention(event.actor), "before": before, "after": after}
    if _number(event.after.get("window")) == MONTH:
        return words.say("{moderator}: the server's budget for a month, {before} → {after}.", **data)
    return words.say("{moderator}: the server's budget for a day, {before} → {after}.", **data)


def _money(words: Words, amount: Value) -> str:
    return words.money(amount) if isinstance(amount, int) else words.say("any amount")


def _privileges(words: Words, event: Event) -> str:
    before, after = (privileges.short(words, _privileges_of(said)) for said in (event.before, event.after))
    return words.say(
        "{moderator}: {who}, {before} → {after}.",
        moderator=mention(event.actor),
        who=mention_role(_number(event.after.get("role"))),
        before=before,
        after=after,
    )


def _privileges_of(said: Mapping[str, Value]) -> Privileges:
    speed = said.get("speed")
    return Privileges(
        _number(said.get("running")) or None,
        _number(said.get("waiting")) or None,
        _number(said.get("priority")) or None,
        _number(said.get("images")) or None,
        Speed(speed) if speed in set(Speed) else None,
        _number(said.get("side")) or None,
    )


def _amount(words: Words, amount: Value, of_what: Mapping[str, Value]) -> str:
    """Return an amount of pictures within its window."""
    if amount is None:
        return words.say("no rule")
    span = words.span(_number(of_what.get("window")) or DAY)
    if not isinstance(amount, int):
        return words.say("any number of pictures in {span}", span=span)
    return words.say("{pictures} in {span}", pictures=words.pictures(amount), span=span)


def _caps(said: Mapping[str, Value]) -> Caps:
    usual = Caps()
    return Caps(
        _number(said.get("member_running"), usual.member_running),
        _number(said.get("member_waiting"), usual.member_waiting),
        _number(said.get("server_running"), usual.server_running),
        _number(said.get("server_waiting"), usual.server_waiting),
    )


def _style(words: Words, event: Event) -> str:
    moderator = mention(event.actor)
    style = plain(shortened(str(event.after.get("style", "")), OWN_NAME_CHARS))
    match event.kind:
        case "style.added":
            return words.say("{moderator} has added the style {style}.", moderator=moderator, style=style)
        case "style.removed":
            return words.say("{moderator} has removed the style {style}.", moderator=moderator, style=style)
        case _:
            return words.say("{moderator} has changed the style {style}.", moderator=moderator, style=style)


def _block(words: Words, event: Event) -> str:
    moderator, member = mention(event.actor), mention(event.member.user_id)
    ends_at = event.after.get("ends_at")
    if event.kind == "member.unblocked":
        return words.say("{moderator} has unblocked {member}.", moderator=moderator, member=member)
    if isinstance(ends_at, int):
        return words.say(
            "{moderator} has blocked {member}, which ends {when}.",
            moderator=moderator,
            member=member,
            when=moment(ends_at),
        )
    return words.say("{moderator} has blocked {member}.", moderator=moderator, member=member)


def _word(words: Words, event: Event, *, is_open: bool) -> str:
    moderator, blocking = mention(event.actor), event.kind == "word.blocked"
    word = str((event.after if blocking else event.before).get("word", ""))
    if is_open:
        return words.say("{moderator} has changed the blocked words.", moderator=moderator)
    if blocking:
        return words.say("{moderator} has blocked the word “{word}”.", moderator=moderator, word=plain(word))
    return words.say(
        "{moderator} has allowed the word “{word}” again.", moderator=moderator, word=plain(word)
    )


def _preference(words: Words, event: Event) -> str:
    name = next(iter(event.after), "")
    before, after = (_value(words, name, said.get(name)) for said in (event.before, event.after))
    return words.say(
        "{moderator}: /moderation {setting}, {before} → {after}.",
        moderator=mention(event.actor),
        setting=_OF_LIMITS.get(name) or name.replace("_", " "),
        before=before,
        after=after,
    )


# What is an option of /moderation limits, and no command of its own.
_OF_LIMITS = {
    str(preference): f"limits {option}"
    for preference, option in (
        (Preference.IMAGES, "images"),
        (Preference.SPEED, "speed"),
        (Preference.SIDE, "size"),
        (Preference.PRIVATE, "private"),
    )
}


def _choices(words: Words, name: str) -> Sequence[str]:
    """Return the values of what has few, in order."""
    match name:
        case Preference.SPEED:
            return [words.shown(Shown.CHOICE, speed) for speed in SPEEDS]
        case Preference.PRIVATE:
            return [
                words.say("not allowed"),
                words.say("allowed"),
                words.say("allowed, with prompts for moderators"),
            ]
        case Preference.CONSENT:
            return [words.say("only their own"), words.say("if the author says yes"), words.say("anyone's")]
        case Preference.REVIEW:
            return [
                words.say("off"),
                words.say("what the image host has withheld a part of"),
                words.say("everything"),
            ]
        case Preference.NOTICES:
            return [words.say("off"), words.say("on")]
        case _:
            return []


def _value(words: Words, name: str, value: Value) -> str:
    """Return what was chosen, as it is chosen."""
    if not isinstance(value, int):
        return words.say("as it was at first")
    choices = _choices(words, name)
    if 0 <= value < len(choices):
        return choices[value]
    if name in {Preference.LOG, Preference.REVIEW_CHANNEL}:
        return channel(value) if value else words.say("none")
    return words.number(value / 100) if name == Preference.VARIATION else words.number(value)


def _number(value: Value, otherwise: int = 0) -> int:
    return value if isinstance(value, int) else otherwise
