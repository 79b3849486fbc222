"""Personas as YAML files: ``name``, ``description``, and if wanted ``aliases`` and ``avatar``."""

import codecs
import re

from pydantic import BaseModel, ConfigDict, Field

from composer.contracts import Register
from composer.decoding import bytes_of
from composer.documents import check
from composer.errors import CardError, EmptyAnswerError, ProfileError
from composer.hookspecs import hookimpl
from composer.types import Persona

_NAME_LINE = re.compile(rb"^(?:\xef\xbb\xbf)?[ ]*[\"']?name[\"']?[ ]*:", re.MULTILINE)


class PersonaFile(BaseModel):
    """The keys of a persona file; `avatar` is a PNG in base64, or a data URL."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: str = Field(min_length=1, max_length=200)
    description: str = ""
    aliases: tuple[str, ...] = Field((), strict=False)
    avatar: str = ""


class YamlPersona:
    """A YAML file with the keys of `PersonaFile`."""

    name = "yaml"
    suffix = (".yaml", ".yml")

    def recognises(self, head: bytes) -> float:
        """Fairly sure of text with a line ``name:``."""
        if b"\0" in head or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            return 0.0
        return 0.8 if _NAME_LINE.search(head) else 0.2 if _is_text(head) else 0.0

    def read(self, data: bytes) -> Persona:
        """Return the persona; CardError names the line, the key and the cause."""
        try:
            persona = check(PersonaFile, data.decode("utf-8-sig"), "YAML", foreign=True)
        except (ProfileError, UnicodeDecodeError) as error:
            raise CardError(str(error)) from error
        return Persona(persona.name, persona.description, persona.aliases, _picture(persona.avatar))


def _is_text(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _picture(avatar: str) -> bytes:
    try:
        return bytes_of(avatar)
    except EmptyAnswerError as error:
        raise CardError(f"avatar: {error}; write a PNG in base64") from None


@hookimpl
def register_persona_formats(register: Register) -> None:
    """Register the format."""
    register(YamlPersona())
