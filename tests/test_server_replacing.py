"""What takes a request's place is the same whether its message is at hand or only its own text."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from composer.app import Composer
from composer.jobs.job import Job
from composer.profiles import Profile
from composer.server.replacing import found_again, replacement_of
from composer.store import PictureRecord
from composer.types import Illustrated

CASES = json.loads((Path(__file__).parent / "grammar_cases.json").read_text(encoding="utf-8"))
COMPOSER = Composer(Profile(templates=('<pic prompt="{prompt}">',)), plugin_folder=None)
PICTURE = PictureRecord(file="gull-0.png", media_type="image/png", width=8, height=8, bytes=1, sha256="")


@pytest.mark.parametrize("text", [case["text"] for case in CASES] + ['See <pic prompt="a gull"> there.'])
def test_every_request_is_replaced_as_in_its_message(text: str) -> None:
    for found in COMPOSER.find(text):
        if found.status not in ("pending", "failed"):
            continue
        job = Job("gull-0", "finished", source=found.source, pictures=(PICTURE,))
        again = found_again(COMPOSER, job)
        assert again is not None
        written = replacement_of(COMPOSER, again, job)
        outcome = Illustrated(("{{picture:0}}",), job.id)
        assert written == COMPOSER.replace(found.source, replace(found, start=0, end=len(found.source)), outcome)
        assert written != found.source
