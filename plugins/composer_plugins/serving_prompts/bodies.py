"""Bodies of foreign protocols: JSON that is checked by a model, with errors that name the field."""

import json
from typing import Any, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request

from composer.server.errors import AnswerError

M = TypeVar("M", bound=BaseModel)


class Sent(BaseModel):
    """A body: what is not known is ignored, and a number may come as a text."""

    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)


async def json_of(request: Request) -> dict[str, Any]:
    """Return the JSON object that a request brings, {} for an empty body.

    Raises:
        AnswerError: it is no JSON, nested too deep, or no object.
    """
    body = await request.body()
    try:
        value = json.loads(body) if body else {}
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deep" if isinstance(error, RecursionError) else str(error)
        raise AnswerError(400, "bad_request", f"the body is no JSON that can be read: {reason}") from error
    if not isinstance(value, dict):
        raise AnswerError(422, "invalid", "the body must be a JSON object")
    return value


def checked(model: type[M], value: dict[str, Any]) -> M:
    """Return a body as its model has it; RequestValidationError names the fields that are wrong, not their values."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False, include_context=False)
        raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in problems]) from None
