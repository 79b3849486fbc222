"""What formats of chats share: ids of messages, avatar files, and writing single strings of a JSON text anew."""
