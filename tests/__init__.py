"""The tests: one file per module and per plugin."""
