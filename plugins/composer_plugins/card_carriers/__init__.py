"""What formats of cards share: archives, what pictures carry beside pixels, and the fields in other words.

The formats themselves are plugins in `composer_plugins.cards`.
"""
