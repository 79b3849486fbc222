"""Stored text as it is read: without macros and markup, in zones, sentences and words that point back at it."""
