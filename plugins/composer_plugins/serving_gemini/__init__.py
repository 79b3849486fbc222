"""Google's ``generateContent`` as clients use it for pictures."""
