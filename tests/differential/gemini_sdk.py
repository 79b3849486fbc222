"""Ask for a picture with the official ``google-genai`` SDK."""

from google import genai
from google.genai import types

from tests.differential.wish import read_wish, reference


def main() -> None:
    """Ask once."""
    wish = read_wish()
    address, _, version = wish.endpoint.rpartition("/")
    client = genai.Client(api_key="sdk-key", http_options=types.HttpOptions(base_url=address, api_version=version))
    form = types.ImageConfig(aspect_ratio=wish.aspect_ratio or None, image_size=wish.resolution or None)
    config = types.GenerateContentConfig(response_modalities=["TEXT", "IMAGE"], image_config=form, seed=wish.seed)
    parts: list[types.Part] = []
    for number in range(wish.references):
        parts.append(types.Part.from_text(text=f"Image {number + 1}"))
        parts.append(types.Part.from_bytes(data=reference(number), mime_type="image/png"))
    parts.append(types.Part.from_text(text=wish.prompt))
    contents = types.Content(role="user", parts=parts)
    client.models.generate_content(model=wish.model, contents=contents, config=config)


if __name__ == "__main__":
    main()
