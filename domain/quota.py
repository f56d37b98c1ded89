"""Whether somebody may have what they ask for: one pure decision from buckets and uses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.buckets import Bucket, Draw, Reservation, Scope, Unit, Use
from domain.errors import QuotaExceeded
from domain.member import Member

Uses = Mapping[Bucket, Sequence[Use]]
_NARROWNESS = (Scope.MEMBER, Scope.ROLE, Scope.SERVER, Scope.BOT, Scope.PERSONAL)


@dataclass(frozen=True, slots=True)
class Caps:
    """How many jobs may run and wait at once, per member and per server. Who is on their own has no server's."""

    member_running: int = 2
    member_waiting: int = 10
    server_running: int = 8
    server_waiting: int = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """What holds where a server says nothing else, and for members on their own, where no server says anything."""

    allowance: Bucket
    personal: Bucket
    caps: Caps

    def default(self, member: Member) -> Bucket:
        """Return the allowance of who has no other rule."""
        return self.personal if member.personal else self.allowance


@dataclass(frozen=True, slots=True)
class Account:
    """What a member has used of what they may: pictures within the window."""

    used: int
    limit: int

    @property
    def left(self) -> int:
        """Return the pictures left now; a limit that was lowered meanwhile leaves none, not fewer than none."""
        return max(0, self.limit - self.used)


def holding(buckets: Sequence[Bucket]) -> list[Bucket]:
    """Return the buckets that hold: of the windows in pictures those of the narrowest scope, and all others."""
    windows = [bucket for bucket in buckets if _is_allowance(bucket)]
    narrowest = min((bucket.scope for bucket in windows), key=_NARROWNESS.index, default=None)
    return [bucket for bucket in buckets if not _is_allowance(bucket) or bucket.scope is narrowest]


def decide(buckets: Sequence[Bucket], uses: Uses, pictures: int, micros: int, now: int) -> Reservation:
    """Decide about so many pictures at an estimated cost, now (unix ms), and say what they are drawn from.

    Every bucket in money and every window in pictures must have room; pictures for which the tightest window has none
    are drawn from balances, in the order given. There is always a window: the bot's own. Raises QuotaExceeded.
    """
    for bucket in buckets:
        if bucket.unit is Unit.MICROS and micros > _room(bucket, uses[bucket], now):
            raise _exceeded(bucket, uses[bucket], micros, 0, now)
    tightest = min(filter(_is_allowance, buckets), key=lambda bucket: _room(bucket, uses[bucket], now))
    balances = [bucket for bucket in buckets if bucket.window is None]
    draws, missing = list[Draw](), pictures
    for bucket in (tightest, *balances):
        drawn = min(missing, _room(bucket, uses[bucket], now))
        missing -= drawn
        draws += [Draw(bucket.name, drawn)] if drawn else []
    if missing:
        elsewhere = sum(_room(bucket, uses[bucket], now) for bucket in balances)
        raise _exceeded(tightest, uses[tightest], pictures, elsewhere, now)
    return Reservation(tuple(draws), micros)


def _is_allowance(bucket: Bucket) -> bool:
    return bucket.unit is Unit.PICTURES and bucket.window is not None


def _room(bucket: Bucket, uses: Sequence[Use], now: int) -> int:
    return max(0, bucket.limit - used(uses, now, bucket.window))


def _exceeded(bucket: Bucket, uses: Sequence[Use], asked: int, elsewhere: int, now: int) -> QuotaExceeded:
    """Return what was used, and when it fits, where `elsewhere` would come from other buckets."""
    free = frees_at(uses, now, bucket, asked - elsewhere)
    return QuotaExceeded(bucket, used(uses, now, bucket.window), asked, free)


def used(uses: Sequence[Use], now: int, window: int | None) -> int:
    """Return what was used within the window that ends now, or ever where there is none; never negative."""
    return max(0, sum(use.amount for use in uses if window is None or use.at > now - window))


def frees_at(uses: Sequence[Use], now: int, bucket: Bucket, asked: int) -> int | None:
    """Return when `asked` fits (unix ms): now if it does already, None if it never will.

    Uses leave the window in the order of their times; a refund carries the time of what it refunds, so the
    two leave together.
    """
    if asked > bucket.limit:
        return None
    if asked <= _room(bucket, uses, now):
        return now
    if bucket.window is None:
        return None
    leaving = sorted({use.at + bucket.window for use in uses if use.at > now - bucket.window})
    return next((moment for moment in leaving if asked <= _room(bucket, uses, moment)), None)
