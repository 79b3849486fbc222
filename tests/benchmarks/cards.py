"""How fast cards load, and what it costs beside merely decoding their JSON: ``python -m tests.benchmarks.cards``.

The cards are like those people have: 5 to 20 kB of JSON as SillyTavern writes it, twice in each picture (versions 2 and
3), every third with a lorebook, in several languages. Every tenth is compressed, as some sites write them.
"""

import base64
import gc
import json
import random
import resource
import sys
import tempfile
import time
import tracemalloc
import zlib
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from composer.carriers import read_card
from composer.contracts import CardFormat
from composer.plugins import READING, PluginManager
from composer_plugins.card_carriers import png_chunks
from tests.card_samples import chunk, png

COUNT = 1_000
#: The sizes of the pictures, in bytes: small, so that decoding is nearly everything, and as people have them.
SMALL, USUAL = 2_000, 1_000_000
WORDS = {
    "en": "the her his grey eyes silver hair falls over wool she’s tall calm {{user}} — \n *smiles* “Well…” sea",
    "ru": "высокая спокойная женщина с серыми глазами и длинными волосами в шерстяном пальто {{user}} — \n море",
    "zh": "她 高挑 灰色 的 眼睛 银色 长发 穿着 羊毛 大衣 {{user}} 。 \n 海边",
}  # fmt: skip


class Costs(NamedTuple):
    """Cards in a second, and how many times as long as decoding alone, and as reading and decoding, it takes."""

    per_second: float
    ratio: float
    ratio_to_reading: float


def prose(words: random.Random, length: int, language: str) -> str:
    """Return so many bytes of text."""
    known, parts, size = WORDS[language].split(" "), [], 0
    while size < length:
        parts.append(words.choice(known))
        size += len(parts[-1].encode()) + 1
    return " ".join(parts)


def entry(words: random.Random, number: int, language: str) -> dict[str, Any]:
    """Return an entry of a lorebook as SillyTavern writes it into a card."""
    return {
        "id": number, "keys": [prose(words, 8, language), prose(words, 12, language)], "secondary_keys": [],
        "comment": prose(words, 20, language), "content": prose(words, 350, language), "constant": False,
        "selective": True, "insertion_order": 100, "enabled": True, "position": "before_char", "use_regex": True,
        "extensions": {
            "position": 0, "exclude_recursion": False, "display_index": number, "probability": 100,
            "useProbability": True, "depth": 4, "selectiveLogic": 0, "outlet_name": "", "group": "",
            "group_override": False, "group_weight": 100, "prevent_recursion": False, "delay_until_recursion": False,
            "scan_depth": None, "match_whole_words": None, "use_group_scoring": False, "case_sensitive": None,
            "automation_id": "", "role": 0, "vectorized": False, "sticky": 0, "cooldown": 0, "delay": 0,
            "match_persona_description": False, "match_character_description": False, "triggers": [],
        },
    }  # fmt: skip


def card(number: int) -> dict[str, Any]:
    """Return the card of that number, of version 3 as SillyTavern writes it."""
    words = random.Random(number)
    language = "en" if number % 5 < 3 else "ru" if number % 5 == 3 else "zh"
    texts = {name: prose(words, words.randrange(100, 700), language) for name in ("personality", "scenario")}
    texts |= {
        "name": prose(words, 10, language), "description": prose(words, words.randrange(1_000, 6_000), language),
        "first_mes": prose(words, words.randrange(500, 2_500), language),
        "mes_example": prose(words, words.randrange(0, 2_500), language),
    }  # fmt: skip
    tags = [prose(words, 8, language) for _ in range(6)]
    data = {
        **texts, "creator_notes": prose(words, 300, language), "system_prompt": "", "post_history_instructions": "",
        "tags": tags, "creator": "someone", "character_version": "1.0",
        "alternate_greetings": [prose(words, 900, language) for _ in range(words.randrange(3))],
        "extensions": {
            "talkativeness": "0.5", "fav": False, "world": "",
            "depth_prompt": {"prompt": "", "depth": 4, "role": "system"},
        },
        "group_only_greetings": [],
    }  # fmt: skip
    if number % 3 == 0:
        entries = [entry(words, place, language) for place in range(words.randrange(4, 14))]
        data["character_book"] = {"name": "book", "entries": entries}
    around = {"creatorcomment": data["creator_notes"], "avatar": "none", "chat": "x - 1", "talkativeness": "0.5",
              "fav": False, "tags": tags, "create_date": "2024-01-01T00:00:00.000Z"}  # fmt: skip
    return {**texts, **around, "spec": "chara_card_v3", "spec_version": "3.0", "data": data}


