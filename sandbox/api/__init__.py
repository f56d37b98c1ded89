"""REST v10: every route that a bot asks for, with limits and failures on demand."""
