"""What all answers of the server have in common, and what an error looks like; the fields are described for the OpenAPI
page."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Answer(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(frozen=True)


class ErrorFields(Answer):
    """What went wrong."""

    code: str = Field(description="A stable name of the problem.")
    message: str = Field(description="What is wrong and what to do about it.")
    field: str = Field(default="", description="The part of the request at fault, as `messages.3.text`.")
    details: Any = Field(default=None, description="More of it, by code.")


class ErrorBody(Answer):
    """Every error has this shape."""

    error: ErrorFields
