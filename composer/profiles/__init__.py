"""Profiles: what the user fixes once for all pictures, as checked YAML.

`schema` says what a profile may say, `files` and `loading` find and read them, `routes` and `people` say what they mean
for one target and one picture, `styles` which styles have a name.
"""

from composer.profiles.files import ProfileFile, profile_files, profile_folder
from composer.profiles.loading import Resolved, load_profile, resolve_profile
from composer.profiles.people import card_ratio, overridden, override_of, profile_for
from composer.profiles.routes import route_of
from composer.profiles.schema import (
    Avatars,
    Drawing,
    Extraction,
    Limits,
    Override,
    OwnReference,
    Profile,
    ReadingService,
    Retries,
    Timeouts,
)
from composer.profiles.styles import Style, asked_styles, card_style, fixed_style, nearest_style, styles_in, styles_of

__all__ = [
    "Avatars",
    "Drawing",
    "Extraction",
    "Limits",
    "Override",
    "OwnReference",
    "Profile",
    "ProfileFile",
    "ReadingService",
    "Resolved",
    "Retries",
    "Style",
    "Timeouts",
    "asked_styles",
    "card_ratio",
    "card_style",
    "fixed_style",
    "load_profile",
    "nearest_style",
    "overridden",
    "override_of",
    "profile_files",
    "profile_folder",
    "profile_for",
    "resolve_profile",
    "route_of",
    "styles_in",
    "styles_of",
]
