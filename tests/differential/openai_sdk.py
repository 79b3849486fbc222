"""Ask for a picture with the official ``openai`` SDK."""

from typing import Any

from openai import OpenAI

from tests.differential.wish import read_wish, reference


def main() -> None:
    """Ask once, without retries."""
    wish = read_wish()
    client = OpenAI(base_url=wish.endpoint, api_key="sdk-key", max_retries=0)
    settings: dict[str, Any] = {"model": wish.model, "prompt": wish.prompt, "n": wish.pictures}
    settings |= {name: value for name, value in (("size", wish.size), ("quality", wish.quality)) if value}
    if wish.references:
        files = [(f"{number}.png", reference(number), "image/png") for number in range(wish.references)]
        client.images.edit(image=files if len(files) > 1 else files[0], **settings)
    else:
        client.images.generate(**settings)


if __name__ == "__main__":
    main()
