"""The image hosts. They take values and return values; what members read is worded elsewhere."""
