"""What stands beneath a page of a list."""

from cogs.words.words import Words


def page(words: Words, number: int, pages: int, count: int) -> str:
    """Return which page it is, from 1 on, and how much is listed on all."""
    return words.say("Page {number} of {pages} · {count} in all", number=number, pages=pages, count=count)
