"""``rp-composer compose``: the prompt of each request, coloured by slot."""

import click

from composer.cli.prompts import composed, composed_fields, prompt_options, show_prompt
from composer.cli.terminal import print_json


@click.command(
    "compose",
    epilog="\b\nExamples: rp-composer compose sample:maren --message 2\n"
    "          rp-composer compose --prompt 'a lighthouse in the fog' --card maren.png",
)
@prompt_options
def command(as_json: bool, **arguments: object) -> int:
    """Print the prompt of each request in CHAT, or of one.

    CHAT is a SillyTavern chat, a text file with one message, sample:NAME, or "-" for standard input.
    """
    results = composed(**arguments)  # type: ignore[arg-type]
    if as_json:
        print_json([composed_fields(one) for one in results])
        return 0 if results else 1
    for number, one in enumerate(results):
        if number:
            print()
        show_prompt(one, heading=len(results) > 1)
    return 0 if results else 1
