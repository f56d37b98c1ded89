"""The rules for the components of a message and of a modal."""


def check_components(components: object, *, v2: bool) -> None:
    """Refuse components that Discord would not take: of a Components V2 message, or of one with content."""


def check_modal(data: object) -> None:
    """Refuse the data of a modal (callback type 9) that Discord would not open."""
