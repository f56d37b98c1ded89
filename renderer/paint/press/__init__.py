"""Looks that come from a press or from a designer's table: inks, screens, flat areas, cut-outs."""
