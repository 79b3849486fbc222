"""Draws the avatars of the sample characters and packs their cards; run it with ``python -m tests.sample_maker``."""
