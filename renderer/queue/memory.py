"""An upper bound for the render worker's memory, where the system knows one."""

import sys

ADDRESS_SPACE = 3 << 30  # a 50-megapixel source at its best needs 1.3 GB of it


def limit_memory() -> None:
    """Bound the address space: a hostile picture then raises MemoryError instead of filling the machine."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - Windows has none

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = ADDRESS_SPACE if hard == resource.RLIM_INFINITY else min(ADDRESS_SPACE, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
