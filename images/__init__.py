"""Pictures from outside: inspected, normalised and fitted, each in a child process with limits."""
