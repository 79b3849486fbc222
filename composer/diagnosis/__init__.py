"""What drawing needs, looked at piece by piece: the installation, the user's files, the plugins, the services.

Every piece gives findings; nothing is drawn, nothing is paid for, and no file is changed.
"""

from composer.diagnosis.finding import Finding
from composer.diagnosis.machine import of_files, of_installation, of_pictures, of_plugins
from composer.diagnosis.reader import of_reader
from composer.diagnosis.services import of_services

__all__ = ["Finding", "of_files", "of_installation", "of_pictures", "of_plugins", "of_reader", "of_services"]
