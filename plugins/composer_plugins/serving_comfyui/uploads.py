"""Pictures that clients upload before a workflow names them; a bounded number is kept, in memory."""

import re
from collections import OrderedDict
from pathlib import PurePosixPath

from composer.server.errors import AnswerError
from composer_plugins.serving_prompts.multipart import FormPart
from composer_plugins.serving_prompts.pictures import picture_bytes

_MOST, _MOST_BYTES = 64, 128 * 1024 * 1024
_UNSAFE = re.compile(r"[^\w .()\[\]-]")
_LONGEST_NAME = 120


class Uploads:
    """The pictures that were uploaded last, by name; those before them are forgotten."""

    def __init__(self) -> None:
        self._pictures: OrderedDict[str, bytes] = OrderedDict()

    def add(self, name: str, data: bytes, overwrite: bool = False) -> str:
        """Keep a picture and return the name it has: another where a different picture has that one.

        Raises:
            AnswerError: it is no picture.
        """
        picture_bytes(data, "image")
        name = self._free(_safe(name), data, overwrite)
        self._pictures[name] = data
        self._pictures.move_to_end(name)
        while len(self._pictures) > _MOST or sum(map(len, self._pictures.values())) > _MOST_BYTES:
            self._pictures.popitem(last=False)
        return name

    def find(self, name: str) -> bytes | None:
        """Return a picture, None when there is none of that name."""
        return self._pictures.get(name)

    def picture(self, name: str) -> bytes:
        """Return a picture; AnswerError when there is none of that name."""
        found = self.find(name)
        if found is None:
            raise AnswerError(
                422, "missing_picture", f"there is no uploaded picture {name[:100]!r}; upload it before the workflow"
            )
        return found

    def _free(self, name: str, data: bytes, overwrite: bool) -> str:
        path, number, found = PurePosixPath(name), 0, name
        while not overwrite and self._pictures.get(found, data) != data:
            number += 1
            found = f"{path.stem} ({number}){path.suffix}"
        return found


def _safe(name: str) -> str:
    """Return the last part of a file's name, of harmless letters."""
    last = _UNSAFE.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(" .")
    return last[-_LONGEST_NAME:] or "picture.png"


def uploaded(uploads: Uploads, parts: list[FormPart]) -> dict[str, str]:
    """Keep the picture of a form and return how ComfyUI answers that.

    Raises:
        AnswerError: there is none in the form, or it lies in a folder.
    """
    typed = {one.name: one.text for one in parts if not one.is_file}
    picture = next((one for one in parts if one.name == "image" and one.is_file), None)
    if picture is None:
        raise AnswerError(400, "missing_picture", "the form has no file called image")
    if typed.get("subfolder"):
        raise AnswerError(400, "bad_folder", "there are no subfolders here")
    name = uploads.add(picture.file, picture.data, typed.get("overwrite", "").lower() in ("1", "true"))
    return {"name": name, "subfolder": "", "type": "input"}
