"""The optional reader: whether its service is there, takes the key and has the model."""

from collections.abc import Iterator

from composer.app import Composer
from composer.diagnosis.finding import Finding
from composer.errors import ComposerError
from composer.keys import is_loopback, origin_of

_SUBJECT = "reader"


async def of_reader(composer: Composer) -> list[Finding]:
    """Look at the readers that ask a service; nothing for a profile that names none."""
    given = composer.profile.reader
    if bool(given.endpoint) != bool(given.model):
        missing = "model" if given.endpoint else "endpoint"
        return [Finding("doubtful", _SUBJECT, "it is off", f"name its {missing}, too, under `reader` in the profile")]
    found: list[Finding] = []
    for reader in composer.readers.of_services:
        try:
            models = await reader.models()
        except ComposerError as error:
            what = f"{given.endpoint} does not list its models: {error}"
            found.append(Finding("doubtful", _SUBJECT, what, "check `reader` in the profile"))
        else:
            found += _of_models(reader.name, given.endpoint, given.model, models)
    return [*found, *_of_address(given.endpoint)] if found else found


def _of_models(name: str, endpoint: str, model: str, models: tuple[str, ...] | None) -> Iterator[Finding]:
    if models is not None and model not in models and not any(one.startswith(f"{model}:") for one in models):
        shown = ", ".join(models[:5]) + (", …" if len(models) > 5 else "")
        yield Finding("doubtful", _SUBJECT, f"{endpoint} has no model {model!r}", f"it has: {shown}" if shown else "")
    else:
        yield Finding("good", _SUBJECT, f"{name} asks {model} at {endpoint} about cards, personas and unclear messages")


def _of_address(endpoint: str) -> Iterator[Finding]:
    origin = origin_of(endpoint)
    if origin.startswith("http://") and not is_loopback(origin):
        advice = "use an https address as `reader: {endpoint: …}`"
        yield Finding("doubtful", _SUBJECT, f"what it reads and the key travel unprotected to {origin}", advice)
