"""Where the user's own files lie: configuration (profiles, models, plugins, keys) and data (jobs, pictures)."""

import os
from pathlib import Path


def config_folder() -> Path:
    """Return the folder of the user's profiles, models and keys: ``$RP_COMPOSER_CONFIG``, else the system's place."""
    import platformdirs

    named = os.environ.get("RP_COMPOSER_CONFIG")
    return Path(named) if named else platformdirs.user_config_path("rp-composer")


def data_folder() -> Path:
    """Return the folder of the server's jobs and pictures: ``$RP_COMPOSER_DATA``, else the system's place."""
    import platformdirs

    named = os.environ.get("RP_COMPOSER_DATA")
    return Path(named) if named else platformdirs.user_data_path("rp-composer")


def plugin_folder() -> Path:
    """Return the drop-in folder: ``$RP_COMPOSER_PLUGINS``, else ``plugins`` in the configuration folder."""
    named = os.environ.get("RP_COMPOSER_PLUGINS")
    return Path(named) if named else config_folder() / "plugins"
