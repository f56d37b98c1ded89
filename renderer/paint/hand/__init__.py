"""Looks of the hand, each a short recipe on the tools: paint, dry points, lines, cuts, washes."""
