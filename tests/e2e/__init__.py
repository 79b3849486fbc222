"""The extension in a real SillyTavern and a real Chromium, with a chat model of ours and our own server."""
