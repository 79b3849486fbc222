"""The image tag: ``<img data-iig-instruction='{"prompt":"…","style":"…"}' src="[IMG:GEN]">``."""

from dataclasses import replace

from composer.contracts import Register
from composer.hookspecs import hookimpl
from composer.requests.image_tags import found_tag, values_of, write_outcome
from composer.requests.tags import IMAGE_OPENER, read_tag
from composer.types import Failed, FoundRequest, Outcome


class ImageTag:
    """Reads and writes image tags; a ``<video>`` tag of this family is read and reported as unsupported."""

    name = "image_tag"
    opener = IMAGE_OPENER

    def read(self, text: str, start: int) -> FoundRequest | None:
        """Read the tag at `start`."""
        tag = read_tag(text, start)
        return None if tag is None else found_tag(self.name, text, start, tag)

    def replace(self, found: FoundRequest, outcome: Outcome) -> str:
        """Write the tag with its outcome; one that is cut or cannot be read, or a picture that is there, stays."""
        tag = read_tag(found.source, 0)
        if tag is None or tag.values is None or found.operation == "video" or found.status == "incomplete":
            return found.source
        if found.status == "done" and isinstance(outcome, Failed):
            return found.source
        return write_outcome(replace(tag, values=values_of(found, tag.values)), outcome)


@hookimpl
def register_grammars(register: Register) -> None:
    """Register the image tag."""
    register(ImageTag())
