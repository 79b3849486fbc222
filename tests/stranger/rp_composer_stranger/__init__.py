"""Somebody else's plugins for rp-composer."""
