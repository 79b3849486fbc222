"""The stages: each chooses facts or words for one slot of the prompt."""
