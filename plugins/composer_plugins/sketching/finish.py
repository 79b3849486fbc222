"""The last touch: a style laid over the whole panel."""

from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL import Image


def finished(panel: "Image.Image", style: str) -> "Image.Image":
    """Return the panel in the style of that name; unchanged for "" and unknown names."""
    return _STYLES.get(style, _plain)(panel)


def _plain(panel: "Image.Image") -> "Image.Image":
    return panel


def _graded(panel: "Image.Image", colour: float, contrast: float, brightness: float = 1.0) -> "Image.Image":
    from PIL import ImageEnhance

    panel = ImageEnhance.Color(panel).enhance(colour)
    panel = ImageEnhance.Contrast(panel).enhance(contrast)
    return ImageEnhance.Brightness(panel).enhance(brightness) if brightness != 1 else panel


def _toned(panel: "Image.Image", dark: str, middle: str, bright: str) -> "Image.Image":
    from PIL import ImageOps

    return ImageOps.colorize(ImageOps.autocontrast(panel.convert("L"), cutoff=0.5), dark, bright, middle)


def _noir(panel: "Image.Image") -> "Image.Image":
    return _graded(_toned(panel, "#0d0c12", "#76757c", "#faf9f5"), 1.0, 1.2)


def _sepia(panel: "Image.Image") -> "Image.Image":
    return _toned(panel, "#2c1c12", "#a98560", "#f9eed8")


def _blotches(size: tuple[int, int], grid: tuple[int, int], low: int) -> "Image.Image":
    from PIL import Image

    dice = Random("paper")
    small = Image.frombytes("L", grid, bytes(dice.randrange(low, 256) for _ in range(grid[0] * grid[1])))
    return small.resize(size, Image.Resampling.BICUBIC)


def _watercolor(panel: "Image.Image") -> "Image.Image":
    from PIL import Image, ImageFilter

    soft = panel.filter(ImageFilter.GaussianBlur(1.6))
    faded = Image.blend(soft, Image.new("RGB", panel.size, "#fdf9ef"), 0.3)
    washed = Image.composite(soft, faded, _blotches(panel.size, (13, 13), 0))
    return _graded(Image.blend(washed, panel, 0.42), 1.08, 1.0, 1.03)


def _oil(panel: "Image.Image") -> "Image.Image":
    from PIL import Image, ImageFilter

    dabbed = panel.filter(ImageFilter.MedianFilter(5))
    return _graded(Image.blend(dabbed, panel, 0.4), 1.26, 1.1, 0.97)


def _anime(panel: "Image.Image") -> "Image.Image":
    return _graded(panel, 1.3, 1.05, 1.02)


def _pastel(panel: "Image.Image") -> "Image.Image":
    from PIL import Image

    return Image.blend(_graded(panel, 0.86, 0.92), Image.new("RGB", panel.size, "#fdf3ee"), 0.13)


def _ink(panel: "Image.Image") -> "Image.Image":
    return _graded(panel, 0.16, 1.16, 1.1)


def _cyberpunk(panel: "Image.Image") -> "Image.Image":
    from PIL import Image

    return Image.blend(panel, _toned(panel, "#140a34", "#b0308c", "#9ef2f4"), 0.4)


def _gothic(panel: "Image.Image") -> "Image.Image":
    return _graded(panel, 0.66, 1.18, 0.84)


def _photo(panel: "Image.Image") -> "Image.Image":
    return _graded(panel, 0.94, 1.1)


def _pixel(panel: "Image.Image") -> "Image.Image":
    from PIL import Image

    small = panel.resize((max(1, panel.width // 5), max(1, panel.height // 5)), Image.Resampling.BOX)
    return small.quantize(64).convert("RGB").resize(panel.size, Image.Resampling.NEAREST)


_STYLES: "dict[str, Callable[[Image.Image], Image.Image]]" = {
    "noir": _noir, "sepia": _sepia, "watercolor": _watercolor, "oil": _oil, "anime": _anime, "pastel": _pastel,
    "ink": _ink, "cyberpunk": _cyberpunk, "gothic": _gothic, "photo": _photo, "pixel": _pixel,
}  # fmt: skip
