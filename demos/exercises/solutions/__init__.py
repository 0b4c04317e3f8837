"""The exercises, solved: one way of many. Try first."""
