"""All that members read, and nothing else: whole sentences from a key and data."""
