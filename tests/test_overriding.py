"""What a request says of somebody's looks takes the place of what the card says, and of nothing else."""

import pytest

from composer import Composer
from composer.types import CharacterCard, ChatMessage, FoundRequest, ImageRequest


def looks(description: str, prompt: str) -> str:
    """Return Vera's looks in the prompt of one request."""
    composer = Composer()
    name = "Вера" if "Вер" in prompt else "Vera"
    story = composer.story([CharacterCard(name, description=description)])
    found = FoundRequest("image_tag", "generate", "pending", 0, 0, "", ImageRequest(prompt))
    first = composer.compose(composer.scene(story, ChatMessage(name, ""), found)).prompt.split("\n\n")[0]
    return first.removeprefix(f"[Character Reference: {name}'s appearance: ").removesuffix("]")


@pytest.mark.parametrize(
    ("description", "prompt", "expected"),
    [
        ("She has long silver hair.", "Vera with short black hair", "woman, black hair, short hair"),
        ("She has long curly hair.", "Vera with short hair", "woman, curly hair, short hair"),
        ("She has long curly hair.", "Vera with straight hair", "woman, long hair, straight hair"),
        ("She has long hair in a braid.", "Vera, hair in a bun", "woman, long hair, bun"),
        ("She has long hair.", "Vera laughing, full body", "woman, long hair"),
        ("She has long hair.", "Vera with wet hair", "woman, long hair, wet hair"),
        ("She has long hair in a braid.", "Vera with a pixie cut", "woman, pixie cut"),
        ("She has green eyes and long hair.", "Vera with grey eyes", "woman, long hair, grey eyes"),
        ("У неё длинные волосы.", "Вера с короткими волосами", "woman, короткие волосы"),
    ],
)
def test_a_request_overrides_only_what_it_contradicts(description: str, prompt: str, expected: str) -> None:
    assert looks(f"A woman. {description}", prompt) == expected


def test_the_next_picture_shows_the_looks_of_the_card_again() -> None:
    composer = Composer()
    story = composer.story([CharacterCard("Vera", description="Vera has long silver hair.")])
    text = 'Look! [IMG:GEN:{"prompt":"Vera with short black hair"}] And now: [IMG:GEN:{"prompt":"Vera smiles"}]'
    message = ChatMessage("Vera", text)
    second = composer.scene(story, message, composer.find(text)[1])
    assert "silver hair, long hair" in composer.compose(second).prompt
    assert "short" not in composer.compose(second).prompt
