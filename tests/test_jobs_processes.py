"""Several processes that ask for the same picture at the same time: one draws it, all get it."""

import subprocess
import sys
from pathlib import Path

from tests.killing import calls_of

PROGRAM = """
import asyncio, sys
from pathlib import Path
from tests.killing import draw

asyncio.run(draw(Path(sys.argv[1]), True))
"""


def test_processes_that_ask_at_once_cause_one_call(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", "-c", PROGRAM, str(tmp_path)]
    root = Path(__file__).parent.parent
    processes = [subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    for process in processes:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    assert calls_of(tmp_path) == 1
    left = {path.name for path in (tmp_path / "pictures").iterdir()}
    assert left == {"gull-0.png", "gull-0.json", "jobs.sqlite3"}
