"""What only NovelAI's prompts have: who does what to whom, and words that may not work as its syntax."""
