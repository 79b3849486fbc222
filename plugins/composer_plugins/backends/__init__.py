"""The backends: each draws pictures or talks to one kind of service."""
