"""What a picture is expected to cost, by the catalogue's prices, of the first that is asked for it."""

from dataclasses import dataclass

from composer.app import Composer
from composer.errors import ComposerError
from composer.models import price_of as catalogue_price
from composer.types import Scene


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for all pictures of a request, None where nobody knows; `note` says of what or why not."""

    usd: float | None
    note: str = ""


def price_of(composer: Composer, scene: Scene, references: int = 0) -> Price:
    """Return what the first of the route is expected to take for a scene.

    Args:
        references: how many reference pictures travel with it.
    """
    target = composer.targets[0]
    try:
        service = composer.backend(target).service
        settings, _ = composer.settings(scene, target)
    except ComposerError as error:
        return Price(None, str(error))
    who = f"{settings.model} of {target.profile.backend}"
    if service is None or not service.paid:
        return Price(0.0, f"{who} takes no money")
    usd = catalogue_price(target.model, settings, references)
    return Price(usd, f"by the catalogue's price of {who}" if usd is not None else f"nobody knows what {who} costs")
