"""Graphs as programs of plain Python."""
