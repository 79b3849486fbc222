"""Running the command line in tests: in this process, or in one that can be killed."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from composer.cli import run

if TYPE_CHECKING:
    import pytest


@dataclass(frozen=True)
class Answer:
    """What a command printed and its exit code."""

    code: int
    out: str
    err: str


@dataclass
class CommandLine:
    """``rp-composer`` in an empty folder, with the painter of `tests.painting` as a drop-in plugin.

    `profile` is the path of a profile that names the painter.
    """

    folder: Path
    capture: "pytest.CaptureFixture[str]"
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def profile(self) -> str:
        return str(self.folder / "config" / "painted.yaml")

    @property
    def painted(self) -> list[str]:
        log = self.folder / "config" / "painted.log"
        return log.read_text(encoding="utf-8").splitlines() if log.exists() else []

    def __call__(self, *arguments: object) -> Answer:
        self.capture.readouterr()
        code = run([str(argument) for argument in arguments])
        out, err = self.capture.readouterr()
        return Answer(code, out, err)

    def start(self, *arguments: object, folder: str = ".", **environment: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-c", "from composer.cli import main; main()", *map(str, arguments)],
            cwd=folder,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
