"""Character cards: from the JSON in any file to a `CharacterCard`, and from card and persona to people."""
