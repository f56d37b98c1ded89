"""Whether somebody may have what they ask for: one pure decision from buckets and uses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from domain.buckets import Bucket, Draw, Reservation, Unit, Use
from domain.errors import QuotaExceeded
from domain.member import Member

Uses = Mapping[Bucket, Sequence[Use]]  # the buckets that hold, in order, and what counts against each
_ENDLESS = 1 << 62  # more than anybody can ask for


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
    budgets: tuple[Bucket, ...] = ()  # in money, for all that the bot does
    paid_cancels: int = 5  # renderings that are paid for and that a member may call off, in 24 hours
    relax: Bucket | None = None  # for who has used up all else; None where nobody relaxes

    def default(self, member: Member) -> Bucket:
        """Return the allowance of who has no other rule."""
        return self.personal if member.personal else self.allowance


@dataclass(frozen=True, slots=True)
class Account:
    """What a member has used of what they may: pictures within the tightest of their windows; and credit besides."""

    used: int
    limit: int | None  # None: as many as they like
    credit: int = 0

    @property
    def left(self) -> int | None:
        """Return the pictures left now, None where nothing limits them.

        A limit that was lowered meanwhile leaves none, not fewer than none.
        """
        return None if self.limit is None else max(0, self.limit - self.used) + self.credit

    def before(self, pictures: int) -> int | None:
        """Return the pictures that were left before so many were taken."""
        return None if self.left is None else self.left + pictures


def account(uses: Uses, now: int) -> Account:
    """Return the account of somebody for whom these buckets hold."""
    bucket = _tightest(uses, now)
    credit = sum(_room(balance, uses[balance], now) for balance in _balances(uses))
    return Account(used(uses[bucket], now, bucket.window), bucket.limit, credit)


def decide(uses: Uses, pictures: int, micros: int, now: int) -> Reservation:
    """Decide about so many pictures at an estimated cost, now (unix ms), and say what they are drawn from.

    Every bucket in money and every window in pictures must have room; pictures for which the tightest window has none
    are drawn from balances, in the order given. There is always a window: the bot's own. Raises QuotaExceeded.
    """
    for bucket in uses:
        if bucket.unit is Unit.MICROS and micros > _room(bucket, uses[bucket], now):
            # How many pictures that would be depends on what they cost: none are promised.
            raise replace(_exceeded([bucket], uses, micros, 0, now), left=0)
    draws, missing = _drawn(uses, pictures, now)
    if missing:
        windows = [bucket for bucket in uses if bucket.allows_pictures]
        balances = sum(_room(bucket, uses[bucket], now) for bucket in _balances(uses))
        raise _exceeded(windows, uses, pictures, balances, now)
    return Reservation(tuple(draws), micros)


def after(uses: Uses, reservation: Reservation, now: int) -> Uses:
    """Return the uses as they are once that has been reserved."""
    credit = {draw.bucket: draw.pictures for draw in reservation.draws if draw.credit}
    pictures = sum(draw.pictures for draw in reservation.draws if not draw.credit)

    def more(bucket: Bucket) -> int:
        if bucket.unit is Unit.MICROS:
            return reservation.micros
        return pictures if bucket.window else credit.get(bucket.name, 0)

    return {bucket: [*taken, Use(now, more(bucket))] for bucket, taken in uses.items()}


def expecting(uses: Uses, pictures: int, now: int) -> Uses:
    """Return the uses as they will be when so many pictures, which are on their way, have been drawn."""
    draws, missing = _drawn(uses, pictures, now)
    return after(uses, Reservation((*draws, Draw("", missing)), 0), now)


def _drawn(uses: Uses, pictures: int, now: int) -> tuple[list[Draw], int]:
    """Return what so many pictures are drawn from, and for how many there is no room."""
    draws, missing = list[Draw](), pictures
    for bucket in (_tightest(uses, now), *_balances(uses)) if pictures else ():
        drawn = min(missing, _room(bucket, uses[bucket], now))
        missing -= drawn
        draws += [Draw(bucket.name, drawn, bucket.credit)] if drawn else []
    return draws, missing


def _tightest(uses: Uses, now: int) -> Bucket:
    windows = (bucket for bucket in uses if bucket.allows_pictures)
    return min(windows, key=lambda bucket: _room(bucket, uses[bucket], now))


def _balances(uses: Uses) -> list[Bucket]:
    return [bucket for bucket in uses if bucket.window is None]


def _room(bucket: Bucket, uses: Sequence[Use], now: int) -> int:
    return _ENDLESS if bucket.limit is None else max(0, bucket.limit - used(uses, now, bucket.window))


def _exceeded(windows: Sequence[Bucket], uses: Uses, asked: int, elsewhere: int, now: int) -> QuotaExceeded:
    """Return what stands in the way, where `elsewhere` would come from other buckets: of the windows, the last to free."""
    free = {bucket: frees_at(uses[bucket], now, bucket, asked - elsewhere) for bucket in windows}
    room = {bucket: _room(bucket, uses[bucket], now) for bucket in windows}

    def frees_last(bucket: Bucket) -> tuple[int, int]:
        moment = free[bucket]
        return _ENDLESS if moment is None else moment, -room[bucket]

    last = max(windows, key=frees_last)
    taken = used(uses[last], now, last.window)
    return QuotaExceeded(last, taken, asked, free[last], min(room.values()) + elsewhere)


def used(uses: Sequence[Use], now: int, window: int | None) -> int:
    """Return what was used within the window that ends now, or ever where there is none; never negative."""
    return max(0, sum(use.amount for use in uses if window is None or use.at > now - window))


def frees_at(uses: Sequence[Use], now: int, bucket: Bucket, asked: int) -> int | None:
    """Return when `asked` fits (unix ms): now if it does already, None if it never will.

    Uses leave the window in the order of their times; a refund carries the time of what it refunds, so the
    two leave together.
    """
    if asked <= _room(bucket, uses, now):
        return now
    if bucket.limit is None or asked > bucket.limit or bucket.window is None:
        return None
    counted = used(uses, now, bucket.window)
    for at, leaving in groupby(sorted(uses, key=_time), key=_time):
        if at > now - bucket.window:
            counted -= sum(use.amount for use in leaving)
            if asked <= bucket.limit - max(0, counted):
                return at + bucket.window
    return None


def _time(use: Use) -> int:
    return use.at
