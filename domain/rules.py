"""Rules of a server about what may be used, and which of them hold for somebody."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from domain.buckets import Bucket, Scope

EVERYBODY = 0  # in place of a role's or a member's id: the rule is the server's


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a server has made a rule for: everybody, the members of a role, or one member."""

    scope: Scope = Scope.SERVER
    id: int = EVERYBODY  # of the role or the member


@dataclass(frozen=True, slots=True)
class Rule:
    """A bucket that a server has made for somebody."""

    subject: Subject
    bucket: Bucket


def holding(default: Sequence[Bucket], rules: Sequence[Rule]) -> list[Bucket]:
    """Return the windows in pictures that hold for somebody, of all rules that are about them.

    Those of their own; without any the most generous of their roles'; else the server's, else the default.
    """
    allowances = [rule for rule in rules if rule.bucket.allows_pictures]
    for scope in (Scope.MEMBER, Scope.ROLE, Scope.SERVER):
        of_scope = [rule for rule in allowances if rule.bucket.scope is scope]
        if of_scope:
            return list(_most_generous(tuple(of_scope)))
    return list(default)


@lru_cache(maxsize=1024)  # they are the same for request after request
def _most_generous(rules: tuple[Rule, ...]) -> tuple[Bucket, ...]:
    """Return for each window the largest limit, the shortest window first; who says nothing of one does not limit it."""
    return tuple(_largest(rules))


def _largest(rules: tuple[Rule, ...]) -> Iterator[Bucket]:
    subjects = {rule.subject for rule in rules}
    for window in sorted({rule.bucket.window or 0 for rule in rules}):
        buckets = [rule.bucket for rule in rules if rule.bucket.window == window]
        limits = [bucket.limit for bucket in buckets if bucket.limit is not None]
        limited = len(limits) == len(subjects)
        limit = max(limits) if limited else None
        yield next((bucket for bucket in buckets if bucket.limit == limit), None) or replace(
            buckets[0], limit=limit
        )
