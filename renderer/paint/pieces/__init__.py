"""Looks that are made of pieces: pixels, bricks, stitches, stones, panes, triangles. Each piece has one colour."""
