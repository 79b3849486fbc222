"""How much memory the commands take for a long chat, as a ratio to a short one.

Run ``python -m tests.benchmarks.chat_memory``: it makes chats of 2 and 200 MB with the same requests, runs each command
on either in a process of its own, and prints the peaks of resident memory. ``--megabytes`` and ``--commands`` choose.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from composer.cli import main as run_command
from tests.painting import tag

#: Each command with its arguments; ``{chat}`` is the chat, ``{last}`` its last message, which asks for a picture.
COMMANDS = {
    "find": ("find", "{chat}"),
    "wardrobe": ("wardrobe", "{chat}"),
    "compose": ("compose", "{chat}", "--message", "{last}"),
    "explain": ("explain", "{chat}", "--message", "{last}"),
    "illustrate": ("illustrate", "{chat}"),
}
#: So many requests any chat holds, spread over its messages.
REQUESTS = 5
#: So many words are in no other message; what is known of a word is kept, of up to 65,536 words.
_WORDS = 500
_LINES = (
    "*She pulls on a long yellow raincoat and looks out at the harbour.* \"Mind the third rung.\"",
    "*He takes off his grey scarf, hangs it on the hook by the door and rubs his hands.* \"It is cold out there.\"",
    "The lamp hums. Somewhere below a boat knocks against the pier, again and again, as it has all night.",
    "\"Did you see the light on the point?\" *she asks, and unties her black boots.* \"It was out for an hour.\"",
    "Rain runs down the panes; the stove ticks, and the kettle begins to sing above it.",
)  # fmt: skip


def lines_of(size: int) -> Iterator[bytes]:
    """Yield the lines of a chat of about so many bytes, each message with three swipes, as SillyTavern writes them."""
    header = {"user_name": "Alex", "character_name": "Maren", "chat_metadata": {"integrity": "x"}}
    yield json.dumps(header).encode() + b"\n"
    count = max(REQUESTS, size // len(_line(0, False)))
    for number in range(count):
        yield _line(number, number % max(1, count // REQUESTS) == 0 or number == count - 1)


def _line(number: int, asks: bool) -> bytes:
    told = "\n\n".join(_LINES[(number + step) % len(_LINES)] for step in range(12))
    text = f"{told} Wave {number % _WORDS}. {tag(f'a gull, number {number}') if asks else ''}"
    fields = {
        "name": ("Maren", "Alex")[number % 2], "is_user": number % 2 == 1, "is_system": False,
        "send_date": f"2026-01-01T00:00:{number:08}", "mes": text, "swipe_id": 2,
        "swipes": [f"{told} One.", f"{told} Two.", text],
    }  # fmt: skip
    return json.dumps(fields).encode() + b"\n"


def peak(name: str, chat: Path) -> tuple[float, float]:
    """Return the peak of resident memory in MB, and the seconds, of one command in a process of its own."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", __spec__.name if __spec__ else "tests.benchmarks.chat_memory", "--measure", name]
    done = subprocess.run([*command, str(chat)], stdout=subprocess.PIPE, check=True, text=True)
    return float(done.stdout.splitlines()[-1]), time.perf_counter() - begun


def measured(name: str, chat: Path) -> float:
    """Run a command here, and return the peak of this process in MB."""
    with chat.open("rb") as file:
        last = sum(1 for _ in file) - 2
    arguments = [part.format(chat=chat, last=last) for part in COMMANDS[name]]
    sys.argv = ["rp-composer", *arguments]
    try:
        run_command()
    except SystemExit as ended:
        if ended.code not in (0, None):
            raise
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def compare(names: list[str], sizes: list[int]) -> None:
    """Print the peaks of each command on chats of each size, and the ratio of the last to the first."""
    with tempfile.TemporaryDirectory() as folder:
        chats = [Path(folder) / f"chat-{size}.jsonl" for size in sizes]
        for chat, size in zip(chats, sizes, strict=True):
            with chat.open("wb") as file:
                file.writelines(lines_of(size * 1_000_000))
        for name in names:
            found = [peak(name, chat) for chat in chats]
            told = ", ".join(
                f"{size} MB chat: {most:.0f} MB peak in {seconds:.0f} s"
                for size, (most, seconds) in zip(sizes, found, strict=True)
            )
            print(f"{name:10} {told}; ratio {found[-1][0] / found[0][0]:.2f}", flush=True)


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", nargs="+", type=int, default=[2, 200])
    parser.add_argument("--commands", nargs="+", choices=COMMANDS, default=list(COMMANDS))
    parser.add_argument("--measure", nargs=2, metavar=("COMMAND", "CHAT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(measured(options.measure[0], Path(options.measure[1])))
    else:
        compare(options.commands, options.megabytes)


if __name__ == "__main__":
    _main()
