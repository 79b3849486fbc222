"""``rp-composer doctor``: is everything there that drawing needs, and what to do about what is not."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import asdict

import click

from composer import diagnosis
from composer.app import Composer
from composer.cli.story import profile_option
from composer.cli.terminal import console, new_table, print_json, styled
from composer.diagnosis import Finding
from composer.errors import ComposerError
from composer.folders import plugin_folder

_MARKS = {"good": ("✓", "green"), "doubtful": ("!", "yellow"), "bad": ("✗", "red")}
_PLAIN_MARKS = {"good": "ok", "doubtful": "!", "bad": "x"}


@click.command("doctor", epilog="\b\nExample: rp-composer doctor --profile openai")
@click.option("--all", "everything", is_flag=True, help="Look at every backend, not only at the profile's.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list instead.")
@profile_option
def command(everything: bool, as_json: bool, profile: str) -> int:
    """Check what drawing needs: this installation, your files, and each backend with its key and model.

    Nothing is drawn and nothing is paid for; services are only asked which models they have.
    """
    findings = list(_findings(profile, everything))
    if as_json:
        print_json([asdict(one) for one in findings])
    else:
        _print(findings)
    return 1 if any(one.state == "bad" for one in findings) else 0


def _findings(profile: str, everything: bool) -> Iterator[Finding]:
    yield from diagnosis.of_installation()
    yield from diagnosis.of_files()
    try:
        composer = Composer(profile, plugin_folder=plugin_folder())
        targets = len(composer.targets)
    except ComposerError as error:
        yield Finding("bad", f"profile {profile}", str(error))
        return
    yield Finding("good", f"profile {profile}", "it can be read" + (f", {targets} targets" if targets > 1 else ""))
    yield from diagnosis.of_pictures(composer.profile)
    yield from diagnosis.of_plugins(composer)
    yield from asyncio.run(diagnosis.of_services(composer, everything))
    yield from asyncio.run(diagnosis.of_reader(composer))


def _print(findings: Iterable[Finding]) -> None:
    out = console()
    plain = not (out.encoding or "").lower().startswith("utf")
    table = new_table(show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for one in findings:
        mark, style = _MARKS[one.state]
        text = styled(one.what)
        if one.advice:
            text.append("\n→ ").append(styled(one.advice, "bold"))
        table.add_row(styled(_PLAIN_MARKS[one.state] if plain else mark, style), styled(one.subject), text)
    out.print(table)
