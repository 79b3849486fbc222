"""``rp-composer explain``: where every word of a prompt comes from."""

import click

from composer.cli.prompts import Composed, composed, print_each, prompt_options, show_changes
from composer.cli.terminal import coloured, console, echo, line, new_table, slot_style, styled
from composer.types import Conflict, Evidence, Outfit, Part, Trait

#: What is surer is not worth a word.
_SURE = 0.95


@click.command("explain", epilog="\b\nExample: rp-composer explain sample:maren --message 2 --request 1")
@prompt_options
def command(as_json: bool, **arguments: object) -> int:
    """Show slot, plugin, text and evidence of every part of each prompt.

    CHAT is a chat (SillyTavern's JSONL, OpenAI's messages and other programs' JSON, a text log), a text file with one
    message, sample:NAME, or "-" for standard input. Evidence names the text and the place in it (code points); "~"
    marks words between which markup or a macro stood.
    Clothes that were mentioned long ago say how sure they still are. Where texts contradict each other about looks, it
    says what counts, what does not, and why.
    """
    return print_each(composed(**arguments), as_json, _show)  # type: ignore[arg-type]


def _show(one: Composed) -> None:
    table = new_table(title=one.heading, title_justify="left", expand=True)
    table.add_column("slot", no_wrap=True)
    table.add_column("plugin", no_wrap=True)
    table.add_column("text", overflow="fold", ratio=2)
    table.add_column("evidence", overflow="fold", ratio=3)
    for part in one.prompt.parts:
        slot = part.fragment.slot
        sure = _confidence(part)
        evidence = "\n".join(_where(evidence) + sure.get(evidence, "") for evidence in part.fragment.evidence) or "–"
        table.add_row(
            styled(slot, slot_style(slot)), styled(part.fragment.source), styled(_text(one, part)), styled(evidence)
        )
    console().print(table)
    show_changes(one)
    for name, conflict in one.prompt.conflicts:
        echo(coloured(_conflict(name, conflict), italic=True, fg="yellow"))


def _conflict(name: str, conflict: Conflict) -> str:
    """Return what counts of somebody's looks, what gave way to it, where both stand and why."""
    kept, dropped = (_said(trait) for trait in (conflict.kept, conflict.dropped))
    return f"conflict: {line(name)}, {conflict.attribute}: {kept}, not {dropped} ({line(conflict.why, 200)})"


def _said(trait: Trait) -> str:
    where = ", ".join(map(_where, trait.evidence))
    return f"{line(trait.phrase or trait.value, 80)} [{where}]"


def _text(one: Composed, part: Part) -> str:
    whose = "" if part.person is None else f"{line(one.prompt.people[part.person].name, 60)} | "
    return whose + line(one.prompt.said(part), 300)


def _confidence(part: Part) -> dict[Evidence, str]:
    """Return how sure a part's garments are, by their evidence, where they are no longer quite sure."""
    content = part.fragment.content
    garments = content.garments if isinstance(content, Outfit) else ()
    return {
        evidence: f" ({garment.confidence:.0%} sure)"
        for garment in garments
        if garment.confidence < _SURE
        for evidence in garment.evidence
    }


def _where(evidence: Evidence) -> str:
    mark = "" if evidence.exact else "~"
    reader = f", read by {evidence.reader}" if evidence.reader else ""
    return f"{mark}{evidence.source} {evidence.start}–{evidence.end} “{line(evidence.quote, 80)}”{reader}"
