"""Image models: what each takes and what it costs, as data and never as code.

`facts` says what there is to know of a model, `catalogue` reads it from the files in ``composer/data/models`` and the
user's own, `lengths` counts letters, words and tokens, `sizes` finds the size nearest to a wish that a model can draw.
"""

from composer.models.facts import Likeness, Limits, Model, Price, Sampling, listed_sizes, price_of
from composer.models.lengths import beyond_limit, length

__all__ = [
    "Likeness",
    "Limits",
    "Model",
    "Price",
    "Sampling",
    "beyond_limit",
    "length",
    "listed_sizes",
    "price_of",
]
