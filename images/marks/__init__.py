"""Marks: what a file says of where its picture comes from, for machines; written without touching a pixel."""
