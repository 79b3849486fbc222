"""A language model that reads cards, personas and unclear messages, at any service with OpenAI's chat completions.

Off until a profile names endpoint and model: ``reader: {endpoint: http://localhost:11434/v1, model: qwen3}``. Keys are
those of the backend `openai`.
"""

from typing import TYPE_CHECKING

from composer.contracts import Service
from composer.hookspecs import hookimpl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from composer.contracts import Dialogue, Register


class ChatModel:
    """Asks for looks and clothes as JSON, once more where the answer is none, and keeps what the text itself says."""

    name = "chat_model"
    #: Of the words that ask and of the rules for what counts.
    version = "1"
    backend = "openai"
    service = Service("https://api.openai.com/v1", ("OPENAI_API_KEY",), "Authorization: Bearer {key}")

    def ask_looks(
        self, name: str, text: str, endpoint: str, model: str
    ) -> "Dialogue[Sequence[tuple[str, ...]]]":  # fmt: skip
        """Return (attribute, value, quote) of the person `name`; raise BackendError."""
        from composer_plugins.chat_reading.conversation import looks_in

        return looks_in(name, text, endpoint, model)

    def ask_clothes(
        self, names: "Sequence[str]", speaker: str, text: str, endpoint: str, model: str
    ) -> "Dialogue[Sequence[tuple[str, ...]]]":
        """Return (person, change, garment, quote) of a message; raise BackendError."""
        from composer_plugins.chat_reading.conversation import clothes_in

        return clothes_in(names, speaker, text, endpoint, model)

    def models(self, endpoint: str) -> "Dialogue[tuple[str, ...]]":
        """Return the ids of the service's models; raise BackendError."""
        from composer_plugins.openai_images.addresses import read_address
        from composer_plugins.openai_images.listing import image_models

        return image_models(read_address(endpoint), own=False)


@hookimpl
def register_readers(register: "Register") -> None:
    """Register the reader."""
    register(ChatModel())
