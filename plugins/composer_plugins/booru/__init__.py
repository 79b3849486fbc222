"""Booru tags, for the `tags` dialect: the vocabulary of looks, clothes and scenes, and the rules of such prompts."""
