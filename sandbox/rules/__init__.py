"""What Discord takes and what it refuses: commands, options, components, messages. Pure."""
