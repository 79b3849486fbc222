"""Writes the contact sheet: ``python -m composer_plugins.sketching OUT.png``."""

import sys

from composer_plugins.sketching.gallery import contact_sheet

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m composer_plugins.sketching OUT.png")
    contact_sheet().save(sys.argv[1])
