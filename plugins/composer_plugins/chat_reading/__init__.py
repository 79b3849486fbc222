"""Looks and clothes read by a language model in a chat: what is asked, the conversation, and what of it counts."""
