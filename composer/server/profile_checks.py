"""Checking the keys and values of a profile that somebody sends, every one by its place."""

import json
from typing import Any

from pydantic import ValidationError

from composer.documents import nearest_key
from composer.profiles import Profile
from composer.server.errors import AnswerError

_MOST_PROBLEMS = 50


def check_settings(settings: dict[str, Any]) -> None:
    """Pass the keys and values of a profile; AnswerError tells each that is wrong, and the nearest valid key."""
    try:
        json.dumps(settings, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:  # half of a pair of UTF-16, which JSON can say and no file can hold
        raise AnswerError(422, "bad_profile", "a text is no valid Unicode; send it anew") from error
    try:
        Profile.model_validate(settings)
    except ValidationError as error:
        problems = [_problem(detail) for detail in error.errors()[:_MOST_PROBLEMS]]
        first = problems[0]
        raise AnswerError(
            422, "bad_profile", f"{first['field'] or 'the profile'}: {first['message']}", first["field"], problems
        ) from error


def _problem(detail: Any) -> dict[str, str]:
    path = tuple(detail["loc"])
    place = ".".join(map(str, path))
    if detail["type"] != "extra_forbidden":
        text = str(detail["msg"])
        return {"field": place, "message": text[:1].lower() + text[1:]}
    nearest = nearest_key(path, Profile)
    hint = f"; the nearest is {nearest!r}" if nearest else ""
    return {"field": place, "message": f"there is no such key{hint}", "nearest": nearest}
