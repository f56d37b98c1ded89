"""Figures of a server in words, and what is written on their charts."""

from collections.abc import Iterator, Sequence

from cogs.words.books import date_of
from cogs.words.words import ENGLISH, Words, mention, plain, shortened
from domain.chart import Chart
from domain.figures import NAMED, Figure, Figures
from domain.price import DOLLAR

NAME_SHOWN = 40  # characters of a style's name
DRAWN = 0x500  # matplotlib's own font has Latin, Greek and Cyrillic letters, and no others


def nothing(words: Words) -> str:
    """Return what is said where nothing was asked for."""
    return words.say("Nobody has asked for anything in that time.")


def lines(words: Words, shown: Figures) -> str:
    """Return the figures as text: all that the charts show and can only number."""
    said = [
        words.say(
            "{first} to {last} (UTC): {pictures}, {cost}",
            first=date_of(shown.first).isoformat(),
            last=date_of(shown.last).isoformat(),
            pictures=words.pictures(shown.total.pictures),
            cost=words.money(shown.total.cost),
        ),
        words.say("By member:"),
        *_ranked(words, [(mention(user), figure) for user, figure in shown.by_member]),
        words.say("By style:"),
        *_ranked(words, [(_style(words, name), figure) for name, figure in shown.by_style]),
        words.say("By image host:"),
        *_ranked(words, [(_host(words, name), figure) for name, figure in shown.by_host]),
    ]
    if shown.refusals:
        said.append(words.say("Turned down:"))
        said += [
            f"{place}. {_reason(words, reason)} · {number}"
            for place, (reason, number) in enumerate(_refusals(shown), 1)
        ]
    return "\n".join(said)


def _ranked(words: Words, each: Sequence[tuple[str, Figure]]) -> Iterator[str]:
    for place, (name, figure) in enumerate(each[:NAMED], 1):
        yield f"{place}. {name} · {words.pictures(figure.pictures)} · {words.money(figure.cost)}"
    if more := each[NAMED:]:
        yield words.say(
            "… and {pictures} of others.", pictures=words.pictures(sum(figure.pictures for _, figure in more))
        )


def _style(words: Words, name: str) -> str:
    return plain(shortened(name, NAME_SHOWN)) if name else words.say("no style")


def _host(words: Words, name: str) -> str:
    return words.say("the built-in model") if name == "local" else plain(name)


def _refusals(shown: Figures) -> list[tuple[str, int]]:
    return sorted(shown.refusals.items(), key=lambda one: (-one[1], one[0]))


def _reason(words: Words, reason: str) -> str:
    match reason:
        case "allowance":
            return words.say("the allowance was used up")
        case "budget":
            return words.say("the budget was spent")
        case "waiting":
            return words.say("too much was waiting")
        case "consent":
            return words.say("somebody else's picture")
        case "offer":
            return words.say("no image host can do it")
        case _:
            return words.say("other reasons")


def title(shown: Figures) -> str:
    """Return what stands above the charts."""
    return f"{date_of(shown.first).isoformat()} … {date_of(shown.last).isoformat()} (UTC)"


def charts(words: Words, shown: Figures) -> list[Chart]:
    """Return the charts: over the days, and the first of each ranking by the numbers that they have in the text."""
    words = words if _drawable(words.say("Pictures per day")) else ENGLISH
    days = range(shown.first, shown.last + 1)
    names = [date_of(day).strftime("%m-%d") for day in days]
    none = Figure(0, 0)
    pictures = [shown.by_day.get(day, none).pictures for day in days]
    dollars = [shown.by_day.get(day, none).cost / DOLLAR for day in days]
    reasons = [number for _, number in _refusals(shown)]
    each = [
        Chart(words.say("Pictures per day"), names, pictures, upright=True),
        Chart(words.say("Dollars per day"), names, dollars, upright=True),
        _ranking(words.say("Pictures by member"), [one.pictures for _, one in shown.by_member]),
        _ranking(words.say("Pictures by style"), [one.pictures for _, one in shown.by_style]),
        _ranking(words.say("Dollars by image host"), [one.cost / DOLLAR for _, one in shown.by_host]),
        _ranking(words.say("Turned down, by reason"), reasons),
    ]
    return [chart for chart in each if any(chart.values)]


def _ranking(title: str, values: Sequence[float]) -> Chart:
    return Chart(title, [f"{place}." for place in range(1, len(values[:NAMED]) + 1)], values[:NAMED])


def _drawable(text: str) -> bool:
    return all(ord(character) < DRAWN for character in text)


def alt(words: Words) -> str:
    """Return what stands for the charts where they cannot be seen."""
    return words.say("Charts of the figures above.")


def no_charts(words: Words) -> str:
    """Return what is said where nothing can be drawn."""
    return words.say("Charts cannot be drawn here: who runs the bot has not installed what draws them.")
