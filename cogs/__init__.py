"""Discord, and only Discord."""
