"""Ask for pictures with the official ``google-genai`` SDK."""

from google import genai
from google.genai import types

from tests.differential.wish import PEOPLE, Wish, read_wishes, reference


def main() -> None:
    """Ask for each wish once, without retries."""
    endpoint, wishes = read_wishes()
    address, _, version = endpoint.rpartition("/")
    options = types.HttpOptions(base_url=address, api_version=version)
    with genai.Client(api_key="sdk-key", http_options=options) as client:
        for wish in wishes:
            contents = types.Content(role="user", parts=parts_of(wish))
            client.models.generate_content(model=wish.model, contents=contents, config=configuration_of(wish))


def configuration_of(wish: Wish) -> types.GenerateContentConfig:
    """Return the settings."""
    form = types.ImageConfig(aspect_ratio=wish.aspect_ratio or None, image_size=wish.resolution or None)
    return types.GenerateContentConfig(response_modalities=["TEXT", "IMAGE"], image_config=form, seed=wish.seed)


def parts_of(wish: Wish) -> list[types.Part]:
    """Return the pictures with a label each, then the words."""
    parts: list[types.Part] = []
    for number in range(wish.references):
        parts.append(types.Part.from_text(text=f"Image {number + 1}: {PEOPLE[number]} (identity)"))
        parts.append(types.Part.from_bytes(data=reference(number), mime_type="image/png"))
    return [*parts, types.Part.from_text(text=wish.prompt)]


if __name__ == "__main__":
    main()
