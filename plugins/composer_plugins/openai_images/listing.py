"""Which image models a service has."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import httpx

from composer.answers import at, text_at
from composer.contracts import Dialogue
from composer.models.catalogue import catalogue
from composer_plugins.openai_images.addresses import MODELS, Address
from composer_plugins.openai_images.answering import checked_json

_MOST_MODELS = 5000


def image_models(address: Address, own: bool) -> Dialogue[tuple[str, ...]]:
    """Return the ids of the image models of a service.

    OpenAI's list does not say which of its models draw, so there the catalogue decides; elsewhere every model is named.

    Args:
        address: where the service is. own: whether it is OpenAI's own.
    """
    response = yield httpx.Request("GET", address.route(MODELS))
    assert response is not None  # a request is always answered
    names = dict.fromkeys(islice(_ids(checked_json(response)), _MOST_MODELS))
    known = catalogue("openai").known
    return tuple(name for name in names if not own or known(name))


def _ids(answer: Any) -> Iterator[str]:
    items = answer if isinstance(answer, list) else at(answer, "data") or at(answer, "models")
    for item in items if isinstance(items, list) else ():
        name = item if isinstance(item, str) else text_at(item, "id") or text_at(item, "name")
        if name and len(name) <= 200 and name.isprintable():
            yield name
