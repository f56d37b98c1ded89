"""Figures of a server in words, and what is written on their charts."""

from collections.abc import Iterator, Mapping, Sequence

from cogs.words.books import date_of
from cogs.words.words import ENGLISH, Words, mention, plain, shortened
from domain.chart import Chart
from domain.figures import NAMED, Figure, Figures
from domain.lines import kind_of
from domain.price import DOLLAR

BARS = 5  # of a ranking, on a chart
LABEL = 26  # characters of a name beside its bar
FEW_DAYS = 7  # that are drawn at least: one bar alone would be a wall
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
    kind = kind_of(name)
    if kind != "local":
        return plain(name)
    built_in, number = words.say("the built-in model"), name.removeprefix(kind)
    return f"{built_in} {number}" if number else built_in


def _refusals(shown: Figures) -> list[tuple[str, int]]:
    return sorted(shown.refusals.items(), key=lambda one: (-one[1], one[0]))


def _reason(words: Words, reason: str) -> str:
    said = {
        "allowance": words.say("the allowance was used up"),
        "budget": words.say("the budget was spent"),
        "waiting": words.say("too much was waiting"),
        "consent": words.say("somebody else's picture"),
        "offer": words.say("no image host can do it"),
        "pause": words.say("the bot was paused"),
        "block": words.say("the member was blocked"),
        "words": words.say("a blocked word"),
        "bounds": words.say("more than this server allows"),
        "picture": words.say("not a usable picture"),
        "busy": words.say("the bot had no room for it"),
    }
    return said.get(reason) or words.say("other reasons")


def title(shown: Figures) -> str:
    """Return what stands above the charts."""
    return f"{date_of(shown.first).isoformat()} … {date_of(shown.last).isoformat()} (UTC)"


def charts(words: Words, shown: Figures, names: Mapping[int, str]) -> list[Chart]:
    """Return the charts: over the days from the first with anything, and the first of each ranking by name.

    What has one bar alone is said by the text. Of a name that cannot be drawn its number in the text is there.
    """
    words = words if _drawable(words.say("Pictures per day")) else ENGLISH
    first = min([*shown.by_day, shown.last - FEW_DAYS + 1])
    days = range(max(first, shown.first), shown.last + 1)
    dates = [date_of(day).strftime("%m-%d") for day in days]
    none = Figure(0, 0)
    pictures = [shown.by_day.get(day, none).pictures for day in days]
    dollars = [shown.by_day.get(day, none).cost / DOLLAR for day in days]
    members = [(names.get(user, ""), one.pictures) for user, one in shown.by_member]
    styles = [(name or words.say("no style"), one.pictures) for name, one in shown.by_style]
    hosts = [(_host(words, name), one.cost / DOLLAR) for name, one in shown.by_host]
    reasons = [(_reason(words, reason), number) for reason, number in _refusals(shown)]
    each = [
        Chart(words.say("Pictures per day"), dates, pictures, upright=True),
        Chart(words.say("Dollars per day"), dates, dollars, upright=True),
        _ranking(words.say("Pictures by member"), members),
        _ranking(words.say("Pictures by style"), styles),
        _ranking(words.say("Dollars by image host"), hosts),
        _ranking(words.say("Turned down, by reason"), reasons),
    ]
    drawn = [chart for chart in each if any(chart.values)]
    return [chart for chart in drawn if chart.upright or len(chart.values) > 1] or drawn


def _ranking(title: str, each: Sequence[tuple[str, float]]) -> Chart:
    shown = each[:BARS]
    names = [_label(place, name) for place, (name, _) in enumerate(shown, 1)]
    return Chart(title, names, [value for _, value in shown])


def _label(place: int, name: str) -> str:
    return shortened(name, LABEL) if name and name.isprintable() and _drawable(name) else f"{place}."


def _drawable(text: str) -> bool:
    return all(ord(character) < DRAWN for character in text)


def alt(words: Words) -> str:
    """Return what stands for the charts where they cannot be seen."""
    return words.say("Charts of the figures above.")


def no_charts(words: Words) -> str:
    """Return what is said where nothing can be drawn."""
    return words.say("Charts cannot be drawn here: who runs the bot has not installed what draws them.")
