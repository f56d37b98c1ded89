"""Pure values and rules. Nothing here knows Discord, HTTP, SQLite or the clock."""
