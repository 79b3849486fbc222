"""Looks read by a language model in a chat: what is asked, the conversation, and what of its answer counts."""