def picture(number: int, size: int) -> bytes:
    """Return the file of the card of that number, with about `size` bytes of picture."""
    newest = card(number)
    chunks = []
    for keyword, spec, version in ((b"chara", "chara_card_v2", "2.0"), (b"ccv3", "chara_card_v3", "3.0")):
        text = json.dumps({**newest, "spec": spec, "spec_version": version}, ensure_ascii=False, separators=(",", ":"))
        packed = base64.b64encode(text.encode())
        if number % 10 == 0:
            chunks.append(chunk(b"zTXt", keyword + b"\0\0" + zlib.compress(packed)))
        else:
            chunks.append(chunk(b"tEXt", keyword + b"\0" + packed))
    pixels = [chunk(b"IDAT", random.Random(number).randbytes(min(size, 65_536))) for _ in range(-(-size // 65_536))]
    return png(*pixels, *chunks)


def bodies(data: bytes) -> list[tuple[bool, bytes]]:
    """Return whether it is compressed, and the text, of each chunk that carries a card."""
    found = []
    for one in png_chunks.chunks(data):
        if one.is_text:
            body = data[one.start + 8 : one.end - 4].split(b"\0", 1)[1]
            found.append((one.kind == b"zTXt", body[1:] if one.kind == b"zTXt" else body))
    return found


def decoded(texts: Sequence[tuple[bool, bytes]]) -> list[Any]:
    """Do what cannot be saved: inflate, decode base64 and parse JSON."""
    return [json.loads(base64.b64decode(zlib.decompress(text) if packed else text)) for packed, text in texts]


def seconds(*works: Callable[[], object], rounds: int) -> list[float]:
    """Return the shortest of several runs of each, in turn; of the processor's time, which others do not share."""
    least = [float("inf")] * len(works)
    for _ in range(rounds):
        for number, work in enumerate(works):
            gc.collect()
            began = time.process_time()
            work()
            least[number] = min(least[number], time.process_time() - began)
    return least


def formats() -> list[CardFormat]:
    """Return every built-in format of cards."""
    plugins = PluginManager()
    plugins.load(READING)
    return list(plugins.catalogue("register_card_formats", "card format").items.values())


def costs(paths: Sequence[Path], known: Sequence[CardFormat], rounds: int = 5) -> Costs:
    """Measure loading files from disk against decoding their chunks, which are in memory already."""
    texts = [bodies(path.read_bytes()) for path in paths]
    floor, floor_with_reading, whole = seconds(
        lambda: deque(map(decoded, texts), maxlen=0),
        lambda: deque((decoded(bodies(path.read_bytes())) for path in paths), maxlen=0),
        lambda: deque((read_card(path, known) for path in paths), maxlen=0),
        rounds=rounds,
    )
    return Costs(len(paths) / whole, whole / floor, whole / floor_with_reading)


def peak_mib(paths: Sequence[Path], known: Sequence[CardFormat]) -> float:
    """Return the most memory that loading the cards one after the other takes."""
    tracemalloc.start()
    for path in paths:
        read_card(path, known)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def written(folder: Path, count: int, size: int) -> list[Path]:
    """Write so many cards into a folder."""
    paths = [folder / f"{number}.png" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_bytes(picture(number, size))
    return paths


def main() -> None:
    """Measure both sets and print what came out."""
    known = formats()
    for size in (SMALL, USUAL):
        with tempfile.TemporaryDirectory() as folder:
            paths = written(Path(folder), COUNT, size)
            found = costs(paths, known)
            peak = peak_mib(paths, known)
        print(
            f"{COUNT} cards with pictures of {size} bytes: {found.per_second:.0f} cards/s, "
            f"{found.ratio:.2f} times inflating and JSON-decoding their chunks ({found.ratio_to_reading:.2f} times "
            f"reading the files and doing so), peak {peak:.1f} MiB"
        )
    print(f"process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB", file=sys.stderr)


if __name__ == "__main__":
    main()
