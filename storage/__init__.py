"""The truth: SQLite behind functions that are each one transaction."""
