"""The name somebody probably meant: what is suggested for one that nobody knows."""

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], alike: float = 0.0) -> str:
    """Return the known name that is most like `word`, upper and lower case alike, if only in parts; "" for none.

    Args:
        alike: how alike they must be, from 0 to 100.
    """
    from rapidfuzz import fuzz, process  # only when there is something to report

    match = process.extractOne(word, list(known), scorer=fuzz.WRatio, processor=str.casefold, score_cutoff=alike)
    return str(match[0]) if match else ""


def nearest_spelling(word: str, known: Iterable[str], alike: float = 0.0) -> str:
    """Return the known name that `word` is most likely a misspelling of; "" for none at least `alike` of 100."""
    from rapidfuzz import fuzz, process

    match = process.extractOne(word, list(known), scorer=fuzz.ratio, score_cutoff=alike)
    return str(match[0]) if match else ""


def nearest_few(word: str, known: Iterable[str], number: int = 5) -> list[str]:
    """Return the `number` known names that are most like `word`, the nearest first."""
    from rapidfuzz import fuzz, process

    return [name for name, *_ in process.extract(word, list(known), scorer=fuzz.WRatio, limit=number)]
