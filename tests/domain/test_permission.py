"""What is set in Integrations, against a plain model of Discord's order, in every mixture of levels, roles and channels."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.permission import ADMINISTRATOR, NOTHING_SET, Attempt, Kind, Settings, may_use
from sandbox.rules.command_permissions import Asking, Overwrite, Target, decided

GUILD, ADA, BOB = 1000, 1, 2
EVERYONE, ALL_CHANNELS = GUILD, GUILD - 1
DESIGNERS, GUESTS = 11, 12
STUDIO, LOUNGE = 21, 22
ATTACH, MANAGE = 1 << 15, 1 << 5

Told = tuple[int, int, bool]  # an id, its kind, whether it is allowed

ids = st.sampled_from(
    [
        (EVERYONE, Kind.ROLE),
        (DESIGNERS, Kind.ROLE),
        (GUESTS, Kind.ROLE),
        (ADA, Kind.MEMBER),
        (BOB, Kind.MEMBER),
        (STUDIO, Kind.CHANNEL),
        (LOUNGE, Kind.CHANNEL),
        (ALL_CHANNELS, Kind.CHANNEL),
    ]
)
levels = st.dictionaries(ids, st.booleans()).map(
    lambda found: [(one, int(kind), allowed) for (one, kind), allowed in found.items()]
)
permissions = st.sampled_from([0, ATTACH, MANAGE, ATTACH | MANAGE])
attempts = st.builds(
    Attempt,
    st.just(GUILD),
    st.sampled_from([ADA, BOB]),
    st.frozensets(
        st.sampled_from([EVERYONE, DESIGNERS, GUESTS])
    ),  # Discord's clients list @everyone, its API does not
    st.sampled_from([STUDIO, LOUNGE]),
    permissions,
)
defaults = st.sampled_from([None, 0, ATTACH, MANAGE, ATTACH | MANAGE])


def _model(who: Attempt, app: list[Told], command: list[Told], default: int | None) -> bool:
    """Discord's order as it is documented, step by step: the first step that says something is the answer."""

    def says(level: list[Told], *wanted: tuple[int, Kind]) -> bool | None:
        said = [allowed for one, kind, allowed in level if (one, kind) in wanted]
        return any(said) if said else None

    where = [
        says(level, (place, Kind.CHANNEL))
        for level in (command, app)
        for place in (who.channel_id, ALL_CHANNELS)
    ]
    if next((said for said in where if said is not None), True) is False:
        return False

    own_roles = [(role, Kind.ROLE) for role in who.role_ids if role != EVERYONE]

    def of_member(level: list[Told]) -> bool | None:
        steps = [
            says(level, (who.user_id, Kind.MEMBER)),
            says(level, *own_roles),
            says(level, (EVERYONE, Kind.ROLE)),
        ]
        return next((said for said in steps if said is not None), None)

    if (by_command := of_member(command)) is not None:
        return by_command
    if of_member(app) is False:
        return False
    return default is None or (
        default != 0 and all(who.permissions & bit for bit in (ATTACH, MANAGE) if default & bit)
    )


def _settings(told: list[Told]) -> Settings:
    return Settings.of(GUILD, told)


@given(attempts, levels, levels, defaults)
def test_it_is_as_discord_says_in_every_mixture(
    who: Attempt, app: list[Told], command: list[Told], default: int | None
) -> None:
    assert may_use(who, _settings(app), _settings(command), default) is _model(who, app, command, default)


@given(attempts, levels, levels)
def test_the_local_discord_bars_from_the_command_whom_the_bot_bars_from_its_buttons(
    who: Attempt, app: list[Told], command: list[Told]
) -> None:
    every, one = (
        [Overwrite(id_, Target(kind), allowed) for id_, kind, allowed in level] for level in (app, command)
    )
    asking = Asking(GUILD, who.user_id, who.role_ids, who.channel_id)
    assert may_use(who, _settings(app), _settings(command), None) is (
        decided(asking, every, one) is not False
    )


@given(attempts, levels, levels, defaults)
def test_administrators_may_whatever_is_set(
    who: Attempt, app: list[Told], command: list[Told], default: int | None
) -> None:
    who = replace(who, permissions=who.permissions | ADMINISTRATOR)
    assert may_use(who, _settings(app), _settings(command), default)


ADA_IN_THE_STUDIO = Attempt(GUILD, ADA, frozenset({DESIGNERS}), STUDIO, ATTACH)


@pytest.mark.parametrize(
    ("app", "command", "allowed"),
    [
        ([], [], True),
        # https://support.discord.com/hc/en-us/articles/10952896421783: the app for a role in one channel, and the command
        # for one role and one channel more.
        ([(EVERYONE, 1, False), (DESIGNERS, 1, True), (ALL_CHANNELS, 3, False), (STUDIO, 3, True)], [], True),
        (
            [(EVERYONE, 1, False), (GUESTS, 1, True), (ALL_CHANNELS, 3, False), (LOUNGE, 3, True)],
            [(DESIGNERS, 1, True), (STUDIO, 3, True)],
            True,
        ),
        ([(EVERYONE, 1, False), (GUESTS, 1, True)], [(STUDIO, 3, True)], False),
        # The command's own is above the app's, whatever it is about.
        ([(ADA, 2, True)], [(EVERYONE, 1, False)], False),
        ([(ADA, 2, False)], [(EVERYONE, 1, True)], True),
        ([(STUDIO, 3, True)], [(ALL_CHANNELS, 3, False)], False),
        # On one level: the member, then a role that allows, then all others.
        ([], [(ADA, 2, False), (DESIGNERS, 1, True)], False),
        ([], [(DESIGNERS, 1, False), (EVERYONE, 1, True)], False),
        ([], [(EVERYONE, 2, False)], False),
        # A channel that is forbidden is so for whoever else is allowed.
        ([], [(ADA, 2, True), (STUDIO, 3, False)], False),
        ([], [(ADA, 99, False)], True),
    ],
)
def test_the_examples_that_discord_gives(app: list[Told], command: list[Told], allowed: bool) -> None:  # noqa: FBT001 - of a table
    assert may_use(ADA_IN_THE_STUDIO, _settings(app), _settings(command), None) is allowed


def test_what_the_app_allows_is_still_under_the_default_of_the_command() -> None:
    allowed = _settings([(ADA, 2, True)])
    assert not may_use(ADA_IN_THE_STUDIO, allowed, NOTHING_SET, MANAGE)
    assert may_use(ADA_IN_THE_STUDIO, NOTHING_SET, allowed, MANAGE), "what the command itself allows is not"
    assert not may_use(ADA_IN_THE_STUDIO, allowed, NOTHING_SET, 0)
    assert may_use(ADA_IN_THE_STUDIO, NOTHING_SET, NOTHING_SET, ATTACH)
