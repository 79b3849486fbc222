"""What the formats of cards share: archives, what pictures carry beside their pixels, and fields in other programs' words.

The formats themselves are plugins in `composer_plugins.cards`.
"""
