"""``rp-composer compose``: the prompt of each request, coloured by slot."""

from functools import partial

import click

from composer.cli.prompts import composed, print_each, prompt_options, show_prompt


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
    return print_each(results, as_json, partial(show_prompt, heading=len(results) > 1))
