"""Draws the picture of the README from the sample chat: ``python -m tests.readme_picture [FILE]``."""

import sys
import tempfile
from pathlib import Path

from PIL import Image

from composer.app import Composer
from composer.chats import read_cast
from composer.illustration import Illustration
from composer.samples import find_sample

PICTURE = Path(__file__).parent.parent / ".github" / "maren.png"
HEIGHT, GAP = 560, 12

#: The messages of the sample chat whose pictures are shown: the storm, the stove, Sunday.
SHOWN = (2, 9, 11)


def drawn(folder: Path) -> list[Image.Image]:
    """Illustrate the sample in `folder` and return the first picture of each message shown."""
    sample = find_sample("maren")
    composer = Composer()
    cast = read_cast(composer, sample.cards, sample.persona)
    illustration = Illustration(composer, sample.chat, cast, folder)
    tasks = [task for task in illustration.run().tasks if task.message in SHOWN and task.number == 1]
    return [Image.open(illustration.pictures(task)[0]) for task in tasks]


def strip(pictures: list[Image.Image]) -> Image.Image:
    """Return the pictures side by side, equally high, on white."""
    scaled = [one.resize((round(one.width * HEIGHT / one.height), HEIGHT)) for one in pictures]
    width = sum(one.width for one in scaled) + GAP * (len(scaled) - 1)
    sheet = Image.new("RGB", (width, HEIGHT), "white")
    left = 0
    for one in scaled:
        sheet.paste(one, (left, 0))
        left += one.width + GAP
    return sheet


def main() -> None:
    """Write the picture."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURE
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        strip(drawn(Path(folder))).quantize(192).save(target, optimize=True)


if __name__ == "__main__":
    main()
