"""Lines: several hosts of one kind are told apart by a number, and what waits for the first of them may go to each."""

_MARK = "#"


def numbered(kind: str, number: int) -> str:
    """Return the name of the host of that number; the first has the name of its kind."""
    return kind if number == 1 else f"{kind}{_MARK}{number}"


def kind_of(host: str) -> str:
    """Return the kind of a host, which is the name of the first of them: in its line waits who may go to each."""
    return host.partition(_MARK)[0]
