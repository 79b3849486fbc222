"""OpenAI's images API as its clients use it: generations, edits, models."""
