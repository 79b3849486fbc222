"""Text in a wrong encoding: what was read as another than it was written in is put right, and anything else is kept.

`repaired` undoes UTF-8 that some program read as something else; `decoded` reads the bytes of a text file.
"""

from composer.encodings.decoding import decoded
from composer.encodings.repairing import Repair, repaired

__all__ = ["Repair", "decoded", "repaired"]
