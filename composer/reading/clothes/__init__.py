"""What everybody wears: from the messages of a chat to a wardrobe with memory."""
