"""A SillyTavern data folder: its characters, personas, groups, worlds and chats by name. Nothing in it is trusted."""
