"""Reference and source pictures: where their bytes are, and how they are made ready for a model.

`assets` keeps the bytes behind the handles of a scene, `people` puts the user's own files in their place, `choosing`
says which pictures travel and in which order. What is not needed to write a prompt is imported where it is: `preparing`
makes a picture fit for a model and takes out all that is not picture, `sources` finds the picture that an edit starts
from.
"""

from composer.references.assets import Assets, asset_name
from composer.references.choosing import EDITING, chosen, in_upload_order, numbered, picture_name
from composer.references.people import with_own_pictures

__all__ = [
    "EDITING",
    "Assets",
    "asset_name",
    "chosen",
    "in_upload_order",
    "numbered",
    "picture_name",
    "with_own_pictures",
]
