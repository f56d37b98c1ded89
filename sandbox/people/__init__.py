"""Members, and what they see of what they set off."""
