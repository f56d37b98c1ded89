"""Files: how they come in, how long they are kept, and what may be fetched from elsewhere."""
