"""Ask for pictures with the official ``openai`` SDK."""

from typing import Any

from openai import OpenAI

from tests.differential.wish import Wish, read_wishes, reference


def main() -> None:
    """Ask for each wish once, without retries."""
    endpoint, wishes = read_wishes()
    with OpenAI(base_url=endpoint, api_key="sdk-key", max_retries=0) as client:
        for wish in wishes:
            ask(client, wish)


def ask(client: OpenAI, wish: Wish) -> None:
    """Ask for pictures, from other pictures where there are any."""
    settings: dict[str, Any] = {"model": wish.model, "prompt": wish.prompt, "n": wish.pictures}
    settings |= {name: value for name, value in (("size", wish.size), ("quality", wish.quality)) if value}
    if wish.references:
        files = [(f"{number}.png", reference(number), "image/png") for number in range(wish.references)]
        client.images.edit(image=files if len(files) > 1 else files[0], **settings)
    else:
        client.images.generate(**settings)


if __name__ == "__main__":
    main()
