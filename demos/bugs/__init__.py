"""Twelve programs, each with one classic mistake: `python -m demos.bugs`."""
