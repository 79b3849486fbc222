"""What is asked of a backend beside the prompt.

`wishes` settles one setting after the other within the maxima of profile and model, `dimensions` the form of the
picture: its ratio, size and tier.
"""

from composer.settings.wishes import LOADED, settings_for

__all__ = [
    "LOADED",
    "settings_for",
]
