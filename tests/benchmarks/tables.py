"""What the table of each language takes: ``python -m tests.benchmarks.tables``.

Each is loaded in a process of its own; `resident` is by how much that makes the process larger.
"""

import gc
import json
import multiprocessing
import re
import time
from pathlib import Path

from composer.reading.compile import registered_languages

#: The most that a table may take, in MiB.
MOST = 20.0


def resident() -> float:
    """Return how large this process is, in MiB; Linux only."""
    gc.collect()
    status = Path("/proc/self/status").read_text(encoding="ascii")
    [size] = re.findall(r"VmRSS:\s+(\d+) kB", status)
    return int(size) / 1024


def measure(name: str) -> dict[str, object]:
    """Load one table in this process and return what it takes."""
    language = next(one for one in registered_languages() if one.name == name)
    file = language.folder / "table.json"
    _ = json.dumps({})  # what is loaded anyway is no part of it
    before, began = resident(), time.perf_counter()
    words = len(language.lexicon.entries)
    took = time.perf_counter() - began
    return {
        "language": name,
        "entries": words,
        "file": len(file.read_bytes()) / 1024**2,
        "resident": resident() - before,
        "milliseconds": took * 1000,
    }


def main() -> None:
    """Print a line for each language."""
    context = multiprocessing.get_context("spawn")
    for language in registered_languages():
        with context.Pool(1) as pool:
            told = pool.apply(measure, (language.name,))
        print(
            f"{told['language']:8} {told['entries']:6} entries, file {told['file']:.1f} MiB, "
            f"resident {told['resident']:.1f} MiB (at most {MOST:.0f}), loaded in {told['milliseconds']:.0f} ms"
        )


if __name__ == "__main__":
    main()
