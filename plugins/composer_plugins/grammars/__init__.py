"""The forms in which a message may ask for a picture."""
