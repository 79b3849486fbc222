"""AUTOMATIC1111's API as its clients use it, and the relay of SillyTavern's page, which comes by the same address."""
