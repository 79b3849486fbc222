"""SillyTavern itself, run as a separate program: the data folder it makes is what ours is tested against."""
