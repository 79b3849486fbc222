"""A style written inside a request's prompt, ``[style: …]``, moved to where styles belong."""

import re
from dataclasses import replace

from composer.types import ImageRequest

# Possessive quantifiers: a bracket that never closes costs no more than reading it once.
_INLINE = re.compile(r"[\[［【]\s*+(?:style|стиль)\s*+[:：=]([^\[\]［］【】]*+)[\]］】]", re.IGNORECASE)


def take_inline_style(request: ImageRequest) -> ImageRequest:
    """Take every ``[style: …]`` out of the prompt; what it says becomes the request's style unless the tag has one.

    Any case, also ``[стиль: …]``. Several are joined by commas. A request without one comes back as it is.
    """
    styles = [style.strip() for style in _INLINE.findall(request.prompt)]
    if not styles:
        return request
    own = request.style if request.style and request.style.strip() else None
    inline = ", ".join(filter(None, styles)) or None
    return replace(request, prompt=_without_styles(request.prompt), style=own or inline)


def _without_styles(prompt: str) -> str:
    """Return the rest of the prompt, with one space or comma where a style stood."""
    rest = ""
    for piece in (piece.strip() for piece in _INLINE.split(prompt)[::2]):
        if not rest or rest.endswith(","):
            piece = piece.lstrip(", ")
        rest += piece if not rest or piece.startswith((",", ".", ";")) else f" {piece}"
    return rest.strip()
