"""The file formats of cards, personas and chats."""
