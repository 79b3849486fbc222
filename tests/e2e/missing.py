"""Why the tests of this folder cannot run on a machine, and where its Chromium is."""

import importlib.util
import os
import shutil

from tests.sillytavern.server import why_missing as why_no_sillytavern

#: Names a Chromium; without it the usual names are looked for.
VARIABLE = "CHROMIUM"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def chromium() -> str:
    """Return the path of a Chromium, "" when there is none."""
    named = os.environ.get(VARIABLE, "")
    return named or next((path for name in _NAMES if (path := shutil.which(name))), "")


def why_missing() -> str:
    """Return what is missing for a page of SillyTavern, "" when nothing is."""
    if importlib.util.find_spec("playwright") is None:
        return "playwright is not installed: pip install 'rp-composer[e2e]'"
    if not chromium():
        return f"there is no Chromium; {VARIABLE} may name one"
    return why_no_sillytavern()
