"""Reference and source pictures: where their bytes are, and how they are made ready for a model.

`assets` keeps the bytes behind the handles of a scene, `people` puts the user's own files in their place, `preparing`
makes a picture fit for a model and takes out all that is not picture. `composer.references.sources`, which is imported
where it is needed, finds the picture that an edit starts from. Pillow is imported when there is a picture to work on.
"""

from composer.references.assets import Assets, asset_name
from composer.references.people import with_own_pictures
from composer.references.preparing import PIXELS_LIMIT, prepare, prepare_all

__all__ = [
    "PIXELS_LIMIT",
    "Assets",
    "asset_name",
    "prepare",
    "prepare_all",
    "with_own_pictures",
]
