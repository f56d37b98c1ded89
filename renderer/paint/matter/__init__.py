"""Looks as if made of something: metal, clay, stone, film of oil."""
