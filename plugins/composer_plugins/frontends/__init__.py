"""Protocols that other frontends already speak, one plugin a file."""
