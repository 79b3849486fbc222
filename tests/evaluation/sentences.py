"""How right our own collections of sentences are read: ``python -m tests.evaluation.sentences [--json] [--verbose]``.

The rules were developed on them, so that their figures are no evidence for unseen text.
"""

import argparse
import json
import sys
from collections.abc import Sequence

from tests.evaluation.__main__ import mistakes, table
from tests.evaluation.collections import Collections
from tests.evaluation.figures import report


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation.sentences", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--verbose", action="store_true", help="name every mistake")
    options = parser.parse_args(arguments)
    collections = Collections()
    measured = {
        "looks": [case.outcome() for case in collections.looks()],
        "clothes": [case.outcome() for case in collections.clothes()],
    }
    reports = [report(title, outcomes) for title, outcomes in measured.items()]
    if options.json:
        print(json.dumps({one.title: one.as_json() for one in reports}, ensure_ascii=False, indent=1))
        return 0
    print("\n\n".join("\n".join(table(one)) for one in reports))
    if options.verbose:
        print("\n".join(["", *mistakes(measured)]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
