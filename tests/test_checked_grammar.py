"""A plugin's grammar that raises is reported and skipped; the requests of the others are found all the same."""

import re
from types import SimpleNamespace

import pytest

from composer import Composer
from composer.contracts import Register
from composer.errors import PluginError
from composer.hookspecs import hookimpl
from composer.profiles import Profile
from composer.types import FoundRequest, Illustrated, Outcome
from tests.grammars import IMAGE_TAG


class Clumsy:
    """Reads ``(draw)`` and raises at ``<img``; cannot write anything."""

    name = "clumsy"
    opener = re.compile(r"<img|\(draw\)")

    def read(self, text: str, start: int) -> FoundRequest | None:
        """Read ``(draw)``."""
        if text[start] == "<":
            raise KeyError("prompt")
        return FoundRequest(self.name, "generate", "pending", start, start + 6, "(draw)")

    def replace(self, found: FoundRequest, outcome: Outcome) -> str:
        """Fail."""
        raise ValueError(f"no way to write {found.source} for {outcome}")


@hookimpl
def register_grammars(register: Register) -> None:
    register(Clumsy())


def composer_with(strict: bool = False) -> Composer:
    return Composer(Profile(strict=strict), plugins={"clumsy": SimpleNamespace(register_grammars=register_grammars)})


def test_the_requests_of_other_grammars_are_found() -> None:
    composer = composer_with()
    assert [found.grammar for found in composer.find(f"{IMAGE_TAG} (draw) {IMAGE_TAG}")] == [
        "image_tag", "clumsy", "image_tag",
    ]  # fmt: skip


def test_a_grammar_that_fails_is_reported_once() -> None:
    composer = composer_with()
    composer.find(f"{IMAGE_TAG} {IMAGE_TAG}")
    assert [str(report) for report in composer.plugins.reports] == ["grammar clumsy failed: KeyError('prompt')"]


def test_a_request_that_cannot_be_written_stays() -> None:
    composer = composer_with()
    (found,) = composer.find("a (draw) b")
    assert composer.replace("a (draw) b", found, Illustrated(("/p.png",))) == "a (draw) b"
    assert "no way to write" in str(composer.plugins.reports[0])


def test_a_strict_profile_stops() -> None:
    with pytest.raises(PluginError, match="clumsy"):
        composer_with(strict=True).find(IMAGE_TAG)
