"""Looks of screens: album covers of the eighties, films that are drawn, game consoles, cameras that see heat."""
