"""The dialects: each writes prompts for one family of models."""
