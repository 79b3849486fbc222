"""The OpenAI images wire format: addresses, requests, and what OpenAI and the many servers that copy it answer."""
