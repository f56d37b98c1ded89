"""What accounts are, in plain words: the model that the real ledger is compared with. It shares no code with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

DAY = 24 * 60 * 60 * 1000
MONTH = 30 * DAY
WINDOW = 0  # in place of a grant's number: drawn from the windows
RELAX = -1  # drawn from what is made for nothing when there is time


@dataclass
class Grant:
    """Pictures on top."""

    user: int
    left: int
    paid: bool
    expires_at: int | None
    ends_at: int | None
    revoked: bool = False

    def usable(self, now: int) -> bool:
        return self.left > 0 and not self.revoked and (self.ends_at is None or self.ends_at > now)


@dataclass
class Job:
    """What was taken for it, out of what, and what of that still counts."""

    user: int
    at: int
    draws: list[
        tuple[int, int]
    ]  # a grant's number (or WINDOW, or RELAX) and pictures, in the order in which they were drawn
    cost: int
    called: bool = False
    ended: bool = False
    billable: bool = False  # it was cancelled, and its host may still say that it bills nothing

    @property
    def counting(self) -> int:
        return self.counting_in(WINDOW)

    def counting_in(self, place: int) -> int:
        return sum(pictures for grant, pictures in self.draws if grant == place)

    @property
    def relaxed(self) -> bool:
        return any(place == RELAX for place, _ in self.draws)


@dataclass
class Model:
    """One server."""

    default: int
    relax: int
    now: int
    rules: dict[tuple[str, int, int], int | None] = field(
        default_factory=dict[tuple[str, int, int], int | None]
    )
    caps: dict[str, int] = field(default_factory=dict[str, int])
    grants: dict[int, Grant] = field(default_factory=dict[int, Grant])
    jobs: dict[int, Job] = field(default_factory=dict[int, Job])

    def limits(self, user: int, roles: Sequence[int]) -> dict[int, int | None]:
        """What holds for somebody: a limit for each window."""
        own = {
            window: limit
            for (scope, who, window), limit in self.rules.items()
            if (scope, who) == ("member", user)
        }
        if own:
            return own
        of_roles = [
            {
                window: limit
                for (scope, who, window), limit in self.rules.items()
                if (scope, who) == ("role", role)
            }
            for role in roles
        ]
        saying = [rules for rules in of_roles if rules]
        if saying:
            windows = {window for rules in saying for window in rules}
            limits: dict[int, int | None] = {}
            for window in windows:
                said = [rules.get(window) for rules in saying]
                limits[window] = None if None in said else max(limit for limit in said if limit is not None)
            return limits
        server = {window: limit for (scope, _, window), limit in self.rules.items() if scope == "server"}
        return server or {DAY: self.default}

    def used(self, user: int, window: int) -> int:
        return sum(
            job.counting for job in self.jobs.values() if job.user == user and job.at > self.now - window
        )

    def room(self, user: int, roles: Sequence[int]) -> int:
        """How many pictures all windows have room for."""
        limits = self.limits(user, roles)
        return min(
            (
                max(0, limit - self.used(user, window))
                for window, limit in limits.items()
                if limit is not None
            ),
            default=10**9,
        )

    def credit(self, user: int) -> list[int]:
        """The grants that somebody may draw from, in order."""
        mine = [number for number, one in self.grants.items() if one.user == user and one.usable(self.now)]

        def place(number: int) -> tuple[int, bool, int]:
            one = self.grants[number]
            return 10**18 if one.ends_at is None else one.ends_at, one.paid, number

        return sorted(mine, key=place)

    def spent(self, period: str) -> int:
        """What was spent today, or this month."""

        def of(at: int) -> tuple[int, ...]:
            day = datetime.fromtimestamp(at / 1000, UTC)
            return (day.year, day.month, day.day)[: 3 if period == "day" else 2]

        return sum(job.cost for job in self.jobs.values() if of(job.at) == of(self.now))

    def affordable(self, cost: int) -> bool:
        return all(cost == 0 or self.spent(period) + cost <= cap for period, cap in self.caps.items())

    def fits(self, user: int, roles: Sequence[int], pictures: int, cost: int) -> bool:
        credit = sum(self.grants[number].left for number in self.credit(user))
        return pictures <= self.room(user, roles) + credit and self.affordable(cost)

    def relaxes(self, user: int, roles: Sequence[int], pictures: int) -> bool:
        """Whether so many may be made for nothing: nobody may whom a rule stops, however much they have used."""
        used = sum(
            job.counting_in(RELAX)
            for job in self.jobs.values()
            if job.user == user and job.at > self.now - DAY
        )
        return 0 not in self.limits(user, roles).values() and used + pictures <= self.relax

    def admit(self, user: int, roles: Sequence[int], sizes: Sequence[int]) -> list[list[tuple[int, int]]]:
        """Draw the pictures of several jobs: out of the windows, then out of grants."""
        sources = [(WINDOW, min(sum(sizes), self.room(user, roles)))]
        sources += [(number, self.grants[number].left) for number in self.credit(user)]
        singles: Iterator[int] = iter([number for number, left in sources for _ in range(left)])
        drawn: list[list[tuple[int, int]]] = []
        for size in sizes:
            taken = [next(singles) for _ in range(size)]
            drawn.append([(number, taken.count(number)) for number in dict.fromkeys(taken)])
            for number in taken:
                if number != WINDOW:
                    self.grants[number].left -= 1
        return drawn

    def give_back(self, job: Job, spare: int) -> None:
        """Give pictures back to where they came from, the last first; never more than still count."""
        for place in reversed(range(len(job.draws))):
            number, counting = job.draws[place]
            back = min(spare, counting)
            spare -= back
            job.draws[place] = (number, counting - back)
            if number not in {WINDOW, RELAX} and back:
                grant = self.grants[number]
                if grant.expires_at is not None and grant.expires_at <= self.now and not grant.revoked:
                    if grant.ends_at is not None and grant.ends_at <= self.now:
                        grant.left = 0
                    grant.ends_at = self.now + 3 * DAY
                grant.left += back

    def reset(self, user: int) -> int:
        """Let nothing count in any window; return how much did."""
        counted = 0
        for job in self.jobs.values():
            if job.user == user and job.at > self.now - MONTH:
                counted += job.counting + job.counting_in(RELAX)
                job.draws = [
                    (number, 0 if number in {WINDOW, RELAX} else pictures) for number, pictures in job.draws
                ]
        return counted

    def revoke(self, user: int, number: int | None) -> int:
        """End what is left of a member's grant, or of all; return how much that was."""
        ended = 0
        for one in self.credit(user):
            if number in {None, one}:
                ended += self.grants[one].left
                self.grants[one].left, self.grants[one].revoked = 0, True
        return ended

    def expire(self) -> None:
        for grant in self.grants.values():
            if grant.revoked or (grant.ends_at is not None and grant.ends_at <= self.now):
                grant.left = 0
